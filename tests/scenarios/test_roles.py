"""Roles: granted and revoked by those who may, time-boxed for reviewers, and the list says what nobody has."""

from datetime import date, timedelta

import pytest

from bot.sandbox.cast import CAST
from storage.initiatives import find_initiative, get_initiative
from storage.roles import WORKSPACE, Role, grant_role, list_grants, list_roles, revoke_role
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


def find_day(office: Office, days: int) -> date:
    return office.store.clock.now().date() + timedelta(days=days)


async def test_a_role_is_granted_listed_granted_anew_and_revoked(quick_office: Office):
    office = quick_office
    await office.start_initiative("ROA")
    listed = await office.type("aroha", "/change role list ROA")
    for line in ("Sponsor @clara", "Lead @lena", "Champion @ana", "Manager no manager yet", "Reviewer no reviewer yet"):
        assert line in listed

    granted = await office.type("lena", "/change role grant ROA @greta manager for internal audit")
    assert "Manager @greta for internal audit" in granted
    again = await office.type("lena", f"/change role grant ROA @greta manager for finance until:{find_day(office, 9)}")
    assert "Manager @greta for finance until" in again
    assert "internal audit" not in again
    assert "Manager no manager yet" in await office.type("mia", "/change role revoke ROA @greta manager")
    actions = [
        (action, facts.get("role")) for _, action, subject, facts in await office.list_audit() if subject == "ROA"
    ]
    assert actions[-3:] == [("role.granted", "manager")] * 2 + [("role.revoked", "manager")]


async def test_a_role_is_granted_by_form_from_the_list(quick_office: Office):
    office = quick_office
    await office.start_initiative("ROB")
    form = await office.open_form("lena", "/change role grant")
    for label in ("Initiative", "Person", "Role", "For", "Until"):
        assert f"{label}:" in form or f"{label} (optional):" in form
    await office.gestures.close_view("lena")

    await office.type("lena", "/change role list ROB")
    await office.click_reply("lena", "Grant a role")
    outcome = await office.submit("lena", {"Person": "otto", "Role": "Reviewer"})
    assert outcome.field_errors == {
        "Until": "Until: it is missing. For example: `until:2026-12-31`. Nothing was saved."
    }
    until = find_day(office, 30)
    outcome = await office.submit("lena", {"Person": "otto", "Role": "Reviewer", "Until": until.isoformat()})
    assert "Reviewer @otto until" in outcome.text
    grants = await office.store.read(office.team_id, lambda unit: list_grants(unit, "ROB"))
    assert [(grant.user_id, grant.until_on) for grant in grants if grant.role == Role.REVIEWER] == [
        (CAST["otto"].id, until)
    ]


async def test_another_sponsor_or_lead_is_an_admins_to_name(quick_office: Office):
    office = quick_office
    await office.start_initiative("ROC")
    before = await office.count_rows()
    for role in ("lead", "sponsor"):
        assert "Needs role admin; ask @mia" in await office.type("lena", f"/change role grant ROC @marco {role}")
    await office.app.edge.finish()
    after = await office.count_rows()
    assert {name for name in before if before[name] != after[name]} == {"audit_log", "chains"}

    assert "Sponsor @tane" in await office.type("mia", "/change role grant ROC @tane sponsor")
    assert "Lead @marco" in await office.type("mia", "/change role grant ROC @marco lead")
    initiative = await office.store.read(office.team_id, lambda unit: get_initiative(unit, "ROC"))
    assert (initiative.lead_id, initiative.sponsor_id) == (CAST["marco"].id, CAST["tane"].id)
    assert "Needs role" in await office.type("lena", "/change role grant ROC @ben champion")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("grant ROD @otto reviewer", "Until: it is missing."),
        ("grant ROD @otto reviewer until:2020-01-01", "Until: Wed 1 Jan 2020 is past."),
        ("grant ROD @otto boss", "Role: “boss” is unknown."),
        ("grant ROD @nobody manager", "“@nobody” was not found."),
        ("grant ROD @otto admin", "Role: “admin” is unknown."),
        ("grant ROD @gil manager", "Gil Guest is a guest."),
        ("grant ROD @otto manager now", "“now” is not expected here."),
        (f"grant ROD @otto manager for {'x' * 65}", "For: too long: 65; limit 64"),
        ("grant ROD @ben champion for nope", "“nope” was not found."),
        ("grant ROD @ben lead until:2027-06-01", "Until: a lead has no last day"),
        ("grant XYZ @ben manager", "Initiative: “XYZ” was not found."),
        ("grant ROD", "Person: it is missing."),
        ("revoke ROD @otto manager", "Role: Otto Lindner is no manager of ROD."),
        ("revoke ROD @lena lead", "Role: there is always a lead"),
    ],
)
async def test_a_bad_line_is_told_and_changes_nothing(quick_office: Office, line: str, told: str):
    office = quick_office
    if await office.store.read(office.team_id, lambda unit: find_initiative(unit, "ROD")) is None:
        await office.start_initiative("ROD")
    before = await office.count_rows()
    answer = await office.type("lena", f"/change role {line}")
    assert told in answer
    assert answer.endswith("Nothing was saved.")
    assert await office.count_rows() == before


@pytest.mark.parametrize("handle", ["ana", "clara", "aroha", "greta"])
async def test_others_may_neither_grant_nor_revoke(quick_office: Office, handle: str):
    office = quick_office
    key = f"RE{handle.upper()[:4]}"
    await office.start_initiative(key)
    for line in (f"grant {key} @ben manager", f"revoke {key} @ana champion"):
        assert "Needs role admin or lead; ask @lena" in await office.type(handle, f"/change role {line}")
    holders = await office.store.read(office.team_id, lambda unit: list_roles(unit, key, CAST["ana"].id))
    assert holders == [Role.CHAMPION]


async def test_whoever_has_left_can_still_lose_a_role(quick_office: Office):
    office = quick_office
    await office.start_initiative("ROF")
    await office.type("lena", "/change role grant ROF @wiremu manager")
    await office.type("lena", "/change champion add ROF @wiremu")
    user = office.workspace.get_user("wiremu")
    user.deleted = True
    left = user.to_api(office.team_id, office.workspace.clock.now(), True)
    try:
        await office.gestures.send_event({"type": "user_change", "user": left})
        assert "no manager yet" in await office.type("lena", "/change role revoke ROF @wiremu manager")
        assert "@wiremu" not in await office.type("lena", "/change champion remove ROF @wiremu")
    finally:
        user.deleted = False


async def test_the_last_day_of_a_reviewer_is_kept_and_the_day_after_they_are_none(quick_office: Office):
    office = quick_office
    await office.start_initiative("ROG")
    await office.type("lena", f"/change role grant ROG @otto reviewer until:{find_day(office, 2)}")
    assert "Reviewer @otto" in await office.type("aroha", "/change role list ROG")
    await office.pass_time(office.store.clock.now() + timedelta(days=3))
    assert "Reviewer no reviewer yet" in await office.type("aroha", "/change role list ROG")


async def test_a_leads_form_leaves_sponsor_and_lead_to_the_admins(quick_office: Office):
    office = quick_office
    await office.start_initiative("ROH")
    form = await office.open_form("lena", "/change edit ROH")
    assert "Another sponsor or lead is named by an admin." in form
    assert "Sponsor" not in form.replace("Another sponsor", "")
    await office.submit("lena", {"Name": "One record each"})
    assert "Lead" in await office.open_form("mia", "/change edit ROH")
    await office.submit("mia", {"Lead": "marco"})
    initiative = await office.store.read(office.team_id, lambda unit: get_initiative(unit, "ROH"))
    assert (initiative.name, initiative.lead_id) == ("One record each", CAST["marco"].id)


async def test_a_lead_who_is_no_admin_any_more_cannot_submit_another_sponsor(quick_office: Office):
    office = quick_office
    lena = CAST["lena"].id
    await office.start_initiative("ROI")
    await office.store.write(office.team_id, lambda unit: grant_role(unit, WORKSPACE, lena, Role.ADMIN))
    await office.open_form("lena", "/change edit ROI")
    await office.store.write(office.team_id, lambda unit: revoke_role(unit, WORKSPACE, lena, Role.ADMIN))
    before = await office.count_rows()
    outcome = await office.submit("lena", {"Sponsor": "ben"})
    assert "Needs role admin; ask @mia" in "".join(outcome.field_errors.values())
    await office.app.edge.finish()
    after = await office.count_rows()
    assert {name for name in before if before[name] != after[name]} == {"audit_log", "chains"}
    assert (await office.submit("lena", {"Sponsor": "clara", "Name": "Kept"})).field_errors == {}
    assert "Kept" in await office.type("lena", "/change show ROI")
