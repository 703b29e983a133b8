"""Asking: how a pulse's questions look to the person who is asked. Nothing of an answer is ever drawn."""

from collections.abc import Sequence

from commands.pulses.answer_rows import AGAIN, FIRST, answer_rows, describe_way
from commands.slack.blocks import Message, actions, button, compose, context, header, section
from commands.slack.language import Say, mark
from commands.slack.modals import Modal, TextField
from commands.slack.text import inert
from storage.pulses import Pulse
from surveys.ballots import MAX_COMMENT
from surveys.questions import Question

CONFIDENTIAL = mark(
    "Confidential while open, anonymous once closed. Until it closes, whoever runs the bot with both its key and "
    "database could link you; then the link is destroyed. Slack carries your click. Nobody in the product sees "
    "individual answers. Groups under 5 are hidden. What you write may identify you."
)


def make_title(say: Say, initiative: str) -> str:
    """What stands above everything that a pulse about this initiative shows to those who are asked."""
    return say("{initiative}: how is it going?", initiative=initiative)


def question_message(
    pulse: Pulse, questions: Sequence[Question], index: int, title: str, say: Say, *, again: bool
) -> Message:
    """One question with what it is answered with; buttons are labelled with number and word."""
    question = questions[index]
    mode = AGAIN if again else FIRST
    place = say("{number} of {count}", number=index + 1, count=len(questions))
    way = describe_way(question, say)
    return compose(
        header(title),
        section(f"*{place}*  {inert(say(question.text))}" + (f"\n{way}" if way else "")),
        *answer_rows(pulse.id, index, question, mode, say),
        context(say(CONFIDENTIAL)),
        # A changed message needs new block ids, or clients keep the old buttons.
        prefix=f"{mode}{index}-",
    )


def invitation_message(pulse: Pulse, questions: Sequence[Question], title: str, say: Say) -> Message:
    """The first thing a person gets: the first question itself, and until when it can be answered."""
    asked = question_message(pulse, questions, 0, title, say, again=False)
    until = say("{pulse} closes on {moment}.", pulse=pulse.id, moment=say.instant(pulse.closes_at))
    split = say("Results are also shown by part of this audience, each of five answers or more.")
    closing = compose(context(f"{until} {split}" if pulse.split_by else until), prefix="close")
    options = [f"• {inert(say(option.label))}" for option in questions[0].options]
    return Message("\n".join([asked.text, *options, closing.text]), [*asked.blocks, *closing.blocks])


def thanks_message(pulse: Pulse, title: str, say: Say) -> Message:
    """After the last question."""
    return compose(
        header(title),
        section(
            say(
                "Your answers are saved. You can change them until {pulse} closes on {moment}.",
                pulse=pulse.id,
                moment=say.instant(pulse.closes_at),
            )
        ),
        actions(
            button(say("Change my answers"), "pulse.restart", pulse.id),
            button(say("Add a comment"), "pulse.comment", pulse.id),
        ),
        context(say(CONFIDENTIAL)),
        prefix="thanks",
    )


def words_modal(pulse: Pulse, question: Question, say: Say, *, index: int, mode: str) -> Modal:
    """The form for a question that is answered in words; what was written before is not shown."""
    return Modal(
        callback_id="pulse.words",
        title=say("Your answer"),
        submit=say("Save"),
        close=say("Cancel"),
        intro=say(question.text),
        fields=[
            TextField(
                say("Comment"), key="comment", limit=MAX_COMMENT, is_multiline=True, is_optional=True,
                hint=say("Empty skips the question, and removes what you wrote before."),
            )
        ],
        metadata={"pulse": pulse.id, "index": index, "mode": mode},
    )  # fmt: skip


def comment_modal(pulse_id: str, say: Say) -> Modal:
    """The form for a comment; what was written before is not shown."""
    return Modal(
        callback_id="pulse.comment",
        title=say("Add a comment"),
        submit=say("Save"),
        close=say("Cancel"),
        fields=[
            TextField(
                say("Comment"), key="comment", limit=MAX_COMMENT, is_multiline=True, is_optional=True,
                hint=say(
                    "Shown only among ten or more, shuffled, without your answers. Empty removes an earlier one."
                ),
            )
        ],
        metadata={"pulse": pulse_id},
    )  # fmt: skip
