"""Suggestions: near misses are found, lookalike letters included, and far ones are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.suggestions import describe_unknown
from storage.suggestions import ask_whether_meant, did_you_mean, to_skeleton

KNOWN = ["Payroll", "CRM", "ERP", "likelihood", "impact"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Раyroll", ["Payroll"]),  # Cyrillic Р and а
        ("Ρayrοll", ["Payroll"]),  # Greek Ρ and ο
        ("СRМ", ["CRM"]),  # Cyrillic С and М
        ("ＣＲＭ", ["CRM"]),
        ("payröll", ["Payroll"]),
        ("C\u200b\u2060R\u200b\u2060M", ["CRM"]),
        ("likelyhood", ["likelihood"]),
        ("impct", ["impact"]),
        ("quarterly", []),
        ("", []),
    ],
)
def test_near_misses(typed, meant):
    assert did_you_mean(typed, KNOWN) == meant


def test_at_most_three_the_best_first():
    known = ["status", "statuses", "statues", "static", "stratus"]
    assert did_you_mean("statu", known)[0] == "status"
    assert len(did_you_mean("statu", known)) == 3


def test_the_question_reads_well():
    assert ask_whether_meant("cr", ["crm", "crn"]) == "Did you mean crn or crm?"
    assert ask_whether_meant("impct", KNOWN) == "Did you mean impact?"
    assert ask_whether_meant("zzz", KNOWN) == ""


def test_a_word_unlike_all_gets_the_list():
    assert describe_unknown("zzz", ["a", "b"]) == "“zzz” is unknown. Known: a, b."


@given(st.text(), st.lists(st.text(min_size=1), max_size=8))
def test_only_known_words_are_suggested_and_a_known_one_suggests_itself(word, known):
    assert set(did_you_mean(word, known)) <= set(known)
    for own in known:
        assert to_skeleton(did_you_mean(own, known)[0]) == to_skeleton(own)
