"""Cadences: whether an audience heard something in time is written down once a slot, and a miss is told once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commands.audiences.missing import notice_missed
from commands.audiences.promising import find_next
from commands.slack.ask import House
from commands.slack.features import Round
from storage.audiences import Audience, add_audience, edit_audience
from storage.cadences import (
    Cadence,
    end_cadence,
    find_cadence,
    find_last_kept,
    find_last_told,
    list_misses,
    put_cadence,
)
from storage.clock import Clock
from storage.deliveries import claim_due, settle
from storage.initiatives import add_initiative, close_initiative
from storage.memos import MemoState, add_memo, set_memo_state
from storage.outbox import Content, Priority, Recipient, State, list_send_recipients, promise
from storage.schedules import add_schedule
from storage.store import Store
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
"""Nine in the morning in Berlin."""
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LEAD, OTHER_LEAD, ADMIN = "ULEAD", "UOTHER", "UADMIN"


class HandClock(Clock):
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


class Office:
    """An audience that was promised a memo every Monday at nine, Berlin time."""

    def __init__(self, store: Store, clock: HandClock) -> None:
        self.store, self.clock = store, clock
        self.house = House(store, directory=None, admins=frozenset({ADMIN}), undo_seconds=0, pepper=b"p")

        def start(unit: Unit) -> None:
            add_initiative(unit, "CRM", "One customer record", sponsor_id="U2", lead_id=LEAD)
            add_initiative(unit, "FSM", "Field service", sponsor_id="U2", lead_id=OTHER_LEAD)
            audience = add_audience(unit, "staff", "employees", [{"all": True}], [])
            self.start_cadence(unit, audience)

        self.write(start)

    @staticmethod
    def start_cadence(unit: Unit, audience: Audience) -> None:
        begin = Cadence(
            "staff", "FREQ=WEEKLY;BYDAY=MO", "2026-11-30T09:00:00", "Europe/Berlin", unit.now, unit.now, unit.now
        )
        put_cadence(unit, find_next(begin, audience))

    def write(self, work: Callable[[Unit], Any]) -> Any:
        return self.store.write_now(TEAM, work)

    def read(self, work: Callable[[Unit], Any]) -> Any:
        return self.store.read_now(TEAM, work)

    def write_memo(self, key: str = "CRM", audience: str = "staff") -> str:
        texts = {"facts": "f", "change": "c", "timing": "t", "action": "a"}
        return self.write(lambda unit: add_memo(unit, key, [audience], **texts)).id

    def send_memo(self, moment: datetime, key: str = "CRM", audience: str = "staff") -> None:
        self.clock.moment = moment
        memo_id = self.write_memo(key, audience)

        def send(unit: Unit) -> None:
            set_memo_state(unit, memo_id, MemoState.SENT)
            promise(
                unit, key=f"memo:{memo_id}", kind="memo", subject=memo_id, priority=Priority.MEMO,
                contents_by_variant={"all": Content("Words")}, recipients=[Recipient("UANA", unit.now)],
            )  # fmt: skip
            [claimed] = claim_due(unit, 1)
            settle(unit, claimed, State.SENT, channel_id="D1", ts="1.0")

        self.write(send)

    async def tick_at(self, moment: datetime) -> None:
        self.clock.moment = moment
        await notice_missed(Round(self.house, TEAM, moment))

    def list_told(self, due_at: datetime) -> list[str]:
        return self.read(lambda unit: list_send_recipients(unit, f"cadence:staff:{due_at.isoformat()}"))

    def list_misses(self) -> list[datetime]:
        return [miss.due_at for miss in self.read(list_misses)]


@pytest.fixture(params=KINDS)
def office(request, tmp_path):
    clock = HandClock()
    with open_store(request.param, tmp_path, clock) as store:
        yield Office(store, clock)


async def test_a_memo_before_the_slot_keeps_the_promise(office):
    office.send_memo(MONDAY - DAY)
    await office.tick_at(MONDAY)
    assert office.read(lambda unit: find_last_kept(unit, "staff")) == MONDAY
    assert office.read(lambda unit: find_last_told(unit, "staff")) == MONDAY - DAY
    assert office.list_misses() == []
    assert office.list_told(MONDAY) == []


async def test_a_miss_is_told_once_to_who_writes_to_them_and_stays_until_made_good(office):
    office.write_memo("FSM")
    office.write_memo("CRM")
    await office.tick_at(MONDAY - timedelta(minutes=1))
    assert office.list_misses() == []
    for moment in (MONDAY, MONDAY, MONDAY + HOUR):
        await office.tick_at(moment)
    assert office.list_told(MONDAY) == [LEAD, OTHER_LEAD]
    assert office.list_misses() == [MONDAY]
    office.send_memo(MONDAY + 2 * HOUR)
    assert office.list_misses() == []
    await office.tick_at(MONDAY + WEEK)
    assert office.list_told(MONDAY + WEEK) == [], "the late memo keeps the next promise"


async def test_without_a_lead_who_writes_to_them_an_admin_is_told(office):
    office.write_memo("CRM", audience="others")
    await office.tick_at(MONDAY)
    assert office.list_told(MONDAY) == [ADMIN]
    office.write_memo("CRM")
    office.write(lambda unit: close_initiative(unit, "CRM"))
    await office.tick_at(MONDAY + WEEK)
    assert office.list_told(MONDAY + WEEK) == [ADMIN], "a closed initiative writes no more"


async def test_memos_to_others_and_drafts_keep_no_promise(office):
    office.send_memo(MONDAY - DAY, audience="others")
    office.write_memo()
    await office.tick_at(MONDAY)
    assert office.list_misses() == [MONDAY]


@pytest.mark.parametrize(("starts", "is_kept"), [("2026-11-30T17:00:00", True), ("2026-12-04T09:00:00", False)])
async def test_a_memo_that_leaves_within_a_day_keeps_the_promise(office, starts, is_kept):
    memo_id = office.write_memo()

    def schedule(unit: Unit) -> None:
        set_memo_state(unit, memo_id, MemoState.SCHEDULED)
        add_schedule(unit, kind="memo", subject=memo_id, rule=None, starts=datetime.fromisoformat(starts), zone=None)

    office.write(schedule)
    await office.tick_at(MONDAY)
    assert (office.list_misses() == []) is is_kept


async def test_after_a_standstill_every_slot_is_written_down_and_the_last_one_told(office):
    office.write_memo()
    office.send_memo(MONDAY + DAY)
    await office.tick_at(MONDAY + 3 * WEEK + HOUR)
    assert office.read(lambda unit: find_last_kept(unit, "staff")) == MONDAY + WEEK
    assert office.list_misses() == [MONDAY + 3 * WEEK]
    assert [bool(office.list_told(MONDAY + weeks * WEEK)) for weeks in range(4)] == [False, False, False, True]
    assert office.read(lambda unit: find_cadence(unit, "staff")).due_at == MONDAY + 4 * WEEK


async def test_a_holiday_moves_the_slot_to_the_next_working_day(office):
    def keep_holidays(unit: Unit) -> None:
        audience = edit_audience(
            unit, "staff", window_opens="08:00", window_closes="18:00", workdays="mon,tue,wed,thu,fri", country="DE"
        )
        office.start_cadence(unit, audience)

    office.clock.moment = datetime(2027, 3, 23, tzinfo=UTC)
    office.write(keep_holidays)
    easter_monday, tuesday = datetime(2027, 3, 29, 7, tzinfo=UTC), datetime(2027, 3, 30, 6, tzinfo=UTC)
    await office.tick_at(easter_monday + HOUR)
    assert office.list_misses() == []
    await office.tick_at(tuesday)
    assert office.list_misses() == [tuesday]
    following = office.read(lambda unit: find_cadence(unit, "staff"))
    assert following.due_at == datetime(2027, 4, 5, 7, tzinfo=UTC), "the rule goes on where it was"


async def test_what_is_no_longer_promised_is_not_missed(office):
    assert office.write(lambda unit: end_cadence(unit, "staff"))
    assert not office.write(lambda unit: end_cadence(unit, "staff"))
    await office.tick_at(MONDAY)
    assert office.list_misses() == []
