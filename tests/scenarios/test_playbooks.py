"""Playbooks, their runs in a thread, and the lessons they leave: in a home channel and in direct messages."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.messages import Message
from storage.initiatives import edit_initiative
from storage.outbox import list_deliveries
from storage.risks import edit_risk
from tests.sandboxes import eventually
from tests.workspaces import Office, check_whole, find_id, open_office

pytestmark = pytest.mark.asyncio(loop_scope="module")

STEPS = "Stop the transfer | owner | 15m\n\nTell the team | lead | 1h"
PLAYBOOK = {"Name": "The sync stops", "Scenario": "Records no longer arrive.", "Steps": STEPS}
CHANNEL = "general"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office with CRM, whose home is #general, FSM, which has none, a risk and an own playbook, PB-1."""
    async with open_office(tmp_path_factory.mktemp("office"), "socket") as opened:
        await opened.start_initiative("CRM")
        await opened.start_initiative("FSM", "Field service on mobile")
        home = opened.workspace.get_channel(CHANNEL).id
        await opened.store.write(opened.team_id, lambda unit: edit_initiative(unit, "CRM", channel_id=home))
        await opened.type("ana", "/change-risk CRM The sync fails likelihood:2 impact:2 owner:@ben")
        await opened.open_form("lena", "/change playbook new")
        assert "PB-1 · The sync stops" in (await opened.submit("lena", PLAYBOOK)).text
        yield opened
        assert [f"{each.code}: {each.text}" for each in opened.workspace.traffic.violations] == []
        for timeline in opened.workspace.timelines.values():
            for message in timeline:
                check_whole(message, opened)


async def start(office: Office, line: str) -> tuple[str, Message]:
    """Start a run and wait until its thread is open; gives its id and the opening message."""
    run = find_id("RUN", await office.type("lena", line))
    await eventually(lambda: len(list_thread(office, run)) >= 3)
    return run, list_thread(office, run)[0]


def list_thread(office: Office, run: str) -> list[Message]:
    """The opening message of a run and what stands under it, wherever that is."""
    for timeline in office.workspace.timelines.values():
        for message in timeline:
            if not message.is_reply and f" {run} ·" in message.text:
                return timeline.list_replies(message.ts)
    return []


def read_thread(office: Office, run: str) -> list[str]:
    return ["\n".join(office.read(message)) for message in list_thread(office, run)]


async def test_the_library_answers_all_eight_roadblocks_and_each_opens(office: Office) -> None:
    listed = await office.type("aroha", "/change playbook list")
    for name in ("resources", "alignment", "resistance", "timeline", "integration", "blind-spot", "goals", "skills"):
        assert f"({name})" in listed
        card = await office.type("aroha", f"/change playbook show {name.upper()}")
        assert f"{name} · " in card
        assert "ready for everybody" in card
        assert "[Edit]" not in card
        assert 4 <= sum(line[:2].rstrip(".").isdecimal() for line in card.splitlines()) <= 7
    assert "(PB-1)" in listed


async def test_own_playbook_is_written_copied_edited_and_keeps_its_history(office: Office) -> None:
    form = await office.open_form("lena", "/change playbook copy skills")
    for words in ("Name:", "Scenario:", "Steps:", "Watch three people do the task", "champion | 2h"):
        assert words in form
    card = (await office.submit("lena", {"Name": "Sales lacks practice"})).text
    playbook = find_id("PB", card)
    assert f"{playbook} · Sales lacks practice" in card
    assert "copied from skills" in card

    await office.open_form("mia", f"/change playbook edit {playbook}")
    edited = (await office.submit("mia", {"Steps": "Sit beside them | champion | 90m"})).text
    assert "1. Sit beside them" in edited
    assert "champion, 1 h 30 min" in edited
    assert "version 2" in edited
    assert "History" in edited
    assert "Watch three people" in edited.partition("History")[2]


async def test_two_who_edit_a_playbook_do_not_overwrite_each_other(office: Office) -> None:
    await office.open_form("lena", "/change playbook edit PB-1")
    await office.open_form("mia", "/change playbook edit PB-1")
    await office.submit("mia", {"Scenario": "No record arrives any more."})

    conflict = await office.submit("lena", {"Name": "The sync has stopped"})
    again = "\n".join(conflict.view_lines)
    assert "Somebody changed this while your form was open" in again
    assert "The sync has stopped" in again
    saved = await office.submit("lena", {"Name": "The sync stops", "Scenario": "Records no longer arrive."})
    assert "PB-1 · The sync stops" in saved.text


async def test_playbook_becomes_a_risks_contingency_and_is_taken_off(office: Office) -> None:
    assert "• The sync stops (PB-1)" in await office.type("ana", "/change playbook attach PB-1 R-1")
    card = await office.type("ben", "/change playbook show integration")
    assert "for R-1" not in card
    await office.click_reply("ben", "Attach to a risk")
    assert "(integration)" in (await office.submit("ben", {"Risk": "r-1"})).text

    listed = await office.type("aroha", "/change playbook list CRM")
    assert "The sync stops (PB-1) for R-1" in listed
    assert "An integration fails (integration) for R-1" in listed
    assert "for R-1" in await office.type("aroha", "/change playbook show PB-1")
    assert "PB-1 is attached to R-1 already" in await office.type("ana", "/change playbook attach PB-1 R-1")

    assert "(integration)" not in await office.type("ana", "/change playbook detach integration R-1")
    assert "integration is not attached to R-1" in await office.type("ana", "/change playbook detach integration R-1")


async def test_private_risk_stays_unknown(office: Office) -> None:
    risk = find_id("R", await office.type("lena", "/change-risk CRM Leak likelihood:2 impact:2"))
    await office.type("lena", f"/change playbook attach blind-spot {risk}")
    await office.store.write(office.team_id, lambda unit: edit_risk(unit, risk, sensitivity="security"))

    assert f"for {risk}" in await office.type("lena", "/change playbook list CRM")
    assert risk not in await office.type("aroha", "/change playbook list CRM")
    assert risk not in await office.type("aroha", "/change playbook show blind-spot")
    assert f"“{risk}” was not found" in await office.type("ben", f"/change playbook attach goals {risk}")
    refused = await office.type("lena", f"/change playbook run blind-spot CRM for {risk}")
    assert f"{risk} is private" in refused
    assert refused.endswith("Nothing was saved.")


async def test_live_run_in_the_home_channel_from_start_to_summary(office: Office) -> None:
    office.read_everything()
    run, opening = await start(office, "/change playbook run PB-1 CRM for R-1")
    assert opening.channel_id == office.workspace.get_channel(CHANNEL).id
    said, *steps = read_thread(office, run)
    assert f"Run {run} · CRM · The sync stops" in said
    assert "2 steps, 1 h 15 min planned" in said
    assert "1 of 2 Stop the transfer" in steps[0]
    assert "owner @ben · planned 15 min" in steps[0]
    assert "lead @lena · planned 1 h" in steps[1]
    assert all("[Done]" in step for step in steps)
    assert not any("drill" in text.lower() for text in [said, *steps])

    office.workspace.clock.advance(60 * 12.5)
    first, second = list_thread(office, run)[1:]
    assert "✅ 1 of 2 Stop the transfer" in await office.click("ben", first, "Done")
    assert "@ben after 12 min (planned 15 min)" in "\n".join(office.read(first))
    home = await office.open_home("lena")
    assert f"Run {run}: 1 of 2 done" in home

    office.workspace.clock.advance(60 * 140)
    await office.click("ana", second, "Done")
    await eventually(lambda: len(list_thread(office, run)) == 4)
    summary = read_thread(office, run)[-1]
    for words in (
        f"Run {run} has ended", "1. Stop the transfer: 12 min (planned 15 min)",
        "2. Tell the team: 2 h 20 min (planned 1 h)", "Total 2 h 32 min, planned 1 h 15 min",
        "step 2 “Tell the team” took 2 h 20 min, 1 h 20 min over its 1 h",
    ):  # fmt: skip
        assert words in summary
    found = await office.type("aroha", "/change lesson search gap TEAM")
    assert "Gap: step 2 “Tell the team” took 2 h 20 min" in found
    assert f"from {run}" in found
    assert f"{run}: " not in await office.open_home("lena")


async def test_drill_says_so_everywhere_and_ends_early_with_its_gaps(office: Office) -> None:
    run, opening = await start(office, "/change playbook run PB-1 FSM drill")
    assert opening.channel_id in {c.id for c in office.workspace.channels.values() if c.is_direct}
    assert all("A drill: nothing has happened" in text for text in read_thread(office, run))
    assert "lead @lena" in read_thread(office, run)[2]
    assert "\nowner · planned 15 min" in read_thread(office, run)[1]
    await office.click("lena", list_thread(office, run)[2], "Done")

    ended = await office.type("lena", f"/change run end {run}")
    assert f"Drill {run} · FSM" in ended
    assert "1 gap kept as a lesson" in ended
    await eventually(lambda: len(list_thread(office, run)) == 4)
    summary = read_thread(office, run)[-1]
    assert f"Drill {run} has ended" in summary
    assert "1. Stop the transfer: skipped (planned 15 min)" in summary
    assert "A drill: nothing has happened" in summary
    lessons = await office.type("aroha", "/change lesson list FSM")
    assert "Gap: step 1 “Stop the transfer” was skipped (The sync stops) · gap, drill, pb-1" in lessons

    late = await office.click("lena", list_thread(office, run)[1], "Done")
    assert f"{run} has ended already" in late
    assert late.endswith("Nothing was saved.")
    assert f"{run} has ended already" in await office.type("lena", f"/change run end {run}")


async def test_of_two_who_check_a_step_off_the_first_counts_and_the_second_is_told(office: Office) -> None:
    run, _ = await start(office, "/change playbook run PB-1 CRM drill")
    first, second = list_thread(office, run)[1:]
    clicks = await asyncio.gather(*(office.gestures.click(who, first, "Done") for who in ("ana", "clara")))
    (told,) = [click.text for click in clicks if click.text]
    assert "step 1 was checked off by " in told
    assert told.endswith("already. Nothing was saved.")
    assert sum("✅ 1 of 2" in line for line in office.read(first)) == 1

    twice = await asyncio.gather(*(office.gestures.click("ana", second, "Done") for _ in range(2)))
    assert [click.text for click in twice] == ["", ""]
    await eventually(lambda: len(list_thread(office, run)) == 4)
    assert "ended · 2 of 2 done" in await office.type("aroha", f"/change run show {run}")


async def test_card_checks_off_and_reopens_and_the_thread_hears_of_it(office: Office) -> None:
    run, _ = await start(office, "/change playbook run PB-1 CRM")
    card = await office.type("ana", f"/change run show {run}")
    assert "under way · 0 of 2 done" in card
    assert "1 of 2 done" in await office.click_reply("ana", "run.check:1")
    await eventually(lambda: len(list_thread(office, run)) == 4)
    assert "✅ 1 of 2 Stop the transfer\n@ana after 0 min" in read_thread(office, run)[-1]

    assert "0 of 2 done" in await office.click_reply("ana", "run.reopen:1")
    await eventually(lambda: len(list_thread(office, run)) == 5)
    assert "[Done]" in read_thread(office, run)[-1]
    await office.click("ana", list_thread(office, run)[-1], "Done")
    shown = await office.type("aroha", f"/change run show {run}")
    assert "step 1 done → open" in shown
    await office.type("lena", f"/change run end {run}")


async def test_run_keeps_the_steps_it_began_with(office: Office) -> None:
    await office.open_form("lena", "/change playbook new")
    playbook = find_id("PB", (await office.submit("lena", PLAYBOOK | {"Name": "Kept"})).text)
    run, _ = await start(office, f"/change playbook run {playbook} CRM")
    await office.open_form("lena", f"/change playbook edit {playbook}")
    await office.submit("lena", {"Steps": "Something else | lead | 1d"})

    shown = await office.type("aroha", f"/change run show {run}")
    assert "1 of 2 Stop the transfer" in shown
    assert f"{playbook} version 1" in shown
    assert "1. Something else" in await office.type("aroha", f"/change playbook show {playbook}")
    await office.type("lena", f"/change run end {run}")


async def test_run_by_form_from_a_playbooks_card(office: Office) -> None:
    await office.type("lena", "/change playbook show PB-1")
    await office.click_reply("lena", "Run")
    form = "\n".join(office.read_modal("lena"))
    for label in ("Playbook:", "Initiative:", "Kind:", "Risk (optional):"):
        assert label in form
    values = {"Initiative": "FSM · Field service on mobile", "Kind": "Drill: we rehearse"}
    started = (await office.submit("lena", values)).text
    run = find_id("RUN", started)
    assert f"Drill {run} · FSM" in started
    assert "Its thread opens in your messages" in started
    listed = await office.type("aroha", "/change run list FSM")
    assert f"Drill {run} The sync stops" in listed
    await office.type("lena", f"/change run end {run}")


async def test_thread_that_cannot_be_opened_is_told_to_the_starter_and_no_step_is_posted(office: Office) -> None:
    await office.drain()
    office.read_everything()
    closed = office.workspace.get_channel("boardroom").id
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, "CRM", channel_id=closed))
    run = find_id("RUN", await office.type("lena", "/change playbook run PB-1 CRM"))
    told = await office.receive_text("lena")
    home = office.workspace.get_channel(CHANNEL).id
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, "CRM", channel_id=home))

    assert f"Run {run} could not be opened" in told
    assert "/change playbook run PB-1 CRM" in told
    assert "failed" in await office.type("lena", f"/change run show {run}")
    deliveries = await office.store.read(office.team_id, lambda unit: list_deliveries(unit, run))
    assert sorted(each.state for each in deliveries) == ["failed", "sent"]
    assert f"{run} has failed already" in await office.type("lena", f"/change run end {run}")


async def test_lesson_in_one_line_by_form_of_a_run_searched_and_edited(office: Office) -> None:
    added = await office.type("ana", '/change lesson add CRM "Try it with Änderungen" tags:Data,vendor')
    lesson = find_id("L", added)
    assert "Tags: data, vendor" in added
    for words in ("änderungen DATA", "try vendor"):
        assert lesson in await office.type("aroha", f"/change lesson search {words}")
    assert "No lesson holds all of" in await office.type("aroha", "/change lesson search änderungen nowhere")

    await office.open_form("ana", f"/change lesson edit {lesson}")
    await office.open_form("lena", f"/change lesson edit {lesson}")
    await office.submit("lena", {"Tags": "data"})
    conflict = await office.submit("ana", {"Lesson": "Try it early"})
    assert "Try it early" in "\n".join(conflict.view_lines)
    card = (await office.submit("ana")).text
    assert "Try it early" in card
    assert "tags data, vendor → data" in card

    form = await office.open_form("ana", "/change lesson add")
    assert "Lesson:" in form
    assert "Tags (optional):" in form
    saved = await office.submit("ana", {"Initiative": "FSM · Field service on mobile", "Lesson": "Ask the crews"})
    assert "Ask the crews" in saved.text
    assert "Ask the crews" in await office.type("aroha", "/change lesson list FSM")

    await office.type("lena", "/change run show RUN-1")
    await office.click_reply("lena", "Add a lesson")
    assert "from RUN-1" in (await office.submit("lena", {"Lesson": "Rehearse it"})).text


async def test_run_waits_on_the_home_tab_of_who_started_or_leads_it_and_is_done_from_there(office: Office) -> None:
    run, _ = await start(office, "/change playbook run PB-1 FSM")
    assert f"Run {run}" not in await office.open_home("aroha")
    assert f"Run {run}: 0 of 2 done" in await office.open_home("lena")

    await office.click("lena", "home", f"run.show:{run}")
    await eventually(lambda: any(run in line for line in office.read_modal("lena")))
    await office.click("lena", "modal", "run.check:1")
    await eventually(lambda: len(list_thread(office, run)) == 4)
    assert f"Run {run}: 1 of 2 done" in await office.open_home("lena")
    await office.type("lena", f"/change run end {run}")
    assert f"Run {run}" not in await office.open_home("lena")
