"""Attention commands: what of an initiative's messages waits, and how many messages a week are not too many."""

from commands.attention.telling import tell_leads
from commands.attention.views import default_message, waiting_message
from commands.slack.access import permit, permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.features import Command, Feature
from commands.slack.pages import read_turn
from commands.slack.subjects import take_only_key
from commands.slack.values import parse_whole
from storage.attention import BUDGET, SETTING, count_arrived, find_default_budget, list_waiting
from storage.initiatives import get_initiative
from storage.preferences import release_waiting
from storage.roles import Role
from storage.settings import put_setting
from storage.units import Unit

EXAMPLE = "/change attention CRM"
DEFAULT_EXAMPLE = "/change attention default 3"
MOST_A_WEEK = 50
MAY_READ = (Role.LEAD, Role.SPONSOR)


async def on_show(ask: Ask) -> Answer:
    """`/change attention KEY`."""
    key = take_only_key(ask.text, EXAMPLE)
    return Reply(await ask.read(lambda unit: _make_message(unit, ask, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under what waits."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_message(unit, ask, key, page)))


async def on_show_button(ask: Ask) -> Answer:
    """What waits, in the message to a lead."""
    return Reply(await ask.read(lambda unit: _make_message(unit, ask, ask.value)))


async def on_default(ask: Ask) -> Answer:
    """`/change attention default N`."""
    arguments = parse(ask.text)
    typed = arguments.take_word("Budget", DEFAULT_EXAMPLE)
    arguments.finish(DEFAULT_EXAMPLE)
    budget = parse_whole(typed, "Budget", 1, MOST_A_WEEK, DEFAULT_EXAMPLE)

    def save(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        before = find_default_budget(unit)
        if before != budget:
            put_setting(unit, SETTING, budget)
            release_waiting(unit, [BUDGET])
        return Reply(default_message(budget, before))

    return await ask.write(save)


def _make_message(unit: Unit, ask: Ask, key: str, page: int = 0) -> Message:
    initiative = get_initiative(unit, key)
    permit(unit, ask, initiative, MAY_READ)
    return waiting_message(initiative, list_waiting(unit, key), count_arrived(unit, key), page)


FEATURE = Feature(
    title="Attention",
    area="Telling",
    commands=[
        Command("attention", "", "attention KEY", "What waits, for whom it would be too much now (lead)", on_show),
        Command(
            "attention",
            "default",
            "attention default N",
            "How many messages a week reach one person where no audience says (admins)",
            on_default,
        ),
    ],
    actions={"attention.show": on_show_button, "attention.page": on_page},
    sweeps=[tell_leads],
)
