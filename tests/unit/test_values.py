"""Values: digits, ratios, words and ids are taken strictly or refused with a reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.values import (
    parse_choice,
    parse_id,
    parse_key,
    parse_number,
    parse_rag,
    parse_ratio,
    parse_score,
    parse_whole,
)
from storage.errors import BadInput


def reason(parse, *arguments):
    with pytest.raises(BadInput) as caught:
        parse(*arguments)
    return caught.value.reason


@pytest.mark.parametrize("text", ["-1", "0", "6", "3.5", "NaN", "1e3", "٣", "1_000", "five", "", "²", "+3", "３"])
def test_only_one_to_five_is_a_score(text):
    assert reason(parse_score, text, "Impact") == "Whole number 1–5"


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_scores(number):
    assert parse_score(f" {number}\u200b", "Impact") == number


def test_whole_numbers_name_their_range():
    assert parse_whole("90", "Open", 1, 90) == 90
    assert reason(parse_whole, "91", "Open", 1, 90) == "Whole number 1–90"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("412", "412"),
        ("-3.50", "-3.50"),
        ("−3.5", "-3.5"),
        ("+0", "0"),
        ("1,234,567", "1234567"),
        ("1,234.5", "1234.5"),
    ],
)
def test_numbers(text, number):
    assert parse_number(text, "Value") == Decimal(number)


@pytest.mark.parametrize(
    "text", ["NaN", "inf", "1e3", "٣", "1_000", "12%", "1 200", "1.234.567", "3,5", "12,34", ".5", "5.", ""]
)
def test_what_is_no_plain_number_is_refused(text):
    assert "Number in digits" in reason(parse_number, text, "Value")


def test_a_comma_with_two_readings_is_refused_with_both():
    assert reason(parse_number, "1,200", "Value") == "Ambiguous: write 1200 or 1.200"


def test_a_number_longer_than_can_be_held_exactly_is_refused():
    assert reason(parse_number, "1" * 16, "Value") == "at most 15 digits"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_every_plain_decimal_is_understood(number):
    assert parse_number(f"{number:f}", "Value") == number


def test_ratios():
    assert parse_ratio("412/600", "Users") == (412, 600)
    assert parse_ratio("0 / 600", "Users") == (0, 600)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("700/600", "700 are active, but only 600 eligible"),
        ("-1/600", "-1 is below zero"),
        ("0/0", "nobody is eligible"),
        ("412", "two whole numbers"),
        ("4.5/6", "two whole numbers"),
        ("٣/٤", "two whole numbers"),
        ("1/2/3", "two whole numbers"),
    ],
)
def test_ratios_that_cannot_be(text, why):
    assert why in reason(parse_ratio, text, "Users")


@pytest.mark.parametrize(
    ("word", "rag"),
    [
        *[(word, "green") for word in ("green", "G", "🟢", "🟢\ufe0f", ":large_green_circle:")],
        *[
            (word, "amber")
            for word in (
                "Amber",
                "a",
                "amber:",
                "Amber,",
                "yellow",
                "🟡",
                ":large_yellow_circle:",
                ":large_orange_circle:",
            )
        ],
        *[(word, "red") for word in ("RED", "r", "🔴", ":red_circle:", " red ")],
    ],
)
def test_colours(word, rag):
    assert parse_rag(word) == rag


def test_an_unknown_word_gets_what_was_meant_or_what_there_is():
    assert reason(parse_rag, "gren") == "“gren” is unknown. Did you mean green?"
    assert reason(parse_rag, "blue") == "“blue” is unknown. Known: green, amber, red."
    assert parse_choice("Blind-Spot", "Category", ["blind-spot", "goals"]) == "blind-spot"


def test_keys():
    assert parse_key(" crm2 ") == "CRM2"
    for text in ("C", "2CRM", "CRM-1", "ELEVENCHARS", "", "C RM"):
        assert "2–10 letters or digits" in reason(parse_key, text)
    assert reason(parse_key, "СRM") == "it holds a letter that only looks like one of A–Z. Did you mean CRM?"


def test_ids():
    assert [parse_id(text, "R", "Risk") for text in ("R-3", "r3", "r-03")] == [3, 3, 3]
    for text in ("3", "R-0", "M-3", "R--3", "R-٣", "R-3x", "R-" + "9" * 10):
        assert reason(parse_id, text, "R", "Risk") == "an id like R-3"
