"""Inputs: what can be stored is kept as typed; what cannot, or would deceive, is refused with the place."""

import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.inputs import clean_line, clean_text, is_blank
from storage.errors import BadInput


def refusal(clean, text, limit=3_000):
    with pytest.raises(BadInput) as caught:
        clean(text, "Title", limit)
    assert caught.value.field == "Title"
    return caught.value.reason


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", " \u200b\u200d\ufeff ", "\u2060", "\u3164", "\u00ad"])
def test_what_shows_nothing_is_empty(text):
    assert is_blank(text)
    assert refusal(clean_line, text) == "it is empty"
    assert clean_line(text, "Mitigation", 100, required=False) == ""


def test_nothing_at_all_is_blank():
    assert is_blank(None)
    assert not is_blank("0")


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم",
        "שָׁלוֹם עוֹלָם",
        "שָׁלוֹם־עֲלֵיכֶם־שָׁלוֹם־עֲלֵיכֶם",
        "👨‍👩‍👧‍👦 family",
        "नमस्ते",
        "ภาษาไทย กำลัง",
        "Việt Nam",
        "'; DROP TABLE risks;--",
        "{{config}}",
        "&lt;!channel&gt;",
        "a\u200bb",
        "می‌خواهم",
    ],
)
def test_every_language_and_sign_is_kept_unchanged(text):
    assert clean_line(text, "Title", 300) == text


def test_edges_are_trimmed_and_forms_unified():
    assert clean_line("  \ufeffCafe\u0301\u200b ", "Title", 10) == "Café"
    assert clean_line("a\tb", "Title", 10) == "a b"
    assert clean_text("a\r\nb\n\n  c", "Facts", 20) == "a\nb\n\n  c"


@pytest.mark.parametrize("character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_hidden_direction_characters_are_refused_with_their_place(character):
    assert refusal(clean_text, f"Payrol{character}l") == "hidden direction character at 7"


@pytest.mark.parametrize("character", ["\x00", "\ud800", "\x1b", "\x07", "\x7f", "\x85", "\x0b", "\uffff"])
def test_what_a_database_or_a_log_cannot_hold_is_refused_with_its_place(character):
    assert refusal(clean_text, f"ab{character}[31mc") == "unsupported character at 3"


def test_more_marks_than_any_script_needs_are_refused():
    assert clean_line("e" + "\u0323" * 8, "Title", 100)
    assert refusal(clean_line, "Title e" + "\u0301" * 500) == "unsupported character at 16"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\u2028", "\u2029"])
def test_one_line_is_one_line(line_break):
    assert refusal(clean_line, f"one{line_break}two") == "it must be one line; line break at 4"
    assert clean_text(f"one{line_break}two", "Facts", 100)


def test_a_lone_carriage_return_is_refused():
    assert refusal(clean_line, "one\rtwo") == "unsupported character at 4"


def test_too_long_text_says_how_long_and_how_long_it_may_be():
    assert refusal(clean_text, "x" * 3_001) == "too long: 3,001; limit 3,000 characters"
    assert clean_text("<" * 3_000, "Facts", 3_000) == "<" * 3_000


def test_a_long_run_of_spaces_inside_takes_no_time():
    text, started = f"x{' ' * 40_000}y", perf_counter()
    assert clean_text(text, "Facts", 50_000) == text
    assert perf_counter() - started < 2


@given(st.text())
def test_what_is_accepted_is_clean_for_good(text):
    try:
        cleaned = clean_line(text, "Title", 100)
    except BadInput:
        return
    assert clean_line(cleaned, "Title", 300) == cleaned
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cs"}
