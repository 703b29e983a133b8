"""Triggers: what opens a pulse later, such as a phase that is entered or a milestone that is done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from commands.slack.inputs import clean_line
from storage.errors import BadInput, NotFound, OutOfDate
from storage.initiatives import Initiative, get_initiative
from storage.milestones import Milestone, get_milestone, get_milestone_by_id, list_milestones
from storage.people import find_person
from storage.phases import Phase, PhaseState, get_phase, list_phases
from storage.pulse_plans import Occasion, PulsePlan
from storage.recurrence import to_instant
from storage.units import Unit

EXAMPLE = 'on:"30 days after Go-live"'
WORDS_LIMIT = 160
OPENS_AT = time(9)
"""So early a day that is counted from a milestone begins, where the lead lives."""
MOST_DAYS_AFTER = 365
DAYS_OFFERED = (30, 60, 90)
_PHASE = re.compile("phase (.+)", re.IGNORECASE)
_MILESTONE = re.compile("milestone (.+)", re.IGNORECASE)
_AFTER = re.compile("([0-9]{1,3}) days? after (.+)", re.IGNORECASE)
_CHOICE = re.compile("(phase|milestone):([0-9]{1,3}):([A-Za-z0-9-]{1,32})")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phase that is entered or a milestone that is done, by its id, and how many days after that."""

    occasion: Occasion
    subject: str
    days_after: int = 0

    @property
    def value(self) -> str:
        """It as an option of a form."""
        return f"{self.occasion}:{self.days_after}:{self.subject}"


def find_trigger(unit: Unit, initiative: Initiative, text: str) -> Trigger:
    """The trigger that "phase NAME", "milestone NAME" or "N days after NAME" means; BadInput when it is past."""
    words = clean_line(text, "On", WORDS_LIMIT, example=EXAMPLE)
    if match := _PHASE.fullmatch(words):
        trigger = Trigger(Occasion.PHASE, _find_phase(unit, initiative.key, match[1]).id)
    elif match := _AFTER.fullmatch(words):
        days = int(match[1])
        if not 1 <= days <= MOST_DAYS_AFTER:
            raise BadInput("On", f"1 to {MOST_DAYS_AFTER} days after a milestone", EXAMPLE)
        trigger = Trigger(Occasion.MILESTONE, get_milestone(unit, initiative.key, match[2]).id, days)
    elif match := _MILESTONE.fullmatch(words):
        trigger = Trigger(Occasion.MILESTONE, get_milestone(unit, initiative.key, match[1]).id)
    else:
        raise BadInput("On", "write “phase NAME”, “milestone NAME” or “30 days after NAME”", EXAMPLE)
    return check_trigger(unit, initiative, trigger)


def read_choice(unit: Unit, initiative: Initiative, value: str) -> Trigger:
    """The trigger that was chosen in a form; BadInput when it is another initiative's or past."""
    match = _CHOICE.fullmatch(value)
    if match is None:
        raise OutOfDate
    trigger = Trigger(Occasion(match[1]), match[3], int(match[2]))
    subject = _get_subject(unit, trigger)
    if subject.initiative_key != initiative.key:
        raise BadInput("Opens", f"“{subject.name}” belongs to {subject.initiative_key}", "Now")
    return check_trigger(unit, initiative, trigger)


def check_trigger(unit: Unit, initiative: Initiative, trigger: Trigger) -> Trigger:
    """The trigger as given; BadInput when what it waits for has happened or will not."""
    subject = _get_subject(unit, trigger)
    due_at = _find_due(unit, initiative, trigger)
    is_given_up = (
        subject.state == PhaseState.DROPPED if isinstance(subject, Phase) else subject.dropped_because is not None
    )
    if is_given_up:
        raise BadInput("Opens", f"“{subject.name}” has been dropped", EXAMPLE)
    if due_at is not None and due_at <= unit.now:
        raise BadInput("Opens", f"{describe_trigger(unit, trigger)} is past; leave it out to ask now", EXAMPLE)
    return trigger


def trigger_of(plan: PulsePlan) -> Trigger:
    """What a plan that does not repeat waits for."""
    assert plan.subject is not None
    return Trigger(Occasion(plan.occasion), plan.subject, plan.days_after)


def find_due(unit: Unit, plan: PulsePlan) -> datetime | None:
    """When a plan with a trigger is due; None while that is not known."""
    return _find_due(unit, get_initiative(unit, plan.initiative_key), trigger_of(plan))


def list_triggers(unit: Unit, initiative: Initiative) -> Sequence[Trigger]:
    """What a pulse can wait for: phases not entered, milestones not done, and the days after those."""
    phases = [phase for phase in list_phases(unit, initiative.key) if phase.state == PhaseState.PLANNED]
    milestones = [milestone for milestone in list_milestones(unit, initiative.key) if milestone.is_pending]
    return [
        *(Trigger(Occasion.PHASE, phase.id) for phase in phases),
        *(Trigger(Occasion.MILESTONE, each.id, days) for each in milestones for days in (0, *DAYS_OFFERED)),
    ]


def describe_trigger(unit: Unit, trigger: Trigger) -> str:
    """What a trigger waits for: "phase Pilot entered", "milestone Go-live done", "30 days after Go-live"."""
    name = _get_subject(unit, trigger).name
    if trigger.occasion == Occasion.PHASE:
        return f"phase {name} entered"
    return f"{trigger.days_after} days after {name}" if trigger.days_after else f"milestone {name} done"


def _find_due(unit: Unit, initiative: Initiative, trigger: Trigger) -> datetime | None:
    if trigger.occasion == Occasion.PHASE:
        return get_phase(unit, trigger.subject).entered_at
    done_on = get_milestone_by_id(unit, trigger.subject).done_on
    if done_on is None:
        return None
    if not trigger.days_after:
        return unit.now
    lead = find_person(unit, initiative.lead_id)
    wall = datetime.combine(done_on + timedelta(days=trigger.days_after), OPENS_AT)
    return to_instant(wall, lead.zone if lead else "UTC")


def _get_subject(unit: Unit, trigger: Trigger) -> Phase | Milestone:
    if trigger.occasion == Occasion.PHASE:
        return get_phase(unit, trigger.subject)
    return get_milestone_by_id(unit, trigger.subject)


def _find_phase(unit: Unit, initiative_key: str, name: str) -> Phase:
    known = list_phases(unit, initiative_key)
    for phase in known:
        if name.casefold() in (phase.name.casefold(), phase.id.casefold()):
            return phase
    raise NotFound("Phase", name, [phase.name for phase in known])
