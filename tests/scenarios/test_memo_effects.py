"""I know what changes for me: tapped without a trace of the person, released by fives, sealed after thirty days."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.sandbox.cast import CAST, Part, list_players
from bot.sandbox.messages import Message
from commands.memos.effects import release_effects
from commands.slack.features import Round
from storage.memo_effects import count_effects, find_effect_round, list_effect_figures
from storage.schema import metadata
from storage.units import Unit
from tests.workspaces import MEMO, Office, find_id, open_office

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
KNOWN, UNKNOWN = "I know what changes for me", "Not yet"
THANKS = "Thank you, it is counted. You can change it with another tap."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office with an initiative, twelve employees and six executives."""
    async with open_office(tmp_path_factory.mktemp("office"), "socket") as opened:
        await opened.start_initiative()
        await opened.type("mia", "/change audience new staff kind:employees from:@sales")
        await opened.type("mia", "/change audience new board kind:executives from:@execs")
        yield opened
        opened.check_house()


async def send(office: Office) -> str:
    """A memo that employees and executives have; gives its id."""
    await office.open_form("lena", "/change memo new CRM to staff,board")
    memo = find_id("M", (await office.submit("lena", MEMO)).text)
    await office.drain()
    office.read_everything()
    await office.type("lena", f"/change memo send {memo}")
    await office.drain()
    return memo


async def tap(office: Office, handles: list[str], label: str) -> None:
    """Each of them taps under their newest memo."""
    for handle in handles:
        message = office.workspace.list_direct(handle)[-1]
        before = list(message.blocks or [])
        assert await office.click(handle, message, label) == THANKS
        assert message.blocks == before, "the message must not show what was tapped"


async def effect(office: Office, memo: str) -> str:
    await office.app.scheduler.tick()
    return await office.type("lena", f"/change memo effect {memo}")


async def test_figures_come_by_audience_from_five_on_and_move_with_every_five_more(office: Office) -> None:
    memo = await send(office)
    assert "[I know what changes for me]" not in await office.receive_text("clara"), "executives are not asked"
    await tap(office, SALES[:4], KNOWN)
    shown = await effect(office, memo)
    assert "staff hidden: fewer than 5 answers of 12 people" in shown
    assert "board" not in shown
    await tap(office, SALES[4:5], UNKNOWN)
    assert "staff 80 % know what changes for them (n = 5 of 12, 95 % interval 38–96 %)" in await effect(office, memo)
    await tap(office, SALES[5:9], UNKNOWN)
    assert "80 % know what changes for them (n = 5 of 12" in await effect(office, memo), "four more say nothing yet"
    await tap(office, SALES[9:10], UNKNOWN)
    assert "40 % know what changes for them (n = 10 of 12" in await effect(office, memo)


async def test_a_tap_can_be_changed_and_is_never_counted_twice(office: Office) -> None:
    memo = await send(office)
    await tap(office, SALES[:5], UNKNOWN)
    await tap(office, SALES[:5], KNOWN)
    counted = await office.store.read(office.team_id, lambda unit: count_effects(unit, [memo]))
    assert [(figure.audience, figure.known, figure.answered) for figure in counted] == [("staff", 5, 5)]


async def test_a_tap_leaves_no_trace_of_the_person(office: Office) -> None:
    memo = await send(office)
    before, audit = await read_tables(office), await office.list_audit()
    await tap(office, ["aroha"], KNOWN)
    after = await read_tables(office)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"memo_effects"}
    assert await office.list_audit() == audit
    (row,) = [row for row in after["memo_effects"] if row not in before["memo_effects"]]
    assert set(row._fields) == {"team_id", "token", "memo_id", "audience", "is_known"}
    assert CAST["aroha"].id not in str(row)
    assert memo in row


async def read_tables(office: Office) -> dict[str, list[object]]:
    """Every row of every table, save what the clock alone writes."""
    tables = [table for table in metadata.sorted_tables if table.name not in ("derivations", "memberships", "people")]

    def read(unit: Unit) -> dict[str, list[object]]:
        return {table.name: list(unit.connection.execute(select(table))) for table in tables}

    return await office.store.read(office.team_id, read)


async def test_only_those_who_have_it_are_counted_and_only_leads_see_figures(office: Office) -> None:
    memo = await send(office)
    preview = await office.type("lena", f"/change memo preview {memo} as @aroha")
    assert KNOWN in preview
    assert "This is a preview" in await office.click_reply("lena", KNOWN)
    workspace, copy = office.workspace, office.workspace.list_direct("aroha")[-1]
    own = workspace.open_direct(CAST["lena"].id)
    forged = workspace.post(Message(own.id, workspace.bot_user_id, copy.text, blocks=copy.blocks))
    assert "This memo was sent to other people." in await office.click("lena", forged, KNOWN)
    for handle in ("aroha", "ana", "mia"):
        assert "Needs role lead or sponsor" in await office.type(handle, f"/change memo effect {memo}")
    assert "hidden: fewer than 5" in await office.type("clara", f"/change memo effect {memo}")
    await office.open_form("lena", "/change memo new CRM to staff")
    unsent = find_id("M", (await office.submit("lena", MEMO)).text)
    assert f"{unsent} has asked nobody yet" in await office.type("lena", f"/change memo effect {unsent}")


async def test_after_thirty_days_salt_and_taps_are_gone_and_what_was_released_stays(office: Office) -> None:
    memo = await send(office)
    await tap(office, SALES[:7], KNOWN)
    for days in (0, 29, 31):
        await release_effects(Round(office.app.house, office.team_id, office.store.clock.now() + timedelta(days=days)))
        assert (await is_sealed(office, memo)) == (days > 30)

    def read(unit: Unit) -> tuple[object, list[object], list[int]]:
        found = find_effect_round(unit, memo)
        assert found is not None
        figures = list_effect_figures(unit, [memo])
        return found.salt, list(count_effects(unit, [memo])), [figure.answered for figure in figures]

    salt, taps, released = await office.store.read(office.team_id, read)
    assert (salt, taps) == (None, [])
    assert len(released) == 1
    assert 5 <= released[0] <= 7, "whatever the tick found that came after the fifth tap"
    assert "Sealed: this is final." in await effect(office, memo)
    message = office.workspace.list_direct("aroha")[-1]
    assert "takes no more answers" in await office.click("aroha", message, UNKNOWN)


async def is_sealed(office: Office, memo: str) -> bool:
    found = await office.store.read(office.team_id, lambda unit: find_effect_round(unit, memo))
    return found is not None and not found.is_open
