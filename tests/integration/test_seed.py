"""The seeded history: its numbers add up, its ballots are sealed, its audit chain holds."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST, ZONES, Part, list_players, make_workspace
from bot.sandbox.history import HEALTHY, HISTORIES, STRUGGLING, WEEKS
from bot.sandbox.seed import seed_history
from bot.sandbox.workspace import TEAM_ID
from commands.alerts.rules import RULES
from commands.phases.reports import list_failing
from commands.slack.results import find_result
from storage.adoptions import list_adoption_readings
from storage.alerts import list_alerts
from storage.audit import audit_log, count_entries, find_breaks
from storage.ballots import take_ballots
from storage.checkpoints import list_checkpoints
from storage.decisions import list_open_decisions
from storage.deliveries import count_open
from storage.derivations import list_derivations
from storage.escalations import list_open_escalations
from storage.followups import list_notices, list_open_followups
from storage.gates import list_gates, list_open_gates
from storage.initiatives import list_initiatives
from storage.integrations import list_integrations
from storage.kpis import list_kpi_readings, list_kpis
from storage.lessons import list_lessons
from storage.memos import MemoState, list_memos
from storage.milestones import get_milestone, list_milestone_dates, list_milestones
from storage.objectives import list_objectives
from storage.outbox import count_by_state
from storage.phases import list_phases, list_slips
from storage.pulses import Pulse, list_pulses, list_sealed_rows
from storage.resources import list_awaited_resources, list_resources
from storage.risks import RiskState, list_reviews, list_risks
from storage.runs import list_live_runs, list_runs
from storage.schedules import list_schedules
from storage.statuses import list_statuses
from storage.store import Store
from storage.units import Unit
from storage.wins import list_wins
from surveys.results import Scores

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Unit]:
    """The seeded history, which all tests here only read."""
    folder = tmp_path_factory.mktemp("seed")
    url = f"sqlite:///{folder}/groundswell.db"
    await seed_history(url, folder / "groundswell.key", make_workspace(), NOW)
    store = Store.open(url)
    with store.engine.connect() as connection:
        yield Unit(connection, TEAM_ID, "test", NOW)
    store.close()


def test_the_cast_is_about_forty_people_in_three_time_zones_with_every_part() -> None:
    assert 38 <= len(CAST) <= 42
    assert set(Counter(player.zone for player in CAST.values())) == set(ZONES)
    assert len({player.id for player in CAST.values()}) == len({player.name for player in CAST.values()}) == len(CAST)
    counts = {part: len(list_players(part)) for part in Part}
    assert (counts[Part.ADMIN], counts[Part.LEAD], counts[Part.SPONSOR], counts[Part.EXECUTIVE]) == (1, 2, 2, 4)
    assert all(counts[part] >= 4 for part in (Part.CHAMPION, Part.MANAGER, Part.SUPPORT))
    assert "invented" in make_workspace().get_channel("general").topic


def test_both_initiatives_have_a_status_and_readings_for_each_of_eight_weeks(unit: Unit) -> None:
    assert [initiative.key for initiative in list_initiatives(unit)] == ["CRM", "FSM"]
    for past in HISTORIES:
        statuses = list_statuses(unit, past.key, limit=100)
        assert [status.rag for status in reversed(statuses)] == [status.rag for status in past.statuses]
        gaps = {earlier.at - later.at for earlier, later in pairwise(statuses)}
        assert gaps == {timedelta(weeks=1)}
        assert NOW - timedelta(weeks=WEEKS) < statuses[-1].at
        assert NOW - timedelta(weeks=1) < statuses[0].at < NOW
        assert 3 <= len(list_kpis(unit, past.key)) <= 5
        assert {len(readings) for readings in list_kpi_readings(unit, past.key).values()} == {WEEKS}
        active = [reading.active for reading in list_adoption_readings(unit, past.key)]
        assert tuple(active) == past.adoption.active


def test_one_initiative_struggles_and_the_other_is_healthy(unit: Unit) -> None:
    latest = {past.key: list_statuses(unit, past.key)[0].rag for past in HISTORIES}
    assert latest == {"CRM": "red", "FSM": "green"}
    growing = [risk for risk in list_risks(unit, "CRM", live_only=True) if risk.score > risk.first_score]
    assert len(growing) == len(STRUGGLING.risks)
    assert all(risk.score < risk.first_score for risk in list_risks(unit, "FSM"))
    assert _favourable_course(unit, "CRM") == sorted(_favourable_course(unit, "CRM"), reverse=True)
    assert _favourable_course(unit, "FSM") == sorted(_favourable_course(unit, "FSM"))


def test_pulses_are_sealed_with_the_answers_of_the_history(unit: Unit) -> None:
    for past in HISTORIES:
        pulses = _pulses_oldest_first(unit, past.key)
        assert len(pulses) == 2
        for pulse, told in zip(pulses, past.pulses, strict=True):
            assert (pulse.is_open, pulse.salt) == (False, None)
            assert pulse.closes_at < NOW
            assert take_ballots(unit, pulse.id) == []
            scores = Counter((row["0"], row["1"]) for _, _, row in list_sealed_rows(unit, pulse.id))
            assert scores == Counter(zip(told.clarity, told.support, strict=True))
            assert pulse.invited == {"sales": 12, "field": 8}[past.audience] == count_by_state(unit, pulse.id)["sent"]


def test_nothing_of_the_past_is_still_to_be_sent(unit: Unit) -> None:
    assert count_open(unit) == {}
    for past in HISTORIES:
        (memo,) = list_memos(unit, past.key)
        assert memo.state == MemoState.SENT
        assert set(count_by_state(unit, memo.id)) == {"sent"}
    (schedule,) = list_schedules(unit)
    assert schedule.created_at == NOW, "an older one would have missed its Mondays"


def test_each_plan_has_a_passed_pilot_a_running_wave_that_slipped_and_a_last_phase(unit: Unit) -> None:
    for past in HISTORIES:
        pilot, wave, last = list_phases(unit, past.key)
        assert [pilot.state, wave.state, last.state] == ["passed", "running", "planned"]
        (gate,) = list_gates(unit, pilot.id)
        assert (gate.decision, gate.decided_by) == ("go", CAST[past.sponsor].id)
        assert list_failing(gate.report) == []
        assert sum(slip.days for slip in list_slips(unit, wave.id)) in range(1, wave.buffer_days)
        assert list_gates(unit, wave.id) == []
        assert len(list_objectives(unit, past.key)) == 2
    missed = [each for each in list_checkpoints(unit, "CRM") if each.value is not None and not each.is_met]
    assert [each.measure for each in missed] == ["Sellers trained"]


def test_promises_systems_figures_and_what_was_learned_are_there(unit: Unit) -> None:
    berlin = get_milestone(unit, "CRM", "Go-live Berlin")
    assert berlin.due_on - berlin.first_on == timedelta(weeks=2)
    assert list_milestone_dates(unit, berlin.id)[-1].reason
    assert any(each.done_on for each in list_milestones(unit, "FSM"))
    assert not any(each.is_overdue_on(NOW.date()) for key in ("CRM", "FSM") for each in list_milestones(unit, key))
    assert [each.name for each in list_integrations(unit, "CRM")] == ["Identity", "CRM", "Billing"]
    assert [each.name for each in list_resources(unit, "CRM") if each.is_short] == ["Data engineers"]
    assert [each.owner_id for each in list_open_decisions(unit, "CRM")] == [CAST["clara"].id]
    overdue = [each for each in list_open_followups(unit, "CRM") if each.is_overdue_on(NOW.date())]
    assert [each.owner_id for each in overdue] == [CAST["lena"].id]
    assert [win.named_ids for win in list_wins(unit, "FSM")] == [[CAST["nikau"].id]]
    (drill,) = list_runs(unit, "CRM")
    assert (drill.is_drill, drill.state) == (True, "ended")
    assert [lesson.source for lesson in list_lessons(unit)] == [drill.id]


def test_the_facts_have_a_course_of_their_own(unit: Unit) -> None:
    for past in HISTORIES:
        statuses = list_statuses(unit, past.key, limit=100)
        course = list_derivations(unit, past.key)
        assert [each.declared for each in course] == [status.rag for status in past.statuses]
        assert [status.derived_rag for status in reversed(statuses)] == [each.derived for each in course]
    assert {each.derived for each in list_derivations(unit, "CRM")} >= {"amber", "red"}
    assert list_derivations(unit, "CRM")[-1].derived == "red"
    assert list_derivations(unit, "FSM")[-1].derived == "green"
    exposure = [each.exposure for each in list_derivations(unit, "CRM")]
    assert exposure == sorted(exposure)


def test_nobody_is_told_anything_by_the_first_ticks_of_the_next_nine_days(unit: Unit) -> None:
    """The story ends on a Monday at most eight days away; Fridays ask for figures of their week alone."""
    last_day = (NOW + timedelta(days=9)).date()
    assert list_notices(unit, last_day) == []
    assert list_reviews(unit, last_day) == []
    assert list_awaited_resources(unit, NOW.date()) == []
    assert list_open_escalations(unit) == []
    assert list_open_gates(unit) == []
    raised = {(alert.rule, alert.subject, alert.raised_at.date()) for alert in list_alerts(unit)}
    assert {rule for rule, _, _ in raised} == {"risk-growth"}
    cool_down = min(rule.cool_down for rule in RULES if rule.name == "risk-growth")
    assert all(on_day + cool_down > last_day for _, _, on_day in raised)
    assert list_live_runs(unit) == []
    assert [risk.title for risk in list_risks(unit, live_only=True) if risk.state == RiskState.OPEN] == []


def test_the_audit_chain_holds_and_runs_forward_in_time(unit: Unit) -> None:
    assert list(find_breaks(unit.connection)) == []
    assert count_entries(unit.connection) > 100
    moments = list(unit.connection.execute(audit_log.select().order_by(audit_log.c.position)).mappings())
    assert [row["at"] for row in moments] == sorted(row["at"] for row in moments)


def _favourable_course(unit: Unit, key: str) -> list[float]:
    results = [find_result(unit, pulse).overall[0] for pulse in _pulses_oldest_first(unit, key)]
    return [result.favourable.value for result in results if isinstance(result, Scores) and result.favourable]


def _pulses_oldest_first(unit: Unit, key: str) -> list[Pulse]:
    return list(reversed(list_pulses(unit, key)))


def test_history_covers_the_weeks_it_speaks_of() -> None:
    for past in (STRUGGLING, HEALTHY):
        assert len(past.statuses) == len(past.adoption.active) == WEEKS
        assert {len(kpi.values) for kpi in past.kpis} == {WEEKS}
