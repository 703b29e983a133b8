"""Taps: what those who are asked do; each answer is stored, then the next question takes the message's place."""

import re
from dataclasses import dataclass, replace
from typing import Any

from commands.pulses.answer_rows import AGAIN, name_boxes
from commands.pulses.answering import Asked, change_ballot, find_asked, find_place
from commands.pulses.asking import comment_modal, question_message, thanks_message, words_modal
from commands.slack.ask import Answer, Ask, Replacement, Reply, Silence
from commands.slack.blocks import compose, section
from commands.slack.inputs import clean_text
from storage.errors import OutOfDate, Refused
from surveys.ballots import MAX_COMMENT, next_open_question, put_answer, put_comment, tick
from surveys.questions import MAX_CHOICES

ANSWER = re.compile("(P-[0-9]+) ([0-9]) (?:([0-9]{1,2}) )?(first|again)")
TICKED = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button says of itself: the pulse, the question (from 0), the option where it is one, and the mode."""

    pulse_id: str
    index: int
    option: int | None
    mode: str


async def on_answer(ask: Ask) -> Answer:
    """An option of a question with one answer."""
    tap = _read_tap(ask.value)
    if tap.option is None:
        raise OutOfDate
    return await _answer(ask, tap, tap.option)


async def on_tick(_ask: Ask) -> Answer:
    """A box ticked: nothing is stored before Save."""
    return Silence()


async def on_save(ask: Ask) -> Answer:
    """Save, under boxes to tick."""
    tap = _read_tap(ask.value)
    ticked = ask.form.get(name_boxes(tap.pulse_id, tap.index), [])
    if not all(TICKED.fullmatch(value) and int(value) < MAX_CHOICES for value in ticked):
        raise OutOfDate
    if not ticked:
        asked = await find_asked(ask, tap.pulse_id)
        raise Refused(asked.say("Nothing is ticked. Tick at least one box, then save. Nothing was saved."))
    return await _answer(ask, tap, tick(int(value) for value in ticked))


async def on_skip(ask: Ask) -> Answer:
    """Skip, under a question that is answered in words; what was written before stays."""
    tap = _read_tap(ask.value)
    asked = await find_asked(ask, tap.pulse_id)
    key = str(tap.index)
    ballot = await change_ballot(
        ask, asked, lambda ballot: ballot if key in ballot else put_answer(ballot, asked.questions, tap.index, "")
    )
    return await _advance(ask, asked, tap, ballot)


async def on_write(ask: Ask) -> Answer:
    """Write, under such a question: the form."""
    tap = _read_tap(ask.value)
    asked = await find_asked(ask, tap.pulse_id)
    if tap.index >= len(asked.questions):
        raise OutOfDate
    return words_modal(asked.pulse, asked.questions[tap.index], asked.say, index=tap.index, mode=tap.mode)


async def on_words_form(ask: Ask) -> Answer:
    """The submitted words."""
    tap = Tap(ask.metadata["pulse"], ask.metadata["index"], None, ask.metadata["mode"])
    words = clean_text(ask.form["comment"] or "", "Comment", MAX_COMMENT, required=False)
    answer = await _answer(ask, tap, words)
    if isinstance(answer, Replacement) and answer.place is None:
        asked = await find_asked(ask, tap.pulse_id)
        return Reply(compose(section(asked.say("Your answer is saved."))))
    return answer


async def on_restart(ask: Ask) -> Answer:
    """Change my answers: from the first question on, without showing what was answered."""
    asked = await find_asked(ask, ask.value)
    return Replacement(question_message(asked.pulse, asked.questions, 0, asked.title, asked.say, again=True))


async def on_comment_button(ask: Ask) -> Answer:
    """Add a comment."""
    return comment_modal(ask.value, (await find_asked(ask, ask.value)).say)


async def on_comment_form(ask: Ask) -> Answer:
    """The submitted comment."""
    asked = await find_asked(ask, ask.metadata["pulse"])
    words = clean_text(ask.form["comment"] or "", "Comment", MAX_COMMENT, required=False)
    await change_ballot(ask, asked, lambda ballot: put_comment(ballot, words))
    return Reply(
        compose(section(asked.say("Your comment is saved.") if words else asked.say("Your comment is removed.")))
    )


async def _answer(ask: Ask, tap: Tap, answer: int | str) -> Answer:
    asked = await find_asked(ask, tap.pulse_id)
    ballot = await change_ballot(ask, asked, lambda ballot: put_answer(ballot, asked.questions, tap.index, answer))
    return await _advance(ask, asked, tap, ballot)


async def _advance(ask: Ask, asked: Asked, tap: Tap, ballot: dict[str, Any]) -> Answer:
    """What takes the message's place; where the click was not in it, the message that the invitation came in."""
    is_again = tap.mode == AGAIN
    following = tap.index + 1 if is_again else next_open_question(ballot, asked.questions)
    if following is None or following >= len(asked.questions):
        message = thanks_message(asked.pulse, asked.title, asked.say)
    else:
        message = question_message(asked.pulse, asked.questions, following, asked.title, asked.say, again=is_again)
    answer = Replacement(message)
    return answer if ask.channel_id else replace(answer, place=await find_place(ask, asked.pulse))


def _read_tap(value: str) -> Tap:
    match = ANSWER.fullmatch(value)
    if match is None:
        raise OutOfDate
    return Tap(match[1], int(match[2]), int(match[3]) if match[3] else None, match[4])
