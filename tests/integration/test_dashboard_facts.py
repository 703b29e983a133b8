"""The dashboard's figures for the seeded initiatives equal those worked out from the rows with other means."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sandbox.cast import make_workspace
from bot.sandbox.seed import seed_history
from bot.sandbox.workspace import TEAM_ID
from commands.dashboards.facts import InitiativeFacts, gather_facts
from commands.dashboards.figures import FactTable
from commands.dashboards.overview import compose_sections
from commands.dashboards.tables import tabulate_everything
from storage.initiatives import get_initiative
from storage.store import Store
from storage.units import Unit

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
KEYS = ("CRM", "FSM")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("seeded")
    url = f"sqlite:///{folder}/groundswell.db"
    asyncio.run(seed_history(url, folder / "groundswell.key", make_workspace(), NOW))
    store = Store.open(url)
    with store.engine.connect() as connection:
        yield Unit(connection, TEAM_ID, "test", NOW)
    store.close()


def query(unit: Unit, sql: str, **values: object) -> list[tuple]:
    return [tuple(row) for row in unit.connection.execute(text(sql), values)]


def gather(unit: Unit, key: str) -> tuple[InitiativeFacts, dict[str, FactTable]]:
    facts = gather_facts(unit, get_initiative(unit, key))
    return facts, {table.name: table for table in tabulate_everything(facts)}


def read(table: FactTable) -> list[dict]:
    titles = [column.title for column in table.columns]
    assert all(len(row) == len(titles) for row in table.rows)
    return [dict(zip(titles, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("key", KEYS)
def test_measures_are_the_rows(seeded: Unit, key: str):
    _, tables = gather(seeded, key)
    readings = query(
        seeded,
        """select k.name, r.read_on, r.value from kpi_readings r join kpis k on k.id = r.kpi_id
           where k.initiative_key = :key""",
        key=key,
    )
    assert Counter((row["KPI"], str(row["Day"]), row["Value"]) for row in read(tables["kpi_readings"])) == Counter(
        readings
    )
    adoption = query(
        seeded,
        "select metric, read_on, 1.0 * active / eligible from adoption_readings where initiative_key = :key",
        key=key,
    )
    assert Counter((r["Metric"], str(r["Day"]), r["Share"]) for r in read(tables["adoption"])) == Counter(adoption)
    assert all(row["Low"] <= row["Share"] <= row["High"] for row in read(tables["adoption"]))


@pytest.mark.parametrize("key", KEYS)
def test_what_people_say_is_counted_from_sealed_rows(seeded: Unit, key: str):
    _, tables = gather(seeded, key)
    shown = {(row["Pulse"], row["Question"]): row for row in read(tables["pulses"])}
    counted = query(
        seeded,
        """select p.id, json_extract(q.value, '$.text'), count(s.value), sum(s.value >= 4)
           from pulses p, json_each(p.questions) q
           join sealed_ballots b on b.pulse_id = p.id
           join json_each(b.scores) s on s.key = cast(q.key as text)
           where p.initiative_key = :key and p.state = 'closed' group by 1, 2""",
        key=key,
    )
    assert counted
    assert any(row["Favourable"] is not None for row in shown.values())
    for pulse, question, n, favourable in counted:
        row = shown[pulse, question]
        if row["Favourable"] is not None:
            assert (row["n"], row["Favourable"]) == (n, favourable / n)
            assert row["Low"] <= row["Favourable"] <= row["High"]


@pytest.mark.parametrize("key", KEYS)
def test_deliveries_and_responses_are_counted_from_rows(seeded: Unit, key: str):
    _, tables = gather(seeded, key)
    shown = {row["Message"]: row for row in read(tables["deliveries"])}
    sent = dict(
        query(
            seeded,
            """select s.subject, count(*) from deliveries d join sends s on s.id = d.send_id
               where d.state = 'sent' group by 1""",
        )
    )
    answered = dict(query(seeded, "select pulse_id, count(*) from sealed_ballots group by 1"))
    assert shown
    for subject, row in shown.items():
        assert row["Sent"] == sent.get(subject, 0)
        if row["Answered"] is not None:
            assert row["Answered"] == answered[subject]
            assert row["Response"] == row["Answered"] / row["Invited"]


@pytest.mark.parametrize("key", KEYS)
def test_slips_and_exposure_follow_from_rows(seeded: Unit, key: str):
    facts, tables = gather(seeded, key)
    dates = query(
        seeded,
        """select m.name, julianday(max(case when d.position = n.last then d.due_on end))
             - julianday(min(case when d.position = 1 then d.due_on end))
           from milestones m join milestone_dates d on d.milestone_id = m.id
           join (select milestone_id, max(position) as last from milestone_dates group by 1) n on n.milestone_id = m.id
           where m.initiative_key = :key group by m.id""",
        key=key,
    )
    assert {row["Milestone"]: row["Slip (days)"] for row in read(tables["milestones"])} == dict(dates)
    (exposure,) = query(
        seeded,
        """select coalesce(sum(likelihood * impact), 0) from risks where initiative_key = :key and sensitivity is null
           and state in ('open', 'mitigating')""",
        key=key,
    )
    risks = next(section for section in compose_sections(facts) if section.anchor == "risks")
    course = next(figure for figure in risks.figures if figure.title == "Exposure over time")
    assert course.table.rows[-1][1] == exposure[0]
    assert f"add up to {exposure[0]}; 11 weeks ago to" in course.said
