"""What results, trends, adoption cards and alerts of the seeded history say, worked out from the rows with other means.

Intervals and tests come from statsmodels and scipy here, counts from SQL.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from scipy.stats import mannwhitneyu
from sqlalchemy import text
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from bot.sandbox.cast import make_workspace
from bot.sandbox.seed import seed_history
from bot.sandbox.workspace import TEAM_ID
from commands.adoptions.dossiers import gather_metric
from commands.adoptions.views import adoption_card
from commands.alerts.facts import gather_facts
from commands.alerts.records import Records
from commands.alerts.rules import RULES
from commands.pulses.trends import find_trends
from commands.pulses.views import results_message
from commands.pulses.waves import compare_with_before
from commands.slack.results import find_result
from storage.initiatives import get_initiative
from storage.pulses import get_pulse
from storage.store import Store
from storage.units import Unit

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
KEYS = ("CRM", "FSM")


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    folder = tmp_path_factory.mktemp("measured")
    url = f"sqlite:///{folder}/groundswell.db"
    asyncio.run(seed_history(url, folder / "groundswell.key", make_workspace(), NOW))
    store = Store.open(url)
    with store.engine.connect() as connection:
        yield Unit(connection, TEAM_ID, "test", NOW)
    store.close()


def ask(unit: Unit, query: str, **values: Any) -> list[Any]:
    return list(unit.connection.execute(text(query), values))


def list_pulses(unit: Unit, key: str) -> list[tuple[str, str, list[dict[str, Any]], datetime]]:
    """Closed pulses with audience, questions and when they closed, the first first."""
    query = """select id, audience, questions, closes_at from pulses
               where initiative_key = :key and state = 'closed' order by closes_at"""
    return [(row.id, row.audience, json.loads(row.questions), row.closes_at) for row in ask(unit, query, key=key)]


def list_answers(unit: Unit, pulse_id: str, index: int) -> list[int]:
    rows = ask(unit, "select scores from sealed_ballots where pulse_id = :id", id=pulse_id)
    return [scores[str(index)] for (raw,) in rows if str(index) in (scores := json.loads(raw))]


def count(answers: list[int]) -> tuple[int, int]:
    return sum(answer >= 4 for answer in answers), len(answers)


def sign(points: float) -> str:
    return f"{round(points):+d}".replace("-", "−") if round(points) else "0"


def wilson(k: int, n: int) -> str:
    low, high = proportion_confint(k, n, method="wilson")
    return f"{round(100 * low)}–{round(100 * high)} %"


def newcombe(k0: int, n0: int, k: int, n: int) -> str:
    low, high = confint_proportions_2indep(k, n, k0, n0, method="newcomb", compare="diff")
    return f"{sign(100 * (k / n - k0 / n0))} points, 95 % interval {sign(100 * low)} to {sign(100 * high)}"


@pytest.mark.parametrize("key", KEYS)
def test_results_say_what_the_sealed_rows_say(unit: Unit, key: str) -> None:
    before: dict[tuple[str, str], tuple[str, list[int]]] = {}
    compared = 0
    for pulse_id, audience, questions, _ in list_pulses(unit, key):
        pulse = get_pulse(unit, pulse_id)
        result = find_result(unit, pulse)
        shown = results_message(pulse, result, "As asked.", compare_with_before(unit, pulse, result), []).text
        for index, question in enumerate(questions):
            answers = list_answers(unit, pulse_id, index)
            if question["kind"] != "agreement" or len(set(answers)) < 2:
                continue
            k, n = count(answers)
            assert f"{round(100 * k / n)} % favourable (n = {n}, 95 % interval {wilson(k, n)})" in shown
            assert f"mean {sum(answers) / n:.1f}, standard deviation" in shown
            for score, many in Counter(answers).items():
                assert f"`{score}`" in shown
                assert f"█ {many}" in shown
            if (audience, question["text"]) in before:
                earlier_id, earlier = before[audience, question["text"]]
                assert newcombe(*count(earlier), k, n) in shown
                test = mannwhitneyu(answers, earlier, method="asymptotic")
                p = "p < 0.001" if test.pvalue < 0.001 else f"p = {test.pvalue:.3f}"
                assert f"Since {earlier_id}:" in shown
                assert f"higher in {round(100 * test.statistic / n / len(earlier))} % of pairs" in shown
                assert f"Mann–Whitney {p})" in shown
                compared += 1
            before[audience, question["text"]] = (pulse_id, answers)
    assert compared


@pytest.mark.parametrize("key", KEYS)
def test_trends_add_up_the_sealed_rows_of_each_week(unit: Unit, key: str) -> None:
    weeks: dict[tuple[str, str], dict[date, list[int]]] = {}
    for pulse_id, audience, questions, closes_at in list_pulses(unit, key):
        day = datetime.fromisoformat(str(closes_at)).date()
        for index, question in enumerate(questions):
            course = weeks.setdefault((audience, question["text"]), {})
            course.setdefault(day - timedelta(days=day.weekday()), []).extend(list_answers(unit, pulse_id, index))
    trends = find_trends(unit, key, None)
    assert trends
    for trend in trends:
        course = weeks[trend.series.audience, trend.series.question]
        if trend.measure == "eNPS":
            continue
        for point in trend.list_points():
            k, n = count(course[point.monday])
            low, high = proportion_confint(k, n, method="wilson")
            assert (point.value, point.low, point.high) == (round(100 * k / n), round(100 * low), round(100 * high))
        (_, earlier), (_, latest) = sorted(course.items())[-2:]
        assert newcombe(*count(earlier), *count(latest)) in trend.sentences[0]


@pytest.mark.parametrize("key", KEYS)
def test_adoption_cards_say_what_the_readings_say(unit: Unit, key: str) -> None:
    metrics = [
        metric
        for (metric,) in ask(
            unit,
            "select distinct metric from adoption_readings where dropped_at is null and initiative_key = :key",
            key=key,
        )
    ]
    assert metrics
    for metric in metrics:
        query = """select active, eligible from adoption_readings
                   where initiative_key = :key and metric = :metric order by read_on, at"""
        *_, earlier, latest = ask(unit, query, key=key, metric=metric)
        shown = adoption_card(gather_metric(unit, key, metric), ()).text
        k, n = latest
        assert f"{k:,} of {n:,}" in shown
        assert f"{round(100 * k / n)} % (95 % interval {wilson(k, n)})" in shown
        assert newcombe(*earlier, k, n) in shown


@pytest.mark.parametrize("key", KEYS)
def test_alerts_about_answers_say_what_the_rows_say(unit: Unit, key: str) -> None:
    facts = gather_facts(Records(unit), get_initiative(unit, key), unit.now)
    for response in facts.responses:
        query = """select p.invited, (select count(*) from sealed_ballots b where b.pulse_id = p.id) from pulses p
                   where p.initiative_key = :key and p.audience = :audience and p.state = 'closed'"""
        assert (response.invited, response.answered) in [
            tuple(row) for row in ask(unit, query, key=key, audience=response.audience)
        ]
    told = {rule.name: [each.evidence for each in rule.judge(facts, rule.threshold)] for rule in RULES}
    for reading, progress in facts.progress:
        elapsed = f"{reading.active:,} of {reading.eligible:,}"
        is_told = any(elapsed in evidence for evidence in told["adoption"])
        low, high = proportion_confint(reading.active, reading.eligible, method="wilson")
        assert is_told == (high < progress.planned and progress.planned - reading.active / reading.eligible > 0.1)
        assert low < reading.active / reading.eligible < high
