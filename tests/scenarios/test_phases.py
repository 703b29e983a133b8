"""Phases, checkpoints and gates: by line and by form, corrected, moved, refused, and what waits on the Home tab."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.initiatives import edit_initiative
from storage.units import Unit
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAN = [
    '/change phase add CRM "Pilot" kind:pilot cohort:staff start:2027-01-11 end:2027-02-05 buffer:5',
    '/change phase add CRM "Everybody" kind:wave start:2027-02-08 end:2027-04-30',
    '/change checkpoint add PH-1 "Pilot group trained" target:80 by:2027-02-05 unit:% owner:@ana',
    "/change phase start PH-1",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def planned(quick_office: Office) -> AsyncIterator[Office]:
    """An office whose CRM has a running pilot PH-1 with checkpoint C-1 and buffer, and a planned wave PH-2."""
    await quick_office.start_initiative("CRM")
    await quick_office.type("mia", "/change audience new staff kind:employees from:@sales")
    for line in PLAN:
        assert "Nothing was saved." not in await quick_office.type("lena", line)
    await quick_office.app.scheduler.tick()
    yield quick_office


LINES: list[tuple[str, str, str]] = [
    ("lena", '/change phase add CRM "Pilot" start:2027-01-11', "End: it is missing."),
    ("lena", '/change phase add CRM "Pilot" end:2027-01-11', "Start: it is missing."),
    ("lena", "/change phase add CRM start:2027-01-11 end:2027-02-01", "Name: it is empty."),
    ("lena", f"/change phase add CRM {'x' * 81} start:2027-01-11 end:2027-02-01", "Name: too long: 81; limit 80"),
    ("lena", "/change phase add CRM P start:2027-02-11 end:2027-02-01", "End: Mon 1 Feb 2027 is before the start"),
    ("lena", "/change phase add CRM P start:2027-01-11 end:9999-02-01", "End: Within 5 years."),
    ("lena", "/change phase add CRM P start:02/03 end:2027-02-01", "Start: Ambiguous: use YYYY-MM-DD."),
    ("lena", "/change phase add CRM P start:2027-01-11 end:2027-02-01 kind:plot", "Did you mean pilot?"),
    ("lena", "/change phase add CRM P start:2027-01-11 end:2027-02-01 cohort:staf", "Did you mean staff?"),
    ("lena", "/change phase add CRM P start:2027-01-11 end:2027-02-01 buffer:-1", "Buffer days: Whole number 0–365."),
    ("lena", "/change phase add XYZ P start:2027-01-11 end:2027-02-01", "“XYZ” was not found."),
    ("lena", "/change phase show PH-99", "Phase: “PH-99” was not found."),
    ("lena", "/change phase show 1", "Phase: an id like PH-3."),
    ("lena", "/change phase move PH-1 2027-02-12", "Reason: it is missing."),
    ("lena", "/change phase move PH-1 2027-01-10 Found time", "End: Sun 10 Jan 2027 is before the start"),
    ("lena", "/change phase move PH-1 2027-02-05 No reason", "End: PH-1 ends on Fri 5 Feb 2027 already."),
    ("lena", "/change phase move PH-1 sometime Late", "End: “sometime” is not a date"),
    ("lena", "/change phase start PH-1", "Phase: PH-1 is running already."),
    ("lena", "/change phase start PH-2", "Phase: the pilot PH-1 has not passed its gate yet."),
    ("lena", "/change phase drop PH-1", "PH-1 is running; only what has not begun can be dropped."),
    ("lena", '/change checkpoint add PH-1 "Better morale" by:2027-02-05', "Target: there is no number to reach."),
    ("lena", '/change checkpoint add PH-1 "Morale" target:better by:2027-02-05', "Target: Number in digits"),
    ("lena", '/change checkpoint add PH-1 "Morale" target:80', "By: it is missing."),
    ("lena", "/change checkpoint add PH-1 target:80 by:2027-02-05", "Measure: it is empty."),
    ("lena", '/change checkpoint add PH-1 "M" target:8 by:2027-01-10', "By: Sun 10 Jan 2027 is before PH-1 starts"),
    ("lena", '/change checkpoint add PH-1 "M" target:8 by:2027-02-05 direction:up', "Direction: “up” is unknown."),
    ("lena", '/change checkpoint add PH-1 "M" target:8 by:2027-02-05 owner:@dora', "Dora Gone is deactivated."),
    ("lena", "/change checkpoint read C-1 many", "Value: Number in digits"),
    ("lena", "/change checkpoint read C-1 62 on:2027-12-01", "has not come yet"),
    ("lena", "/change checkpoint read C-99 62", "Checkpoint: “C-99” was not found."),
    ("lena", "/change checkpoint read C-1 62 63", "“63” is not expected here."),
    ("lena", "/change gate ask PH-2", "PH-2 is planned; only a running one has a gate to pass."),
    ("lena", "/change gate show G-99", "Gate: “G-99” was not found."),
    *(
        (handle, line, "Needs role lead; ask @lena")
        for handle in ("ana", "clara", "aroha")
        for line in (
            "/change phase add CRM P start:2027-01-11 end:2027-02-01", "/change phase add", "/change phase edit PH-1",
            "/change phase move PH-1 2027-02-12 Late", "/change phase start PH-1", "/change phase drop PH-2",
            '/change checkpoint add PH-1 "M" target:8 by:2027-02-05', "/change checkpoint edit C-1",
            "/change gate ask PH-1",
        )
    ),
    ("clara", "/change checkpoint read C-1 62", "Needs role lead; ask @lena"),
    ("aroha", "/change checkpoint read C-1", "Needs role lead; ask @lena"),
]  # fmt: skip


@pytest.mark.parametrize(("handle", "line", "told"), LINES, ids=[f"{who} {line[:50]}" for who, line, _ in LINES])
async def test_a_line_that_cannot_be_is_answered_and_changes_nothing(
    planned: Office, handle: str, line: str, told: str
) -> None:
    await planned.app.edge.finish()
    before = await planned.count_rows()
    answer = await planned.type(handle, line)
    await planned.app.edge.finish()
    after = await planned.count_rows()

    assert told in answer
    assert answer.endswith("Nothing was saved.")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == ({"audit_log", "chains"} if "Needs role" in told else set())


async def test_anybody_may_look(planned: Office) -> None:
    listed = await planned.type("aroha", "/change phase list CRM")
    assert "▶️ PH-1 Pilot · pilot · running" in listed
    assert "Mon 11 Jan 2027 – Fri 5 Feb 2027" in listed
    assert "of 1 checkpoint met · buffer" in listed
    card = await planned.click_reply("aroha", "PH-1")
    assert "staff" in card
    assert "Pilot group trained" in card
    assert "C-1 Pilot group trained" in await planned.type("aroha", "/change checkpoint list CRM")
    assert "@ana" in await planned.click_reply("aroha", "C-1")
    assert "PH-1" in await planned.click_reply("aroha", "Open PH-1")
    assert "PH-2 Everybody" in await planned.click_reply("aroha", "All phases")


async def test_a_phase_by_form_edited_by_form_and_dropped(planned: Office) -> None:
    form = await planned.open_form("lena", "/change phase add")
    for label in ("Initiative", "Name", "Kind", "Cohort", "Start", "End", "Buffer days"):
        assert f"{label}:" in form or f"{label} (optional):" in form
    outcome = await planned.submit(
        "lena", {"Name": "After", "Start": "2027-05-03", "End": "2027-05-01", "Buffer days": "x"}, hostile=True
    )
    assert set(outcome.field_errors) == {"Buffer days"}
    outcome = await planned.submit("lena", {"Name": "After", "End": "2027-06-30", "Buffer days": "3"})
    phase = find_id("PH", outcome.text)
    assert "other · planned" in outcome.text

    await planned.click_reply("lena", "Edit")
    outcome = await planned.submit("lena", {"Name": "Afterwards", "Kind": "wave", "Cohort": "staff"})
    assert "wave · planned" in outcome.text
    assert "name After → Afterwards" in outcome.text
    await planned.click_reply("lena", "Edit")
    outcome = await planned.submit("lena", {"Start": "2027-07-01"})
    assert "Thu 1 Jul 2027" not in outcome.text
    assert "is before the start" in outcome.field_errors["Start"]
    await planned.gestures.close_view("lena")

    await planned.type("lena", f"/change phase show {phase}")
    assert "wave · dropped" in await planned.click_reply("lena", "Drop")
    assert phase not in await planned.type("aroha", "/change phase list CRM")
    assert "dropped" in await planned.type("aroha", f"/change phase show {phase}"), "history stays"
    assert f"{phase} was dropped" in await planned.type("lena", f"/change phase edit {phase}")


async def test_what_was_typed_into_a_form_is_kept_when_somebody_else_was_quicker(planned: Office) -> None:
    await planned.open_form("lena", "/change phase edit PH-2")
    await change_lead(planned, "marco")
    await planned.open_form("marco", "/change phase edit PH-2")
    await planned.submit("marco", {"Buffer days": "7"})
    await change_lead(planned, "lena")

    outcome = await planned.submit("lena", {"Name": "Everybody else"})
    assert "Somebody changed this while your form was open." in "\n".join(outcome.view_lines)
    assert "Everybody else" in "\n".join(planned.read_modal("lena"))
    outcome = await planned.submit("lena")
    assert "Everybody else" in outcome.text


async def change_lead(office: Office, handle: str) -> None:
    def work(unit: Unit) -> None:
        edit_initiative(unit, "CRM", lead_id=CAST[handle].id)

    await office.store.write(office.team_id, work)


async def test_moves_of_an_end_stay_with_their_reasons_and_burn_the_buffer(planned: Office) -> None:
    line = '/change phase add CRM "Later" start:2027-05-03 end:2027-05-31 buffer:10'
    phase = find_id("PH", await planned.type("lena", line))
    card = await planned.type("lena", f"/change phase move {phase} 14 june 2027 Vendor delivers late")
    assert "Mon 31 May 2027 → Mon 14 Jun 2027 (+14): Vendor delivers late (@lena)" in card
    form = await planned.open_form("lena", f"/change phase move {phase}")
    assert "End:" in form
    outcome = await planned.submit("lena", {"End": "2027-06-07", "Reason": " "}, hostile=True)
    assert outcome.field_errors["Reason"] == (
        "Reason: it is missing. For example: `Vendor delivers a week late`. Nothing was saved."
    )
    outcome = await planned.submit("lena", {"End": "2027-06-07", "Reason": "Found a second trainer"})
    assert "Mon 14 Jun 2027 → Mon 7 Jun 2027 (-7): Found a second trainer (@lena)" in outcome.text
    assert "Vendor delivers late" in outcome.text
    assert "buffer 14 of 10 days used (140 %), 0 % of the time gone" in outcome.text


async def test_a_checkpoint_by_form_read_back_corrected_and_edited(planned: Office) -> None:
    phase = find_id("PH", await planned.type("lena", '/change phase add CRM "Fit" start:2027-03-01 end:2027-04-30'))
    await planned.open_form("lena", "/change checkpoint add")
    values = {"Phase": f"{phase} · CRM · Fit", "Measure": "Open defects", "Target": "3", "By": "2027-04-30"}
    outcome = await planned.submit("lena", {**values, "Direction": "at most the target"})
    checkpoint = find_id("C", outcome.text)
    assert "Open defects: at most 3, no reading, due Fri 30 Apr 2027" in outcome.text
    assert "the lead" in outcome.text

    today = planned.store.clock.now().date()
    assert "7 of at most 3, not met" in await planned.type("lena", f"/change checkpoint read {checkpoint} 7")
    earlier = await planned.type("lena", f"/change checkpoint read {checkpoint} 2 on:{today - timedelta(5)}")
    assert "7 of at most 3, not met" in earlier, "the latest day's value counts"
    assert "2 (@lena)" in earlier
    form = await planned.open_form("lena", f"/change checkpoint read {checkpoint}")
    assert "Value:" in form
    outcome = await planned.submit("lena", {"Value": "1"})
    assert "1 of at most 3, met" in outcome.text
    assert "value 7 → 1" in outcome.text

    await planned.click_reply("lena", "Edit")
    outcome = await planned.submit("lena", {"Target": "0", "Unit": "defects"})
    assert "1 of at most 0 defects, not met" in outcome.text


async def test_a_phase_has_ten_checkpoints_at_most(planned: Office) -> None:
    phase = find_id("PH", await planned.type("lena", '/change phase add CRM "Many" start:2027-08-02 end:2027-08-31'))
    for number in range(10):
        line = f'/change checkpoint add {phase} "Measure {number}" target:1 by:2027-08-31'
        assert "no reading" in await planned.type("lena", line)
    refused = await planned.type("lena", f'/change checkpoint add {phase} "One more" target:1 by:2027-08-31')
    assert f"Phase: {phase} has 10 checkpoints already." in refused
    card = await planned.type("lena", f"/change phase show {phase}")
    assert "Measure 9" in card
    other = find_id("PH", await planned.type("lena", '/change phase add CRM "Two" start:2027-08-02 end:2027-08-31'))
    for number in (11, 12):
        await planned.type("lena", f'/change checkpoint add {other} "Measure {number}" target:1 by:2027-08-31')
    assert "[Next]" in await planned.type("aroha", "/change checkpoint list CRM")
    assert "[Previous]" in await planned.click_reply("aroha", "Next")


async def test_an_overdue_checkpoint_waits_for_its_owner_with_a_form_for_the_value(planned: Office) -> None:
    today = planned.store.clock.now().date()
    await planned.start_initiative("NEW")
    phase = find_id(
        "PH", await planned.type("lena", f'/change phase add NEW "Short" start:{today - timedelta(9)} end:{today}')
    )
    for measure, owner in (("Trained", "owner:@ben"), ("Keys handed out", "")):
        await planned.type(
            "lena", f'/change checkpoint add {phase} "{measure}" target:5 by:{today - timedelta(2)} {owner}'
        )
    assert "Keys handed out: at least 5, no reading" in await planned.open_home("lena")
    home = await planned.open_home("ben")
    assert "Trained: at least 5, no reading" in home
    assert "(overdue)" in home
    assert "Keys handed out" not in home

    await planned.click("ben", "home", "Record")
    await planned.submit("ben", {"Value": "6"})
    assert "Trained" not in await planned.open_home("ben")
    assert "Trained: 6 of at least 5, met" in await planned.type("ben", "/change checkpoint list NEW")
    await planned.end_initiatives("NEW")
    assert "Keys handed out" not in await planned.open_home("lena"), "what is closed asks for nothing"
    assert "NEW is closed" in await planned.type("lena", f"/change phase start {phase}")


async def test_a_gate_is_asked_once_decided_from_home_and_needs_a_reason_while_something_fails(planned: Office) -> None:
    planned.read_everything()
    for title, score in (("Sync drops records", "likelihood:4 impact:4"), ("Small thing", "likelihood:1 impact:2")):
        await planned.type("ana", f"/change-risk CRM {title} {score}")
    await planned.type("ana", "/change-risk CRM Leaked keys likelihood:5 impact:5 private:security")
    await planned.type("lena", "/change phase show PH-1")
    gate = find_id("G", await planned.click_reply("lena", "Ask for the gate"))
    again = await planned.type("lena", "/change gate ask PH-1")
    assert f"PH-1 waits for the decision on {gate} already" in again
    assert again.endswith("Nothing was saved.")
    report = await receive_gate(planned, "clara", gate)
    assert "C-1 Pilot group trained: at least 80 %, no reading" in report
    assert "Sync drops records: 🔴 critical 16 (4 × 4), open" in report
    assert "Small thing" not in report
    assert "Leaked keys" not in report

    assert f"Decide {gate}" in await planned.open_home("clara")
    assert f"Decide {gate}" not in await planned.open_home("jonas")
    await planned.click("clara", "home", f"gate.show:{gate}")
    await planned.app.edge.finish()
    assert "C-1 Pilot group trained" in "\n".join(planned.read_modal("clara"))
    await planned.click("clara", "modal", "Go")
    outcome = await planned.submit("clara", {"Reason": "\u200b"}, hostile=True)
    assert "Reason: it is missing." in outcome.field_errors["Reason"]
    await planned.submit("clara", {"Reason": "The group is small enough"})
    card = await planned.type("lena", "/change phase show PH-1")
    assert "pilot · passed" in card
    assert "Go by @clara: The group is small enough" in card
    assert f"Decide {gate}" not in await planned.open_home("clara")
    news = await receive_gate(planned, "lena", gate)
    assert "The group is small enough" in news
    assert "[Start PH-2]" in news
    assert "PH-1 has passed its gate" in await planned.type("lena", "/change phase move PH-1 2027-03-01 Late")
    facts = [entry for entry in await planned.list_audit() if entry[1:3] == ("gate.decided", gate)]
    assert [entry[0] for entry in facts] == [CAST["clara"].id]


async def test_go_with_everything_met_is_decided_at_once_from_home_and_only_once(planned: Office) -> None:
    await planned.start_initiative("MET")
    today = planned.store.clock.now().date()
    line = f'/change phase add MET "Only" kind:pilot start:{today} end:{today + timedelta(9)}'
    phase = find_id("PH", await planned.type("lena", line))
    line = f'/change checkpoint add {phase} "Trained" target:5 by:{today + timedelta(9)}'
    checkpoint = find_id("C", await planned.type("lena", line))
    await planned.type("lena", f"/change phase start {phase}")
    await planned.type("lena", f"/change checkpoint read {checkpoint} 5")
    gate = find_id("G", await planned.type("lena", f"/change gate ask {phase}"))

    await planned.open_home("clara")
    await planned.click("clara", "home", f"gate.show:{gate}")
    await planned.app.edge.finish()
    await planned.click("clara", "modal", "Go")
    await planned.app.edge.finish()
    assert "Go by @clara" in "\n".join(planned.read_modal("clara"))
    assert "passed" in await planned.type("lena", f"/change phase show {phase}")

    await planned.drain()
    rows = await planned.count_rows()
    await planned.gestures.click("clara", planned.workspace.list_direct("clara")[-1], "Go")
    assert f"{gate} was decided already: go." in "\n".join(read_last_reply(planned, "clara"))
    assert (await planned.count_rows())["sends"] == rows["sends"], "the lead is told once"
    await planned.gestures.close_view("clara", clear=True)


def read_last_reply(office: Office, handle: str) -> list[str]:
    """The newest answer that only this person sees."""
    return office.read(office.workspace.ephemerals[office.workspace.get_user(handle).id][-1])


async def receive_gate(office: Office, handle: str, gate: str) -> str:
    """The next direct message about a gate, whatever else comes before it."""
    while gate not in (text := await office.receive_text(handle)):
        pass
    return text
