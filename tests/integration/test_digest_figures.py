"""The digest's figures: what the seeded one says is what SQL and formulas of the test's own make of the raw facts."""

import asyncio
import json
import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.sandbox.cast import CAST, make_workspace
from bot.sandbox.seed import seed_history
from bot.sandbox.workspace import TEAM_ID
from commands.digests.delivery import Press
from commands.slack.blocks import Message
from storage.adoptions import add_adoption_reading, list_latest_readings
from storage.initiatives import list_initiatives
from storage.kpis import add_kpi_reading, list_kpis, list_latest_values
from storage.store import Store
from storage.units import Unit

SEEDED_AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
NOW = SEEDED_AT + timedelta(days=2)
TODAY = NOW.date()
WEEK_AGO = NOW - timedelta(days=7)
Z = 1.959964


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory):
    """The seeded history, with a reading of each KPI and each adoption metric on the day of the digest."""
    directory = tmp_path_factory.mktemp("seed")
    url = f"sqlite:///{directory / 'groundswell.db'}"
    asyncio.run(seed_history(url, directory / "groundswell.key", make_workspace(), SEEDED_AT))
    store = Store.open(url)
    with store.engine.begin() as connection:
        unit = Unit(connection, TEAM_ID, CAST["lena"].id, NOW)
        for initiative in list_initiatives(unit):
            for kpi in list_kpis(unit, initiative.key):
                latest = list_latest_values(unit, initiative.key)[kpi.id].value
                add_kpi_reading(unit, kpi, round((3 * latest + kpi.target) / 4), TODAY)
            for course in list_latest_readings(unit, initiative.key):
                add_adoption_reading(unit, replace(course, active=course.active * 3 // 4, read_on=TODAY))
    with store.engine.connect() as connection:
        yield Unit(connection, TEAM_ID, "test", NOW)
    store.close()


@pytest.fixture(scope="module")
def digest(unit: Unit) -> Message:
    return Press(unit).compose_scope(CAST["clara"].id, TODAY)


def ask(unit: Unit, query: str, **values: Any) -> list[Any]:
    return list(unit.connection.execute(text(query), values))


def to_day(value: str) -> date:
    return date.fromisoformat(value[:10])


def find_wilson(k: int, n: int) -> tuple[float, float]:
    middle, half = k + Z * Z / 2, Z * math.sqrt(k * (n - k) / n + Z * Z / 4)
    return (middle - half) / (n + Z * Z), (middle + half) / (n + Z * Z)


def test_states_are_those_of_today_and_of_a_week_ago(unit: Unit, digest: Message) -> None:
    query = "SELECT rag FROM statuses WHERE initiative_key = :key AND at <= :at ORDER BY at DESC LIMIT 1"
    for (key,) in ask(unit, "SELECT key FROM initiatives WHERE closed_at IS NULL"):
        now, before = (ask(unit, query, key=key, at=moment.isoformat(" "))[0][0] for moment in (NOW, WEEK_AGO))
        change = "unchanged" if now == before else f"was {before} a week ago"
        line = next(line for line in digest.text.split("\n") if re.match(rf". \*{key}\* ", line))
        assert f": {now}, {change} · derived " in line
        days = "SELECT derived FROM derivations WHERE initiative_key = :key AND on_day <= :day ORDER BY on_day DESC"
        was = ask(unit, days, key=key, day=WEEK_AGO.date().isoformat())[0][0]
        assert f"derived {was}" in re.sub(r"derived . ", "derived ", line) or f", was {was}" in line


def read_kpis(unit: Unit) -> dict[str, tuple[list[tuple[date, float]], float, float, date, date, str]]:
    """By name: readings by day, baseline, target, its day, the day it was set, and whose it is."""
    found = {}
    for kpi_id, name, key, baseline, made in ask(
        unit, "SELECT id, name, initiative_key, baseline, created_at FROM kpis WHERE is_active"
    ):
        (target, by_on), *_ = ask(
            unit, "SELECT target, by_on FROM kpi_targets WHERE kpi_id = :id ORDER BY version DESC", id=kpi_id
        )
        readings = ask(
            unit, "SELECT read_on, value FROM kpi_readings WHERE kpi_id = :id ORDER BY read_on, at", id=kpi_id
        )
        days = sorted({to_day(day): value for day, value in readings}.items())
        found[name] = (days, baseline, target, to_day(by_on), to_day(made), key)
    return found


def measure(kpi: tuple[Any, ...], day: date = TODAY) -> tuple[float, float]:
    readings, baseline, target, by_on, made, _ = kpi
    return (readings[-1][1] - baseline) / (target - baseline), (day - made).days / (by_on - made).days


def test_kpis_stand_in_the_table_with_their_values(unit: Unit, digest: Message) -> None:
    rows = next(block["rows"] for block in digest.blocks if block["type"] == "table")
    cells = {row[0]["text"].partition(" · ")[2]: [cell["text"] for cell in row] for row in rows[1:]}
    kpis = read_kpis(unit)
    assert set(cells) == set(kpis)
    for name, kpi in kpis.items():
        readings, _, target, *_ = kpi
        (_, before), (_, latest) = readings[-2:]
        done, gone = measure(kpi)
        assert f" {latest:,.0f}" in cells[name][1]
        assert f"(from {before:,.0f} a week ago)" in cells[name][1]
        assert cells[name][2].startswith(f"{target:,.0f}")
        assert cells[name][2].endswith(f": {100 * done:.0f} % of the way, {100 * gone:.0f} % of the time gone")


def test_the_first_chart_is_of_the_kpi_farthest_behind(unit: Unit, digest: Message) -> None:
    kpis = read_kpis(unit)
    name, kpi = max(kpis.items(), key=lambda each: measure(each[1])[1] - measure(each[1])[0])
    chart = next(block for block in digest.blocks if block["type"] == "data_visualization")
    assert chart["title"].startswith(f"{kpi[5]} · {name}")
    values, planned = ([point["value"] for point in series["data"]] for series in chart["chart"]["series"])
    assert values == [value for _, value in kpi[0][-8:]]
    _, baseline, target, *_ = kpi
    assert planned == [round(baseline + (target - baseline) * measure(kpi, day)[1], 1) for day, _ in kpi[0][-8:]]


def test_adoption_is_told_with_its_interval_and_drawn(unit: Unit, digest: Message) -> None:
    query = "SELECT initiative_key, metric, active, eligible, read_on FROM adoption_readings ORDER BY read_on, at"
    courses: dict[str, list[tuple[int, int]]] = {}
    for key, _, active, eligible, _ in ask(unit, query):
        courses.setdefault(key, []).append((active, eligible))
    for course in courses.values():
        active, eligible = course[-1]
        low, high = find_wilson(active, eligible)
        said = f"{100 * active / eligible:.0f} % (95 % interval {100 * low:.0f}–{100 * high:.0f} %)"
        assert f"{active} of {eligible} eligible people are active: {said}" in digest.text
        assert f"to {100 * active / eligible:.0f} % (n = {eligible})" in digest.text
    chart = [block for block in digest.blocks if block["type"] == "data_visualization"][1]
    drawn = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    assert drawn == [round(100 * a / n, 1) for a, n in courses[chart["title"].partition(" ")[0]]][-8:]


def test_risks_are_the_highest_with_the_scores_of_a_week_ago(unit: Unit, digest: Message) -> None:
    live = (
        "SELECT id, likelihood, impact FROM risks WHERE initiative_key = :key "
        "AND state IN ('open', 'mitigating', 'materialised') AND sensitivity IS NULL"
    )
    scores = "SELECT likelihood * impact FROM assessments WHERE risk_id = :id AND at <= :at ORDER BY at DESC LIMIT 1"
    for (key,) in ask(unit, "SELECT key FROM initiatives"):
        risks = ask(unit, live, key=key)
        ranked = sorted(risks, key=lambda risk: -risk[1] * risk[2])
        assert f"*Top risks* ({len(risks)} live)" in digest.text
        for risk_id, likelihood, impact in ranked[:3]:
            before = ask(unit, scores, id=risk_id, at=WEEK_AGO.isoformat(" "))
            line = next(line for line in digest.text.split("\n") if line.startswith(f"• *{risk_id}* "))
            score = likelihood * impact
            assert f"{score} ({likelihood} × {impact})" in line
            was = "new this week" if not before else f"was {before[0][0]} a week ago"
            assert line.endswith(", as a week ago" if before and before[0][0] == score else was)


def test_sentiment_is_what_the_sealed_ballots_say(unit: Unit, digest: Message) -> None:
    for (key,) in ask(unit, "SELECT key FROM initiatives"):
        query = "SELECT id FROM pulses WHERE initiative_key = :key AND state = 'closed' ORDER BY closes_at DESC LIMIT 2"
        counts = []
        for (pulse_id,) in ask(unit, query, key=key):
            ballots = ask(unit, "SELECT scores FROM sealed_ballots WHERE pulse_id = :id", id=pulse_id)
            answers = [scores["0"] for (raw,) in ballots if "0" in (scores := json.loads(raw))]
            counts.append((sum(answer >= 4 for answer in answers), len(answers)))
        (k, n), (k0, n0) = counts
        low, high = find_wilson(k, n)
        figures = f"{100 * k / n:.0f} % favourable (n = {n}, 95 % interval {100 * low:.0f}–{100 * high:.0f} %)"
        assert figures in digest.text
        low0, high0 = find_wilson(k0, n0)
        d = k / n - k0 / n0
        ends = (
            d - math.hypot(k / n - low, high0 - k0 / n0),
            d + math.hypot(high - k / n, k0 / n0 - low0),
        )
        interval = " to ".join(f"{round(100 * end):+d}".replace("-", "−") for end in ends)
        assert f"from {100 * k0 / n0:.0f} % (n = {n0}) to {100 * k / n:.0f} % (n = {n})" in digest.text
        assert f"95 % interval {interval}" in digest.text
        is_clear = ends[0] > 0 or ends[1] < 0
        assert is_clear == (
            f"Favourable answers {'rose' if d > 0 else 'fell'} from {100 * k0 / n0:.0f} %" in digest.text
        )


def test_decisions_are_the_open_ones_with_buttons_for_their_owner(unit: Unit, digest: Message) -> None:
    open_ones = ask(unit, "SELECT id, owner_id FROM decisions WHERE state = 'open'")
    assert open_ones
    buttons = {block["accessory"]["value"] for block in digest.blocks if "accessory" in block}
    assert buttons == {decision_id for decision_id, owner in open_ones if owner == CAST["clara"].id}
    assert all(f"*{decision_id}*" in digest.text for decision_id, _ in open_ones)
