"""How an initiative stands: declared beside derived, watermelons marked, grey when overdue, corrections kept."""

from datetime import timedelta

import pytest

from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
CRITICAL = "likelihood:4 impact:5"


async def test_green_over_a_red_derivation_is_marked_in_reply_show_list_home_and_digest(quick_office: Office):
    office = quick_office
    await office.start_initiative("WTM")
    saved = await office.type("ana", "/change-status WTM green All is well")
    assert "watermelon" not in saved
    await office.type("ana", f"/change-risk WTM Sales goes live without contacts {CRITICAL}")
    saved = await office.type("ana", "/change-status WTM green All is well, really")
    assert "🍉 watermelon" in saved
    assert "The facts say otherwise: Risk: R-" in saved
    for shown in (
        await office.type("aroha", "/change show WTM"),
        await office.type("aroha", "/change list"),
        await office.type("aroha", "/change status WTM"),
        await office.open_home("lena"),
        await office.open_home("clara"),
        await office.type("lena", "/change digest preview WTM"),
    ):
        assert "🍉 watermelon" in shown, shown
        assert "🔴 red" in shown
    digest = await office.type("lena", "/change digest preview all")
    assert "🟢 WTM One customer record: green, first report · derived 🔴 red · 🍉 watermelon" in digest
    amber = await office.type("ana", "/change-status WTM amber Contacts are missing")
    assert "watermelon" not in amber + await office.type("aroha", "/change show WTM")
    await office.end_initiatives("WTM")


async def test_facts_of_every_area_are_named(quick_office: Office):
    office = quick_office
    await office.start_initiative("FCT")
    today = office.store.clock.now().date()
    await office.type("lena", '/change kpi add FCT "Tickets" baseline:600 target:300 by:2027-06-30')
    await office.type("lena", f'/change milestone add FCT "Go-live" {today + timedelta(days=1)}')
    await office.type("ana", "/change-status FCT green Fine")
    assert "derived 🟢 green" in await office.type("aroha", "/change show FCT")
    await office.pass_time(office.store.clock.now() + timedelta(days=10))
    shown = await office.type("aroha", "/change show FCT")
    assert "derived 🔴 red" in shown
    assert "Schedule: Go-live: 9 days overdue" in shown
    assert "🍉 watermelon" in shown
    await office.end_initiatives("FCT")


async def test_status_overdue_is_grey_and_the_facts_still_speak(quick_office: Office):
    office = quick_office
    await office.start_initiative("GRY")
    assert "⚪ no status yet · derived ⚪ grey" in await office.type("aroha", "/change show GRY")
    await office.type("ana", "/change-status GRY green Fine")
    await office.pass_time(office.store.clock.now() + timedelta(days=15))
    shown = await office.type("aroha", "/change show GRY")
    assert "⚪ no status since" in shown
    assert "watermelon" not in shown
    await office.end_initiatives("GRY")


async def test_what_the_facts_said_is_kept_beside_the_update_and_day_by_day(quick_office: Office):
    office = quick_office
    await office.start_initiative("KPT")
    await office.type("ana", f"/change-risk KPT No contacts {CRITICAL}")
    await office.type("ana", "/change-status KPT green Fine")
    await office.pass_time(office.store.clock.now() + timedelta(seconds=5))
    assert "facts then: red" in await office.type("aroha", "/change status KPT")
    await office.end_initiatives("KPT")


async def test_correction_keeps_both_and_counts_from_now_on(quick_office: Office):
    office = quick_office
    await office.start_initiative("COR")
    await office.type("ana", "/change-status COR red Sync fials workstream:migration")
    assert "Needs role" in await office.type("ben", "/change status correct COR amber Sync is slow")
    fixed = await office.type("ana", "/change status correct COR amber Sync is slow, not failing")
    assert "is amber: Sync is slow, not failing" in fixed
    assert "Workstream: migration" in fixed
    history = await office.type("aroha", "/change status COR")
    assert "🔴 red" in history
    assert "corrected since" in history
    assert "Sync fials" in history
    assert history.index("Sync is slow") < history.index("Sync fials")
    assert "🟡 amber" in await office.type("aroha", "/change show COR")
    await office.open_form("lena", "/change status correct COR")
    outcome = await office.submit("lena", {"Status": "🟢 green", "Summary": "Sync is fine"})
    assert "is green: Sync is fine" in outcome.text
    refused = await office.type("ana", "/change status correct COR")
    assert "Needs role lead" in refused, "the update is the lead's now"
    await office.end_initiatives("COR")


async def test_stale_correction_button_is_told_so(quick_office: Office):
    office = quick_office
    await office.start_initiative("STL")
    await office.type("ana", "/change-status STL red Down")
    await office.click_reply("ana", "Correct")
    await office.type("lena", "/change status correct STL amber Half down")
    before = await office.count_rows()
    outcome = await office.submit("ana", {"Summary": "All down"})
    assert "was corrected already" in str(outcome.field_errors) + outcome.text
    assert await office.count_rows() == before
    await office.gestures.close_view("ana")


async def test_workstreams_roll_up_and_the_portfolio_is_counted(quick_office: Office):
    office = quick_office
    await office.start_initiative("ROL")
    await office.start_initiative("ROM")
    await office.type("ana", "/change-status ROL red Load fails workstream:migration")
    await office.open_form("ana", "/change-status")
    form = {"Initiative": "ROL", "Status": "green", "Summary": "Trainers are booked", "Workstream": "training"}
    await office.submit("ana", form)
    assert "Workstreams: 🔴 migration · 🟢 training" in await office.type("aroha", "/change status ROL")
    listed = await office.type("aroha", "/change list")
    assert "By the facts:" in listed
    assert "without a fresh status" in listed
