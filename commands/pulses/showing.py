"""Showing what people said: pulses, results, trends."""

from commands.pulses.care_views import describe_care
from commands.pulses.response_views import response_blocks
from commands.pulses.themes import find_themes
from commands.pulses.trend_views import trend_message
from commands.pulses.trends import find_trends
from commands.pulses.views import pulse_list_message, results_message, still_open_message
from commands.pulses.waves import compare_with_before
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.results import find_result
from commands.slack.subjects import take_key, take_only_id, take_only_key
from storage.fleeting import count_left
from storage.initiatives import get_initiative
from storage.pulses import count_sealed_rows, get_pulse, list_pulses
from storage.responses import find_response
from storage.roles import Role
from storage.units import Unit
from surveys.disclosure import FLOOR_SCORES

MOST_LISTED = 20
MAY_READ = (Role.LEAD, Role.SPONSOR)
MAY_FOLLOW = (Role.LEAD, Role.SPONSOR, Role.REVIEWER)


async def on_list(ask: Ask) -> Answer:
    """`/change pulse list KEY`."""
    key = take_only_key(ask.text, "/change pulse list CRM")
    zone = await ask.find_zone()

    def find(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_READ)
        pulses = list_pulses(unit, key)[:MOST_LISTED]
        answered = {pulse.id: count_sealed_rows(unit, pulse.id) for pulse in pulses if not pulse.is_open}
        return Reply(pulse_list_message(initiative, pulses, answered, zone))

    return await ask.read(find)


async def on_results(ask: Ask) -> Answer:
    """`/change pulse results ID`."""
    return await show_results(ask, take_pulse_id(ask, "/change pulse results P-1"))


async def on_results_button(ask: Ask) -> Answer:
    """Results, in a list."""
    return await show_results(ask, ask.value)


async def on_trend(ask: Ask) -> Answer:
    """`/change pulse trend KEY [AUDIENCE]`."""
    arguments = parse(ask.text)
    key = take_key(arguments, "/change pulse trend CRM")
    audience = arguments.take_word("Audience", "/change pulse trend CRM sales") if arguments else None
    arguments.finish("/change pulse trend CRM sales")

    def find(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_FOLLOW)
        return Reply(trend_message(initiative, find_trends(unit, key, audience), audience))

    return await ask.read(find)


async def show_results(ask: Ask, pulse_id: str) -> Answer:
    """What people said, once the pulse is closed."""
    zone = await ask.find_zone()

    def find(unit: Unit) -> Answer:
        pulse = get_pulse(unit, pulse_id)
        permit(unit, ask, get_initiative(unit, pulse.initiative_key), MAY_READ)
        if pulse.is_open:
            return Reply(still_open_message(pulse, describe_care(pulse), zone))
        response = response_blocks(pulse, find_response(unit, pulse.id))
        result = find_result(unit, pulse)
        care = describe_care(pulse, count_left(unit, pulse.id) if result.answered >= FLOOR_SCORES else None)
        after = [*find_themes(unit, pulse, result), *response]
        return Reply(results_message(pulse, result, care, compare_with_before(unit, pulse, result), after))

    return await ask.read(find)


def take_pulse_id(ask: Ask, example: str) -> str:
    """The pulse that a command is about."""
    return take_only_id(ask.text, "P", "Pulse", example)
