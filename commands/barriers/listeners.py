"""Barrier commands: what holds groups back, and what has become of it."""

from commands.barriers.asking import ask_again, judge_barriers
from commands.barriers.routing import route_barriers
from commands.barriers.views import barrier_list_message
from commands.slack.access import permit
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.features import Command, Feature
from commands.slack.pages import read_turn
from commands.slack.subjects import take_only_key
from storage.barriers import list_barriers
from storage.followups import list_followups
from storage.initiatives import get_initiative
from storage.roles import Role
from storage.units import Unit

MAY_READ = (Role.LEAD, Role.SPONSOR)


async def on_list(ask: Ask) -> Answer:
    """`/change barrier list KEY`."""
    key = take_only_key(ask.text, "/change barrier list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, ask, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under the list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, ask, key, page)))


def _make_list(unit: Unit, ask: Ask, key: str, page: int = 0) -> Message:
    initiative = get_initiative(unit, key)
    permit(unit, ask, initiative, MAY_READ)
    followups = {followup.id: followup for followup in list_followups(unit, key)}
    return barrier_list_message(initiative, list_barriers(unit, key), followups, page)


FEATURE = Feature(
    title="Barriers",
    area="Measuring",
    commands=[
        Command(
            "barrier",
            "list",
            "barrier list KEY",
            "What holds groups back, who lifts it, and what came of that (lead, sponsor)",
            on_list,
        ),
    ],
    actions={"barrier.page": on_page},
    sweeps=[route_barriers, ask_again, judge_barriers],
)
