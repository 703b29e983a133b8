"""Early warning: what the rules find is told to the lead once, with its evidence and what can be done about it."""

from datetime import timedelta

import pytest

from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def start(office: Office, key: str) -> None:
    await office.end_initiatives()
    await office.drain()
    await office.start_initiative(key)
    await office.type("ana", f"/change-status {key} amber Fine so far")
    office.read_everything()


async def later(office: Office, **span: float) -> None:
    await office.pass_time(office.store.clock.now() + timedelta(**span))


async def read_alerts(office: Office, handle: str = "lena") -> list[str]:
    texts = [await office.receive_text(handle) for _ in range(office.count_unread(handle))]
    return [text for text in texts if ":satellite_antenna:" in text]


async def test_silence_of_champions_is_told_once_and_acknowledged(quick_office: Office):
    office = quick_office
    await start(office, "SIL")
    await later(office, days=13)
    assert await read_alerts(office) == []
    await later(office, days=2)
    message = office.workspace.list_direct(office.workspace.get_user("lena").id)[-1]
    (told,) = await read_alerts(office)
    assert "SIL: Champions are silent" in told
    assert "no status since" in told
    assert "15 days ago" in told
    assert "Fires beyond 14 days." in told
    await later(office, hours=2)
    assert await read_alerts(office) == []
    alert = find_id("A", told)
    assert alert in await office.open_home("lena")
    assert "acknowledged by @lena" in await office.click("lena", message, "Acknowledge")
    assert alert not in await office.open_home("lena")
    assert "acknowledged by @lena" in await office.type("clara", "/change alerts SIL")
    await later(office, days=8)
    assert len(await read_alerts(office)) == 1, "still silent when the cool-down is over"


async def test_snoozed_alert_comes_back_while_its_cause_is_there(quick_office: Office):
    office = quick_office
    await start(office, "SNZ")
    await later(office, days=15)
    message = office.workspace.list_direct(office.workspace.get_user("lena").id)[-1]
    office.read_everything()
    assert "snoozed by @lena until" in await office.click("lena", message, "Snooze")
    await later(office, days=6)
    assert await read_alerts(office) == []
    await later(office, days=1, hours=2)
    assert len(await read_alerts(office)) == 1


async def test_follow_up_is_made_of_an_alert_with_owner_and_day(quick_office: Office):
    office = quick_office
    await start(office, "FUP")
    await later(office, days=15)
    message = office.workspace.list_direct(office.workspace.get_user("lena").id)[-1]
    (told,) = await read_alerts(office)
    alert = find_id("A", told)
    await office.click("lena", message, "Create follow-up")
    due = (office.store.clock.now() + timedelta(days=7)).date().isoformat()
    outcome = await office.submit("lena", {"Owner": "ana", "Due": due})
    assert "followed up by @lena with F-" in outcome.text
    followup = find_id("F", outcome.text)
    assert alert in await office.type("lena", f"/change followup show {followup}")
    await later(office, seconds=1)
    assert followup in "\n".join([await office.receive_text("ana") for _ in range(office.count_unread("ana"))])


async def test_every_rule_finds_what_it_is_for(quick_office: Office):
    office = quick_office
    await start(office, "ALL")
    today = office.store.clock.now().date()
    await office.type("lena", f'/change kpi add ALL "Tickets" baseline:600 target:300 by:{today + timedelta(days=20)}')
    await office.type("lena", "/change kpi read ALL Tickets 600")
    await office.type("lena", f'/change milestone add ALL "Go-live" {today + timedelta(days=2)}')
    risk = find_id("R", await office.type("ana", "/change-risk ALL Few trainers likelihood:2 impact:2"))
    await office.type("ana", f"/change risk update {risk} likelihood:3 impact:3")
    await later(office, days=8)
    await office.type("ana", "/change-status ALL green Fine")
    await office.type("ana", f"/change risk update {risk} likelihood:4 impact:4")
    await later(office, days=2)
    told = "\n".join(await read_alerts(office))
    for title in ("A KPI is off track", "A promise is overdue", "A risk has grown", "Green outside, red inside"):
        assert title in told
    assert f"{risk} Few trainers grew from 4 to 9" in told


async def test_replay_fires_on_the_days_on_which_alerts_were_raised(quick_office: Office):
    office = quick_office
    await start(office, "RPL")
    for _ in range(24):
        await later(office, days=1)
    raised = await read_alerts(office)
    replayed = await office.type("clara", "/change alerts replay RPL")
    assert len(raised) == 2
    assert "stale-status 2" in replayed
    shorter = await office.type("lena", "/change alerts replay RPL 1")
    assert "stale-status 1" in shorter


async def test_thresholds_are_the_admins_and_what_is_wrong_is_said(quick_office: Office):
    office = quick_office
    await start(office, "TUN")
    before = await office.count_rows()
    assert "Needs role admin" in await office.type("lena", "/change alerts tune stale-status 3")
    assert "Did you mean stale-status?" in await office.type("mia", "/change alerts tune stale-statu 3")
    assert "Threshold: Number in digits" in await office.type("mia", "/change alerts tune stale-status soon")
    assert "it is below zero" in await office.type("mia", "/change alerts tune stale-status -1")
    assert "Weeks: Whole number 1–26" in await office.type("lena", "/change alerts replay TUN 99")
    assert "Needs role lead or reviewer or sponsor" in await office.type("aroha", "/change alerts TUN")
    assert (await office.count_rows())["alerts"] == before["alerts"]
    try:
        assert "beyond 3 days" in await office.type("mia", "/change alerts tune stale-status 3")
        await later(office, days=4)
        assert len(await read_alerts(office)) == 1
    finally:
        await office.type("mia", "/change alerts tune stale-status 14")


async def test_champion_value_is_honest_about_too_little(quick_office: Office):
    office = quick_office
    await start(office, "VAL")
    assert "Too early to say" in await office.type("lena", "/change alerts champions VAL")
