"""Text: what people typed is kept, shown as it was, and can neither ping, link nor format."""

import re
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.slack.text import ELLIPSIS, escape, inert, measure, plain, shorten

typed_text = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("*_~`<>&@#!|:")))
words_and_marks = st.text("ab1 *_~`.,\n>&<", max_size=30)


def show(text):
    """What a reader sees of sent text: entities decoded, characters without a shape gone."""
    decoded = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return decoded.replace("\u00ad", "")


@pytest.mark.parametrize(
    "typed",
    ["<!channel>", "<!here>", "<!subteam^S1>", "<@U1>", "<#C1|x>", "<https://evil|bank.com>", "&lt;!channel&gt;"],
)
def test_escaped_text_holds_no_markup_and_shows_what_was_typed(typed):
    assert not re.search("[<>]", escape(typed))
    assert show(escape(typed)) == typed


@given(typed_text)
def test_what_is_escaped_once_is_read_back_the_same(text):
    assert plain(escape(text)) == text


def test_escaping_twice_is_seen():
    assert escape(escape("R&D")) == "R&amp;amp;D"
    assert plain("&amp;lt;") == "&lt;"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U012|ana> and <@U012>", "@ana and @U012"),
        ("<#C012|general> <#C987|>", "#general #C987"),
        ("<!channel> <!here|here> <!subteam^S012|@ops> <!subteam^S012>", "@channel @here @ops @S012"),
        ("<https://a.io/x?y=1&amp;z=2>", "https://a.io/x?y=1&z=2"),
        ("<http://a.io|a.io> <mailto:a@b.io|a@b.io>", "a.io a@b.io"),
        ("<https://evil.io|bank.com>", "bank.com (https://evil.io)"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("a <b> c <", "a <b> c <"),
        ("<@> <#|> <!|>", "@ # @"),
    ],
)
def test_command_text_becomes_what_was_typed(sent, typed):
    assert plain(sent) == typed


@given(typed_text)
def test_text_from_a_command_can_never_ping_when_shown(text):
    assert "<" not in escape(plain(text))


@given(typed_text)
def test_inert_text_looks_as_typed(text):
    assert show(inert(text)) == text.replace("\u00ad", "")


def find_formatting(text):
    """Marks that a mrkdwn reader would pair: one opens after no word and before no space, and closes likewise."""
    pairs = re.finditer(r"(?<![^\W_])([*_~])(?![\s\u00ad])[^\n]*?(?<![\s\u00ad])\1(?![^\W_])", text)
    return [pair[0] for pair in pairs]


def test_the_reader_for_these_tests_finds_formatting():
    assert find_formatting("a *bold* b") == ["*bold*"]
    assert find_formatting("_all_") == ["_all_"]
    assert find_formatting("snake_case_name 2 * 3 * 4") == []


@given(words_and_marks)
@example("*a*")
@example("a *b*_c_")
@example("**a**")
def test_inert_text_between_our_formatting_has_none_of_its_own(text):
    assert find_formatting(f"• {inert(text)} •") == []
    assert not re.search(r"(?<!\u00ad)`|`(?!\u00ad)", inert(text))
    assert not re.search(r"^\s*&gt;", inert(text), re.MULTILINE)


@given(words_and_marks)
@example("a* b")
def test_inert_text_does_not_end_our_formatting_early(text):
    ours = f"*{inert(text)}*"
    assert set(find_formatting(ours)) <= {ours}


def test_inert_text_leaves_identifiers_sums_and_addresses_alone():
    text = "data_load_2 is 2 * 3, ask ana@example.com about C#"
    assert inert(text) == text


def test_inert_text_names_nobody_and_no_channel():
    assert not re.search(r"[@#](here|channel|everyone|general)", inert("@here @channel @everyone #general"))


@given(typed_text, st.integers(0, 40))
@example("<" * 30, 10)
def test_shortened_text_fits_after_escaping(text, limit):
    short = shorten(text, limit)
    assert measure(short) <= limit
    assert len(inert(shorten(text, limit, rendered=inert))) <= limit
    if measure(text) <= limit:
        assert short == text
    elif limit:
        assert short.endswith(ELLIPSIS)
        assert text.startswith(short.removesuffix(ELLIPSIS))


@pytest.mark.parametrize("seen", ["👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "é", "ก็", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣"])
def test_what_is_seen_as_one_character_is_never_split(seen):
    text = seen * 8
    for limit in range(1, len(text)):
        kept = shorten(text, limit).removesuffix(ELLIPSIS)
        assert len(kept) % len(seen) == 0, limit


def test_shortening_keeps_as_much_as_fits():
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("a&b&c", 8) == "a&b…"
    assert shorten("one two", 5) == "one…"


def test_a_long_row_of_flags_is_shortened_quickly():
    assert len(shorten("🇩🇪" * 50_000, 3_000)) <= 3_000


@pytest.mark.parametrize("text", ["\n" * 40_000, " \n" * 20_000, "> " * 20_000, "*" * 40_000, "<a:" * 15_000])
def test_no_text_takes_long_to_make_inert_or_plain(text):
    started = perf_counter()
    inert(text)
    plain(text)
    assert perf_counter() - started < 2
