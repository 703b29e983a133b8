"""Slots: each is dealt with once, whoever ticks, however often, and whatever the clock does."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.scheduler import Scheduler
from commands.slack.ask import House
from commands.slack.features import Errand, Feature
from storage.audit import audit_log
from storage.clock import Clock
from storage.people import Person, list_people, put_people
from storage.schedules import add_schedule, claim_slot, list_claimed_slots
from storage.store import Store
from storage.units import Unit
from storage.workspaces import put_workspace
from tests.stores import KINDS, TEAM, open_store, reopen

START = datetime(2026, 12, 1, tzinfo=UTC)
NINE = datetime(2026, 12, 7, 9)  # noqa: DTZ001 - wall time has no zone
ZONES = ("Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles")


class HandClock(Clock):
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = START

    def now(self) -> datetime:
        return self.moment


class Office:
    """A workspace whose schedules leave one audit row for each slot that was run."""

    def __init__(self, store: Store, clock: HandClock) -> None:
        self.store, self.clock = store, clock
        house = House(store, directory=None, admins=frozenset(), undo_seconds=0, pepper=b"p" * 32)
        self.scheduler = Scheduler(house, (Feature("Errands", [], jobs={"errand": self._run}),))
        store.write_now(TEAM, lambda unit: put_workspace(unit, "Team", "UBOT"))
        store.write_now(TEAM, lambda unit: put_people(unit, [Person(zone, zone, zone, zone) for zone in ZONES]))

    async def _run(self, errand: Errand):
        people = await self.store.read(TEAM, list_people)
        served = sorted(person.zone for person in people if errand.is_for(person.zone))
        return lambda unit: unit.audit("errand.run", errand.slot.name, served=served)

    def schedule(self, rule: str | None, starts: datetime, zone: str | None) -> str:
        return self.store.write_now(
            TEAM, lambda unit: add_schedule(unit, kind="errand", subject="S", rule=rule, starts=starts, zone=zone)
        )

    async def tick_at(self, moment: datetime) -> list[str]:
        """Tick once; the slots run since the start."""
        self.clock.moment = moment
        await self.scheduler.tick()
        return self.list_slots("errand.run")

    def list_slots(self, action: str) -> list[str]:
        query = select(audit_log.c.subject, audit_log.c.facts).where(audit_log.c.action == action)
        rows = self.store.read_now(TEAM, lambda unit: list(unit.connection.execute(query)))
        return sorted(row.facts.get("slot", row.subject) for row in rows)


@pytest.fixture(params=KINDS)
def office(request, tmp_path):
    clock = HandClock()
    with open_store(request.param, tmp_path, clock) as store:
        yield Office(store, clock)


async def test_each_recipient_has_their_own_monday_morning(office):
    office.schedule(None, NINE, None)
    seen: dict[str, datetime] = {}
    moment = datetime(2026, 12, 6, 12, tzinfo=UTC)
    while moment < datetime(2026, 12, 8, tzinfo=UTC):
        for name in await office.tick_at(moment):
            seen.setdefault(name.partition("@")[2], moment)
        moment += timedelta(minutes=30)
    assert seen == {
        "Pacific/Auckland": datetime(2026, 12, 6, 20, tzinfo=UTC),
        "Europe/Berlin": datetime(2026, 12, 7, 8, tzinfo=UTC),
        "America/Los_Angeles": datetime(2026, 12, 7, 17, tzinfo=UTC),
    }
    assert len(office.list_slots("errand.run")) == 3


async def test_repeated_ticks_and_a_clock_set_back_run_nothing_again(office):
    office.schedule("FREQ=DAILY", NINE, "UTC")
    due = NINE.replace(tzinfo=UTC)
    for moment in (due, due, due + timedelta(minutes=1), due - timedelta(hours=1), due + timedelta(seconds=1)):
        slots = await office.tick_at(moment)
    assert slots == ["2026-12-07T09:00@UTC"]


@pytest.mark.parametrize(("hours", "ran", "missed"), [(11.9, 1, 0), (12.1, 0, 1)])
async def test_down_across_a_slot(office, hours, ran, missed):
    office.schedule(None, NINE, "UTC")
    slots = await office.tick_at(NINE.replace(tzinfo=UTC) + timedelta(hours=hours))
    assert (len(slots), len(office.list_slots("slot.missed"))) == (ran, missed)
    await office.tick_at(NINE.replace(tzinfo=UTC) + timedelta(hours=hours + 1))
    assert (len(office.list_slots("errand.run")), len(office.list_slots("slot.missed"))) == (ran, missed)


async def test_clock_three_days_ahead_catches_up_once(office):
    office.schedule("FREQ=DAILY", NINE, "UTC")
    await office.tick_at(NINE.replace(tzinfo=UTC))
    slots = await office.tick_at(NINE.replace(tzinfo=UTC) + timedelta(days=3, hours=1))
    assert slots == ["2026-12-07T09:00@UTC", "2026-12-10T09:00@UTC"]
    assert office.list_slots("slot.missed") == ["2026-12-08T09:00@UTC", "2026-12-09T09:00@UTC"]


async def test_unknown_zone_of_one_person_keeps_nobody_else_waiting(office):
    stranger = Person("U9", "u9", "U 9", "Atlantis/Capital")
    office.store.write_now(TEAM, lambda unit: put_people(unit, [stranger]))
    office.schedule(None, NINE, None)
    assert len(await office.tick_at(datetime(2026, 12, 7, 18, tzinfo=UTC))) == 2


def test_three_hundred_slots_and_four_claimants(office):
    schedule_id = office.schedule("FREQ=DAILY", NINE, "UTC")
    won: list[str] = []

    def claim_all(store: Store) -> None:
        for n in range(300):
            if store.write_now(TEAM, lambda unit, n=n: claim_slot(unit, schedule_id, f"slot {n}")):
                won.append(f"slot {n}")

    with reopen(office.store.engine.url.render_as_string(hide_password=False), office.clock) as other:
        threads = [threading.Thread(target=claim_all, args=(store,)) for store in (office.store, other) * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(won) == sorted(f"slot {n}" for n in range(300))


async def test_two_schedulers_ticking_together_run_a_slot_once(office):
    office.schedule("FREQ=DAILY", NINE, "UTC")
    with reopen(office.store.engine.url.render_as_string(hide_password=False), office.clock) as store:
        other = Office(store, office.clock)
        office.clock.moment = NINE.replace(tzinfo=UTC)
        for _ in range(5):
            await asyncio.gather(office.scheduler.tick(), other.scheduler.tick())
            office.clock.moment += timedelta(days=1)
    assert len(office.list_slots("errand.run")) == 5


async def test_failing_job_is_tried_again_and_its_claim_undone(office):
    schedule_id = office.schedule(None, NINE, "UTC")

    def claim_and_fail(unit: Unit) -> None:
        assert claim_slot(unit, schedule_id, "2026-12-07T09:00@UTC")
        raise RuntimeError("the job broke")

    with pytest.raises(RuntimeError):
        await office.store.write(TEAM, claim_and_fail)
    assert await office.store.read(TEAM, lambda unit: list_claimed_slots(unit, schedule_id)) == set()
    assert await office.tick_at(NINE.replace(tzinfo=UTC)) == ["2026-12-07T09:00@UTC"]
