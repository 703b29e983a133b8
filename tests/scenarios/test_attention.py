"""Attention: a week that is full, a snooze, an absence, an opt-out; who waits gets it later, and the lead sees why."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.outbox import list_deliveries
from tests.workspaces import MEMO, PLENTY, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = 12
PULSE = '"I know what changes for me"'


@pytest_asyncio.fixture(loop_scope="module")
async def office(quick_office: Office) -> AsyncIterator[Office]:
    """The office with an initiative and an audience, in a week in which nobody has got anything yet."""
    if "staff" not in await quick_office.type("mia", "/change audience list"):
        await quick_office.start_initiative()
        await quick_office.type("mia", "/change audience new staff kind:employees from:@sales")
    await quick_office.pass_time(quick_office.store.clock.now() + timedelta(days=8))
    quick_office.read_everything()
    yield quick_office
    await quick_office.type("mia", f"/change attention default {PLENTY}")


async def write_memo(office: Office, key: str = "CRM", **changes: str) -> str:
    await office.open_form("lena", f"/change memo new {key} to staff")
    return find_id("M", (await office.submit("lena", {**MEMO, **changes})).text)


async def send_memo(office: Office) -> str:
    memo = await write_memo(office)
    await office.type("lena", f"/change memo send {memo}")
    await office.drain()
    return memo


async def list_states(office: Office, subject: str) -> Mapping[str, tuple[str, str | None]]:
    """What became of each delivery about something, by handle."""
    handles = {player.id: handle for handle, player in CAST.items()}
    found = await office.store.read(office.team_id, lambda unit: list_deliveries(unit, subject))
    return {handles[each.recipient]: (each.state, each.reason) for each in found}


def list_texts(office: Office, handle: str) -> list[str]:
    return ["\n".join(office.read(message)) for message in office.workspace.list_direct(handle)]


async def test_a_full_week_makes_the_third_memo_wait_and_the_lead_sees_it(office: Office) -> None:
    assert "2 messages" in await office.type("mia", "/change attention default 2")
    await office.start_initiative("FULL")
    start = office.store.clock.now()
    memos = [await write_memo(office, "FULL", **{"Send at": "in 2 hours"}) for _ in range(3)]
    await office.pass_time(start + timedelta(hours=2, minutes=1))
    await office.pass_time(start + timedelta(hours=2, minutes=1))
    assert {office.count_unread(player.handle) for player in CAST.values() if player.part == "sales"} == {2}

    shown = await office.type("lena", "/change attention FULL")
    assert "(attention budget)" in shown
    assert (
        sum(int(word) for line in shown.splitlines() if "wait" in line for word in line.split() if word.isdigit()) == 12
    )
    assert shown == await office.type("clara", "/change attention FULL")
    receipts = [await office.type("lena", f"/change delivery show {memo}") for memo in memos]
    assert sum("attention budget, until" in receipt for receipt in receipts) >= 1

    office.read_everything()
    morning = (start + timedelta(days=1)).replace(hour=20)
    await office.pass_time(morning)
    await office.pass_time(morning + timedelta(minutes=10))
    told = [text for text in list_texts(office, "lena") if "12 messages began to wait" in text]
    assert len(told) == 1, "once a day at most"
    message = await office.receive("lena")
    assert "What waits" in await office.click("lena", message, "What waits in FULL")

    await office.pass_time(start + timedelta(days=7, hours=3))
    assert {office.count_unread(player.handle) for player in CAST.values() if player.part == "sales"} == {1}
    after = await office.type("lena", "/change attention FULL")
    assert "Nothing waits." in after
    assert "12 messages had to wait and arrived since." in after


async def test_a_snooze_by_line_and_by_button(office: Office) -> None:
    until = (office.store.clock.now() + timedelta(days=3)).date()
    assert "Snoozed until" in await office.type("aroha", "/change snooze until “in 3 days”")
    assert "Snoozed until" in await office.type("aroha", f"/change snooze until {until.isoformat()}")
    memo = await send_memo(office)
    assert (await list_states(office, memo))["aroha"] == ("planned", "snoozed")
    assert office.list_unread("aroha") == []
    assert "• 1 person waits: snoozed, until" in await office.type("lena", f"/change memo show {memo}")
    assert "1 waits" in await office.type("aroha", "/change preferences")
    assert "Nothing is snoozed." in await office.click_reply("aroha", "Resume")
    await office.drain()
    assert (await list_states(office, memo))["aroha"] == ("sent", None)

    await office.type("bruno", "/change preferences")
    assert "Snoozed until" in await office.click_reply("bruno", "Snooze a week")
    memo = await send_memo(office)
    assert (await list_states(office, memo))["bruno"] == ("planned", "snoozed")
    assert "none waits" in await office.type("bruno", "/change snooze off")
    await office.drain()
    assert (await list_states(office, memo))["bruno"] == ("sent", None)


async def test_opting_out_and_in_again(office: Office) -> None:
    await office.type("carmen", "/change preferences")
    assert "Memos opted out" in await office.click_reply("carmen", "memos")
    await office.type("carmen", "/change preferences")
    assert "Memos What changes for you" in await office.click_reply("carmen", "memos")
    assert "Pulses opted out" in await office.type("carmen", "/change optout pulses")
    pulse = find_id("P", await office.type("lena", f"/change pulse new CRM to staff {PULSE}"))
    await office.drain()
    states = await list_states(office, pulse)
    assert "carmen" not in states, "nobody is asked who does not want to be"
    assert len(states) == SALES - 1
    await office.type("carmen", "/change optin pulses")

    await office.type("dev", "/change optout memos")
    memo = await send_memo(office)
    assert (await list_states(office, memo))["dev"] == ("cancelled", "opted out")
    receipt = await office.type("lena", f"/change delivery show {memo}")
    assert f"Deliveries {SALES - 1}: sent {SALES - 1}" in receipt
    assert "• 1 person opted out and is not counted" in receipt
    assert "Memos What changes for you" in await office.type("dev", "/change optin memos")
    memo = await send_memo(office)
    assert (await list_states(office, memo))["dev"] == ("sent", None)


async def set_status(office: Office, handle: str, text: str, emoji: str = "", expiration: int = 0) -> None:
    """Somebody sets their status in Slack, which tells the bot."""
    user = office.workspace.get_user(handle)
    user.status_text, user.status_emoji, user.status_expiration = text, emoji, expiration
    described = user.to_api(office.team_id, office.workspace.clock.now(), with_email=True)
    await office.gestures.send_event({"type": "user_change", "user": described}, handle)


async def test_who_is_away_gets_it_when_they_are_back(office: Office) -> None:
    back_at = office.store.clock.now() + timedelta(days=5)
    await set_status(office, "elif", "Vacationing", ":palm_tree:", int(back_at.timestamp()))
    await set_status(office, "frank", "OOO", expiration=int(back_at.timestamp()))
    memo = await send_memo(office)
    states = await list_states(office, memo)
    assert states["elif"] == states["frank"] == ("planned", "away")
    assert "Your status says that you are away" in await office.type("elif", "/change preferences")

    await set_status(office, "elif", "")
    await office.drain()
    states = await list_states(office, memo)
    assert states["elif"] == ("sent", None), "back before they said"
    assert states["frank"] == ("planned", "away")
    await office.pass_time(back_at + timedelta(minutes=1))
    assert (await list_states(office, memo))["frank"] == ("sent", None)


async def test_the_window_of_the_audience_holds_invitations_until_it_opens(office: Office) -> None:
    await office.type("mia", "/change audience new calm kind:employees from:@sales")
    await office.type("mia", "/change audience rules calm window:09:00-17:00 days:mon-fri")
    sunday = office.store.clock.now() + timedelta(days=(6 - office.store.clock.now().weekday()) % 7 + 7)
    noon = datetime(sunday.year, sunday.month, sunday.day, 12, tzinfo=UTC)
    await office.pass_time(noon)
    office.read_everything()
    pulse = find_id("P", await office.type("lena", f"/change pulse new CRM to calm {PULSE}"))
    await office.drain()
    states = await list_states(office, pulse)
    assert set(states.values()) == {("planned", "outside the delivery window")}
    zones = {"Pacific/Auckland": 20, "Europe/Berlin": 32, "America/Los_Angeles": 41}  # UTC hours from Sunday 00:00
    for zone, hours in zones.items():
        midnight = noon - timedelta(hours=12)
        await office.pass_time(midnight + timedelta(hours=hours, minutes=1))
        there = [player.handle for player in CAST.values() if player.part == "sales" and player.zone == zone]
        states = await list_states(office, pulse)
        assert {states[handle][0] for handle in there} == {"sent"}, zone
    assert {office.count_unread(player.handle) for player in CAST.values() if player.part == "sales"} == {1}


@pytest.mark.parametrize("line", ["/change optout", "/change optin", "/change snooze", "/change preferences"])
async def test_to_ask_what_reaches_me_changes_nothing(office: Office, line: str) -> None:
    await office.app.edge.finish()
    before = await office.count_rows()
    assert "Memos What changes for you, and when" in await office.type("ivy", line)
    await office.app.edge.finish()
    assert await office.count_rows() == before


async def test_all_is_every_kind_and_a_day_is_enough_for_a_snooze(office: Office) -> None:
    card = await office.type("jakub", "/change optout all")
    assert [kind for kind in ("Memos", "Pulses", "Nudges") if f"{kind} opted out" in card] == [
        "Memos", "Pulses", "Nudges"
    ]  # fmt: skip
    assert "opted out" not in await office.type("jakub", "/change optin all")
    assert "Snoozed until" in await office.type("jakub", "/change snooze in 3 days")
    assert "Nothing is snoozed." in await office.type("jakub", "/change snooze off")


@pytest.mark.parametrize(
    ("handle", "line", "reason"),
    [
        ("aroha", "/change snooze until 02/03", "Ambiguous"),
        ("aroha", "/change snooze until yesterday", "past"),
        ("aroha", "/change snooze until 2031-01-01", "Until:"),
        ("aroha", "/change snooze off now", "“now” is not expected here"),
        ("aroha", "/change optout everything", "“everything” is unknown"),
        ("aroha", "/change optin memos pulses", "“pulses” is not expected here"),
        ("aroha", "/change attention CRM", "Needs role lead or sponsor; ask @"),
        ("lena", "/change attention default 2", "Needs role admin; ask @"),
        ("mia", "/change attention default many", "Whole number 1–50"),
        ("mia", "/change attention default 0", "Whole number 1–50"),
        ("lena", "/change attention NOPE", "NOPE"),
    ],
)
async def test_what_is_refused_changes_nothing(office: Office, handle: str, line: str, reason: str) -> None:
    await office.drain()
    await office.app.edge.finish()
    before = await office.count_rows()
    answer = await office.type(handle, line)
    assert reason in answer
    assert answer.endswith("Nothing was saved.")
    await office.app.edge.finish()
    after = await office.count_rows()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == ({"audit_log", "chains"} if "Needs role" in reason else set())


async def test_preferences_ask_nobody_else(office: Office) -> None:
    """Whatever is typed or clicked, it is the asker's own; no line takes another person."""
    answer: Any = await office.type("gwen", "/change optout @hugo")
    assert answer.endswith("Nothing was saved.")
    assert "opted out" not in await office.type("hugo", "/change preferences")
