"""Planning: pulses that are opened by the clock, again and again, or once when something happens."""

from collections.abc import Callable
from functools import partial

from commands.pulses.beginning import KIND, begin_or_tell, begin_round, owed_message
from commands.pulses.choosing import find_members
from commands.pulses.plan_views import failed_message
from commands.pulses.rounds import RoundPlan
from commands.pulses.triggers import Trigger, find_due
from commands.slack.cadences import Cadence
from commands.slack.features import Errand, Round
from commands.slack.telling import tell
from storage.errors import BadInput, NotFound
from storage.initiatives import get_initiative
from storage.outbox import is_promised
from storage.pulse_plans import (
    Occasion,
    PlanState,
    PulsePlan,
    add_pulse_plan,
    claim_pulse_plan,
    get_pulse_plan,
    list_pulse_plans,
    note_failure,
    note_opening,
    stop_pulse_plan,
)
from storage.pulses import Pulse
from storage.responses import find_owed
from storage.schedules import add_schedule, end_schedules
from storage.units import Unit
from surveys.questions import Question

SCHEDULE = "pulse"
FAILED = "pulse-plan"


def plan_trigger(unit: Unit, plan: RoundPlan, trigger: Trigger) -> PulsePlan:
    """Let a round open once, when its trigger says so."""
    return _add(unit, plan, trigger.occasion, trigger)


def plan_repeats(unit: Unit, plan: RoundPlan, cadence: Cadence, zone: str, first: Pulse) -> PulsePlan:
    """Let a round that has been opened be followed by others, at wall times in `zone`."""
    kept = _add(unit, plan, Occasion.SCHEDULE)
    note_opening(unit, kept.id, first.id)
    starts = cadence.find_first(unit.now.replace(tzinfo=None))
    add_schedule(unit, kind=SCHEDULE, subject=kept.id, rule=cadence.rule, starts=starts, zone=zone)
    return kept


def stop_plan(unit: Unit, plan: PulsePlan) -> None:
    """Let a plan open nothing any more; BadInput when it would not have anyway."""
    if not stop_pulse_plan(unit, plan.id):
        raise BadInput("Plan", f"{plan.id} has ended already", f"/change pulse plans {plan.initiative_key}")
    end_schedules(unit, SCHEDULE, plan.id)


async def run_plan(errand: Errand) -> Callable[[Unit], None]:
    """Open the next round of a plan that repeats, to whoever is in its audience now."""
    store, team_id, plan_id = errand.house.store, errand.team_id, errand.schedule.subject
    kept = await store.read(team_id, lambda unit: get_pulse_plan(unit, plan_id))
    try:
        plan, members = await find_members(errand.house, team_id, _to_round(kept))
    except (BadInput, NotFound) as refusal:
        return partial(_tell_failure, plan_id=plan_id, reason=_reason_of(refusal), occasion=errand.slot.name)

    def work(unit: Unit) -> None:
        is_wanted = get_pulse_plan(unit, plan_id).state == PlanState.WAITING
        if is_wanted and get_initiative(unit, plan.initiative_key).is_open:
            pulse = begin_or_tell(unit, plan, members)
            if pulse is not None:
                note_opening(unit, plan_id, pulse.id)

    return work


async def open_triggered_pulses(tick: Round) -> None:
    """Open each round whose phase has been entered or whose milestone has been done, once."""
    for kept in await tick.house.store.read(tick.team_id, _list_due):
        await _open_triggered(tick, kept)


async def _open_triggered(tick: Round, kept: PulsePlan) -> None:
    store = tick.house.store

    def fail(unit: Unit, refusal: BadInput | NotFound) -> None:
        if claim_pulse_plan(unit, kept.id, PlanState.FAILED):
            _tell_failure(unit, kept.id, _reason_of(refusal), kept.occasion)

    def open_it(unit: Unit) -> None:
        if _tell_owed(unit, kept) or not claim_pulse_plan(unit, kept.id, PlanState.OPENED):
            return
        note_opening(unit, kept.id, begin_round(unit, plan, members).id)

    try:
        plan, members = await find_members(tick.house, tick.team_id, _to_round(kept))
        await store.write(tick.team_id, open_it)
    except (BadInput, NotFound) as refusal:
        await store.write(tick.team_id, partial(fail, refusal=refusal))


def _list_due(unit: Unit) -> list[PulsePlan]:
    """What is due by its trigger, without what waits for a response and has been told of."""
    return [plan for plan in list_pulse_plans(unit) if not plan.repeats and _is_due(unit, plan)]


def _is_due(unit: Unit, plan: PulsePlan) -> bool:
    due_at = find_due(unit, plan)
    if due_at is None or due_at > unit.now or not get_initiative(unit, plan.initiative_key).is_open:
        return False
    owed = find_owed(unit, plan.initiative_key, plan.audience)
    return owed is None or not is_promised(unit, f"{KIND}:{owed.id}")


def _tell_owed(unit: Unit, plan: PulsePlan) -> bool:
    """Whether a response to an earlier pulse is owed; then the lead is told once."""
    owed = find_owed(unit, plan.initiative_key, plan.audience)
    if owed is None:
        return False
    lead_id = get_initiative(unit, plan.initiative_key).lead_id
    tell(unit, owed_message(owed), [lead_id], key=f"{KIND}:{owed.id}", kind=KIND, subject=owed.id)
    return True


def _tell_failure(unit: Unit, plan_id: str, reason: str, occasion: str) -> None:
    """Note why a plan opened nothing; its lead is told, unless it was for the same reason the last time."""
    plan = get_pulse_plan(unit, plan_id)
    if plan.failure == reason:
        return
    note_failure(unit, plan_id, reason)
    lead_id = get_initiative(unit, plan.initiative_key).lead_id
    key = f"{FAILED}:{plan_id}:{occasion}"
    tell(unit, failed_message(plan, reason), [lead_id], key=key, kind=FAILED, subject=plan_id)


def _reason_of(refusal: BadInput | NotFound) -> str:
    return refusal.reason if isinstance(refusal, BadInput) else f"“{refusal.name}” was not found"


def _add(unit: Unit, plan: RoundPlan, occasion: Occasion, trigger: Trigger | None = None) -> PulsePlan:
    return add_pulse_plan(
        unit,
        plan.initiative_key,
        plan.audience,
        [question.to_json() for question in plan.questions],
        open_days=plan.open_days,
        split_by=plan.split_by,
        remind_days=",".join(map(str, plan.remind_days)),
        sample_percent=plan.sample_percent,
        occasion=occasion,
        subject=trigger.subject if trigger else None,
        days_after=trigger.days_after if trigger else 0,
    )


def _to_round(plan: PulsePlan) -> RoundPlan:
    return RoundPlan(
        plan.initiative_key,
        plan.audience,
        [Question.from_json(question) for question in plan.questions],
        plan.open_days,
        split_by=plan.split_by,
        remind_days=[int(day) for day in plan.remind_days.split(",") if day],
        sample_percent=plan.sample_percent,
    )
