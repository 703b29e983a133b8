"""Plan commands: what will open in an initiative, and stopping it."""

from commands.pulses.plan_views import plan_list_message, stopped_message
from commands.pulses.planning import SCHEDULE, stop_plan
from commands.pulses.triggers import describe_trigger, find_due, trigger_of
from commands.slack.access import permit
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.cadences import Cadence, describe_rule
from commands.slack.moments import describe_instant
from commands.slack.pages import read_turn
from commands.slack.subjects import take_only_id, take_only_key
from storage.initiatives import get_initiative
from storage.pulse_plans import PulsePlan, get_pulse_plan, list_pulse_plans
from storage.recurrence import find_next_slot
from storage.roles import Role
from storage.schedules import Schedule, list_schedules
from storage.units import Unit

MAY_SEE = (Role.LEAD, Role.SPONSOR)
MAY_STOP = (Role.LEAD,)


async def on_plans(ask: Ask) -> Answer:
    """`/change pulse plans KEY`."""
    return Reply(await _make_list(ask, take_only_key(ask.text, "/change pulse plans CRM")))


async def on_plans_page(ask: Ask) -> Answer:
    """Next and Previous under the list."""
    return Replacement(await _make_list(ask, *read_turn(ask.value)))


async def on_stop_plan(ask: Ask) -> Answer:
    """`/change pulse stop ID`."""
    return await _stop(ask, take_only_id(ask.text, "PP", "Plan", "/change pulse stop PP-1"))


async def on_stop_plan_button(ask: Ask) -> Answer:
    """Stop, in the list or after planning."""
    return await _stop(ask, ask.value)


async def _make_list(ask: Ask, key: str, page: int = 0) -> Message:
    zone = await ask.find_zone()

    def find(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_SEE)
        schedules = {schedule.subject: schedule for schedule in list_schedules(unit, SCHEDULE)}
        plans = [(plan, _describe(unit, plan, schedules, zone)) for plan in list_pulse_plans(unit, key)]
        return plan_list_message(initiative, plans, page)

    return await ask.read(find)


async def _stop(ask: Ask, plan_id: str) -> Answer:
    def stop(unit: Unit) -> Answer:
        plan = get_pulse_plan(unit, plan_id)
        permit(unit, ask, get_initiative(unit, plan.initiative_key), MAY_STOP)
        stop_plan(unit, plan)
        return Reply(stopped_message(plan))

    return await ask.write(stop)


def _describe(unit: Unit, plan: PulsePlan, schedules: dict[str, Schedule], zone: str) -> str:
    """When a plan opens next, or what it waits for."""
    if plan.repeats:
        schedule = schedules[plan.id]
        assert schedule.rule is not None
        slot = find_next_slot(schedule.rule, schedule.starts_at, schedule.zone or zone, unit.now)
        often = describe_rule(Cadence(schedule.rule, schedule.starts_at.time()))
        return f"{often}, next {describe_instant(slot.due_at, zone)}" if slot else often
    due_at = find_due(unit, plan)
    said = describe_trigger(unit, trigger_of(plan))
    return f"{said}, on {describe_instant(due_at, zone)}" if due_at and due_at > unit.now else said
