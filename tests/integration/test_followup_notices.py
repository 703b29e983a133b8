"""Notices of follow-ups on both databases: each owner is promised each notice once, however many processes tick."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from commands.followups.notices import tell_owners
from commands.slack.ask import House
from commands.slack.features import Round
from storage.clock import Clock
from storage.followups import add_followup, edit_followup, finish_followup, list_notices, move_followup
from storage.initiatives import add_initiative
from storage.outbox import list_deliveries
from storage.people import Person, put_people
from storage.store import Store
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store, reopen

START = datetime(2026, 12, 1, 12, tzinfo=UTC)
DUE = date(2026, 12, 4)
MORNING = datetime(2026, 12, 4, 7, 0, 1, tzinfo=UTC)
"""Just after eight in Berlin."""


class HandClock(Clock):
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = START

    def now(self) -> datetime:
        return self.moment


class Replicas:
    """Two processes on one database, whose sweeps run at the same time."""

    def __init__(self, stores: list[Store], clock: HandClock) -> None:
        self.stores, self.clock = stores, clock
        self.houses = [
            House(store, directory=None, admins=frozenset(), undo_seconds=0, pepper=b"p" * 32) for store in stores
        ]

    def write(self, work):
        return self.stores[0].write_now(TEAM, work)

    async def tick_at(self, moment: datetime) -> None:
        self.clock.moment = moment
        for _ in range(2):
            await asyncio.gather(*(tell_owners(Round(house, TEAM, moment)) for house in self.houses))

    def list_told(self, followup_id: str) -> list[str]:
        return [
            each.recipient for each in self.stores[0].read_now(TEAM, lambda unit: list_deliveries(unit, followup_id))
        ]


@pytest.fixture(params=KINDS)
def replicas(request, tmp_path):
    clock = HandClock()
    with (
        open_store(request.param, tmp_path, clock) as first,
        reopen(first.engine.url.render_as_string(hide_password=False), clock) as second,
    ):
        first.write_now(TEAM, prepare)
        yield Replicas([first, second], clock)


def prepare(unit: Unit) -> None:
    put_people(unit, [Person(user_id, user_id, user_id, "Europe/Berlin") for user_id in ("U1", "U2")])
    add_initiative(unit, "CRM", "One record", sponsor_id="U1", lead_id="U1")


async def test_a_new_owner_is_told_once_and_reminded_once_a_due_day(replicas):
    followup = replicas.write(lambda unit: add_followup(unit, "CRM", "Call", "U1", DUE))
    await replicas.tick_at(START)
    assert replicas.list_told(followup.id) == ["U1"]
    replicas.write(lambda unit: edit_followup(unit, followup.id, text="Call", owner_id="U2"))
    await replicas.tick_at(START + timedelta(hours=1))
    assert sorted(replicas.list_told(followup.id)) == ["U1", "U2"]
    await replicas.tick_at(MORNING - timedelta(seconds=2))
    assert sorted(replicas.list_told(followup.id)) == ["U1", "U2"]
    await replicas.tick_at(MORNING)
    await replicas.tick_at(MORNING + timedelta(hours=3))
    assert sorted(replicas.list_told(followup.id)) == ["U1", "U2", "U2"]
    replicas.write(lambda unit: move_followup(unit, followup.id, DUE + timedelta(days=1), "Away"))
    await replicas.tick_at(MORNING + timedelta(days=1))
    assert sorted(replicas.list_told(followup.id)) == ["U1", "U2", "U2", "U2"]
    assert replicas.write(lambda unit: list_notices(unit, DUE + timedelta(days=9))) == []


async def test_what_is_done_before_anybody_ticks_is_not_told(replicas):
    followup = replicas.write(lambda unit: add_followup(unit, "CRM", "Call", "U1", DUE))
    replicas.write(lambda unit: finish_followup(unit, followup.id))
    await replicas.tick_at(MORNING)
    assert replicas.list_told(followup.id) == []


async def test_a_process_that_slept_through_the_morning_reminds_late_but_not_at_night(replicas):
    followup = replicas.write(lambda unit: add_followup(unit, "CRM", "Call", "U1", DUE))
    await replicas.tick_at(START)
    await replicas.tick_at(datetime(2026, 12, 5, 2, tzinfo=UTC))
    assert replicas.list_told(followup.id) == ["U1"]
    await replicas.tick_at(datetime(2026, 12, 5, 7, 30, tzinfo=UTC))
    assert replicas.list_told(followup.id) == ["U1", "U1"]
