"""Comments read by machine: what is said of them, when nothing is, and which counts may be shown."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comment_heads import EXAMPLES, HELD_OUT, Labelled, fit_head, list_folds, read_labelled
from commands.slack.roadblocks import ROADBLOCKS
from surveys.comment_reader import SILENT, CommentReader, Head, open_reader
from surveys.comments import THEMES, TONES, Reading, can_read, tally_readings

NOTHING = Reading(None, None)
FLAT = np.eye(3) * 4
"""Three directions, one a word; a fourth row of weights is the constant's."""
WORDS = {"late": [1.0, 0, 0], "course": [0, 1.0, 0], "soup": [0, 0, 1.0], "hm": [1.0, 1.0, 1.0]}

needs_the_model = pytest.mark.skipif(not can_read(), reason="needs the extra nlp")
readings = st.builds(Reading, st.sampled_from([*THEMES[:3], None]), st.sampled_from([*TONES, None]))


def make_reader():
    weights = np.vstack([FLAT, np.zeros(3)])
    themes = Head(("timeline", "skills", "none"), np.zeros(3), weights)
    tones = Head(("negative", "positive", "neutral"), np.zeros(3), weights)
    return CommentReader(lambda text: np.array(WORDS[text]), themes, tones)


def test_themes_are_the_roadblocks():
    assert tuple(ROADBLOCKS) == THEMES


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("late", Reading("timeline", "negative")),
        ("course", Reading("skills", "positive")),
        ("soup", NOTHING),  # clearly about none of them, and neutral
        ("hm", NOTHING),  # as near to one as to another
    ],
)
def test_a_comment_is_read_only_where_it_is_clear(text, reading):
    assert make_reader().read_comment(text) == reading


def test_nine_comments_tell_nothing():
    assert tally_readings([Reading("skills", "negative")] * 9) == {}


def test_small_themes_stand_together_with_what_is_unclear():
    comments = [Reading("skills", "negative")] * 7 + [Reading("goals", None)] * 4 + [NOTHING] * 2
    assert tally_readings(comments) == {
        "themes": {"skills": 7, "other": 6},
        "tones": {"negative": 7, "other": 6},
    }


def test_others_are_never_few_enough_to_be_told_apart():
    comments = [Reading("skills", None)] * 9 + [Reading("goals", None)] * 5 + [NOTHING]
    assert tally_readings(comments)["themes"] == {"skills": 9, "other": 6}


@given(st.lists(readings, max_size=40))
def test_every_count_that_is_shown_is_of_five_or_more_and_nothing_is_lost(comments):
    tallies = tally_readings(comments)
    assert bool(tallies) == (len(comments) >= 10)
    for counts in tallies.values():
        assert sum(counts.values()) == len(comments)
        assert min(counts.values()) >= 5
    truth = Counter(reading.theme for reading in comments)
    assert all(truth[name] == n for name, n in tallies.get("themes", {}).items() if name != "other")


def test_heads_learn_what_can_be_told_apart():
    rows = np.array([WORDS[word] for word in ("late", "course", "soup")] * 4)
    head = fit_head(rows, ["timeline", "skills", "none"] * 4)
    assert [head.choose(np.array(WORDS[word]), 0.5) for word in ("late", "course", "soup")] == [
        "timeline",
        "skills",
        None,
    ]


def test_the_labelled_sentences_are_whole_and_none_is_in_both_files():
    examples, held_out = read_labelled(EXAMPLES), read_labelled(HELD_OUT)
    for sentence in [*examples, *held_out]:
        assert sentence.theme in (*THEMES, *SILENT)
        assert sentence.tone in (*TONES, *SILENT)
        assert sentence.language in ("en", "de", "es", "fr")
    texts = [sentence.text for sentence in [*examples, *held_out]]
    assert len(set(texts)) == len(texts)


def test_translations_are_judged_together():
    sentences = [Labelled("skills", "negative", language, "…") for language in ("de", "en")]
    assert len(set(list_folds(sentences))) == 1


@needs_the_model
def test_held_out_sentences_are_read_as_the_model_card_says():
    reader, held_out = open_reader(), read_labelled(HELD_OUT)
    themes = [(reader.read_comment(each.text).theme, each.theme) for each in held_out]
    said = [(found, label) for found, label in themes if found]
    assert len(said) >= 25
    assert sum(found == label for found, label in said) >= 0.8 * len(said)
