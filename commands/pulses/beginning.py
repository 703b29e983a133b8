"""Beginning a round: once what people said last has been answered, and when enough people may be asked.

By hand it is refused with the reason; a round by the clock waits for its next time, and the lead is told once.
"""

from collections.abc import Sequence
from dataclasses import replace

from commands.pulses.choosing import Choice, choose_people, list_series
from commands.pulses.rounds import RoundPlan, open_round
from commands.slack.blocks import Message, actions, button, compose, context, section
from commands.slack.telling import tell
from commands.slack.text import inert
from storage.errors import BadInput
from storage.initiatives import get_initiative
from storage.people import Person
from storage.pulses import Pulse
from storage.responses import find_owed
from storage.units import Unit
from surveys.disclosure import FLOOR_SCORES, check_invited

KIND = "pulse-waits"


def begin_round(unit: Unit, plan: RoundPlan, members: Sequence[Person]) -> Pulse:
    """Open a round by hand; BadInput when a response is owed and nothing overrides that, or too few may be asked."""
    owed = find_owed(unit, plan.initiative_key, plan.audience)
    if owed is not None and plan.override_reason is None:
        reason = (
            f"{owed.id} to {owed.audience} has had no response yet, and the next pulse waits for it "
            '(or add override:"reason")'
        )
        raise BadInput("Audience", reason, _respond_example(owed))
    choice = choose_people(unit, plan, members)
    if not choice.is_enough and choice.resting:
        reason = f"{choice.describe()}; a pulse needs at least {FLOOR_SCORES} to protect them"
        raise BadInput("Audience", reason, "in a few days, or a larger audience")
    check_invited(len(choice.asked))
    if owed is None:
        return _open(unit, replace(plan, override_reason=None), choice)
    pulse = _open(unit, plan, choice)
    unit.audit("pulse.overridden", pulse.id, unanswered=owed.id, reason=plan.override_reason)
    return pulse


def begin_or_tell(unit: Unit, plan: RoundPlan, members: Sequence[Person]) -> Pulse | None:
    """Open a round by the clock; or else None, and the initiative's lead is told once why it waits."""
    owed = find_owed(unit, plan.initiative_key, plan.audience)
    if owed is not None:
        _tell_lead(unit, plan, owed_message(owed), key=f"{KIND}:{owed.id}", subject=owed.id)
        return None
    choice = choose_people(unit, plan, members)
    if choice.is_enough:
        return _open(unit, plan, choice)
    rounds = [pulse.id for pulse in list_series(unit, plan)]
    # Told anew only when a round has been opened in between.
    last = rounds[-1] if rounds else f"{plan.initiative_key}:{plan.audience}"
    _tell_lead(unit, plan, too_few_message(plan, choice), key=f"{KIND}:few:{last}", subject=plan.initiative_key)
    return None


def owed_message(owed: Pulse) -> Message:
    """To a lead: the next round waits for what is done about the last."""
    return compose(
        section(
            f":hourglass: *The next pulse to {inert(owed.audience)} waits.* People answered {owed.id} "
            f"({owed.initiative_key}) and have not heard what came of it. Once you have responded it opens at its "
            "next time."
        ),
        actions(
            button("Respond", f"pulse.respond:{owed.id}", owed.id, spoken=f"Respond to {owed.id}"),
            button("Results", f"pulse.results:{owed.id}", owed.id, spoken=f"Results of {owed.id}"),
        ),
    )


def too_few_message(plan: RoundPlan, choice: Choice) -> Message:
    """To a lead: a round was not opened because too few may be asked now."""
    return compose(
        section(
            f":hourglass: *No pulse went to {inert(plan.audience)}* ({plan.initiative_key}): {choice.describe()}. "
            f"A pulse needs at least {FLOOR_SCORES} people to protect them."
        ),
        context("It is tried again at its next time, and you are not told again until a round has gone out."),
    )


def _open(unit: Unit, plan: RoundPlan, choice: Choice) -> Pulse:
    return open_round(unit, plan, choice.asked, resting=choice.resting, later=choice.later)


def _tell_lead(unit: Unit, plan: RoundPlan, message: Message, *, key: str, subject: str) -> None:
    lead_id = get_initiative(unit, plan.initiative_key).lead_id
    tell(unit, message, [lead_id], key=key, kind=KIND, subject=subject)


def _respond_example(owed: Pulse) -> str:
    return f'/change pulse respond {owed.id} "We will train before each wave"'
