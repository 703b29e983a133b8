"""What the bot itself tells about risks: an escalation, its acknowledgement, a review that is due."""

from collections.abc import Sequence

from commands.slack.blocks import Message, actions, button, compose, context, local_time, mention, sections
from commands.slack.dates import describe_date
from commands.slack.scoring import Bands
from commands.slack.text import inert
from storage.escalations import Escalation, EscalationStep
from storage.risks import Risk


def escalation_message(
    risk: Risk, escalation: Escalation, role: str, told: Sequence[EscalationStep], bands: Bands
) -> Message:
    """A risk that somebody has to take on: why now, who was told before, and the button that says "I have it"."""
    others = [f"{mention(step.recipient)} ({step.role}) since {local_time(step.at)}" for step in told]
    before = f"Told before, and not acknowledged: {', '.join(others)}." if others else ""
    return compose(
        *sections(
            f":rotating_light: *{risk.id}* ({risk.initiative_key}) needs you as {role}: {escalation.cause}\n"
            f"*{inert(risk.title)}*\n{bands.show(risk.likelihood, risk.impact)} · {risk.state}"
            f"{_private_note(risk)}\nReported by {mention(risk.author_id)}, owner "
            f"{mention(risk.owner_id) if risk.owner_id else 'nobody yet'}"
        ),
        context(before) if before else None,
        actions(
            button("Acknowledge", "risk.acknowledge", risk.id, style="primary", spoken=f"Acknowledge {risk.id}"),
            button("Open", "risk.show", risk.id, spoken=f"Open {risk.id}"),
        ),
    )


def taken_on_message(risk: Risk, by: str, bands: Bands) -> Message:
    """What stands in place of an escalation once it is acknowledged."""
    return compose(
        *sections(
            f":white_check_mark: *{risk.id}* ({risk.initiative_key}) is acknowledged by {mention(by)}\n"
            f"*{inert(risk.title)}*\n{bands.show(risk.likelihood, risk.impact)}{_private_note(risk)}"
        ),
        actions(button("Open", "risk.show", risk.id), button("Update", "risk.edit", risk.id)),
    )


def acknowledged_message(risk: Risk, by: str) -> Message:
    """For those who were told too: somebody has it."""
    return compose(*sections(f":white_check_mark: {mention(by)} has acknowledged *{risk.id}* {inert(risk.title)}"))


def review_message(risk: Risk, bands: Bands) -> Message:
    """For the owner, on the day of the review."""
    assert risk.review_on is not None
    return compose(
        *sections(
            f":mag: *{risk.id}* ({risk.initiative_key}) is due for review since {describe_date(risk.review_on)}\n"
            f"*{inert(risk.title)}*\n{bands.show(risk.likelihood, risk.impact)} · {risk.state}{_private_note(risk)}"
        ),
        actions(button("Review", "risk.edit", risk.id, style="primary"), button("Open", "risk.show", risk.id)),
    )


def _private_note(risk: Risk) -> str:
    return f" · private ({risk.sensitivity})" if risk.is_private else ""
