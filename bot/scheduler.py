"""The scheduler: each tick turns due schedule slots into planned work, and what fell due by state into facts."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.logs import get_logger
from bot.metrics import TICKS
from commands.slack.ask import House
from commands.slack.features import Errand, Feature, Job, Round
from storage.errors import AlreadyDone
from storage.people import list_zones
from storage.receipts import forget_receipts
from storage.recurrence import Slot, find_due_slots
from storage.schedules import Schedule, claim_slot, list_claimed_slots, list_schedules
from storage.units import Unit
from storage.workspaces import list_workspaces

LOOK_BACK = timedelta(days=35)
"""How far a tick looks for slots that nobody dealt with; older ones are not worth a notice."""
RECEIPTS_KEPT = timedelta(hours=24)

log = get_logger(__name__)


class Scheduler:
    """Plans what is due; harmless when two of them tick at once, since a slot is one unique row."""

    def __init__(self, house: House, features: tuple[Feature, ...]) -> None:
        self._house = house
        self._jobs: dict[str, Job] = {kind: job for feature in features for kind, job in feature.jobs.items()}
        self._sweeps = [sweep for feature in features for sweep in feature.sweeps]
        self._turn = asyncio.Lock()

    async def tick(self) -> None:
        """Plan everything that is due now, in every workspace; after a tick that is under way, not beside it."""
        async with self._turn:
            TICKS.inc()
            for workspace in await self._house.store.read("", list_workspaces):
                try:
                    await self._visit(workspace.team_id)
                except Exception:
                    log.exception("a workspace was not visited to the end", extra={"team": workspace.team_id})

    async def _visit(self, team_id: str) -> None:
        now = self._house.store.clock.now()
        await self._house.store.write(team_id, lambda unit: forget_receipts(unit, now - RECEIPTS_KEPT))
        for sweep in self._sweeps:
            try:
                await sweep(Round(self._house, team_id, now))
            except Exception:
                log.exception("a sweep failed", extra={"team": team_id})
        zones = await self._house.store.read(team_id, list_zones)
        for schedule in await self._house.store.read(team_id, list_schedules):
            for zone in [schedule.zone] if schedule.zone else zones or ["UTC"]:
                try:
                    await self._run_due_slot(team_id, schedule, zone)
                except Exception:
                    log.exception("a slot was not run", extra={"kind": schedule.kind, "id": schedule.id, "zone": zone})

    async def _run_due_slot(self, team_id: str, schedule: Schedule, zone: str) -> None:
        now = self._house.store.clock.now()
        since = max(schedule.counts_from, now - LOOK_BACK)
        due = find_due_slots(schedule.rule, schedule.starts_at, zone, since=since, now=now)
        claimed = await self._house.store.read(team_id, lambda unit: list_claimed_slots(unit, schedule.id))
        open_slots = [slot for slot in due if slot.name not in claimed]
        for index, slot in enumerate(open_slots):
            if slot.is_missed(now, schedule.created_at) or index < len(open_slots) - 1:
                await self._house.store.write(team_id, partial(_note_missed, schedule=schedule, slot=slot))
            else:
                await self._run(Errand(self._house, team_id, now, schedule, slot))

    async def _run(self, errand: Errand) -> None:
        work = await self._jobs[errand.schedule.kind](errand)
        try:
            await self._house.store.write(errand.team_id, lambda unit: _claim_and_do(unit, errand, work))
        except AlreadyDone:
            log.info("another process had this slot", extra={"slot": errand.slot.name})


def _claim_and_do(unit: Unit, errand: Errand, work: Callable[[Unit], None]) -> None:
    if not claim_slot(unit, errand.schedule.id, errand.slot.name):
        raise AlreadyDone
    work(unit)


def _note_missed(unit: Unit, schedule: Schedule, slot: Slot) -> None:
    if claim_slot(unit, schedule.id, slot.name, is_missed=True):
        unit.audit("slot.missed", schedule.subject, kind=schedule.kind, slot=slot.name)
