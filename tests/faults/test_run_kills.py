"""SIGKILL in the middle of opening a run's thread: the opening and every step are there once, and in the thread."""

import re

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.faults.crowd import check_house, count_received, later, list_copies, make_crowd
from tests.processes import Home
from tests.sandboxes import eventually

STEPS = 3
PLAYBOOK = {
    "Name": "The sync stops",
    "Scenario": "Records no longer arrive.",
    "Steps": "Stop it | owner | 15m\nCount | lead | 1h\nMend it | owner | 1d",
}


@pytest.mark.parametrize("received", [1, 3], ids=["as the opening arrives", "among the steps"])
async def test_thread_survives_a_kill(tmp_path, received):
    workspace = make_crowd(2)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path, GROUNDSWELL_ADMINS="U1")
        bot = await home.run()
        await sandbox.wait_for_bot()
        await sandbox.gestures.slash("p1", '/change new CRM "One customer record"')
        await sandbox.gestures.slash("p1", "/change playbook new")
        await sandbox.gestures.submit_view("p1", PLAYBOOK)
        # The process dies with posts of its own in flight, whose answers are lost.
        sandbox.faults.script(
            "chat.postMessage", Fault.drop_reply(), 10, when=lambda _: count_received(workspace) >= received - 1
        )
        await sandbox.gestures.slash("p1", "/change playbook run PB-1 CRM")
        await eventually(lambda: count_received(workspace) >= received, 20)
        await bot.kill()
        assert count_received(workspace) < 1 + STEPS
        sandbox.faults.clear()
        for minutes in (2, 4):
            tick = await home.call("tick", "--at", later(minutes))
            assert (tick.exit_code, tick.troubles) == (0, [])
        opening, *steps = list_copies(workspace, "U1")
        assert "Run RUN-1" in opening.text
        assert {step.thread_ts for step in steps} == {opening.ts}
        positions = [match[1] for step in steps if (match := re.match(r"\*(\d) of 3\*", step.text))]
        assert sorted(positions) == [str(number) for number in range(1, STEPS + 1)]
        assert len(steps) == STEPS
        check_house(home.database_url, {"sent": 1 + STEPS})
