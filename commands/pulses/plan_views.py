"""How plans look to those who run them: what has been planned, the list, and a plan that opened nothing."""

from collections.abc import Sequence

from commands.slack.blocks import Message, actions, button, compose, context, section
from commands.slack.figures import show_count
from commands.slack.pages import Line, Listing
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.pulse_plans import PulsePlan

REASON_SHOWN, QUESTION_SHOWN = 250, 80


def planned_message(plan: PulsePlan, opens: str) -> Message:
    """What the lead sees after planning."""
    return compose(
        section(
            f"*{plan.id}* asks {show_count(len(plan.questions), 'question')} of {inert(plan.audience)}: {inert(opens)}."
        ),
        context("Who is in the audience is looked up then. Nobody has been asked yet."),
        actions(button("Stop", "pulse.stop_plan", plan.id, spoken=f"Stop {plan.id}")),
    )


def plan_list_message(initiative: Initiative, plans: Sequence[tuple[PulsePlan, str]], page: int = 0) -> Message:
    """What will open in an initiative, each with when, and a button to stop it."""
    lines = [
        Line(
            f"*{plan.id}* {inert(plan.audience)} · {inert(opens)}\n"
            f"{inert(shorten(str(plan.questions[0]['text']), QUESTION_SHOWN))} "
            f"({show_count(len(plan.questions), 'question')})" + _describe_last(plan),
            plan.id,
        )
        for plan, opens in plans
    ]
    empty = f'None. `/change pulse new {initiative.key} to AUDIENCE "Question" on:"phase Pilot"` or `every:`'
    return Listing(
        f"{initiative.key} · Planned pulses", initiative.key, lines, empty, "pulse.plans", "pulse.stop_plan", "Stop"
    ).show(page)


def stopped_message(plan: PulsePlan) -> Message:
    """After Stop."""
    return compose(section(f"*{plan.id}* opens nothing any more. What it has opened stays as it is."))


def failed_message(plan: PulsePlan, reason: str) -> Message:
    """To a lead: a plan was due, and no pulse was opened."""
    again = "It is tried again at its next time." if plan.repeats else "It has ended; plan it anew to ask after all."
    return compose(
        section(
            f":hourglass: *{plan.id} opened no pulse to {inert(plan.audience)}* ({plan.initiative_key}): "
            f"{inert(shorten(reason, REASON_SHOWN))}"
        ),
        context(again),
    )


def _describe_last(plan: PulsePlan) -> str:
    if plan.failure:
        return f" · :warning: {inert(shorten(plan.failure, REASON_SHOWN))}"
    return f" · last {plan.pulse_id}" if plan.pulse_id else ""
