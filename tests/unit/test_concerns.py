"""Anonymous concerns are parted into messages without losing one, and a line that wants to be anonymous is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.concerns.anonymous import MESSAGE_TEXT, split_words
from commands.concerns.listeners import ASKS_TO_HIDE
from commands.slack.text import inert

WORDS = st.lists(st.text(min_size=1, max_size=1000), max_size=30)


@given(words=WORDS)
def test_every_text_is_in_one_message_in_its_order(words):
    assert [text for part in split_words(words) for text in part] == words


@given(words=WORDS)
def test_no_message_is_longer_than_it_should_be_unless_one_text_alone_is(words):
    for part in split_words(words):
        assert len(part) == 1 or sum(len(inert(text)) for text in part) <= MESSAGE_TEXT


@pytest.mark.parametrize(
    "line",
    ["anonymous The tool is slow", "Anonymously: it is slow", "It is slow, anonymous", '"It is slow" anonymously.'],
)
def test_a_line_that_means_to_be_anonymous_is_noticed(line):
    assert ASKS_TO_HIDE.search(line)


@pytest.mark.parametrize("line", ["The anonymous survey worries people", "anonymity is not kept", "It is slow"])
def test_a_line_that_only_speaks_of_it_is_not(line):
    assert not ASKS_TO_HIDE.search(line)
