"""Several processes tick at the same moment: whoever is due hears of each thing once, and none of them stumbles."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from storage.initiatives import add_initiative
from tests.faults.crowd import check_house, list_copies, make_app, make_crowd
from tests.processes import Home
from tests.sandboxes import connect_bolt
from tests.stores import make_migrated_url

PROCESSES = 4
LEAD, REPORTER, SPONSOR, OWNER = "U1", "U2", "U3", "U4"
"""The lead and the owner live in Los Angeles, the sponsor in Berlin; by handle they are p1 to p4."""
THURSDAY = datetime(2026, 12, 3, 18, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
"""Ten in the morning in Los Angeles."""
SAID = [
    "/change-risk CRM Sales goes live without contacts likelihood:4 impact:5 owner:@p4 review:2026-12-04",
    '/change followup add CRM "Call the vendor" owner:@p4 due:2026-12-04',
    '/change resource add CRM "Developers" people planned:6 unit:FTE owner:@p4',
    '/change phase add CRM "Pilot" kind:pilot start:2026-11-23 end:2026-12-18',
    "/change phase start PH-1",
    "/change gate ask PH-1",
    '/change decision ask CRM "Which vendor?"',
]
"""What the lead types on Thursday."""
WORDS = "The training comes too late"
TOLD = {
    LEAD: ["R-1 (CRM) needs you as lead", "anonymous concerns", "Go by <@U3> for PH-1 Pilot"],
    REPORTER: [],
    SPONSOR: ["R-1 (CRM) needs you as sponsor", "G-1 · CRM", "D-1 CRM needs your decision"],
    OWNER: [
        "R-1 (CRM) is due for review", "F-1 CRM is yours", "F-1 CRM is due", "How does it stand this week?",
    ],
}  # fmt: skip
"""What each is told on Friday, in any order."""


@asynccontextmanager
async def open_week(kind: str, folder: Path) -> AsyncIterator[tuple[Sandbox, Home]]:
    """Everything that is said on Thursday, to a bot that answers but neither ticks nor sends."""
    async with Sandbox(make_crowd(4)) as sandbox:
        home = Home(sandbox, folder, make_migrated_url(kind, folder), GROUNDSWELL_ADMINS=LEAD)
        seconds = (THURSDAY - datetime.now(UTC)).total_seconds()
        sandbox.workspace.clock.advance(seconds)
        given = {"DATABASE_URL": home.database_url, "GROUNDSWELL_ADMINS": LEAD}
        async with make_app(sandbox, folder, minutes=seconds / 60, **given) as app, connect_bolt(sandbox, app.bolt):
            await app.directory.sync_everybody()
            people = {"sponsor_id": SPONSOR, "lead_id": LEAD}
            await app.store.write(
                sandbox.workspace.team_id, lambda unit: add_initiative(unit, "CRM", "One customer record", **people)
            )
            await say_all(sandbox)
        yield sandbox, home


async def say_all(sandbox: Sandbox) -> None:
    gestures = sandbox.gestures
    for line in SAID:
        assert "Nothing was saved." not in (await gestures.slash("p1", line)).text
    await gestures.slash("p2", "/change concern CRM")
    form = {"Concern": WORDS, "How": "anonymously: nobody can tell"}
    assert "Saved without your name" in (await gestures.submit_view("p2", form)).text
    await gestures.slash("p3", "/change gate show G-1")
    await gestures.click("p3", sandbox.workspace.ephemerals[SPONSOR][-1], "Go")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def test_everybody_is_told_of_everything_once(ticker, tmp_path, kind):
    async with open_week(kind, tmp_path) as (sandbox, home):
        for minutes in (0, 2):
            ticked = await ticker.tick(home, FRIDAY + timedelta(minutes=minutes), processes=PROCESSES)
            assert [(each.code, each.troubles) for each in ticked] == [(0, [])] * PROCESSES
        for user, told in TOLD.items():
            texts = [message.text.replace("*", "") for message in list_copies(sandbox.workspace, user)]
            assert [sum(words in text for text in texts) for words in told] == [1] * len(told), texts
            assert len(texts) == len(told)
        check_house(home.database_url, {"sent": sum(map(len, TOLD.values()))})
        assert sandbox.workspace.traffic.violations == []
