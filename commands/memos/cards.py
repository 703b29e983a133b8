"""Cards: a memo with whom it reaches now, as the answer to what somebody did with it."""

from collections.abc import Sequence

from commands.memos.views import memo_card
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.history import history_blocks
from commands.slack.membership import resolve_audiences
from storage.audiences import get_audience
from storage.audit import list_entries
from storage.memos import get_memo
from storage.people import Person
from storage.units import Unit


async def find_members(ask: Ask, names: Sequence[str]) -> dict[str, Sequence[Person]]:
    """Whom each of these audiences adds now, in the order given."""
    audiences = await ask.read(lambda unit: [get_audience(unit, name) for name in names])
    members = await resolve_audiences(ask.house, ask.team_id, audiences)
    return {name: members[name] for name in names}


async def find_reach(ask: Ask, names: Sequence[str]) -> dict[str, int]:
    """How many people each of these audiences adds now, in the order given."""
    return {name: len(people) for name, people in (await find_members(ask, names)).items()}


async def show_card(ask: Ask, memo_id: str, note: str) -> Answer:
    """The memo's card, with a note on what was just done."""
    memo = await ask.read(lambda unit: get_memo(unit, memo_id))
    reach = await find_reach(ask, memo.audiences)
    zone = await ask.find_zone()

    def show(unit: Unit) -> Answer:
        return Reply(memo_card(memo, reach, note, *history_blocks(list_entries(unit, memo_id), zone)))

    return await ask.read(show)
