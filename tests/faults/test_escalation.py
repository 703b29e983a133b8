"""A critical risk that nobody acknowledges: after four hours its sponsor is told, once, whatever dies on the way."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import TEAM_ID, Workspace
from commands.risks.escalating import escalate_report
from storage.clock import Clock
from storage.engine import make_engine
from storage.initiatives import add_initiative, find_initiative
from storage.risks import add_risk
from storage.schema import metadata
from storage.store import Store
from storage.units import Unit
from tests.faults.crowd import check_house, list_copies, make_crowd
from tests.faults.ticker import KILLED, Ticker
from tests.processes import Home
from tests.sandboxes import eventually
from tests.stores import make_migrated_url

REPORTER, LEAD, SPONSOR = "U1", "U2", "U3"
REPORTED = datetime(2026, 12, 1, 9, tzinfo=UTC)
DUE = REPORTED + timedelta(hours=4)
PATIENCE = 60
HARMLESS = "a dead worker's drain is taken over|skipped: maximum number of running instances"
"""What a replica may warn of: that another was killed, and that a busy machine did not finish a tick in a second."""
QUIET = 2.5
"""Seconds in which a replica that ticks every second would tell somebody again."""


class StillClock(Clock):
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def report(url: str, moment: datetime, title: str = "Sales goes live without contacts") -> None:
    """Let somebody report a critical risk at a moment, from outside the bot's processes."""

    def work(unit: Unit) -> None:
        if find_initiative(unit, "CRM") is None:
            add_initiative(unit, "CRM", "One customer record", sponsor_id=SPONSOR, lead_id=LEAD)
        escalate_report(unit, add_risk(unit, "CRM", title, 4, 5))

    store = Store.open(url, StillClock(moment))
    store.write_now(TEAM_ID, work, actor_id=REPORTER)
    store.close()


def list_told(url: str) -> list[tuple[str, str]]:
    """Every escalation that the audit log holds: of which risk, to which role."""
    log = metadata.tables["audit_log"].c
    engine = make_engine(url)
    with engine.connect() as connection:
        query = select(log.subject, log.facts).where(log.action == "risk.escalated").order_by(log.position)
        told = [(subject, facts["role"]) for subject, facts in connection.execute(query)]
    engine.dispose()
    return told


def count_told(workspace: Workspace) -> dict[str, int]:
    """How many messages each of the three has."""
    return {user: len(list_copies(workspace, user)) for user in (REPORTER, LEAD, SPONSOR)}


class Morning:
    """A sandbox and a home in which a critical risk was reported at nine."""

    def __init__(self, sandbox: Sandbox, home: Home, ticker: Ticker) -> None:
        self.sandbox, self.home, self.workspace = sandbox, home, sandbox.workspace
        self._ticker = ticker

    def set_clock(self, moment: datetime) -> str:
        """Let it be `moment` for Slack; gives it as `--at` takes it."""
        self.workspace.clock.advance(moment.timestamp() - self.workspace.clock.now())
        return moment.isoformat()

    async def tick(self, moment: datetime, *, killed_at: int | None = None) -> int:
        """A tick at that moment, killed or with nothing to complain of; gives its exit code."""
        self.set_clock(moment)
        (ticked,) = await self._ticker.tick(self.home, moment, killed_at=killed_at)
        assert ticked.troubles == []
        return ticked.code

    async def check_told_once(self) -> None:
        """Lead and sponsor have one message each, the log has one line each, and its chain holds."""
        assert count_told(self.workspace) == {REPORTER: 0, LEAD: 1, SPONSOR: 1}
        assert list_told(self.home.database_url) == [("R-1", "lead"), ("R-1", "sponsor")]
        check_house(self.home.database_url, {"sent": 2})
        verified = await self.home.call("audit", "verify")
        assert verified.exit_code == 0, verified.text


@asynccontextmanager
async def open_morning(ticker: Ticker, folder: Path) -> AsyncIterator[Morning]:
    """The lead was told at nine; nobody has acknowledged."""
    async with Sandbox(make_crowd(3)) as sandbox:
        morning = Morning(sandbox, Home(sandbox, folder, make_migrated_url("sqlite", folder)), ticker)
        morning.set_clock(REPORTED)
        report(morning.home.database_url, REPORTED)
        assert await morning.tick(DUE - timedelta(minutes=1)) == 0
        assert count_told(sandbox.workspace) == {REPORTER: 0, LEAD: 1, SPONSOR: 0}
        yield morning


async def test_sponsor_is_told_at_four_hours_and_never_again(ticker, tmp_path):
    async with open_morning(ticker, tmp_path) as morning:
        assert await morning.tick(DUE) == 0
        (message,) = list_copies(morning.workspace, SPONSOR)
        assert "needs you as sponsor" in message.text
        for minutes in (0, 20):
            calls = len(morning.workspace.traffic.list_calls("chat.postMessage"))
            assert await morning.tick(DUE + timedelta(minutes=minutes)) == 0
            assert len(morning.workspace.traffic.list_calls("chat.postMessage")) == calls
        await morning.check_told_once()


@pytest.mark.parametrize("fault", [Fault.latency(0.5), Fault.time_out(10)], ids=["lands later", "never lands"])
async def test_killed_while_the_post_is_in_flight(ticker, tmp_path, fault):
    async with open_morning(ticker, tmp_path) as morning:
        arrived: list[str] = []
        morning.sandbox.faults.script("chat.postMessage", fault, when=lambda sent: not arrived.append(sent["channel"]))
        ticking = await morning.home.start("tick", "--at", morning.set_clock(DUE))
        await eventually(lambda: arrived, PATIENCE)
        await ticking.kill()
        assert count_told(morning.workspace)[SPONSOR] == 0
        check_house(morning.home.database_url, {"sent": 1, "sending": 1})
        if fault.kind is FaultKind.LATENCY:
            await eventually(lambda: count_told(morning.workspace)[SPONSOR] == 1, PATIENCE)
        morning.sandbox.faults.clear()
        for minutes in (2, 20):
            assert await morning.tick(DUE + timedelta(minutes=minutes)) == 0
            assert count_told(morning.workspace) == {REPORTER: 0, LEAD: 1, SPONSOR: 1}
        await morning.check_told_once()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def test_killed_at_whichever_commit(ticker, tmp_path, kind):
    async with Sandbox(make_crowd(3)) as sandbox:
        morning = Morning(sandbox, Home(sandbox, tmp_path, make_migrated_url(kind, tmp_path)), ticker)
        url, code, number = morning.home.database_url, KILLED, 0
        while code == KILLED:
            reported = REPORTED + timedelta(days=number)
            report(url, reported, f"Number {number}")
            code = await morning.tick(reported + timedelta(hours=4), killed_at=number)
            assert await morning.tick(reported + timedelta(hours=4, minutes=2)) == 0
            number += 1
            assert count_told(sandbox.workspace) == {REPORTER: 0, LEAD: number, SPONSOR: number}
        assert code == 0, "it died at every commit but the last time, when there was no such commit any more"
        assert number > 4, "the escalation, two claims and what became of two posts at least"
        assert list_told(url) == [(f"R-{n + 1}", role) for n in range(number) for role in ("lead", "sponsor")]
        check_house(url, {"sent": 2 * number})


@pytest.mark.postgresql
async def test_two_replicas_tell_once_and_so_does_the_one_that_is_left(tmp_path):
    async with Sandbox(make_crowd(3)) as sandbox:
        home = Home(sandbox, tmp_path, make_migrated_url("postgresql", tmp_path), GROUNDSWELL_TICK_SECONDS="1")
        url, workspace = home.database_url, sandbox.workspace
        replicas = [await home.start("run"), await home.start("run")]
        for replica in replicas:
            await replica.wait_for(lambda entry: entry.get("action") == "ready", PATIENCE)
        first, second = replicas

        due = datetime.now(UTC) + timedelta(seconds=2)
        report(url, due - timedelta(hours=4))
        await eventually(lambda: count_told(workspace)[SPONSOR] == 1, PATIENCE)
        await asyncio.sleep(QUIET)
        assert count_told(workspace) == {REPORTER: 0, LEAD: 1, SPONSOR: 1}
        assert float(list_copies(workspace, SPONSOR)[0].ts) >= due.timestamp()

        await first.kill()
        report(url, datetime.now(UTC) - timedelta(hours=4), "Nobody was trained")
        await eventually(lambda: count_told(workspace) == {REPORTER: 0, LEAD: 2, SPONSOR: 2}, PATIENCE)
        await asyncio.sleep(QUIET)
        assert await second.stop() == 0
        assert count_told(workspace) == {REPORTER: 0, LEAD: 2, SPONSOR: 2}
        assert list_told(url) == [(risk, role) for risk in ("R-1", "R-2") for role in ("lead", "sponsor")]
        check_house(url, {"sent": 4})
        messages = [entry.get("message", entry) for replica in replicas for entry in replica.troubles]
        assert [message for message in messages if not re.search(HARMLESS, str(message))] == []
