"""SIGKILL and SIGTERM in the middle of a memo: everybody has it once, and nothing is left hanging."""

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.faults.crowd import check_house, count_copies, count_received, later, make_crowd, promise_all
from tests.processes import Home
from tests.sandboxes import eventually

MEMO = {
    "Facts": "The new CRM is tested and ready",
    "What changes": "You enter customers in one place",
    "When": "From Monday 7 December",
    "What to do": "Book your training",
}


async def test_memo_survives_a_kill_in_the_middle(tmp_path):
    workspace = make_crowd(200)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path, GROUNDSWELL_ADMINS="U1")
        bot = await home.run()
        await sandbox.wait_for_bot()
        await sandbox.gestures.slash("p1", '/change new CRM "One customer record"')
        await sandbox.gestures.slash("p1", "/change audience new staff kind:employees from:#general")
        await sandbox.gestures.slash("p1", "/change memo new CRM to staff")
        card = await sandbox.gestures.submit_view("p1", MEMO)
        sandbox.faults.script(
            "chat.postMessage", Fault.latency(0.05), 1000, when=lambda _: count_received(workspace) % 9
        )
        sandbox.faults.script("chat.postMessage", Fault.drop_reply(), 10)
        await sandbox.gestures.click("p1", card.replies[-1], "Send now")
        await eventually(lambda: count_received(workspace) >= 100, 20)
        await bot.kill()
        assert 100 <= count_received(workspace) < 200
        sandbox.faults.clear()
        tick = await home.call("tick", "--at", later())
        assert tick.exit_code == 0, tick.text
        assert count_copies(workspace) == {1: 200}
        check_house(home.database_url, {"sent": 200})
        calls = len(sandbox.workspace.traffic.list_calls("chat.postMessage"))
        again = await home.call("tick", "--at", later())
        assert again.exit_code == 0, again.text
        assert len(sandbox.workspace.traffic.list_calls("chat.postMessage")) == calls
        assert count_copies(workspace) == {1: 200}
        assert (tick.troubles, again.troubles) == ([], [])
        verified = await home.call("audit", "verify")
        assert verified.exit_code == 0, verified.text


async def test_memo_survives_kill_after_kill(tmp_path):
    workspace = make_crowd(200)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path)
        promise_all(home.database_url, [f"U{n}" for n in range(1, 201)])
        sandbox.faults.script("chat.postMessage", Fault.latency(0.03), 1000)
        for received in (70, 140):
            bot = await home.start("run")
            await eventually(lambda received=received: count_received(workspace) >= received, 20)
            await bot.kill()
        sandbox.faults.clear()
        await home.call("tick", "--at", later())
        assert count_copies(workspace) == {1: 200}
        check_house(home.database_url, {"sent": 200})


async def test_sigterm_finishes_what_is_in_flight(tmp_path):
    workspace = make_crowd(200)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path)
        promise_all(home.database_url, [f"U{n}" for n in range(1, 201)])
        sandbox.faults.script("chat.postMessage", Fault.latency(0.5), 1000)
        bot = await home.run()
        await eventually(lambda: count_received(workspace) >= 20, 20)
        assert await bot.stop() == 0
        assert bot.troubles == []
        received = count_received(workspace)
        assert 20 <= received < 200
        check_house(home.database_url, {"sent": received, "planned": 200 - received})


async def test_sigterm_does_not_wait_for_slacks_pause(tmp_path):
    workspace = make_crowd(5)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path)
        promise_all(home.database_url, [f"U{n}" for n in range(1, 6)])
        sandbox.faults.script("chat.postMessage", Fault.limit(30), 100)
        bot = await home.run()
        await eventually(lambda: workspace.traffic.list_calls("chat.postMessage"), 10)
        assert await bot.stop(8) == 0
        check_house(home.database_url, {"planned": 5})
