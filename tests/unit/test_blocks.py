"""Blocks: texts are parted within Slack's limits without loss, ids are stable, the text says what the blocks say."""

from hypothesis import given
from hypothesis import strategies as st

from commands.slack.blocks import actions, button, compose, context, fields, header, section, sections
from commands.slack.limits import SECTION_TEXT
from commands.slack.text import escape

LONG = st.lists(st.text("ab<&\n ", max_size=2000), max_size=8).map("".join)


def read(texts: list[dict]) -> list[str]:
    return [block["text"]["text"] for block in texts]


@given(LONG)
def test_a_long_text_is_parted_within_the_limit_and_nothing_but_white_space_is_lost(text):
    parts = read(compose(*sections(escape(text))).blocks)

    assert all(0 < len(part) <= SECTION_TEXT for part in parts)
    assert "".join("".join(parts).split()) == "".join(escape(text).split())


def test_lines_stay_together_and_an_entity_or_a_mention_is_never_cut():
    lines = [f"line {number} " + "x" * 100 for number in range(60)]
    assert [line for part in read(compose(*sections("\n".join(lines))).blocks) for line in part.split("\n")] == lines

    for whole in ("&lt;", "<@U012ABCDEF>"):
        parts = read(compose(*sections("y" + whole * 1200)).blocks)
        assert len(parts) > 1
        assert all(part.removeprefix("y").count(whole) * len(whole) == len(part.removeprefix("y")) for part in parts)


def test_nothing_gives_no_section():
    assert sections(" \n\n ") == []


def test_the_text_is_complete_without_the_buttons():
    message = compose(
        header("Title <b>"),
        section("A *bold* line"),
        fields([("Owner", "<@U1>")]),
        None,
        context("Small print"),
        actions(button("Press", "x.press", "1")),
    )

    assert message.text == "*Title &lt;b&gt;*\nA *bold* line\n*Owner*: <@U1>\nSmall print"


def test_block_ids_are_the_same_each_time():
    first, second = (compose(header("A"), section("B"), prefix="p") for _ in range(2))

    assert first == second
    assert [block["block_id"] for block in first.blocks] == ["p0", "p1"]
