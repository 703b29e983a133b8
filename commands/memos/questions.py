"""Questions: what somebody answers in the thread of a memo goes to the lead, and the lead's answer back into it."""

import re

from commands.slack.access import permit
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message, actions, button, compose, context, mention, section, sections
from commands.slack.inputs import clean_text
from commands.slack.language import Say, find_language, translate
from commands.slack.modals import Modal, TextField
from commands.slack.telling import tell
from commands.slack.text import inert
from storage.copies import find_copy_of
from storage.errors import BadInput, OutOfDate
from storage.initiatives import get_initiative
from storage.memos import get_memo
from storage.people import find_person
from storage.roles import Role
from storage.units import Unit

QUESTION_LIMIT = 3_000
ANSWER_LIMIT = 2_000
MAY_ANSWER = (Role.LEAD,)
_VALUE = re.compile("(M-[0-9]+) ([A-Z0-9]+)")


async def on_question(ask: Ask) -> Answer:
    """A message in the thread of a memo (`value`): the lead gets it, and nothing else is kept of it."""
    words = clean_text(ask.text, "Question", QUESTION_LIMIT, example="Who trains my team?")

    def forward(unit: Unit) -> Say:
        memo = get_memo(unit, ask.value)
        lead = get_initiative(unit, memo.initiative_key).lead_id
        key = f"question:{memo.id}:{ask.receipt}"
        message = question_message(memo.id, memo.initiative_key, ask.user_id, words)
        tell(unit, message, [lead], key=key, kind="question", subject=f"question:{memo.id}")
        copy = find_copy_of(unit, memo.id, ask.user_id)
        return translate(find_language(unit, ask.user_id, copy.delivery.audience if copy else None))

    say = await ask.write(forward)
    told = say("Your question is on its way to the lead. The answer comes here, in this thread.")
    return Reply(compose(section(told)))


async def on_answer_button(ask: Ask) -> Answer:
    """Answer, under a question: the form."""
    memo_id, user_id = _read_value(ask.value)

    def check(unit: Unit) -> Answer:
        permit(unit, ask, get_initiative(unit, get_memo(unit, memo_id).initiative_key), MAY_ANSWER)
        person = find_person(unit, user_id)
        return answer_modal(memo_id, user_id, person.name if person else "them")

    return await ask.read(check)


async def on_answer_form(ask: Ask) -> Answer:
    """The submitted answer: posted in the asker's thread."""
    memo_id, user_id = ask.metadata["id"], ask.metadata["person"]
    words = clean_text(ask.form["answer"] or "", "Answer", ANSWER_LIMIT, example="Your manager, from Monday on")

    def answer(unit: Unit) -> None:
        permit(unit, ask, get_initiative(unit, get_memo(unit, memo_id).initiative_key), MAY_ANSWER)
        copy = find_copy_of(unit, memo_id, user_id)
        if copy is None or not copy.delivery.channel_id:
            raise BadInput("Answer", f"{memo_id} is not in their conversation any more", "a message of your own")
        say = translate(find_language(unit, user_id, copy.delivery.audience))
        title = section(say("*Answer* from {person}", person=mention(ask.user_id)))
        message = compose(title, *sections(inert(words)))
        key = f"answer:{memo_id}:{ask.receipt}"
        tell(
            unit, message, [copy.delivery.channel_id], key=key, kind="answer", subject=f"answer:{memo_id}",
            thread_ts=copy.delivery.ts,
        )  # fmt: skip
        unit.audit("memo.answered", memo_id)

    await ask.write(answer)
    return Reply(compose(section("Your answer goes into their thread.")))


def question_message(memo_id: str, key: str, user_id: str, words: str) -> Message:
    """What the lead gets when somebody asks about a memo."""
    return compose(
        section(f":question: *Question about {memo_id}* ({key}) from {mention(user_id)}"),
        *sections(inert(words)),
        actions(button("Answer", "memo.answer", f"{memo_id} {user_id}", style="primary")),
        context("Your answer goes into their thread, for them alone. Groundswell keeps no list of questions."),
    )


def answer_modal(memo_id: str, user_id: str, name: str) -> Modal:
    """The form for an answer."""
    return Modal(
        callback_id="memo.answer",
        title=f"Answer about {memo_id}",
        submit="Answer",
        intro=f"It goes to {name} alone.",
        fields=[TextField("Answer", limit=ANSWER_LIMIT, is_multiline=True)],
        metadata={"id": memo_id, "person": user_id},
    )


def _read_value(value: str) -> tuple[str, str]:
    match = _VALUE.fullmatch(value)
    if match is None:
        raise OutOfDate
    return match[1], match[2]
