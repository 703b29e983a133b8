"""The integration register by gestures: what waits for what, one at a time, no circles, every step taken back."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from storage.integrations import add_integration, edit_integration, get_integration
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office) -> AsyncIterator[str]:
    """The key of a new initiative with the systems ERP, CRM, which needs ERP, and Billing, which needs CRM."""
    name = f"K{next(_numbers)}"
    await quick_office.start_initiative(name)

    def register(unit):
        erp = add_integration(unit, name, "ERP")
        crm = add_integration(unit, name, "CRM", [erp])
        add_integration(unit, name, "Billing", [crm])

    await quick_office.store.write(quick_office.team_id, register, actor_id="U002")
    yield name
    await quick_office.end_initiatives()


@pytest.fixture
def office(quick_office: Office) -> Office:
    return quick_office


async def test_a_system_is_registered_in_one_line_with_what_it_needs(office: Office, key: str):
    card = await office.type(
        "lena",
        f'/change integration add {key} "Web shop" needs:"Billing","ERP" owner:@ben start:2027-01-11 end:2027-02-05',
    )
    for words in (
        "Web shop", "planned · waits for ERP and Billing", "Owner\n@ben", "from Mon 11 Jan 2027 until Fri 5 Feb 2027",
        "ERP (planned) and Billing (planned)",
    ):  # fmt: skip
        assert words in card
    listed = await office.type("aroha", f"/change integration list {key}")
    places = [listed.index(f"{place}. {name}") for place, name in enumerate(("ERP", "CRM", "Billing", "Web shop"), 1)]
    assert places == sorted(places)
    assert "ready to start" in listed
    erp = await office.store.read(office.team_id, lambda unit: get_integration(unit, key, "ERP"))
    assert "Needed by\nCRM and Web shop" in await office.click_reply("aroha", erp.id)


async def test_by_form_with_its_needs_chosen_from_what_is_known(office: Office, key: str):
    form = await office.open_form("lena", "/change integration add")
    for label in ("Initiative:", "System:", "Needs (optional):", "Owner (optional):", "Start (optional):", "End"):
        assert label in form
    outcome = await office.submit("lena", {"System": "Payroll", "Needs": ["ERP"]})
    assert "waits for ERP" in outcome.text
    await office.click_reply("lena", "Edit")
    edited = await office.submit("lena", {"System": "Pay", "Needs": ["ERP", "CRM"], "Owner": "@ben"})
    assert "Pay\n" in edited.text
    assert "waits for ERP and CRM" in edited.text
    assert "name Payroll → Pay, needs ERP → CRM, ERP" in edited.text


async def test_one_after_the_other_and_a_second_at_once_is_warned_of(office: Office, key: str):
    assert "under way since" in await office.type("lena", f"/change integration start {key} erp")
    await office.type("lena", f'/change integration add {key} "Web shop"')
    card = await office.click_reply("lena", "Start")
    assert "One at a time: ERP is under way too (since " in card
    assert "One at a time: Web shop is under way too" in await office.type("aroha", f"/change integration list {key}")
    assert "One at a time: Web shop is under way too" in await office.type(
        "aroha", f"/change integration show {key} ERP"
    )
    done = await office.type("lena", f"/change integration done {key} ERP")
    assert "done" in done
    assert "One at a time" not in await office.type("aroha", f"/change integration list {key}")
    assert "under way since" in await office.type("lena", f"/change integration start {key} CRM")
    assert "state planned → under way" in await office.type("aroha", f"/change integration show {key} CRM")


async def test_a_circle_is_refused_with_the_whole_of_it(office: Office, key: str):
    before = await office.count_rows()
    refusal = await office.type("lena", f'/change integration needs {key} "ERP" "Billing"')
    assert "Needs: this closes a circle: ERP → Billing → CRM → ERP." in refusal
    assert refusal.endswith("Nothing was saved.")
    assert "ERP → ERP" in await office.type("lena", f"/change integration needs {key} ERP ERP")
    await office.open_form("lena", f"/change integration edit {key} ERP")
    outcome = await office.submit("lena", {"Needs": ["Billing"]})
    assert "this closes a circle" in outcome.field_errors["Needs"]
    await office.gestures.close_view("lena")
    assert await office.count_rows() == before


async def test_links_are_made_and_taken_away(office: Office, key: str):
    assert "waits for ERP and CRM" in await office.type("lena", f"/change integration needs {key} Billing ERP")
    card = await office.type("lena", f'/change integration unlink {key} "Billing" "CRM"')
    assert "waits for ERP" in card
    assert "needs CRM, ERP → ERP" in card


async def test_steps_are_taken_back_one_by_one(office: Office, key: str):
    await office.type("lena", f"/change integration start {key} ERP")
    assert "ready to start" in await office.click_reply("lena", "Not started")
    await office.type("lena", f"/change integration start {key} ERP")
    await office.type("lena", f"/change integration done {key} ERP")
    await office.type("lena", f"/change integration start {key} CRM")
    before = await office.count_rows()
    assert "CRM has been started on it." in await office.type("lena", f"/change integration reopen {key} ERP")
    assert await office.count_rows() == before
    await office.type("lena", f"/change integration reopen {key} CRM")
    assert "under way" in await office.type("lena", f"/change integration reopen {key} ERP")

    refusal = await office.type("lena", f'/change integration drop {key} "CRM" why')
    assert "Billing needs it." in refusal
    await office.type("lena", f"/change integration show {key} Billing")
    await office.click_reply("lena", "Drop")
    assert "Dropped\nIt stays" in (await office.submit("lena", {"Reason": "It stays"})).text
    assert "planned" in await office.click_reply("lena", "Reopen")


async def test_what_was_typed_survives_somebody_elses_change(office: Office, key: str):
    for line, button, values, kept in [
        ("edit", None, {"System": "Mine", "Needs": ["ERP"]}, "System: Mine"),
        ("show", "Drop", {"Reason": "My reason"}, "Reason: My reason"),
    ]:
        if button is None:
            await office.open_form("lena", f"/change integration {line} {key} Billing")
        else:
            await office.type("lena", f"/change integration {line} {key} Billing")
            await office.click_reply("lena", button)
        await office.store.write(office.team_id, lambda unit: move_on(unit, key), actor_id="U003")
        before = await office.count_rows()
        await office.submit("lena", values)
        form = "\n".join(office.read_modal("lena"))
        assert "Somebody changed this while your form was open. Nothing was saved." in form
        assert kept in form
        assert await office.count_rows() == before
        await office.gestures.close_view("lena")


def move_on(unit, key):
    billing = get_integration(unit, key, "Billing")
    day = (billing.starts_on or unit.now.date()) + timedelta(days=1)
    return edit_integration(unit, billing, starts_on=day)


async def test_bad_lines_are_refused_in_their_own_words_and_change_nothing(office: Office, key: str):
    for line, told in [
        (f"start {key} CRM", "System: CRM needs ERP, which is not done yet."),
        (f"done {key} ERP", "System: ERP is planned, not under way."),
        (f"reopen {key} ERP", "System: ERP has not been started."),
        (f"add {key}", "System: it is empty."),
        (f'add {key} "erp"', f"{key} has a system “erp” already."),
        (f'add {key} "Shop" needs:"Nope"', "Needs: “Nope” is unknown."),
        (f'add {key} "Shop" start:2027-02-01 end:2027-01-01', "End: it is before the start."),
        (f'add {key} "Shop" owner:@nobody', "“@nobody” was not found."),
        (f'add {key} "Shop" owner:@gil start:02/03', "Start: Ambiguous"),
        (f'add {key} "{"x" * 61}"', "System: too long: 61; limit 60 characters."),
        (f"needs {key} CRM ERP", "Needs: CRM does already need ERP."),
        (f"unlink {key} ERP CRM", "Needs: ERP does not need CRM."),
        (f"needs {key} Nope ERP", "System: “Nope” is unknown."),
        (f"needs {key} ERP", "Needs: it is missing."),
        (f"needs {key} ERP CRM Billing", "“Billing” is not expected here."),
        (f"drop {key} Billing", "Reason: it is missing."),
        (f"show {key} Bill", "“Bill” was not found."),
        ("list NOPE", "“NOPE” was not found."),
    ]:
        before = await office.count_rows()
        answer = await office.type("lena", f"/change integration {line}")
        assert told in answer, line
        assert answer.endswith("Nothing was saved."), line
        assert await office.count_rows() == before, line


async def test_a_need_from_another_initiative_is_refused(office: Office, key: str):
    await office.start_initiative(f"{key}B")
    await office.open_form("lena", "/change integration add")
    values = {"Initiative": f"{key}B · One customer record", "System": "Shop", "Needs": ["ERP"]}
    outcome = await office.submit("lena", values)
    assert f"Needs: ERP belongs to {key}, not to {key}B." in outcome.field_errors["Needs"]
    await office.gestures.close_view("lena")


async def test_only_the_lead_may(office: Office, key: str):
    for verb in (
        "add", "add {key} Shop", "start {key} ERP", "done {key} ERP", "needs {key} ERP CRM", "unlink {key} CRM ERP",
        "edit {key} ERP", "reopen {key} ERP", "drop {key} Billing why",
    ):  # fmt: skip
        for handle in ("ana", "clara", "aroha"):
            before = await office.count_rows()
            refusal = await office.type(handle, f"/change integration {verb.format(key=key)}")
            assert "Needs role lead; ask @lena" in refusal, (handle, verb)
            await office.app.edge.finish()
            after = await office.count_rows()
            assert {name for name in before if before[name] != after[name]} <= {"audit_log", "chains"}
    for label in ("Start", "Edit", "Drop"):
        await office.type("aroha", f"/change integration show {key} ERP")
        assert "Needs role lead; ask @lena" in await office.click_reply("aroha", label)


async def test_a_long_list_is_turned_page_by_page(office: Office, key: str):
    def register(unit):
        for number in range(1, 15):
            add_integration(unit, key, f"System {number}")

    await office.store.write(office.team_id, register)
    assert "17. System" not in await office.type("aroha", f"/change integration list {key}")
    assert "17. System" in await office.click_reply("aroha", "Next")


async def test_the_longest_names_fit_into_what_slack_takes(office: Office, key: str):
    def register(unit):
        systems = [add_integration(unit, key, f"{number:02}" + "&*" * 29) for number in range(12)]
        for each in systems:
            edit_integration(unit, each, action="integration.started", started_at=unit.now)
        dropped = add_integration(unit, key, "Z" + "&" * 59)
        edit_integration(unit, dropped, dropped_because="<*" * 250)
        add_integration(unit, key, "Y" + "&" * 59, systems)

    await office.store.write(office.team_id, register, actor_id="U002")
    assert "One at a time" in await office.type("lena", f"/change integration list {key}")
    assert "waits for" in await office.type("lena", f'/change integration show {key} "Y{"&" * 59}"')
    assert "Dropped" in await office.type("lena", f'/change integration show {key} "Z{"&" * 59}"')
