"""Reminders: to whoever has no ballot, twice at most, not after an answer, and nothing tells afterwards who got one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.sandbox.cast import CAST, Part, list_players
from bot.sandbox.messages import Message
from storage.schema import metadata
from storage.units import Unit
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
SALES = [player.handle for player in list_players(Part.SALES)]
DAY = timedelta(days=1)


async def open_pulse(office: Office, key: str, options: str = "") -> tuple[str, dict[str, Message]]:
    """A pulse of one question to a new initiative's sales: its id, and the invitation that each of them got."""
    await office.drain()
    office.read_everything()
    await office.start_initiative(key)
    await office.type("mia", f"/change audience new {key} kind:employees from:@sales")
    pulse = find_id("P", await office.type("lena", f'/change pulse new {key} to {key} "I know what changes" {options}'))
    return pulse, {handle: await office.receive(handle) for handle in SALES}


async def pass_days(office: Office, days: float) -> None:
    await office.pass_time(office.store.clock.now() + days * DAY)


async def count_fleeting(office: Office) -> int:
    deliveries = metadata.tables["deliveries"]
    query = select(func.count()).select_from(deliveries).where(deliveries.c.is_fleeting)
    return await office.store.read(office.team_id, lambda unit: int(unit.connection.execute(query).scalar_one()))


async def list_traces(office: Office, handle: str) -> list[tuple[Any, ...]]:
    """Every row that names somebody, without what differs from row to row: ids, times, and where a message stands."""
    apart = {"id", "send_id", "delivery_id", "ts", "channel_id", "slot", "name", "email", "zone", "position", "chain"}
    apart |= {"handle", "title", "language", "locale"}
    user_id = CAST[handle].id

    def find(unit: Unit) -> list[tuple[Any, ...]]:
        found = []
        for table in metadata.sorted_tables:
            for row in unit.connection.execute(select(table)).mappings():
                if user_id in map(str, row.values()):
                    kept = {name: value for name, value in row.items() if name not in apart and value != user_id}
                    kept = {name: value for name, value in kept.items() if not name.endswith(("_at", "_until"))}
                    found.append((table.name, *sorted((name, str(value)) for name, value in kept.items())))
        return sorted(found)

    return await office.store.read(office.team_id, find)


async def test_whoever_has_no_ballot_is_reminded_twice_at_most(quick_office: Office):
    office = quick_office
    pulse, asked = await open_pulse(office, "RMD")
    for handle in SALES[:4]:
        await office.click(handle, asked[handle], "4 Agree")
    await pass_days(office, 1.5)
    assert all(office.list_unread(handle) == [] for handle in SALES)

    await pass_days(office, 0.6)
    assert all(office.list_unread(handle) == [] for handle in SALES[:4])
    first = await office.receive(SALES[4])
    text = "\n".join(office.read(first))
    assert f"A reminder: {pulse} closes on" in text
    assert "it is kept nowhere who got one" in text
    assert "Your answers are saved" in await office.click(SALES[4], first, "2 Disagree")
    open_card = await office.type("lena", f"/change pulse results {pulse}")
    assert "12 of 12 people asked. Whoever has not answered is reminded on day 3 and 5." in open_card
    assert "sent" not in open_card
    assert "12 asked" in await office.type("lena", "/change pulse list RMD")

    office.read_everything()
    await pass_days(office, 2)
    await pass_days(office, 0.5)
    assert all(office.list_unread(handle) == [] for handle in SALES[:5])
    assert [len(office.list_unread(handle)) for handle in SALES[5:]] == [1] * 7
    assert await count_fleeting(office) == 0

    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "15 reminders sent." in results
    assert "5 of 12 answered (42 %)" in await office.type("lena", "/change pulse list RMD")


async def test_nothing_tells_who_was_reminded(quick_office: Office):
    office = quick_office
    pulse, asked = await open_pulse(office, "TRC", "remind:2")
    answering = SALES[::2]
    before = {handle: await list_traces(office, handle) for handle in SALES}
    for handle in answering:
        await office.click(handle, asked[handle], "5 Strongly agree")
    await pass_days(office, 1.1)
    assert [len(office.list_unread(handle)) for handle in SALES] == [0, 1] * 6, "or there would be nothing to find"
    assert {handle: await list_traces(office, handle) for handle in SALES} == before, "while it is open"
    await office.type("lena", f"/change pulse close {pulse}")
    assert {handle: await list_traces(office, handle) for handle in SALES} == before, "and when it is sealed"
    # The trail that a message in the outbox leaves is there to be found: the invitation's.
    assert any(trace[0] == "deliveries" for trace in before[SALES[0]])


async def test_who_answers_after_a_reminder_was_planned_gets_none(quick_office: Office):
    office = quick_office
    pulse, asked = await open_pulse(office, "PLN", "remind:2 open:9")
    await office.type(SALES[0], "/change snooze until in 3 days")
    await office.type(SALES[1], "/change snooze until in 3 days")
    await pass_days(office, 1.1)
    assert await count_fleeting(office) == 2
    assert "Your answers are saved" in await office.click(SALES[0], asked[SALES[0]], "4 Agree")
    await pass_days(office, 3)
    assert office.list_unread(SALES[0]) == []
    assert [f"A reminder: {pulse}" in text for text in office.list_unread(SALES[1])] == [True]
    assert await count_fleeting(office) == 0


async def test_reminders_that_wait_are_gone_when_the_pulse_closes(quick_office: Office):
    office = quick_office
    pulse, _ = await open_pulse(office, "WTS", "remind:2")
    await office.type(SALES[0], "/change snooze until in 3 days")
    await pass_days(office, 1.1)
    assert await count_fleeting(office) == 1
    await office.type("lena", f"/change pulse close {pulse}")
    assert await count_fleeting(office) == 0
    await pass_days(office, 3)
    assert office.list_unread(SALES[0]) == []


async def test_answers_that_race_reminders_count_once_and_end_them(quick_office: Office):
    office = quick_office
    pulse, asked = await open_pulse(office, "RCE", "remind:2,3")
    office.workspace.clock.advance((1.1 * DAY).total_seconds())
    taps = [office.gestures.click(handle, asked[handle], "4 Agree") for handle in SALES]
    await asyncio.gather(office.app.scheduler.tick(), *taps, office.app.scheduler.tick())
    await office.drain()
    assert all(len(office.list_unread(handle)) <= 1 for handle in SALES)
    office.read_everything()
    await pass_days(office, 1)
    assert all(office.list_unread(handle) == [] for handle in SALES)
    assert await count_fleeting(office) == 0
    assert "12 of 12 answered" in await office.type("lena", f"/change pulse close {pulse}")


async def test_none_are_sent_where_none_are_wanted(quick_office: Office):
    office = quick_office
    pulse, _ = await open_pulse(office, "NON", "remind:none")
    await pass_days(office, 4.5)
    assert all(office.list_unread(handle) == [] for handle in SALES)
    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "Fewer than 5 of 12 answered" in results
    assert "reminders sent" not in results


async def test_reminders_do_not_tell_how_few_have_answered(quick_office: Office):
    office = quick_office
    pulse, asked = await open_pulse(office, "FEW", "remind:3")
    for handle in SALES[:3]:
        await office.click(handle, asked[handle], "4 Agree")
    await pass_days(office, 2.5)
    assert [len(office.list_unread(handle)) for handle in SALES] == [0] * 3 + [1] * 9
    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "Fewer than 5 of 12 answered" in results
    assert "reminder" not in results, "12 asked less 9 reminded would be 3 who answered"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("remind:2,3,4", "Remind: 3 days; at most 2, since more would be nagging."),
        ("remind:1", "Remind: Whole number 2–60."),
        ("remind:soon", "Remind: Whole number 2–60."),
        ("remind:4 open:3", "Remind: day 4 is after the last day, which is 3."),
        ("sample:0%", "Sample: Whole number 1–100."),
        ("sample:half", "Sample: Whole number 1–100."),
        ('override:""', "Override: it is empty."),
    ],
)
async def test_what_cannot_be_is_refused(quick_office: Office, options: str, reason: str):
    office = quick_office
    if "BAD" not in await office.type("mia", "/change audience list"):
        await office.start_initiative("BAD")
        await office.type("mia", "/change audience new BAD kind:employees from:@sales")
    rows = await office.count_rows()
    refusal = await office.type("lena", f'/change pulse new BAD to BAD "I can do it" {options}')
    assert reason in refusal
    assert "Nothing was saved." in refusal
    assert await office.count_rows() == rows
