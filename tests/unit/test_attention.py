"""Attention: whether a message may reach somebody now, by budget, snooze, absence, opt-out and window."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commands.slack.attention import GO, LONGEST_AWAY, judge
from commands.slack.windows import DeliveryRules
from storage.attention import AWAY, BUDGET, QUIET, WEEK, Claims
from storage.outbox import Attention, Priority, find_attention
from storage.preferences import OPTED_OUT, SNOOZED

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANY_TIME = DeliveryRules()
OFFICE = DeliveryRules(time(8), time(18), frozenset(range(5)))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

some_time_ago = st.integers(1, 7 * 24 * 60 - 1).map(lambda minutes: NOW - timedelta(minutes=minutes))
spent_weeks = st.lists(some_time_ago, max_size=8).map(lambda found: tuple(sorted(found)))


def make_claims(**known) -> Claims:
    return Claims(**{"zone": "UTC", "budget": 3, "spent": (), "wanted_at": NOW} | known)


def decide(claims: Claims, rules: DeliveryRules = ANY_TIME, now: datetime = NOW):
    return judge(Attention.MEMOS, claims, rules, now)


@given(spent_weeks, st.integers(1, 8))
def test_a_week_never_holds_more_than_the_budget(spent, budget):
    verdict = decide(make_claims(spent=spent, budget=budget))
    if len(spent) < budget:
        assert verdict == GO
        return
    assert verdict.reason == BUDGET
    assert verdict.until is not None
    assert verdict.until > NOW
    # At that moment there is room, and a minute before there was none.
    left = tuple(each for each in spent if each > verdict.until - WEEK)
    assert decide(make_claims(spent=left, budget=budget), now=verdict.until) == GO
    before = verdict.until - timedelta(minutes=1)
    full = tuple(each for each in spent if each > before - WEEK)
    assert decide(make_claims(spent=full, budget=budget), now=before) != GO


def test_what_somebody_opted_out_of_is_given_up_and_nothing_else():
    claims = make_claims(opted_out=frozenset({"pulses"}))
    assert judge("pulses", claims, ANY_TIME, NOW).reason == OPTED_OUT
    assert judge("pulses", claims, ANY_TIME, NOW).until is None
    assert judge("memos", claims, ANY_TIME, NOW) == GO


def test_a_snooze_lasts_until_its_moment():
    verdict = decide(make_claims(snoozed_until=NOW + DAY))
    assert (verdict.until, verdict.reason) == (NOW + DAY, SNOOZED)
    assert decide(make_claims(snoozed_until=NOW)) == GO


@given(st.integers(1, 60))
def test_an_absence_lasts_fourteen_days_at_most(days):
    verdict = decide(make_claims(away_until=NOW + days * DAY))
    assert verdict.reason == AWAY
    assert verdict.until == NOW + min(days * DAY, LONGEST_AWAY)
    assert decide(make_claims(away_until=NOW + days * DAY, wanted_at=NOW - LONGEST_AWAY)) == GO


def test_outside_of_the_window_it_waits_for_the_next_opening():
    evening = NOW.replace(hour=20)
    verdict = decide(make_claims(), OFFICE, evening)
    assert (verdict.until, verdict.reason) == (NOW.replace(hour=8) + DAY, QUIET)
    assert decide(make_claims(zone="America/Los_Angeles"), OFFICE, evening) == GO


@given(spent_weeks, st.integers(1, 3), st.one_of(st.none(), st.integers(-100, 400)), st.booleans())
def test_whatever_the_reason_a_wait_ends_inside_the_window(spent, budget, snoozed_hours, is_away):
    claims = make_claims(
        spent=spent, budget=budget, zone="Pacific/Auckland",
        snoozed_until=None if snoozed_hours is None else NOW + snoozed_hours * HOUR,
        away_until=NOW + 3 * DAY if is_away else None,
    )  # fmt: skip
    verdict = decide(claims, OFFICE)
    assert verdict != GO, "it is night in Auckland"
    assert verdict.until is not None
    assert judge(Attention.MEMOS, make_claims(zone="Pacific/Auckland"), OFFICE, verdict.until) == GO


def test_what_counts_and_may_wait():
    assert find_attention("memo", Priority.MEMO, is_mandatory=False) == "memos"
    assert find_attention("pulse", Priority.PULSE, is_mandatory=False) == "pulses"
    assert find_attention("review", Priority.NUDGE, is_mandatory=False) == "nudges"


def test_what_never_waits():
    assert find_attention("memo", Priority.MEMO, is_mandatory=True) is None
    for kind in ("escalation", "gate", "decision", "concern"):
        assert find_attention(kind, Priority.ALERT, is_mandatory=False) is None
    assert find_attention("digest", Priority.DIGEST, is_mandatory=False) is None
