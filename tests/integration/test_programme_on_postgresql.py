"""The programme on PostgreSQL: the walks of the scenarios, word by word, in an office whose facts are kept there."""

import inspect
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.initiatives import edit_initiative, list_initiatives
from storage.integrations import add_integration
from storage.resources import add_resource
from storage.roles import Role, grant_role
from storage.units import Unit
from tests.databases import drop_database
from tests.scenarios import test_adoptions as adoptions
from tests.scenarios import test_concerns as concerns
from tests.scenarios import test_decisions as decisions
from tests.scenarios import test_followups as followups
from tests.scenarios import test_integrations as integrations
from tests.scenarios import test_kpis as kpis
from tests.scenarios import test_milestones as milestones
from tests.scenarios import test_playbooks as playbooks
from tests.scenarios import test_resources as resources
from tests.scenarios import test_risks as risks
from tests.scenarios import test_roles as roles
from tests.scenarios import test_rollout as rollout
from tests.scenarios import test_standings as standings
from tests.scenarios import test_templates as templates
from tests.scenarios import test_vendors as vendors
from tests.scenarios import test_wins as wins
from tests.stores import make_migrated_url
from tests.workspaces import Office, check_whole, open_office

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.postgresql]

WALKS: list[Callable[..., Awaitable[None]]] = [
    rollout.test_a_wave_waits_until_the_pilot_has_passed_its_gate_on_a_corrected_reading,
    kpis.test_objective_by_line_card_list_correction_with_history_and_drop,
    kpis.test_targets_are_versioned_and_never_overwritten,
    milestones.test_a_promise_in_one_line_is_moved_with_a_reason_and_its_card_keeps_every_date,
    integrations.test_a_system_is_registered_in_one_line_with_what_it_needs,
    resources.test_a_shortfall_raises_one_risk_until_that_is_closed,
    decisions.test_an_open_one_goes_to_the_sponsor_who_decides_from_the_message_and_the_lead_hears,
    followups.test_added_in_one_line_told_to_the_owner_and_done_from_the_message,
    roles.test_a_role_is_granted_listed_granted_anew_and_revoked,
    concerns.test_a_private_concern_reaches_the_lead_who_replies_and_is_replied_to,
    wins.test_somebody_who_agrees_is_named_once_and_only_then,
    playbooks.test_live_run_in_the_home_channel_from_start_to_summary,
    playbooks.test_lesson_in_one_line_by_form_of_a_run_searched_and_edited,
    vendors.test_from_the_first_vendor_to_the_recorded_choice,
    templates.test_one_saved_carried_elsewhere_and_applied_again_lays_out_the_same,
    standings.test_green_over_a_red_derivation_is_marked_in_reply_show_list_home_and_digest,
    risks.test_heat_map_as_a_table_a_chart_and_a_picture,
    adoptions.test_a_reading_is_corrected_by_another_of_the_same_day_and_both_stay,
    adoptions.test_a_file_is_recorded_whole,
    adoptions.test_a_plan_that_somebody_changed_meanwhile_keeps_what_was_typed,
    concerns.test_anonymous_ones_come_together_the_next_morning_and_stay_in_the_leads_list,
]
"""One for each feature at least; what lets a night pass comes last."""

_numbers = itertools.count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """CRM with a home channel, a manager, a risk R-1 and a playbook PB-1, and FSM: what the walks take for granted."""
    url = make_migrated_url("postgresql", tmp_path_factory.mktemp("database"))
    async with open_office(tmp_path_factory.mktemp("office"), "socket", database_url=url) as office:
        await office.start_initiative("CRM")
        await office.start_initiative("FSM", "Field service on mobile")

        def furnish(unit: Unit) -> None:
            edit_initiative(unit, "CRM", channel_id=office.workspace.get_channel(playbooks.CHANNEL).id)
            grant_role(unit, "CRM", CAST["greta"].id, Role.MANAGER)

        await office.store.write(office.team_id, furnish)
        await office.type("ana", "/change-risk CRM The sync fails likelihood:2 impact:2 owner:@ben")
        await office.open_form("lena", "/change playbook new")
        assert "PB-1" in (await office.submit("lena", playbooks.PLAYBOOK)).text
        yield office
        assert [f"{each.code}: {each.text}" for each in office.workspace.traffic.violations] == []
        for timeline in office.workspace.timelines.values():
            for message in timeline:
                check_whole(message, office)
    drop_database(url)


@pytest_asyncio.fixture(loop_scope="module")
async def office(prepared: Office) -> Office:
    """The same, with nothing unread, and with no other initiative open."""
    assert prepared.store.engine.dialect.name == "postgresql"
    initiatives = await prepared.store.read(prepared.team_id, lambda unit: list_initiatives(unit, open_only=True))
    if others := [initiative.key for initiative in initiatives if initiative.key not in ("CRM", "FSM")]:
        await prepared.end_initiatives(*others)
    await prepared.drain()
    prepared.read_everything()
    return prepared


@pytest_asyncio.fixture(loop_scope="module")
async def key(office: Office) -> AsyncIterator[str]:
    """A new initiative with an own channel for wins, three systems of which one needs another, and a resource line."""
    name = f"K{next(_numbers)}"
    await office.start_initiative(name)

    def furnish(unit: Unit) -> None:
        edit_initiative(unit, name, channel_id=wins.CHANNEL)
        erp = add_integration(unit, name, "ERP")
        add_integration(unit, name, "Billing", [add_integration(unit, name, "CRM", [erp])])
        add_resource(
            unit, name, "Developers", 6.0, kind="people", measured_in="FTE", owner_id=CAST["ben"].id, threshold=20
        )

    await office.store.write(office.team_id, furnish, actor_id=CAST["lena"].id)
    yield name
    await office.drain()
    timeline = office.workspace.timelines[wins.CHANNEL]
    for message in list(timeline):
        timeline.remove(message.ts)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.__module__.rpartition('test_')[2]}-{walk.__name__}")
async def test_walk(walk: Callable[..., Awaitable[None]], office: Office, key: str) -> None:
    """Each with what it asks for by name."""
    given: dict[str, Any] = {"office": office, "quick_office": office, "key": key}
    await walk(**{name: given[name] for name in inspect.signature(walk).parameters})
