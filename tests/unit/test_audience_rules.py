"""How an audience is told: what people type becomes rules, rules become what people type, and both mean the same."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.audiences.rules import EXAMPLES, complete_rules, describe_rules, read_rules, write_rules
from commands.slack.windows import DAY_CODES, rules_of
from storage.audiences import LANGUAGES, Audience
from storage.errors import BadInput, BadInputs

PLAIN = Audience("staff", "employees", [], [], "U1", datetime(2026, 11, 1, tzinfo=UTC))

days = st.one_of(
    st.none(),
    st.sets(st.sampled_from(DAY_CODES), min_size=1).map(lambda found: ",".join(sorted(found, key=DAY_CODES.index))),
)
clock = st.builds(time, st.integers(0, 23), st.integers(0, 59)).map(lambda at: at.isoformat(timespec="minutes"))
windows = st.one_of(
    st.just((None, None)), st.tuples(clock, clock).filter(lambda pair: pair[0] < pair[1]).map(tuple)
)  # fmt: skip
audiences = st.builds(
    lambda window, workdays, country, language, budget: replace(
        PLAIN, window_opens=window[0], window_closes=window[1], workdays=workdays, country=country, language=language,
        budget=budget,
    ),
    windows, days, st.sampled_from([None, "DE", "DE-BY", "NZ", "US"]), st.sampled_from(list(LANGUAGES)),
    st.one_of(st.none(), st.integers(1, 50)),
)  # fmt: skip


@given(audiences)
def test_rules_as_written_mean_the_same_when_typed(audience):
    assert replace(PLAIN, **read_rules(write_rules(audience))) == audience


@given(audiences)
def test_what_is_not_given_is_left_alone(audience):
    assert read_rules(dict.fromkeys(EXAMPLES)) == {}
    assert replace(audience, **read_rules({"language": "German"})) == replace(audience, language="de")


@pytest.mark.parametrize(
    ("name", "typed", "columns"),
    [
        ("window", "8am to 6pm", {"window_opens": "08:00", "window_closes": "18:00"}),
        ("window", "08:00–18:00", {"window_opens": "08:00", "window_closes": "18:00"}),
        ("window", "any", {"window_opens": None, "window_closes": None}),
        ("days", "mon-fri", {"workdays": "mon,tue,wed,thu,fri"}),
        ("days", "Sunday to Thursday", {"workdays": "mon,tue,wed,thu,sun"}),
        ("days", "fri-mon, wed", {"workdays": "mon,wed,fri,sat,sun"}),
        ("days", "mon, wed and fri", {"workdays": "mon,wed,fri"}),
        ("days", "weekdays", {"workdays": "mon,tue,wed,thu,fri"}),
        ("days", "mon", {"workdays": "mon"}),
        ("days", "", {"workdays": None}),
        ("country", "de-by", {"country": "DE-BY"}),
        ("country", "none", {"country": None}),
        ("language", "Māori", {"language": "mi"}),
        ("budget", "2", {"budget": 2}),
        ("budget", "default", {"budget": None}),
    ],
)
def test_what_is_understood(name, typed, columns):
    assert read_rules({name: typed}) == columns


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("window", "18:00-08:00", "18:00 is not before 08:00"),
        ("window", "office hours", "from when to when"),
        ("window", "8-18", "from when to when"),
        ("window", "08:00Z-18:00Z", "from when to when"),
        ("window", "08:00", "from when to when"),
        ("days", "mon-", "no day of the week"),
        ("days", "someday", "“someday” is no day of the week"),
        ("days", "mon-tue-wed", "no day of the week"),
        ("country", "Atlantis", "the holidays of “Atlantis” are not known"),
        ("country", "DE-XX", "not known"),
        ("language", "klingon", "“klingon” is unknown"),
        ("budget", "0", "Whole number 1–50"),
        ("budget", "-1", "Whole number 1–50"),
        ("budget", "３", "Whole number 1–50"),
    ],
)
def test_what_is_refused(name, typed, reason):
    with pytest.raises(BadInput, match=reason):
        read_rules({name: typed})


def test_all_problems_are_told_at_once():
    with pytest.raises(BadInputs) as caught:
        read_rules({"window": "x", "days": "y", "budget": "z"})
    assert all(field in caught.value.sentence for field in ("Window", "Days", "Budget"))


@given(st.dictionaries(st.sampled_from(list(EXAMPLES)), st.text(max_size=20)))
def test_anything_typed_is_understood_or_refused(typed):
    with suppress(BadInput, BadInputs):
        rules_of(replace(PLAIN, **read_rules(typed)))


def test_days_or_holidays_bring_office_hours_along():
    completed = complete_rules(PLAIN, {"country": "DE"})
    assert completed == {"country": "DE", "window_opens": "08:00", "window_closes": "18:00"}
    early = replace(PLAIN, window_opens="06:00", window_closes="14:00")
    assert complete_rules(early, {"workdays": "mon"}) == {"workdays": "mon"}
    assert complete_rules(PLAIN, {"budget": 2}) == {"budget": 2}
    with pytest.raises(BadInput, match="would come at midnight"):
        complete_rules(replace(early, workdays="mon"), {"window_opens": None, "window_closes": None})


def test_rules_are_told_in_words():
    told = describe_rules(
        replace(PLAIN, **read_rules({"window": "08:00-18:00", "days": "mon-fri", "country": "DE"})), 3
    )
    assert told == (
        "In English, 08:00–18:00 on mon-fri, holidays of DE kept, at most 3 messages a week (the workspace's budget)"
    )
    assert describe_rules(replace(PLAIN, budget=1, language="de"), 3) == (
        "In German, at any time on every day, at most 1 message a week"
    )
