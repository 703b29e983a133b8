"""Plans: one process of two has an occasion, and pulses that were repeated before there were plans go on."""

import json

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from storage.engine import make_engine
from storage.initiatives import add_initiative
from storage.pulse_plans import (
    Occasion,
    PlanState,
    add_pulse_plan,
    claim_pulse_plan,
    get_pulse_plan,
    list_pulse_plans,
    stop_pulse_plan,
)
from storage.schedules import list_schedules
from storage.units import Unit
from storage.upgrade import MIGRATIONS, upgrade
from tests.stores import KINDS, TEAM, make_url, open_store, reopen

BEFORE_PLANS = "0028"
QUESTION = {"kind": "agreement", "text": "I know what changes for me"}

OLD_ROWS = (
    "INSERT INTO initiatives (team_id, key, name, end_state, sponsor_id, lead_id, created_at) "
    "VALUES ('T1', 'CRM', 'One record', '', 'U001', 'U000', '2026-01-01 00:00:00')",
    "INSERT INTO pulses (team_id, id, initiative_key, author_id, audience, questions, state, invited, opened_at, "
    "closes_at) VALUES ('T1', 'P-4', 'CRM', 'U000', 'sales', :questions, 'open', 9, '2026-01-01 00:00:00', "
    "'2026-01-06 00:00:00')",
    "INSERT INTO schedules (team_id, id, kind, subject, rule, starts, is_active, created_at) "
    "VALUES ('T1', 's1', 'pulse', 'P-4', 'FREQ=DAILY', '2026-01-01T09:00:00', 1, '2026-01-01 00:00:00'), "
    "('T1', 's2', 'memo', 'M-1', NULL, '2026-01-01T09:00:00', 1, '2026-01-01 00:00:00')",
)


def plan(unit: Unit) -> str:
    add_initiative(unit, "CRM", "One record", sponsor_id="U001", lead_id="U000")
    kept = add_pulse_plan(
        unit, "CRM", "sales", [QUESTION], open_days=5, split_by=None, remind_days="3,5", sample_percent=None,
        occasion=Occasion.PHASE, subject="PH-1",
    )  # fmt: skip
    return kept.id


@pytest.mark.parametrize("kind", KINDS)
def test_an_occasion_is_claimed_once_and_a_stopped_plan_never(kind, tmp_path):
    with open_store(kind, tmp_path) as store, reopen(store.engine.url.render_as_string(hide_password=False)) as other:
        plan_id = store.write_now(TEAM, plan)
        claims = [
            each.write_now(TEAM, lambda unit: claim_pulse_plan(unit, plan_id, PlanState.OPENED))
            for each in (store, other)
        ]
        assert claims == [True, False]
        assert not store.write_now(TEAM, lambda unit: stop_pulse_plan(unit, plan_id))
        assert store.read_now(TEAM, lambda unit: get_pulse_plan(unit, plan_id)).state == PlanState.OPENED
        assert store.read_now(TEAM, list_pulse_plans) == []


def test_a_pulse_that_repeats_already_gets_a_plan_of_its_own(tmp_path):
    url = make_url("sqlite", tmp_path)
    engine = make_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE_PLANS)
        for statement in OLD_ROWS:
            connection.execute(text(statement), {"questions": json.dumps([QUESTION])})
    upgrade(engine)
    engine.dispose()
    with reopen(url) as store:
        (kept,) = store.read_now(TEAM, list_pulse_plans)
        schedules = store.read_now(TEAM, list_schedules)
    assert (kept.id, kept.audience, kept.questions, kept.open_days) == ("PP-1", "sales", [QUESTION], 5)
    assert (kept.occasion, kept.pulse_id) == (Occasion.SCHEDULE, "P-4")
    assert sorted((schedule.kind, schedule.subject) for schedule in schedules) == [("memo", "M-1"), ("pulse", "PP-1")]
