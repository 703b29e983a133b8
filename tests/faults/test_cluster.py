"""Several processes on one PostgreSQL: one drains, another takes over when it dies, and the whole flow works there."""

import signal
import time

import pytest

from bot.app import build_app
from bot.config import Settings
from bot.run import serving
from bot.sandbox.faults import Fault
from bot.sandbox.members import UserGroup
from bot.sandbox.server import Sandbox
from tests.databases import fresh_database
from tests.faults.crowd import check_house, count_copies, count_received, later, list_copies, make_crowd, promise_all
from tests.processes import Home
from tests.sandboxes import eventually

pytestmark = pytest.mark.postgresql
TAKE_OVER_SECONDS = 60


async def test_survivor_takes_over_a_dead_processes_memo(tmp_path):
    workspace = make_crowd(200)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path, fresh_database(), GROUNDSWELL_SENDS_PER_MINUTE="900")
        promise_all(home.database_url, [f"U{n}" for n in range(1, 201)])
        sandbox.faults.script("chat.postMessage", Fault.latency(0.1), 1000)
        first = await home.run()
        await eventually(lambda: count_received(workspace) >= 5, 20)
        second = await home.run()
        await eventually(lambda: count_received(workspace) >= 60, 20)
        await first.kill()
        killed_at, received = time.monotonic(), count_received(workspace)
        assert received < 190
        await eventually(lambda: count_received(workspace) > received + 5, TAKE_OVER_SECONDS)
        assert time.monotonic() - killed_at < TAKE_OVER_SECONDS
        await eventually(lambda: count_received(workspace) >= 185, 30)
        assert await second.stop() == 0
        tick = await home.call("tick", "--at", later())
        assert tick.exit_code == 0, tick.text
        assert count_copies(workspace) == {1: 200}
        check_house(home.database_url, {"sent": 200})
        assert first.troubles == []
        assert [entry["message"] for entry in second.troubles] == ["a dead worker's drain is taken over"]


async def test_process_that_slept_past_its_lease_doubles_nothing_and_works_on(tmp_path):
    workspace = make_crowd(120)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path, fresh_database(), GROUNDSWELL_SENDS_PER_MINUTE="600")
        promise_all(home.database_url, [f"U{n}" for n in range(1, 121)])
        sleeper = await home.run()
        await eventually(lambda: count_received(workspace) >= 5, 20)
        sleeper.send_signal(signal.SIGSTOP)
        received = count_received(workspace)
        successor = await home.run()
        await eventually(lambda: count_received(workspace) > received + 20, TAKE_OVER_SECONDS)
        sleeper.send_signal(signal.SIGCONT)
        await eventually(lambda: count_received(workspace) >= 115, 60)
        assert await successor.stop() == 0
        promise_all(home.database_url, ["U1"], "M-2")
        await eventually(lambda: count_received(workspace) >= 121, 30)
        assert await sleeper.stop() == 0
        await home.call("tick", "--at", later())
        assert count_copies(workspace) == {1: 119, 2: 1}, "U1 got both messages, the others the first"
        check_house(home.database_url, {"sent": 121})
        # Procrastinate's word for a job that somebody else has finished; the sleeper's worker goes on.
        assert all("Job was not found" in entry["trace"] for entry in sleeper.troubles)
        assert [entry["message"] for entry in successor.troubles] == ["a dead worker's drain is taken over"]


async def test_two_that_start_together_share_the_work_and_send_once(tmp_path):
    workspace = make_crowd(100)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path, fresh_database())
        promise_all(home.database_url, [f"U{n}" for n in range(1, 101)])
        both = [await home.start("run"), await home.start("run")]
        for process in both:
            await process.wait_for(lambda entry: entry.get("action") == "ready")
        await eventually(lambda: count_received(workspace) >= 100, 30)
        assert [await process.stop() for process in both] == [0, 0]
        assert [process.troubles for process in both] == [[], []]
        assert count_copies(workspace) == {1: 100}
        check_house(home.database_url, {"sent": 100})


async def test_flow_on_postgresql(tmp_path):
    workspace = make_crowd(15)
    workspace.groups["S1"] = UserGroup("S1", "execs", "Executives", ["U14", "U15"])
    async with Sandbox(workspace) as sandbox:
        settings = Settings(
            _env_file=None,
            SLACK_BOT_TOKEN=sandbox.bot_token,
            SLACK_APP_TOKEN=sandbox.app_token,
            SLACK_API_URL=sandbox.api_url,
            DATABASE_URL=fresh_database(),
            GROUNDSWELL_KEY_FILE=tmp_path / "groundswell.key",
            GROUNDSWELL_ADMINS="U1",
            GROUNDSWELL_PORT=0,
            GROUNDSWELL_UNDO_SECONDS=0,
            GROUNDSWELL_TICK_SECONDS=0.5,
            GROUNDSWELL_SENDS_PER_MINUTE=6000,
        )
        async with serving(build_app(settings)):
            await sandbox.wait_for_bot()

            async def say(user: str, line: str) -> str:
                return (await sandbox.gestures.slash(user, line, "C1")).text

            assert "CRM" in await say("p1", '/change new CRM "One customer record"')
            await say("p1", "/change champion add CRM @p2")
            assert "amber" in (await say("p2", "/change-status CRM amber Data load slipped two days")).lower()
            assert "R-1" in await say("p2", "/change-risk CRM Legacy sync drops records likelihood:3 impact:4")
            await say("p1", "/change audience new staff kind:employees from:#general except:@p1,@execs")
            await say("p1", "/change audience new board kind:executives from:@execs")
            assert "P-1" in await say("p1", '/change pulse new CRM to staff "I know what changes for me"')
            await eventually(lambda: all(list_copies(workspace, f"U{n}") for n in range(2, 14)), 20)
            for n in range(2, 14):
                invitation = list_copies(workspace, f"U{n}")[-1]
                await sandbox.gestures.click(f"p{n}", invitation, f"P-1 0 {1 + n % 5} first")
            assert "12 of 12 answered" in await say("p1", "/change pulse close P-1")
            await say("p1", "/change digest send")
            await eventually(lambda: list_copies(workspace, "U14") and list_copies(workspace, "U15"), 20)
            assert "Legacy sync" in list_copies(workspace, "U14")[-1].text
        assert workspace.traffic.violations == []
        check_house(settings.database_url, {"sent": 14})
