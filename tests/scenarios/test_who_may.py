"""Who may: the contract's table, asked of everybody; a refusal names the role and whom to ask, and is audited."""

import itertools

import pytest

from bot.sandbox.cast import CAST
from bot.sandbox.members import User
from storage.initiatives import edit_initiative
from storage.roles import Role, grant_role, revoke_role
from storage.units import Unit
from tests.planned import plan_everything
from tests.workspaces import MEMO, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

PULSE = '"I know what changes for me"'
REVIEWER = "otto"
EVERYBODY = ("mia", "lena", "clara", "ana", "aroha", "jonas", REVIEWER)

CHAMPIONS = {"ana", "lena"}
LEADS = {"lena"}
READERS = {"lena", "clara"}
ADMINS = {"mia"}

TABLE: dict[str, set[str]] = {
    "/change": set(EVERYBODY),
    "/change help memo": set(EVERYBODY),
    "/change list": set(EVERYBODY),
    "/change show {key}": set(EVERYBODY),
    "/change status {key}": set(EVERYBODY),
    "/change risk list {key}": set(EVERYBODY),
    "/change audience list": set(EVERYBODY),
    "/change champion list {key}": set(EVERYBODY),
    "/change kpi list {key}": set(EVERYBODY),
    "/change adoption show {key}": set(EVERYBODY),
    "/change-status": CHAMPIONS,
    "/change-status {key} green fine": CHAMPIONS,
    "/change-risk": CHAMPIONS,
    "/change-risk {key} Few trainers likelihood:1 impact:1": CHAMPIONS,
    "/change risk update {risk} likelihood:2": CHAMPIONS,
    "/change risk accept {risk} no": CHAMPIONS,
    "/change risk close {risk} no": CHAMPIONS,
    "/change edit {key}": LEADS | ADMINS,
    "/change champion add {key} @ben": LEADS | ADMINS,
    "/change champion remove {key} @ben": LEADS | ADMINS,
    "/change memo new {key}": LEADS,
    "/change memo new": LEADS,
    "/change memo list {key}": READERS,
    "/change pulse new {key} to staff " + PULSE: LEADS,
    "/change pulse new": LEADS,
    "/change pulse list {key}": READERS,
    '/change kpi add {key} "{who}" baseline:1 target:2 by:2027-06-30': LEADS,
    "/change kpi read {key} Tickets 3": LEADS,
    "/change adoption {key} logins 1/2": LEADS,
    "/change digest preview {key}": {"lena", "clara", "jonas", "mia", REVIEWER},
    "/change digest preview all": {"lena", "clara", "jonas", "mia"},
    "/change digest schedule monday 9am": LEADS | ADMINS,
    "/change digest send": LEADS | ADMINS,
    "/change digest scope @ben all": ADMINS,
    '/change new {new} "Other"': ADMINS,
    "/change new": ADMINS,
    "/change audience new a{who} kind:custom from:@ana": ADMINS,
    "/change close {key}": LEADS | ADMINS,
    "/change status correct {key} red late": LEADS,
    "/change risk materialise {risk} it did": CHAMPIONS,
    "/change risk reopen {risk} back": CHAMPIONS,
    "/change risk bands medium:5 high:10 critical:16": ADMINS,
    "/change risk clock critical lead:now sponsor:4h": ADMINS,
    '/change objective add {key} "Quick" measure:"Hours" baseline:48 target:24 by:2027-03-31': LEADS,
    "/change objective edit {objective}": LEADS,
    "/change objective drop {objective} no longer": LEADS,
    "/change objective reopen {objective}": LEADS,
    '/change kpi target {key} Tickets 250 reason:"reached"': LEADS,
    "/change kpi edit {key} Tickets": LEADS,
    "/change kpi retire {key} Tickets": LEADS,
    "/change kpi reopen {key} Tickets": LEADS,
    '/change phase add {key} "{who}" start:2027-03-01 end:2027-03-05': LEADS,
    "/change phase edit {phase}": LEADS,
    "/change phase move {phase} 2027-02-12 vendor": LEADS,
    "/change phase start {planned}": LEADS,
    "/change phase drop {planned}": LEADS,
    '/change checkpoint add {phase} "{who}" target:80 by:2027-02-05': LEADS,
    "/change checkpoint edit {checkpoint}": LEADS,
    "/change checkpoint read {checkpoint} 3": LEADS,
    "/change gate ask {phase}": LEADS,
    "/change template apply {key} rollout": LEADS,
    "/change template save {key} t{key}{who}": LEADS | ADMINS,
    "/change template import": LEADS | ADMINS,
    '/change milestone add {key} "{who}" 2027-01-10': LEADS,
    "/change milestone done {key} Go-live": LEADS,
    "/change milestone move {key} Go-live 2027-02-10 late": LEADS,
    "/change milestone edit {key} Go-live": LEADS,
    "/change milestone reopen {key} Go-live": LEADS,
    "/change milestone drop {key} Go-live sold": LEADS,
    '/change integration add {key} "{who}"': LEADS,
    '/change integration needs {key} "Billing" "ERP"': LEADS,
    '/change integration unlink {key} "Billing" "ERP"': LEADS,
    "/change integration start {key} Billing": LEADS,
    "/change integration done {key} Billing": LEADS,
    "/change integration edit {key} Billing": LEADS,
    "/change integration reopen {key} Billing": LEADS,
    '/change integration drop {key} "Billing" stays': LEADS,
    '/change resource add {key} "{who}" people planned:6': LEADS,
    "/change resource read {key} Developers 6": LEADS,
    '/change resource plan {key} "Developers" 8 more': LEADS,
    "/change resource edit {key} Developers": LEADS,
    '/change resource drop {key} "Developers" vendor': LEADS,
    "/change resource reopen {key} Developers": LEADS,
    "/change role grant {key} @ben manager": LEADS | ADMINS,
    "/change role revoke {key} @ben manager": LEADS | ADMINS,
    '/change decision {key} "We load twice"': LEADS,
    '/change decision ask {key} "Which vendor?"': LEADS,
    '/change decision take {decision} "Both"': READERS,
    "/change decision edit {decision}": READERS,
    '/change followup add {key} "Ask" owner:@{who} due:2027-01-04': CHAMPIONS | READERS,
    "/change followup done {followup}": LEADS,
    "/change followup move {followup} 2027-01-05 late": LEADS,
    "/change followup edit {followup}": LEADS,
    "/change followup reopen {followup}": LEADS,
    "/change governance {key}": READERS | {REVIEWER},
    "/change governance schedule {key} every monday 10:00": LEADS,
    "/change governance stop {key}": LEADS,
    '/change win {key} "It runs"': CHAMPIONS,
    "/change win edit {win}": CHAMPIONS,
    "/change win celebrate {key} Go-live": CHAMPIONS,
    "/change playbook new": LEADS | ADMINS,
    "/change playbook copy integration": LEADS | ADMINS,
    "/change playbook edit {playbook}": LEADS | ADMINS,
    "/change playbook attach {playbook} {risk}": CHAMPIONS,
    "/change playbook detach {playbook} {risk}": CHAMPIONS,
    "/change playbook run integration {key} drill for R-999": LEADS,
    "/change run end {run}": LEADS,
    '/change lesson add {key} "Test first"': CHAMPIONS,
    "/change lesson edit {lesson}": CHAMPIONS,
}

LOOKS = (
    "/change risk show {risk}",
    "/change risk map {key}",
    "/change risk bands",
    "/change risk clock",
    "/change objective list {key}",
    "/change objective show {objective}",
    "/change kpi show {key} Tickets",
    "/change phase list {key}",
    "/change phase show {phase}",
    "/change checkpoint list {key}",
    "/change checkpoint show {checkpoint}",
    "/change gate show {gate}",
    "/change template list",
    "/change template show rollout",
    "/change template export rollout",
    "/change milestone list {key}",
    "/change milestone show {key} Go-live",
    "/change integration list {key}",
    "/change integration show {key} Billing",
    "/change resource list {key}",
    "/change resource show {key} Developers",
    "/change role list {key}",
    "/change decision list {key}",
    "/change decision show {decision}",
    "/change followup list",
    "/change followup list {key}",
    "/change followup show {followup}",
    "/change follow {key}",
    "/change follow list",
    "/change unfollow {key}",
    "/change win list {key}",
    "/change win show {win}",
    "/change concern",
    "/change concern list",
    '/change concern {key} "The training comes late"',
    "/change playbook list {key}",
    "/change playbook show integration",
    "/change run list {key}",
    "/change run show {run}",
    "/change lesson list {key}",
    "/change lesson show {lesson}",
    "/change lesson search data",
)
"""What of the programme anybody may do, who has no role at all."""

_numbers = itertools.count(1)


async def prepare(office: Office) -> dict[str, str]:
    """A new initiative with one of everything, a reviewer and audiences; gives the words to fill in."""
    number = next(_numbers)
    key = f"W{number}"
    await office.start_initiative(key)
    await office.store.write(office.team_id, lambda unit: grant_role(unit, key, CAST[REVIEWER].id, Role.REVIEWER))
    if number == 1:
        await office.type("mia", "/change audience new staff kind:employees from:@sales")
        await office.type("mia", "/change audience new board kind:executives from:@execs")
    risk = (await office.type("ana", f"/change-risk {key} Few trainers likelihood:1 impact:2")).split()[0]
    await office.type("lena", f'/change kpi add {key} "Tickets" baseline:600 target:300 by:2027-06-30')
    return {"key": key, "risk": risk, "new": f"X{number}", **await plan_everything(office, key)}


async def answer_to(office: Office, handle: str, line: str) -> str:
    """What somebody sees after a command: the answer, or the form that opened, which is closed again."""
    outcome = await office.gestures.slash(handle, line)
    if outcome.view is not None:
        await office.gestures.close_view(handle)
    return "\n".join([*outcome.lines, *outcome.view_lines])


@pytest.mark.parametrize("line", TABLE)
async def test_each_command_is_for_those_whom_the_table_names_and_tells_others_whom_to_ask(
    quick_office: Office, line: str
) -> None:
    office, allowed = quick_office, TABLE[line]
    words = await prepare(office)
    # Those who may come last: what they change is still being told while the others are refused.
    for handle in sorted(EVERYBODY, key=allowed.__contains__):
        typed = line.format(who=handle, **words)
        before = await office.count_rows()
        if handle in allowed:
            assert "Needs role" not in await answer_to(office, handle, typed), handle
            continue
        refusal = await answer_to(office, handle, typed)
        assert "Needs role" in refusal, handle
        assert "; ask @" in refusal
        assert refusal.endswith("Nothing was saved.")
        await check_audited(office, handle, before)
    await office.end_initiatives()


async def test_somebody_without_a_role_may_look_at_everything_and_raise_a_concern(quick_office: Office) -> None:
    office = quick_office
    words = await prepare(office)
    for line in LOOKS:
        answer = await answer_to(office, "aroha", line.format(**words))
        assert "Needs role" not in answer, line
        assert "Nothing was saved." not in answer, line
    await office.end_initiatives()


async def check_audited(office: Office, handle: str, before: dict[str, object]) -> None:
    """Nothing changed but the audit log, which says who was refused."""
    await office.app.edge.finish()
    after = await office.count_rows()
    assert {name for name in before if before[name] != after[name]} == {"audit_log", "chains"}
    actor, action, subject, facts = (await office.list_audit())[-1]
    assert (actor, action) == (CAST[handle].id, "access.refused")
    assert subject.startswith(("/change", "status.", "risk.", "initiative.", "memo.", "pulse."))
    assert facts["role"]


@pytest.mark.parametrize(
    ("handle", "line", "values"),
    [
        ("ana", "/change-status", {"Status": "red", "Summary": "Sync fails"}),
        ("ana", "/change-risk", {"Title": "Few trainers", "Likelihood": "1", "Impact": "1"}),
        ("lena", "/change edit {key}", {"Name": "Another name"}),
        (
            "lena",
            "/change memo new {key} to staff",
            MEMO,
        ),
        ("lena", "/change pulse new {key}", {"Audience": "staff (employees)", "Questions": "I can do it"}),
    ],
    ids=["status", "risk", "initiative", "memo", "pulse"],
)
async def test_a_role_that_ended_while_the_form_was_open_is_noticed_when_it_is_submitted(
    quick_office: Office, handle: str, line: str, values: dict[str, str]
) -> None:
    office = quick_office
    words = await prepare(office)
    await office.open_form(handle, line.format(**words))

    def end_roles(unit: Unit) -> None:
        revoke_role(unit, words["key"], CAST["ana"].id, Role.CHAMPION)
        edit_initiative(unit, words["key"], lead_id=CAST["marco"].id)

    await office.store.write(office.team_id, end_roles)
    before = await office.count_rows()
    outcome = await office.submit(handle, values)

    (sentence,) = outcome.field_errors.values()
    assert sentence.startswith("Needs role ")
    assert "ask @marco (Marco Silva)" in sentence
    assert sentence.endswith("Nothing was saved.")
    await check_audited(office, handle, before)
    await office.gestures.close_view(handle)
    await office.end_initiatives()


async def test_a_button_kept_from_better_days_is_refused_too(quick_office: Office) -> None:
    office = quick_office
    words = await prepare(office)
    await office.open_form("lena", f"/change memo new {words['key']} to staff")
    await office.submit("lena", MEMO)
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, words["key"], lead_id=CAST["marco"].id))
    before = await office.count_rows()

    assert "Needs role lead; ask @marco." in await office.click_reply("lena", "Send now")
    await check_audited(office, "lena", before)
    await office.end_initiatives()


async def test_somebody_of_another_organisation_may_not_click_before_anybody_knows_them(quick_office: Office) -> None:
    office = quick_office
    await office.start_initiative("SHARED")
    office.workspace.users["USTRANGE"] = User("USTRANGE", "sven", "Sven Strange", team_id="T0FOREIGN0")
    await office.type("sven", "/change show SHARED")

    assert "belongs to another organisation" in await office.click_reply("sven", "Risks")


async def test_an_admin_whom_the_settings_do_not_name_is_one_all_the_same(quick_office: Office) -> None:
    office = quick_office
    assert "Needs role admin; ask @mia." in await answer_to(office, "ben", "/change new")
    await office.store.write(office.team_id, lambda unit: grant_role(unit, "", CAST["ben"].id, Role.ADMIN))
    assert "New initiative" in await answer_to(office, "ben", "/change new")


async def test_no_role_lets_anybody_see_a_single_answer(quick_office: Office) -> None:
    office = quick_office
    words = await prepare(office)
    opened = await office.type("lena", f"/change pulse new {words['key']} to staff {PULSE}")
    pulse = next(word.rstrip(".") for word in opened.split() if word.startswith("P-"))
    for handle in EVERYBODY:
        seen = await answer_to(office, handle, f"/change pulse results {pulse}")
        assert "favourable" not in seen
        assert ("Results are published once" in seen) == (handle in READERS)
