"""Governance: the agenda now, on schedule to each in their own time, and nobody reads it who may not."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from bot.sandbox.faults import Fault
from storage.checkpoints import add_checkpoint
from storage.initiatives import find_initiative
from storage.phases import add_phase
from storage.roles import Role, grant_role
from storage.units import Unit
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

EMPTY = "Consider cancelling this meeting."
ROUND = ("ihaia", "greta", "lena", "clara")
"""Those whom the agenda is sent to: in Auckland, in Berlin, and twice in Los Angeles."""


@pytest_asyncio.fixture(loop_scope="module")
async def office(quick_office: Office) -> AsyncIterator[Office]:
    """The office when nothing is waiting to leave."""
    await quick_office.drain()
    yield quick_office


async def start(office: Office, key: str) -> None:
    """An initiative led from Los Angeles, with a manager in Berlin and one in Auckland, and a reviewer."""

    def work(unit: Unit) -> None:
        for handle, role in (("greta", Role.MANAGER), ("ihaia", Role.MANAGER), ("otto", Role.REVIEWER)):
            grant_role(unit, key, CAST[handle].id, role)

    if await office.store.read(office.team_id, lambda unit: find_initiative(unit, key)) is None:
        await office.start_initiative(key)
        await office.store.write(office.team_id, work)


def find_day(office: Office, days: int) -> date:
    return office.store.clock.now().date() + timedelta(days=days)


def list_texts(office: Office, handle: str) -> list[str]:
    """Everything that somebody got from the bot."""
    return ["\n".join(office.read(message)) for message in office.workspace.list_direct(handle)]


def count_agendas(office: Office, key: str) -> dict[str, int]:
    """How many agendas of an initiative each of the round got."""
    return {handle: sum(f"{key} · Agenda" in text for text in list_texts(office, handle)) for handle in ROUND}


async def fill(office: Office, key: str) -> dict[str, str]:
    """One of everything that may come on the agenda; gives the ids by what they are."""
    soon = find_day(office, 2)
    decision = await office.type("lena", f'/change decision ask {key} "Which vendor?" by:{soon}')
    followup = await office.type("lena", f'/change followup add {key} "Call the vendor" owner:@ana due:{soon}')
    await office.type("lena", f'/change milestone add {key} "Go-live" {soon}')
    risk = await office.type("ana", f"/change-risk {key} Sync drops records likelihood:5 impact:4")
    small = await office.type("ana", f"/change-risk {key} Small thing likelihood:1 impact:1")
    await office.type("ana", f"/change-status {key} amber Load slipped")

    def work(unit: Unit) -> str:
        phase = add_phase(unit, key, "Pilot", kind="pilot", starts_on=find_day(office, 0), ends_on=find_day(office, 30))
        return add_checkpoint(unit, phase.id, "Logins", target=90, due_on=soon, measured_in="%").id

    checkpoint = await office.store.write(office.team_id, work)
    return {
        "decision": find_id("D", decision), "followup": find_id("F", followup), "risk": find_id("R", risk),
        "small": find_id("R", small), "checkpoint": checkpoint,
    }  # fmt: skip


async def test_the_agenda_has_what_is_open_red_or_late_and_each_line_opens_its_card(office: Office):
    await start(office, "GOA")
    assert EMPTY in await office.type("lena", "/change governance GOA")
    ids = await fill(office, "GOA")
    early = await office.type("clara", "/change governance goa")
    for words in ("Checkpoints overdue", "Follow-ups overdue", "Milestones slipped"):
        assert words not in early
    for words in ("3 points", "To decide", "Which vendor?", "Red and amber", "Load slipped", ids["risk"], "@clara"):
        assert words in early
    assert ids["small"] not in early.split()

    await office.pass_time(office.store.clock.now() + timedelta(days=4))
    for handle in ("lena", "clara", "greta", "otto"):
        late = await office.type(handle, "/change governance GOA")
        for words in (*(ids[name] for name in ("decision", "followup", "risk", "checkpoint")), "Go-live", "6 points"):
            assert words in late
    topics = ["To decide", "Red and amber", "Checkpoints overdue", "Follow-ups overdue", "Milestones slipped"]
    assert sorted(topics, key=late.index) == topics
    assert "Question\nWhich vendor?" in await office.click_reply("otto", ids["decision"])
    await office.type("otto", "/change governance GOA")
    assert "Call the vendor" in await office.click_reply("otto", ids["followup"])


async def test_what_is_settled_leaves_the_agenda(office: Office):
    await start(office, "GOB")
    ids = await fill(office, "GOB")
    await office.pass_time(office.store.clock.now() + timedelta(days=4))
    await office.type("clara", f'/change decision take {ids["decision"]} "The first"')
    await office.type("ana", f"/change followup done {ids['followup']}")
    await office.type("lena", "/change milestone done GOB Go-live")
    await office.type("lena", f"/change risk close {ids['risk']} Fixed")
    await office.type("ana", "/change-status GOB green fine")
    agenda = await office.type("lena", "/change governance GOB")
    assert "1 point" in agenda
    assert "Logins" in agenda


async def test_a_private_risk_is_never_on_it(office: Office):
    await start(office, "GOC")
    await office.type("ana", "/change-risk GOC Open port likelihood:5 impact:5 private:security")
    assert EMPTY in await office.type("greta", "/change governance GOC")


async def test_on_schedule_it_goes_to_lead_sponsor_and_managers_each_at_their_own_time_once(office: Office):
    await start(office, "GOD")
    today = find_day(office, 0)
    thursday = today + timedelta(days=(3 - today.weekday()) % 7 + 7)
    await office.pass_time(datetime.combine(thursday - timedelta(days=2), time(12), UTC))
    scheduled = await office.type("lena", "/change governance schedule GOD every 2 weeks on thursday 10:00")
    assert "lead, sponsor and managers every 2 weeks on Thursday at 10:00, each recipient's own time" in scheduled
    assert "every 2 weeks on Thursday at 10:00" in await office.type("otto", "/change governance GOD")

    told = dict.fromkeys(ROUND, 0)
    for zone in ("Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles"):
        await office.pass_time(datetime.combine(thursday, time(10, 0, 1), ZoneInfo(zone)))
        told |= {handle: 1 for handle in ROUND if CAST[handle].zone == zone}
        assert count_agendas(office, "GOD") == told
    assert set(told.values()) == {1}
    await office.pass_time(datetime.combine(thursday + timedelta(days=8), time(10), ZoneInfo("Etc/GMT+12")))
    assert count_agendas(office, "GOD") == told, "every other week"
    await office.pass_time(datetime.combine(thursday + timedelta(days=14), time(10, 0, 1), ZoneInfo("Europe/Berlin")))
    assert count_agendas(office, "GOD")["greta"] == 2
    assert EMPTY in next(text for text in reversed(list_texts(office, "greta")) if "GOD · Agenda" in text)
    assert not any("GOD · Agenda" in text for handle in ("otto", "ana") for text in list_texts(office, handle))

    before = count_agendas(office, "GOD")
    assert "no longer sent" in await office.type("lena", "/change governance stop GOD")
    await office.pass_time(datetime.combine(thursday + timedelta(days=28), time(23), ZoneInfo("America/Los_Angeles")))
    assert count_agendas(office, "GOD") == before
    assert "GOD has no governance schedule" in await office.type("lena", "/change governance stop GOD")


async def test_a_new_schedule_replaces_the_old_and_a_closed_initiative_is_not_told(office: Office):
    await start(office, "GOE")
    await office.type("lena", "/change governance schedule GOE daily 10:00")
    await office.type("lena", "/change governance schedule GOE daily 11:00")
    later, berlin = find_day(office, 2), ZoneInfo("Europe/Berlin")
    await office.pass_time(datetime.combine(later, time(9), berlin))
    before = count_agendas(office, "GOE")["greta"]
    await office.pass_time(datetime.combine(later, time(10, 30), berlin))
    assert count_agendas(office, "GOE")["greta"] == before
    await office.pass_time(datetime.combine(later, time(11, 1), berlin))
    assert count_agendas(office, "GOE")["greta"] == before + 1
    await office.end_initiatives("GOE")
    await office.pass_time(datetime.combine(later + timedelta(days=1), time(11, 1), berlin))
    assert count_agendas(office, "GOE")["greta"] == before + 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("governance XYZ", "Initiative: “XYZ” was not found."),
        ("governance GOF now", "“now” is not expected here."),
        ("governance schedule GOF sometimes", "When: "),
        ("governance schedule GOF", "When: it is missing."),
        ("governance schedule GOF weekly thursday 10:00Z", "leave out the zone"),
        ("governance stop GOF", "GOF has no governance schedule"),
    ],
)
async def test_a_bad_line_is_told_and_changes_nothing(office: Office, line: str, told: str):
    await start(office, "GOF")
    before = await office.count_rows()
    answer = await office.type("lena", f"/change {line}")
    assert told in answer
    assert answer.endswith("Nothing was saved.")
    assert await office.count_rows() == before


async def test_who_may(office: Office):
    await start(office, "GOG")
    for handle in ("ana", "aroha", "mia", "jonas"):
        refused = await office.type(handle, "/change governance GOG")
        assert "Needs role lead or manager or reviewer or sponsor; ask @lena" in refused
    for handle in ("clara", "greta", "otto", "ana", "mia"):
        for line in ("schedule GOG daily 10:00", "stop GOG"):
            assert "Needs role lead; ask @lena" in await office.type(handle, f"/change governance {line}")


async def test_an_agenda_that_reaches_nobody_three_times_is_paused_and_its_lead_knows_how_to_go_on(office: Office):
    await office.end_initiatives()
    await office.start_initiative("GOR")
    await office.type("lena", "/change governance schedule GOR daily 10:00")
    agenda = "GOR · Agenda"
    office.sandbox.faults.script(
        "chat.postMessage", Fault.refuse("channel_not_found"), 6, lambda call: agenda in str(call["text"])
    )
    office.read_everything()
    told, first, zone = [], find_day(office, 2), ZoneInfo(CAST["lena"].zone)
    for days in range(4):
        await office.pass_time(datetime.combine(first + timedelta(days), time(10, 0, 1), zone))
        await office.drain()
        told += [text for text in office.list_unread("lena") if "agenda of GOR" in text]
        office.read_everything()
    warning, paused = told
    assert "The agenda of GOR did not reach everybody." in warning
    assert "@lena: Slack finds no conversation with them (channel_not_found)" in warning
    assert "no longer sent: 3 times in a row it reached nobody" in paused
    assert "/change governance schedule GOR every day at 10:00" in paused
    assert "every day" in await office.type("lena", "/change governance schedule GOR every day at 10:00")
    await office.pass_time(datetime.combine(first + timedelta(days=4), time(10, 0, 1), zone))
    assert count_agendas(office, "GOR")["lena"] == 1
