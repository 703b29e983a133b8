"""Monday at nine, wherever people live: three moments for one memo, across clock changes, and past a holiday."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.cast import AUCKLAND, BERLIN, CAST, LOS_ANGELES
from storage.outbox import State, list_deliveries
from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

ZONES = (AUCKLAND, BERLIN, LOS_ANGELES)
MINUTE = timedelta(minutes=1)
PEOPLE = {zone: [p.id for p in CAST.values() if p.part == "sales" and p.zone == zone] for zone in ZONES}
NINE = time(9)


def at_nine(day: date, zone: str) -> datetime:
    return datetime.combine(day, NINE, ZoneInfo(zone))


async def list_sent(office: Office, memo: str) -> set[str]:
    found = await office.store.read(office.team_id, lambda unit: list_deliveries(unit, memo))
    return {delivery.recipient for delivery in found if delivery.state == State.SENT}


@pytest.mark.parametrize(
    ("audience", "rules", "monday", "arrives_on"),
    [
        ("spring", "window:09:00-17:00 days:mon-fri country:DE", date(2027, 3, 29), date(2027, 3, 30)),
        ("south", "window:09:00-17:00 days:mon-fri country:DE", date(2027, 4, 5), date(2027, 4, 5)),
        ("autumn", "window:08:00-18:00", date(2027, 11, 1), date(2027, 11, 1)),
    ],
    ids=[
        "Easter Monday, the day after Berlin's clocks went forward",
        "the day after Auckland's clocks went back",
        "the day after Berlin's clocks went back",
    ],
)
async def test_each_has_their_own_monday_morning(
    quick_office: Office, audience: str, rules: str, monday: date, arrives_on: date
) -> None:
    office, key = quick_office, audience.upper()
    await office.start_initiative(key)
    await office.type("mia", f"/change audience new {audience} kind:employees from:@sales")
    await office.type("mia", f"/change audience rules {audience} {rules}")
    await office.open_form("lena", f"/change memo new {key} to {audience}")
    memo = find_id("M", (await office.submit("lena", {**MEMO, "Send at": f"{monday} 09:00"})).text)
    office.read_everything()
    moments = [at_nine(day, zone) for day in {monday, arrives_on} for zone in ZONES]
    for moment in sorted(moments):
        await office.pass_time(moment - MINUTE)
        due = {each for zone in ZONES if at_nine(arrives_on, zone) < moment for each in PEOPLE[zone]}
        assert await list_sent(office, memo) == due
        # Ticking again at the same moment must send nothing more.
        for _ in range(2):
            await office.pass_time(moment + MINUTE)
        due |= {each for zone in ZONES if at_nine(arrives_on, zone) == moment for each in PEOPLE[zone]}
        assert await list_sent(office, memo) == due
    unread = {office.count_unread(player.handle) for player in CAST.values() if player.part == "sales"}
    assert unread == {1}, "nobody gets two"
