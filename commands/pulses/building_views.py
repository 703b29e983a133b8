"""The builder's form, the question bank, and what a pulse will look like to those who are asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from commands.pulses.asking import invitation_message, make_title, question_message, thanks_message
from commands.pulses.drafting import FIELD, REASON_LIMIT
from commands.slack.blocks import Message, button, compose, context, header, section
from commands.slack.choices import initiative_field
from commands.slack.language import Say
from commands.slack.modals import ChoiceField, Modal, TextField
from commands.slack.text import inert
from storage.audiences import Audience
from storage.initiatives import Initiative
from storage.pulses import Pulse
from surveys.question_bank import QUESTION_BANK
from surveys.question_grammar import format_question
from surveys.questions import Question

QUESTIONS_LIMIT = 3000
NOW = "now"
HINT = (
    "One a line, five at most. “eNPS: …” asks from 0 to 10, “choice: … | a | b” for one, “multi: … | a | b” for "
    "several, “comment: …” for words, anything else from 1 (strongly disagree) to 5 (strongly agree)."
)

REMIND_HINT = "Days, two at most, such as 3,5; “none” for no reminder. Empty: days 3 and 5, while it is open"
OVERRIDE_HINT = "Why it need not wait for the response to the pulse before; the reason is kept"
SPLITS_OFFERED = [("source", "Source: channel, group or list")]


def pulse_modal(
    initiatives: list[Initiative],
    audiences: Sequence[Audience],
    triggers: Sequence[tuple[str, str]],
    *,
    key: str | None = None,
    bank: str | None = None,
) -> Modal:
    """The form for a new pulse; `triggers` are (value, label) pairs of what it may wait for."""
    sets = [(name, f"{name} ({len(questions)} questions)") for name, questions in QUESTION_BANK.items()]
    return Modal(
        callback_id="pulse.new",
        title="New pulse",
        submit="Send",
        intro="Choose a set of the bank, or write one to five questions.",
        fields=[
            initiative_field(initiatives, key),
            ChoiceField("Audience", options=[(a.name, f"{a.name} ({a.kind})") for a in audiences]),
            ChoiceField("Bank", is_optional=True, options=sets, initial=bank),
            TextField(FIELD, limit=QUESTIONS_LIMIT, is_multiline=True, is_optional=True, hint=HINT),
            TextField("Open days", limit=2, is_optional=True, initial="5"),
            TextField("Every", limit=60, is_optional=True, hint="To repeat it: “monthly 1st 09:00”"),
            ChoiceField("Opens", options=[(NOW, "Now"), *triggers], initial=NOW),
            TextField("Remind", limit=10, is_optional=True, hint=REMIND_HINT),
            TextField("Sample", limit=4, is_optional=True, hint="The part to ask at a time, such as 25%; else all"),
            ChoiceField("By", is_optional=True, options=SPLITS_OFFERED, hint="To show results by part of the audience"),
            TextField("Override", limit=REASON_LIMIT, is_optional=True, hint=OVERRIDE_HINT),
        ],
        buttons=[("Preview", "pulse.preview")],
    )


def bank_message() -> Message:
    """Every set of the bank with its questions as they can be written, and a button that opens the form with it."""
    return compose(
        header("Question bank"),
        *(
            section(
                f"*{name}*\n" + "\n".join(f"• {inert(format_question(question))}" for question in questions),
                accessory=button("Use", f"pulse.build:{name}", name, spoken=f"Use {name}"),
            )
            for name, questions in QUESTION_BANK.items()
        ),
        context("Or in one line: `/change pulse new KEY to AUDIENCE bank:clarity`"),
    )


def preview_message(pulse: Pulse, questions: Sequence[Question], initiative: Initiative, say: Say) -> Message:
    """All that somebody who is asked will see, one message after the other; its buttons store nothing."""
    title = make_title(say, initiative.name)
    following = [
        question_message(pulse, questions, index, title, say, again=False) for index in range(1, len(questions))
    ]
    messages = [invitation_message(pulse, questions, title, say), *following, thanks_message(pulse, title, say)]
    intro = compose(context(f"What somebody in {inert(pulse.audience)} gets, one after the other in one message:"))
    return Message(
        "\n".join(message.text for message in (intro, *messages)),
        [*intro.blocks, *(_disarm(block) for message in messages for block in message.blocks)],
    )


def _disarm(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block whose buttons only say that this is a preview."""
    if block["type"] != "actions":
        return dict(block)
    elements = [
        {**element, "action_id": f"pulse.sample:{block['block_id']}.{number}"}
        for number, element in enumerate(block["elements"])
    ]
    return {**block, "elements": elements}
