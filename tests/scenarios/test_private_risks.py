"""Private risks: nobody hears of one but its lead, sponsor, owner and reporter, from the moment on that it is one."""

from datetime import timedelta

import pytest

from bot.sandbox.cast import CAST
from storage.initiatives import edit_initiative
from storage.risks import edit_risk
from storage.roles import Role, grant_role
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "Passwords in the export"
OUTSIDERS = ("ben", "aroha", "mia", "greta")


async def start(office: Office, key: str) -> None:
    await office.drain()
    office.read_everything()
    await office.start_initiative(key)
    await office.store.write(office.team_id, lambda unit: grant_role(unit, key, CAST["greta"].id, Role.MANAGER))


async def report(office: Office, key: str, more: str) -> str:
    return find_id("R", await office.type("ana", f"/change-risk {key} {SECRET} likelihood:4 impact:5 {more}"))


async def test_outsiders_are_told_of_a_private_risk_what_they_are_told_of_none(quick_office: Office):
    office = quick_office
    await start(office, "PRA")
    for number in range(5):  # so that its id is none that an example names
        await office.type("ana", f"/change-risk PRA Public {number} likelihood:1 impact:1")
    risk = await report(office, "PRA", "private:security")
    await office.type("ana", f"/change playbook attach integration {risk}")
    looks = (
        "risk list PRA", "risk map PRA", "governance PRA", "playbook list PRA", "playbook show integration",
        "digest preview PRA", "show PRA", "list", "status PRA", "run list PRA", "lesson search passwords",
    )  # fmt: skip
    acts = (
        "risk show {}", "risk update {}", "risk update {} likelihood:1", "risk close {} over", "risk accept {} fine",
        "risk materialise {} it did", "risk reopen {} back", "playbook attach integration {}",
        "playbook detach integration {}",
    )  # fmt: skip
    for closing in ("", f"/change risk close {risk} Fixed"):
        if closing:
            await office.type("ana", closing)
        for handle in OUTSIDERS:
            for look in looks:
                shown = await office.type(handle, f"/change {look}")
                assert SECRET not in shown, look
                assert risk not in shown.split(), look
            for act in acts:
                before = await office.count_rows()
                hidden = await office.type(handle, f"/change {act.format(risk)}")
                assert hidden == (await office.type(handle, f"/change {act.format('R-999')}")).replace("R-999", risk), (
                    act
                )
                assert await office.count_rows() == before
            assert SECRET not in await office.open_home(handle)
            assert "Message: an id like M-3." in await office.type(handle, f"/change delivery show {risk}")
    hidden = await office.type("lena", f"/change playbook run integration PRA for {risk}")
    assert f"Risk: {risk} is private, and the thread is not" in hidden


async def test_whoever_led_before_hears_no_more_of_it(quick_office: Office):
    office = quick_office
    await start(office, "PRB")
    risk = await report(office, "PRB", "private:compliance")
    assert SECRET in await office.receive_text("lena")
    assert SECRET in await office.open_home("lena")
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, "PRB", lead_id=CAST["marco"].id))
    assert SECRET not in await office.open_home("lena")
    await office.pass_time(office.store.clock.now() + timedelta(hours=2))
    message = await office.receive("clara")
    await office.click("clara", message, "Acknowledge")
    await office.drain()
    assert office.list_unread("lena") == []
    assert f"“{risk}” was not found." in await office.type("lena", f"/change risk show {risk}")


async def test_what_becomes_private_leaves_gate_reports_runs_and_resource_lines(quick_office: Office):
    office = quick_office
    await start(office, "PRC")
    risk = await report(office, "PRC", "")
    phase = find_id("PH", await office.type("lena", '/change phase add PRC "Pilot" start:2027-01-11 end:2027-02-05'))
    await office.type("lena", f"/change phase start {phase}")
    gate = find_id("G", await office.type("lena", f"/change gate ask {phase}"))
    run = find_id("RUN", await office.type("lena", f"/change playbook run integration PRC drill for {risk}"))
    await office.type("lena", '/change resource add PRC "Developers" people planned:6')
    short = find_id("R", await office.type("lena", "/change resource read PRC Developers 3"))
    looks = {
        f"gate show {gate}": SECRET, f"run show {run}": f"for {risk}", "resource show PRC Developers": short,
    }  # fmt: skip
    for look, told in looks.items():
        assert told in await office.type("ben", f"/change {look}")

    for each in (risk, short):
        await office.store.write(office.team_id, lambda unit, each=each: edit_risk(unit, each, sensitivity="security"))
    for look, told in looks.items():
        assert told not in await office.type("ben", f"/change {look}")
    again = await office.type("lena", "/change resource read PRC Developers 2")
    assert "Beyond the threshold still; its risk is known." in again
    await office.end_initiatives("PRC")
