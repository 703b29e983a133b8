"""A kill between sealing a pulse and rewriting the file: the next start destroys what the journal still holds."""

import signal
import subprocess
import sys

from bot.sandbox.server import Sandbox
from tests.faults.crowd import make_crowd
from tests.processes import Home
from tests.sandboxes import eventually

SEALED_AND_KILLED = """
import os, signal, sys
from commands.pulses.rounds import RoundPlan, close_round, open_round
from storage.ballots import put_ballot
from storage.initiatives import add_initiative
from storage.people import Person, put_people
from storage.store import Store
from storage.upgrade import upgrade
from surveys.questions import make_agreement

store = Store.open(sys.argv[1])
upgrade(store.engine)
people = [Person(f"U{n}", f"u{n}", f"U {n}", "UTC") for n in range(1, 21)]
team, plan = sys.argv[2], RoundPlan("CRM", "staff", [make_agreement("All is well")], 5)
store.write_now(team, lambda unit: add_initiative(unit, "CRM", "One record", sponsor_id="U1", lead_id="U1"))
pulse = store.write_now(team, lambda unit: open_round(unit, plan, people))
for n in range(1, 21):
    store.write_now(team, lambda unit, n=n: put_ballot(unit, pulse.id, f"token-of-{n:02}" * 5, "All", {"0": 3}))
store.write_now(team, lambda unit: close_round(unit, pulse.id))
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_journal_is_emptied_at_the_next_start(tmp_path):
    workspace = make_crowd(20)
    async with Sandbox(workspace) as sandbox:
        home = Home(sandbox, tmp_path)
        command = [sys.executable, "-c", SEALED_AND_KILLED, home.database_url, workspace.team_id]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
        (tmp_path / "groundswell.key").write_text("ab" * 32)

        def holds_tokens() -> bool:
            return any(b"token-of-" in file.read_bytes() for file in tmp_path.glob("groundswell.db*"))

        assert holds_tokens(), "the journal shows what was deleted, or this test shows nothing"
        bot = await home.run()
        await eventually(lambda: not holds_tokens(), 20)
        assert await bot.stop() == 0
        assert not holds_tokens()
