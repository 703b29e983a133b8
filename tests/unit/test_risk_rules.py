"""The rules about risks: bands without a gap, clocks that tell each role once, exposure over time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.risks.clocks import Step, describe_clock, find_due_steps, is_slower, parse_duration
from commands.risks.exposure import list_week_ends, trace_exposure
from commands.slack.scoring import Bands
from storage.assessments import Assessment
from storage.errors import BadInput
from storage.escalations import Escalation, EscalationStep
from storage.roles import Role

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
CRITICAL = (Step(Role.LEAD, timedelta()), Step(Role.SPONSOR, timedelta(hours=4)))
starts = st.lists(st.integers(2, 25), min_size=3, max_size=3, unique=True).map(sorted)


@given(starts)
def test_bands_cover_every_score_once(borders):
    bands = Bands(*borders)
    covered = [score for _, lowest, highest in bands for score in range(lowest, highest + 1)]
    assert covered == list(range(1, 26))
    assert [name for name, _, _ in bands] == ["low", "medium", "high", "critical"]
    assert all(bands.find(score) == name for name, low, high in bands for score in (low, high))


@given(starts, st.integers(1, 24))
def test_a_higher_score_is_never_in_a_lower_band(borders, score):
    bands = Bands(*borders)
    assert bands.rank(score) <= bands.rank(score + 1)


@pytest.mark.parametrize("borders", [(5, 5, 16), (10, 5, 16), (1, 10, 16), (5, 10, 26), (0, 1, 2)])
def test_bands_that_leave_a_gap_or_overlap_are_refused(borders):
    with pytest.raises(BadInput, match="begin above the one before"):
        Bands(*borders)


def make_round(**values):
    given_values = {"risk_id": "R-1", "round": 1, "clock": "critical", "cause": "reported", "started_at": START}
    return Escalation(**given_values, acknowledged_at=values.get("at"), acknowledged_by=values.get("by"))


def test_each_role_is_due_at_its_time_and_no_more_once_told():
    lead = EscalationStep("R-1", 1, "lead", "U1", START)
    assert [s.role for s in find_due_steps(make_round(), CRITICAL, [], START)] == [Role.LEAD]
    assert find_due_steps(make_round(), CRITICAL, [lead], START + timedelta(hours=3, minutes=59)) == []
    due = find_due_steps(make_round(), CRITICAL, [lead], START + timedelta(hours=4))
    assert [s.role for s in due] == [Role.SPONSOR]
    sponsor = EscalationStep("R-1", 1, "sponsor", "U2", START + timedelta(hours=4))
    assert find_due_steps(make_round(), CRITICAL, [lead, sponsor], START + timedelta(days=9)) == []


def test_acknowledged_round_tells_nobody():
    acknowledged = make_round(at=START + timedelta(minutes=5), by="U1")
    assert find_due_steps(acknowledged, CRITICAL, [], START + timedelta(days=2)) == []


def test_role_told_before_the_round_began_is_told_again():
    earlier = EscalationStep("R-1", 0, "lead", "U1", START - timedelta(minutes=1))
    assert [s.role for s in find_due_steps(make_round(), CRITICAL, [earlier], START)] == [Role.LEAD]


@given(st.integers(0, 720), st.integers(0, 720), st.lists(st.integers(0, 800), max_size=12).map(sorted))
def test_walking_through_time_tells_each_role_once(lead_after, sponsor_after, hours):
    clock = (Step(Role.LEAD, timedelta(hours=lead_after)), Step(Role.SPONSOR, timedelta(hours=sponsor_after)))
    told: list[EscalationStep] = []
    for hour in sorted([*hours, *hours, 1000]):
        now = START + timedelta(hours=hour)
        told += [EscalationStep("R-1", 1, s.role, "U1", now) for s in find_due_steps(make_round(), clock, told, now)]
    assert sorted(step.role for step in told) == ["lead", "sponsor"]


SPANS = st.integers(0, 200)


def walk(clocks, slowed_at, hours):
    """When each role is told, hour by hour, of a round that goes by the second clock from `slowed_at` on."""
    told: list[EscalationStep] = []
    for hour in hours:
        now = START + timedelta(hours=hour)
        is_slowed = hour >= slowed_at
        current = make_round()
        if is_slowed:
            current = replace(current, slowed_at=START + timedelta(hours=slowed_at))
        told += [
            EscalationStep("R-1", 1, step.role, "U1", now)
            for step in find_due_steps(current, clocks[is_slowed], told, now)
        ]
    return {step.role: (step.at - START) / timedelta(hours=1) for step in told}, len(told)


@given(SPANS, SPANS, SPANS, SPANS, SPANS)
def test_lower_band_tells_nobody_sooner_and_each_role_once_by_the_slower_clock(lead, sponsor, more, most, slowed_at):
    fast = (Step(Role.LEAD, timedelta(hours=lead)), Step(Role.SPONSOR, timedelta(hours=sponsor)))
    slow = (Step(Role.LEAD, timedelta(hours=lead + more)), Step(Role.SPONSOR, timedelta(hours=sponsor + most)))
    assert is_slower(slow, fast) is (slow != fast)
    first, _ = walk((fast, fast), 0, range(700))
    told, count = walk((fast, slow), slowed_at, range(700))
    assert count == len(told) == 2
    for role, after in ((Role.LEAD, lead + more), (Role.SPONSOR, sponsor + most)):
        assert told[role] >= first[role]
        assert told[role] == (first[role] if first[role] < slowed_at else slowed_at + after)


def test_clock_that_tells_one_sooner_is_no_slower_one():
    sooner = (Step(Role.LEAD, timedelta(hours=9)), Step(Role.SPONSOR, timedelta(hours=3)))
    assert not is_slower(sooner, CRITICAL)
    assert not is_slower(CRITICAL, CRITICAL)
    assert is_slower((Step(Role.LEAD, timedelta()),), CRITICAL)


def test_ended_round_tells_nobody():
    ended = replace(make_round(), ended_at=START, ended_because="the risk was closed")
    assert find_due_steps(ended, CRITICAL, [], START + timedelta(days=2)) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [("now", timedelta()), ("0h", timedelta()), ("30m", timedelta(minutes=30)), ("4h", timedelta(hours=4)),
     ("3d", timedelta(days=3)), (" 4 H ", timedelta(hours=4))],
)  # fmt: skip
def test_spans(text, span):
    assert parse_duration(text, "Sponsor") == span


@pytest.mark.parametrize("text", ["", "4", "h", "-1h", "4 weeks", "31d", "99999h", "4.5h", "٤h"])
def test_what_is_no_span(text):
    with pytest.raises(BadInput, match="Sponsor: a span like 30m, 4h or 3d"):
        parse_duration(text, "Sponsor")


def test_clock_in_words():
    assert describe_clock(CRITICAL) == "lead at once, sponsor after 4 h"
    slow = (Step(Role.LEAD, timedelta(hours=24)), Step(Role.SPONSOR, timedelta(hours=72)))
    assert describe_clock(slow) == "lead after 24 h, sponsor after 3 days"


def test_exposure_follows_scores_and_states():
    course = [
        Assessment("R-1", 3, 4, "open", START),
        Assessment("R-2", 2, 2, "open", START + timedelta(days=1)),
        Assessment("R-1", 5, 4, "mitigating", START + timedelta(days=2)),
        Assessment("R-1", 5, 4, "closed", START + timedelta(days=3)),
    ]
    moments = [START + timedelta(days=day, hours=-1) for day in range(5)]
    assert trace_exposure(course, moments) == [0, 12, 16, 24, 4]


def test_weeks_end_now_and_are_seven_days_apart():
    moments = list_week_ends(START, 3)
    assert moments == [START - timedelta(weeks=2), START - timedelta(weeks=1), START]
