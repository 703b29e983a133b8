"""Trends: 52 weeks of a question from the rollup, with rows for 10 million ballots, against counting the ballots."""

import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from benchmarks.figures import report, summarise_latency
from benchmarks.signing import TEAM, USER
from commands.pulses.rolling import read_figures
from storage.initiatives import add_initiative
from storage.pulses import list_sealed_rows, pulses, sealed_ballots
from storage.rollups import list_trend, rollups
from storage.store import Store
from storage.units import Unit
from storage.upgrade import upgrade
from surveys.drift import chart_drift
from surveys.ledger import identify_question
from surveys.questions import Kind, make_agreement
from surveys.statistics import favourable

WEEKS, LOOKS = 52, 200
MONDAY = date(2026, 1, 5)
QUESTION = make_agreement("I know what changes for me.")
SIZES = (100_000, 1_000_000, 10_000_000)
"""Ballots behind the rollup's rows; of so many in a week and series there is a row, as sealing writes it."""
BALLOTS_A_ROW = 100
COUNTED = 100_000
"""Ballots that are stored one by one, to be counted."""


def run() -> None:
    """The trend at three sizes of rollup, and by counting real ballots; the ratio says what the rollup spares."""
    with tempfile.TemporaryDirectory() as directory:
        store = Store.open(f"sqlite:///{Path(directory) / 'groundswell.db'}")
        upgrade(store.engine)
        store.write_now(TEAM, _add_initiatives)
        medians = []
        written = 0
        for ballots in SIZES:
            series = ballots // BALLOTS_A_ROW // WEEKS
            store.write_now(TEAM, partial(_add_rollups, first=written, last=series))
            written = series
            latencies = _measure(lambda: _read_trend(store))
            medians.append(statistics.median(latencies))
            report("trend", source="rollup", ballots=ballots, rows=series * WEEKS, **summarise_latency(latencies))
        store.write_now(TEAM, _add_ballots)
        counting = _measure(lambda: _count_trend(store), looks=3)
        report("trend", source="ballots", ballots=COUNTED, **summarise_latency(counting))
        report(
            "trend ratios",
            largest_to_smallest=round(medians[-1] / medians[0], 2),
            counting_to_rollup=round(statistics.median(counting) / medians[-1]),
        )
        store.close()


def _measure(look: Callable[[], object], looks: int = LOOKS) -> list[float]:
    look()
    latencies = []
    for _ in range(looks):
        started = time.perf_counter()
        look()
        latencies.append(time.perf_counter() - started)
    return latencies


def _read_trend(store: Store) -> None:
    key = identify_question(QUESTION)
    weeks = store.read_now(TEAM, lambda unit: list_trend(unit, "K0", "audience 0", key))
    assert len(weeks) == WEEKS
    chart_drift([read_figures(week).to_week(Kind.AGREEMENT, week.week_on) for week in weeks])


def _count_trend(store: Store) -> None:
    def count(unit: Unit) -> list[float]:
        rows = (list_sealed_rows(unit, f"P-{week}") for week in range(WEEKS))
        return [favourable(Counter(scores["0"] for _, _, scores in week)).value for week in rows]

    assert len(store.read_now(TEAM, count)) == WEEKS


def _add_initiatives(unit: Unit) -> None:
    for number in range(20):
        add_initiative(unit, f"K{number}", f"Initiative {number}", sponsor_id=USER, lead_id=USER)


def _add_rollups(unit: Unit, first: int, last: int) -> None:
    """Series from `first` to `last`, each with a row a week: the first is the one that is looked at."""
    for number in range(first, last):
        question = QUESTION if number == 0 else make_agreement(f"Statement {number}")
        rows = [
            {
                "team_id": TEAM, "initiative_key": f"K{number % 20}", "audience": f"audience {number % 7}",
                "question_key": identify_question(question), "week_on": MONDAY + timedelta(weeks=week),
                "question": question.text, "kind": "agreement", "n": BALLOTS_A_ROW, "total": 360, "squares": 1400,
                "favourable": 60 + week % 5, "promoters": 0, "detractors": 0, "invited": 150, "answered": BALLOTS_A_ROW,
            }
            for week in range(WEEKS)
        ]  # fmt: skip
        unit.connection.execute(insert(rollups), rows)


def _add_ballots(unit: Unit) -> None:
    moment = unit.now
    for week in range(WEEKS):
        pulse = {
            "team_id": TEAM, "id": f"P-{week}", "initiative_key": "K0", "author_id": USER, "audience": "audience 0",
            "questions": [QUESTION.to_json()], "state": "closed", "invited": COUNTED // WEEKS, "salt": None,
            "opened_at": moment, "closes_at": moment,
        }  # fmt: skip
        unit.connection.execute(insert(pulses).values(**pulse))
        rows = [
            {
                "team_id": TEAM, "id": f"{week:04x}{number:028x}", "pulse_id": f"P-{week}", "segment": "All",
                "scores": {"0": 1 + number % 5},
            }
            for number in range(COUNTED // WEEKS)
        ]  # fmt: skip
        unit.connection.execute(insert(sealed_ballots), rows)
