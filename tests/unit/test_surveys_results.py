"""Results show what may be shown: floors per question, bands for the unanimous, comments without company."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.ballots import Ballot, tick
from surveys.barriers import Barriers
from surveys.disclosure import Hidden
from surveys.question_bank import QUESTION_BANK
from surveys.questions import Element, Question, make_agreement, make_choice, make_comment, make_enps, make_multi
from surveys.results import Comments, PulseResult, Scores, Unanimous, summarise_pulse
from surveys.sealing import seal_ballots
from surveys.statistics import Proportion

AGREEMENT, ENPS = make_agreement("I know what changes for me."), make_enps("Would you recommend it?")


def summarise_answers(answers: Sequence[int], question: Question = AGREEMENT, segment: str = "Other") -> PulseResult:
    ballots: list[tuple[str, Ballot]] = [(segment, {"0": answer}) for answer in answers]
    return summarise_pulse([question], seal_ballots(ballots), invited=20)


def test_five_answers_are_shown_with_their_measures() -> None:
    result = summarise_answers([1, 3, 4, 5, 5])
    (scores,) = result.overall
    assert isinstance(scores, Scores)
    assert scores.n == 5
    assert scores.distribution == {1: 1, 2: 0, 3: 1, 4: 1, 5: 2}
    assert scores.favourable is not None
    assert (scores.favourable.successes, scores.favourable.n) == (3, 5)
    assert scores.mean == pytest.approx(3.6)
    assert scores.enps is None
    assert result.response_rate == pytest.approx(0.25)


@pytest.mark.parametrize("answers", [[], [4], [1, 2, 3, 4]])
def test_fewer_than_five_answers_are_hidden(answers: list[int]) -> None:
    (hidden,) = summarise_answers(answers).overall
    assert isinstance(hidden, Hidden)
    assert "5" in hidden.reason


def test_floor_holds_for_each_question_by_itself() -> None:
    ballots: list[tuple[str, Ballot]] = [("Other", {"0": 1 + number % 5}) for number in range(6)]
    ballots[0] = ("Other", {"0": 1, "1": 10})
    result = summarise_pulse([AGREEMENT, ENPS], seal_ballots(ballots), invited=6)
    assert isinstance(result.overall[0], Scores)
    assert isinstance(result.overall[1], Hidden)


@pytest.mark.parametrize(("score", "band"), [(1, "1–3"), (3, "1–3"), (4, "4–5"), (5, "4–5")])
def test_unanimous_agreement_is_shown_as_a_band(score: int, band: str) -> None:
    favourable = Proportion(7 if score > 3 else 0, 7)
    assert summarise_answers([score] * 7).overall == (Unanimous(7, band, favourable),)


@pytest.mark.parametrize(("score", "band"), [(0, "0–6"), (8, "7–8"), (10, "9–10")])
def test_unanimous_enps_is_shown_as_a_band(score: int, band: str) -> None:
    assert summarise_answers([score] * 7, ENPS).overall == (Unanimous(7, band),)


def test_unanimous_choice_is_hidden_and_a_mixed_one_counted() -> None:
    question = make_choice("Which help?", ["Video", "Class"])
    assert isinstance(summarise_answers([1] * 7, question).overall[0], Hidden)
    assert summarise_answers([1, 1, 0, 1, 1], question).overall == (Scores(5, {0: 1, 1: 4}),)


def test_enps_question_gets_its_score() -> None:
    (scores,) = summarise_answers([10, 10, 9, 7, 2], ENPS).overall
    assert isinstance(scores, Scores)
    assert scores.enps is not None
    assert scores.enps.score == pytest.approx(40)
    assert scores.favourable is None


def summarise_comments(count: int) -> PulseResult:
    question = make_comment("What else?")
    ballots: list[tuple[str, Ballot]] = [
        ("A" if n % 2 else "B", {"0": 1 + n % 5, "1": f"answer {n}", "comment": f"word {n}"}) for n in range(count)
    ]
    return summarise_pulse([AGREEMENT, question], seal_ballots(ballots), invited=40)


def test_nine_comments_are_hidden() -> None:
    result = summarise_comments(9)
    assert isinstance(result.overall[1], Hidden)
    assert isinstance(result.comments, Hidden)
    assert "word" not in repr(result)


def test_ten_comments_are_shown() -> None:
    result = summarise_comments(10)
    assert isinstance(result.comments, Comments)
    assert len(result.comments.texts) == 10


def test_comments_are_shown_in_random_order_and_by_no_segment() -> None:
    result = summarise_comments(30)
    assert isinstance(result.comments, Comments)
    assert isinstance(result.overall[1], Comments)
    assert Counter(result.comments.texts) == Counter(f"word {n}" for n in range(30))
    assert [text.split()[1] for text in result.comments.texts] != [text.split()[1] for text in result.overall[1].texts]
    assert list(result.comments.texts) != [f"word {n}" for n in range(30)]
    assert "word" not in repr(result.segments)
    assert "answer" not in repr(result.segments)


def test_skipped_comments_do_not_count_towards_ten() -> None:
    ballots: list[tuple[str, Ballot]] = [("Other", {"0": "fine" if n < 9 else ""}) for n in range(20)]
    result = summarise_pulse([make_comment("What else?")], seal_ballots(ballots), invited=20)
    assert isinstance(result.overall[0], Hidden)


def test_single_segment_is_not_shown_apart() -> None:
    assert summarise_answers([1, 2, 3, 4, 5], segment="Finance").segments == {}


def test_hidden_segments_all_give_the_same_reason() -> None:
    sizes = {"Small": 2, "Neighbour": 6, "Large": 9}
    ballots: list[tuple[str, Ballot]] = [
        (segment, {"0": 1 + number % 5}) for segment, size in sizes.items() for number in range(size)
    ]
    segments = summarise_pulse([AGREEMENT], seal_ballots(ballots), invited=30).segments
    assert isinstance(segments["Large"][0], Scores)
    assert segments["Small"] == segments["Neighbour"]
    assert isinstance(segments["Small"][0], Hidden)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 5)), max_size=40))
def test_nothing_shown_stands_on_fewer_than_five_answers(answers: list[tuple[str, int]]) -> None:
    sealed = seal_ballots([(segment, {"0": answer}) for segment, answer in answers])
    result = summarise_pulse([AGREEMENT], sealed, invited=50)
    for shown in (*result.overall, *(part for parts in result.segments.values() for part in parts)):
        if not isinstance(shown, Hidden):
            assert isinstance(shown, Scores | Unanimous)
            assert shown.n >= 5
        if isinstance(shown, Scores):
            assert sum(count > 0 for count in shown.distribution.values()) > 1


TOOLS = make_multi("Which tools do you use?", ["Phone", "Laptop", "Paper"])


def summarise_ticks(answers: Sequence[tuple[str, set[int]]]) -> PulseResult:
    ballots: list[tuple[str, Ballot]] = [(segment, {"0": tick(chosen)}) for segment, chosen in answers]
    return summarise_pulse([TOOLS], seal_ballots(ballots), invited=40)


def test_several_choices_show_how_many_took_each_of_those_who_answered() -> None:
    result = summarise_ticks([("All", {0, 1})] * 4 + [("All", {0})] * 2 + [("All", {2})])
    assert result.overall == (Scores(7, {0: 6, 1: 4, 2: 1}),)


def test_a_choice_that_all_or_none_took_is_left_out_alike() -> None:
    assert summarise_ticks([("All", {0, 1})] * 4 + [("All", {0})] * 2).overall == (Scores(6, {1: 4}),)
    assert summarise_ticks([("All", {1})] * 4 + [("All", {2})] * 2).overall == (Scores(6, {1: 4, 2: 2}),)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sets(st.integers(0, 2), min_size=1)), min_size=5, max_size=40))
def test_hidden_ticks_of_groups_never_follow_from_the_total(answers: list[tuple[str, set[int]]]) -> None:
    result = summarise_ticks(answers)
    (overall,) = result.overall
    if not isinstance(overall, Scores) or not result.segments:
        return
    sizes = Counter(name for name, _ in answers)
    for option, total in overall.distribution.items():
        shown = {
            name: part.distribution[option]
            for name, (part,) in result.segments.items()
            if isinstance(part, Scores) and option in part.distribution
        }
        hidden = sum(n for name, n in sizes.items() if name not in shown)
        assert hidden == 0 or (hidden >= 5 and 0 < total - sum(shown.values()) < hidden)
        assert all(sizes[name] >= 5 and 0 < count < sizes[name] for name, count in shown.items())


def test_an_adkar_set_shows_its_barriers_and_other_questions_none() -> None:
    ballots: list[tuple[str, Ballot]] = [
        ("All", {"0": 4, "1": 2 + number % 3, "2": 3, "3": 4, "4": 5}) for number in range(6)
    ]
    result = summarise_pulse(QUESTION_BANK["adkar"], seal_ballots(ballots), invited=6)
    assert isinstance(result.barriers, Barriers)
    assert {element: count for element, count in result.barriers.distribution.items() if count} == {
        Element.DESIRE: 4, Element.KNOWLEDGE: 2,
    }  # fmt: skip
    assert summarise_answers([1, 2, 3, 4, 5]).barriers is None
