"""The derived RAG: the worst of its signals, and no fact that gets worse makes it better."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.buffers import Buffer
from commands.slack.derivation import (
    SEVERITY,
    Promise,
    Signal,
    derive_rag,
    judge_adoption,
    judge_kpi,
    judge_risks,
    judge_schedule,
    judge_sentiment,
)
from commands.slack.scoring import Bands
from storage.adoptions import AdoptionReading
from storage.kpis import Kpi, KpiReading
from storage.risks import Risk

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
KPI = Kpi("k", "CRM", "Tickets", None, 600.0, NOW - timedelta(days=50), 300.0, TODAY + timedelta(days=50))
rags = st.sampled_from(SEVERITY)
signals = st.lists(
    st.builds(Signal, st.sampled_from(["KPI", "Risk", "Schedule"]), rags, st.just("because")), max_size=8
)


def rank(signal: Signal | None) -> int:
    return -1 if signal is None else SEVERITY.index(signal.rag)


def worst(found: list[Signal]) -> int:
    return max(map(rank, found), default=-1)


def read(value: float) -> list[KpiReading]:
    return [KpiReading("k", value, TODAY)]


def risk(likelihood: int, impact: int, state: str = "open") -> Risk:
    score = likelihood * impact
    return Risk(
        "R-1", "CRM", "U1", "Sync", None, likelihood, impact, score, None, None, None, None, state, None, NOW, NOW
    )  # fmt: skip


@given(signals)
def test_it_is_the_worst_signal_or_grey(found):
    assert derive_rag(found) == (SEVERITY[worst(found)] if found else "grey")


@given(signals.filter(bool), st.data())
def test_no_signal_that_gets_worse_makes_it_better(found, data):
    index = data.draw(st.integers(0, len(found) - 1))
    level = data.draw(st.integers(SEVERITY.index(found[index].rag), 2))
    changed = [*found[:index], replace(found[index], rag=SEVERITY[level]), *found[index + 1 :]]
    assert SEVERITY.index(derive_rag(changed)) >= SEVERITY.index(derive_rag(found))


@given(signals.filter(bool), signals)
def test_a_further_signal_never_makes_it_better(found, more):
    assert SEVERITY.index(derive_rag([*found, *more])) >= SEVERITY.index(derive_rag(found))


@given(st.floats(0, 1200), st.floats(0, 1200))
def test_kpi_further_from_its_target_is_no_better(one, other):
    nearer, further = sorted((one, other))
    assert rank(judge_kpi(KPI, read(further), TODAY)) >= rank(judge_kpi(KPI, read(nearer), TODAY))


@given(st.floats(0, 1200), st.integers(0, 300), st.integers(0, 300))
def test_kpi_that_stands_still_is_no_better_later(value, one, other):
    sooner, later = (TODAY + timedelta(days=days) for days in sorted((one, other)))
    assert rank(judge_kpi(KPI, read(value), later)) >= rank(judge_kpi(KPI, read(value), sooner))


@given(st.integers(-30, 30), st.integers(0, 30))
def test_promise_that_is_later_is_no_better(late, more):
    def judge(days: int) -> int:
        return worst(judge_schedule([Promise("Go-live", TODAY - timedelta(days=days))], [], TODAY))

    assert judge(late + more) >= judge(late)


@given(st.integers(0, 40), st.integers(0, 20), st.integers(0, 40), st.floats(0, 1))
def test_more_of_the_buffer_used_is_no_better(used, more, granted, elapsed):
    def judge(days: int) -> int:
        return worst(judge_schedule([], [("Pilot", Buffer(days, granted, elapsed))], TODAY))

    assert judge(used + more) >= judge(used)


score = st.integers(1, 5)
states = st.sampled_from(["open", "mitigating", "accepted", "closed", "materialised"])


@given(st.lists(st.tuples(score, score, states), max_size=5), score, score, st.sampled_from(["open", "materialised"]))
def test_a_further_or_a_graver_risk_is_no_better(others, likelihood, impact, state):
    found = [risk(*other) for other in others]
    before = judge_risks(found, Bands())
    assert rank(judge_risks([*found, risk(likelihood, impact, state)], Bands())) >= rank(before)
    milder = rank(judge_risks([*found, risk(likelihood, 1, "open")], Bands()))
    assert rank(judge_risks([*found, risk(likelihood, impact, state)], Bands())) >= milder


@given(st.floats(0, 1), st.floats(0, 1))
def test_less_favourable_is_no_better(one, other):
    low, high = sorted((one, other))
    assert rank(judge_sentiment(low, 9)) >= rank(judge_sentiment(high, 9))


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6), st.integers(0, 100))
def test_lost_users_are_no_better(course, last):
    readings = [AdoptionReading("CRM", "logins", active, 100, TODAY) for active in [*course, last]]
    fewer = [*readings[:-1], replace(readings[-1], active=last // 2)]
    assert rank(judge_adoption(fewer)) >= rank(judge_adoption(readings))


@pytest.mark.parametrize(
    ("value", "rag"), [(600, "red"), (550, "red"), (520, "amber"), (500, "amber"), (494, "green"), (300, "green")]
)
def test_kpi_against_an_even_way(value, rag):
    signal = judge_kpi(KPI, read(value), TODAY)
    assert signal is not None
    assert signal.rag == rag
    assert "50 % of the time gone" in signal.evidence


def test_kpi_past_its_day_and_not_reached_is_red_and_one_nobody_reads_is_amber():
    assert rank(judge_kpi(KPI, read(301), KPI.by_on + timedelta(days=1))) == 2
    assert rank(judge_kpi(KPI, read(300), KPI.by_on + timedelta(days=1))) == 0
    assert rank(judge_kpi(KPI, [], TODAY)) == 1
    assert judge_kpi(replace(KPI, created_at=NOW), [], TODAY) is None


@pytest.mark.parametrize(
    ("found", "rag"),
    [
        ([risk(4, 4)], "red"),
        ([risk(3, 4)], "amber"),
        ([risk(2, 4)], "green"),
        ([risk(3, 4, "materialised")], "red"),
        ([risk(2, 4, "materialised")], "amber"),
        ([risk(5, 5, "closed"), risk(1, 1)], "green"),
    ],
)
def test_risks_by_band_and_issues_one_higher(found, rag):
    signal = judge_risks(found, Bands())
    assert signal is not None
    assert signal.rag == rag


@pytest.mark.parametrize(("late", "rag"), [(-5, "green"), (0, "green"), (1, "amber"), (7, "amber"), (8, "red")])
def test_promises_by_days_late(late, rag):
    assert judge_schedule([Promise("Go-live", TODAY - timedelta(days=late))], [], TODAY)[0].rag == rag


def test_buffer_burnt_faster_than_the_time():
    used_up = judge_schedule([], [("Pilot", Buffer(6, 5, 0.9))], TODAY)
    assert (used_up[0].rag, used_up[0].evidence) == ("red", "Pilot: 6 of 5 buffer days used")
    assert judge_schedule([], [("Pilot", Buffer(3, 5, 0.2))], TODAY)[0].rag == "red"
    assert judge_schedule([], [("Pilot", Buffer(2, 5, 0.2))], TODAY)[0].rag == "amber"
    assert judge_schedule([], [("Pilot", Buffer(3, 5, 0.6))], TODAY)[0].rag == "green"
