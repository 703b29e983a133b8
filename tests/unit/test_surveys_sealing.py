"""Sealing keeps every answer and loses every trace of who gave it and when."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from surveys.ballots import Ballot
from surveys.sealing import freeze_segments, seal_ballots

BALLOTS = st.lists(
    st.tuples(
        st.sampled_from(["Finance", "Other"]),
        st.dictionaries(st.sampled_from(["0", "1"]), st.integers(1, 5)).flatmap(
            lambda answers: st.sampled_from(
                [answers, {**answers, "comment": "more time"}, {**answers, "2": "", "3": "no"}]
            )
        ),
    ),
    max_size=12,
)


@given(BALLOTS)
def test_every_score_and_comment_is_kept_exactly_once(ballots: list[tuple[str, Ballot]]) -> None:
    sealed = seal_ballots(ballots)
    expected = Counter(
        (segment, tuple(sorted((key, answer) for key, answer in ballot.items() if isinstance(answer, int))))
        for segment, ballot in ballots
    )
    assert Counter((row.segment, tuple(sorted(row.scores.items()))) for row in sealed.rows) == expected
    assert Counter((comment.question, comment.text) for comment in sealed.comments) == Counter(
        (None if key == "comment" else int(key), answer)
        for _, ballot in ballots
        for key, answer in ballot.items()
        if isinstance(answer, str) and answer
    )


def test_rows_hold_no_words_and_comments_no_segment_or_score() -> None:
    sealed = seal_ballots([("Finance", {"0": 2, "comment": "too fast"})])
    assert "too fast" not in repr(sealed.rows)
    assert "Finance" not in repr(sealed.comments)
    assert set(sealed.comments[0].__slots__) == {"id", "question", "text"}


def test_order_and_ids_are_chance() -> None:
    ballots: list[tuple[str, Ballot]] = [("Other", {"0": number, "comment": str(number)}) for number in range(50)]
    first, second = seal_ballots(ballots), seal_ballots(ballots)
    order = [row.scores["0"] for row in first.rows]
    assert order != list(range(50))
    assert order != [row.scores["0"] for row in second.rows]
    assert [int(comment.text) for comment in first.comments] not in (order, list(range(50)))
    by_id = [row.scores["0"] for row in sorted(first.rows, key=lambda row: row.id)]
    assert by_id not in (order, list(range(50)))
    ids = {row.id for row in first.rows + second.rows} | {comment.id for comment in first.comments + second.comments}
    assert len(ids) == 200


def test_segments_below_five_invitees_become_other() -> None:
    people = {f"U{n}": "Finance" for n in range(5)} | {f"V{n}": "Legal" for n in range(4)} | {"W1": "", "W2": "Other"}
    frozen = freeze_segments(people)
    assert {frozen[user] for user, segment in people.items() if segment == "Finance"} == {"Finance"}
    assert {frozen[user] for user, segment in people.items() if segment != "Finance"} == {"Other"}


@given(st.dictionaries(st.text(max_size=3), st.sampled_from(["", "A", "B", "C"])))
def test_no_frozen_segment_but_other_is_small(people: dict[str, str]) -> None:
    frozen = freeze_segments(people)
    assert set(frozen) == set(people)
    assert all(size >= 5 for segment, size in Counter(frozen.values()).items() if segment != "Other")
    assert all(frozen[user] in (people[user], "Other") for user in people)
