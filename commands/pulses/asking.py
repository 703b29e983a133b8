"""Asking: how a pulse's questions look to the person who is asked. Nothing of an answer is ever drawn."""

from collections.abc import Sequence

from commands.slack.blocks import Message, actions, button, compose, context, header, local_time, section
from commands.slack.modals import Modal, TextField
from commands.slack.text import inert
from storage.pulses import Pulse
from surveys.ballots import MAX_COMMENT
from surveys.questions import Question

CONFIDENTIAL = (
    "Confidential while open, anonymous once closed. Until it closes, whoever runs the bot with both its key and "
    "database could link you; then the link is destroyed. Slack carries your click. Nobody in the product sees "
    "individual answers. Groups under 5 are hidden. What you write may identify you."
)


def question_message(pulse: Pulse, questions: Sequence[Question], index: int, title: str, *, again: bool) -> Message:
    """One question with its answer buttons, labelled with number and word."""
    question = questions[index]
    mode = "again" if again else "first"
    buttons = [
        button(
            option.label,
            f"pulse.answer:{index}.{option.value}",
            f"{pulse.id} {index} {option.value} {mode}",
            spoken=f"{option.label}, answer to question {index + 1}",
        )
        for option in question.options
    ]
    return compose(
        header(title),
        section(f"*{index + 1} of {len(questions)}*  {inert(question.text)}"),
        actions(*buttons),
        context(CONFIDENTIAL),
        # A changed message needs new block ids, or clients keep the old buttons.
        prefix=f"{mode}{index}-",
    )


def invitation_message(pulse: Pulse, questions: Sequence[Question], title: str) -> Message:
    """The first thing a person gets: the first question itself, and until when it can be answered."""
    asked = question_message(pulse, questions, 0, title, again=False)
    closing = compose(context(f"{pulse.id} closes on {local_time(pulse.closes_at)}."), prefix="close")
    options = "\n".join(f"• {option.label}" for option in questions[0].options)
    return Message(f"{asked.text}\n{options}\n{closing.text}", [*asked.blocks, *closing.blocks])


def thanks_message(pulse: Pulse, title: str) -> Message:
    """After the last question."""
    return compose(
        header(title),
        section(
            f"Your answers are saved. You can change them until {pulse.id} closes on {local_time(pulse.closes_at)}."
        ),
        actions(
            button("Change my answers", "pulse.restart", pulse.id),
            button("Add a comment", "pulse.comment", pulse.id),
        ),
        context(CONFIDENTIAL),
        prefix="thanks",
    )


def comment_modal(pulse_id: str) -> Modal:
    """The form for a comment; what was written before is not shown."""
    return Modal(
        callback_id="pulse.comment",
        title="Add a comment",
        submit="Save",
        fields=[
            TextField(
                "Comment", limit=MAX_COMMENT, is_multiline=True, is_optional=True,
                hint="Shown only among ten or more, shuffled, without your answers. Empty removes an earlier one.",
            )
        ],
        metadata={"pulse": pulse_id},
    )  # fmt: skip
