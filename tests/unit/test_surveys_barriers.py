"""The barrier is the first low element, and groups of people show it only as a distribution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.barriers import Barriers, find_barrier, roll_up_barriers, split_barriers
from surveys.disclosure import Hidden
from surveys.question_bank import QUESTION_BANK
from surveys.questions import Element, make_agreement
from surveys.results import summarise_pulse
from surveys.sealing import Sealed, SealedRow

ADKAR = QUESTION_BANK["adkar"]


def make_row(segment: str, *scores: int) -> SealedRow:
    return SealedRow("", segment, {str(index): score for index, score in enumerate(scores)})


@pytest.mark.parametrize(
    ("scores", "barrier"),
    [
        ((5, 5, 5, 5, 5), None),
        ((4, 4, 4, 4, 4), None),
        ((3, 5, 5, 5, 5), Element.AWARENESS),
        ((4, 3, 1, 1, 1), Element.DESIRE),
        ((4, 4, 2, 1, 5), Element.KNOWLEDGE),
        ((5, 5, 5, 3, 5), Element.ABILITY),
        ((5, 5, 5, 5, 1), Element.REINFORCEMENT),
    ],
)
def test_barrier_is_the_first_element_of_three_or_less(scores: tuple[int, ...], barrier: Element | None) -> None:
    assert find_barrier(dict(zip(Element, scores, strict=True))) is barrier


def test_distribution_counts_people_by_barrier_and_names_the_largest() -> None:
    rows = [make_row("A", 4, 2, 5, 5, 5)] * 3 + [make_row("A", 4, 4, 1, 1, 1)] * 2 + [make_row("A", 5, 5, 5, 5, 5)]
    barriers = roll_up_barriers(ADKAR, rows)
    assert isinstance(barriers, Barriers)
    assert barriers.n == 6
    assert barriers.distribution[Element.DESIRE] == 3
    assert barriers.distribution[Element.AWARENESS] == 0
    assert barriers.distribution[None] == 1
    assert barriers.largest is Element.DESIRE


def test_each_barrier_has_its_share_with_wilsons_interval() -> None:
    # 15 of 148 is an example of Newcombe 1998, Stat. Med. 17:857–872, table I, method 3.
    barriers = roll_up_barriers(ADKAR, [make_row("A", 4, 2, 5, 5, 5)] * 15 + [make_row("A", 5, 5, 5, 5, 5)] * 133)
    assert isinstance(barriers, Barriers)
    assert barriers.share(Element.DESIRE).interval == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert barriers.share(None).value == pytest.approx(133 / 148)


def test_earlier_element_wins_a_tie_and_nobody_held_back_has_no_largest() -> None:
    tie = roll_up_barriers(ADKAR, [make_row("A", 5, 1, 5, 5, 5), make_row("A", 5, 5, 5, 1, 5)] * 3)
    assert isinstance(tie, Barriers)
    assert tie.largest is Element.DESIRE
    free = roll_up_barriers(ADKAR, [make_row("A", 5, 5, 5, 5, 5)] * 5)
    assert isinstance(free, Barriers)
    assert free.largest is None


def test_only_complete_sets_count_towards_five() -> None:
    rows = [make_row("A", 1, 1, 1, 1, 1)] * 4 + [make_row("A", 1, 1, 1, 1)]
    assert isinstance(roll_up_barriers(ADKAR, rows), Hidden)


def test_pulse_without_the_adkar_questions_has_no_barriers() -> None:
    assert isinstance(roll_up_barriers([make_agreement("I know.")], [make_row("A", 1)] * 9), Hidden)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.lists(st.integers(1, 5), min_size=5, max_size=5)), max_size=30))
def test_segments_shown_are_large_and_hide_no_small_remainder(answers: list[tuple[str, list[int]]]) -> None:
    segments = split_barriers(ADKAR, [make_row(segment, *scores) for segment, scores in answers])
    shown = [part.n for part in segments.values() if isinstance(part, Barriers)]
    assert all(n >= 5 for n in shown)
    remainder = len(answers) - sum(shown)
    assert remainder == 0 or remainder >= 5 or not shown


def test_segment_that_a_question_hides_shows_no_barriers_either() -> None:
    # One person of C skipped the last item, so by complete sets C is the smallest neighbour of A, by answers B is.
    rows = [make_row("A", 1, 4, 4, 4, 5)] * 2 + [make_row("B", 2, 4, 4, 4, 4), make_row("B", 5, 5, 5, 5, 5)] * 3
    rows += [make_row("C", 2, 5, 5, 4, 4), make_row("C", 4, 4, 4, 5, 5)] * 3 + [make_row("C", 4, 4, 4, 4)] * 2
    rows += [make_row("D", 2, 5, 5, 4, 4), make_row("D", 4, 4, 4, 5, 5)] * 9
    rows.remove(make_row("C", 2, 5, 5, 4, 4))
    result = summarise_pulse(ADKAR, Sealed(tuple(rows), ()), invited=60)
    barriers = split_barriers(ADKAR, rows)
    for name, results in result.segments.items():
        if any(isinstance(part, Hidden) for part in results):
            assert isinstance(barriers[name], Hidden)
    assert isinstance(barriers["B"], Hidden)
    assert isinstance(barriers["C"], Hidden)
    assert isinstance(barriers["D"], Barriers)


@pytest.mark.parametrize(
    ("desire", "knowledge", "second"),
    [(30, 5, None), (30, 29, Element.KNOWLEDGE), (3, 2, Element.KNOWLEDGE), (9, 0, None), (0, 0, None)],
)
def test_a_close_second_is_one_that_chance_may_have_put_there(
    desire: int, knowledge: int, second: Element | None
) -> None:
    counts = dict.fromkeys((*Element, None), 0) | {Element.DESIRE: desire, Element.KNOWLEDGE: knowledge, None: 10}
    assert Barriers(sum(counts.values()), counts).close_second is second
