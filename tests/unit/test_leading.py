"""Champion signal value: a lead that is there is found, none is found where there is none, and short courses say so."""

import random

import pytest

from surveys.leading import FEWEST_WEEKS, find_lead, measure_stickiness

REPORTS = [0, 0, 1, 2, 2, 1, 0, 0, 1, 2, 1, 0, 0, 0, 2, 2, 1, 0, 1, 2]


@pytest.mark.parametrize("lag", [0, 1, 2, 4])
def test_a_lead_is_found_with_its_weeks(lag):
    felt = [0.2] * lag + [0.2 + 0.2 * severity for severity in REPORTS]
    lead = find_lead(REPORTS, felt[: len(REPORTS)])
    assert lead.weeks == lag
    assert "n = " in lead.sentence
    assert "p = 0.0" in lead.sentence


def test_noise_is_rarely_called_a_lead():
    chance = random.Random(7)
    called = 0
    for _ in range(40):
        reports = [chance.choice([0, 1, 2]) for _ in range(16)]
        felt = [chance.random() for _ in range(16)]
        called += find_lead(reports, felt).weeks is not None
    assert called <= 5, "1 in 20 may be, over all shifts"


def test_an_inverse_relation_is_no_lead():
    assert find_lead(REPORTS, [1 - severity / 2 for severity in REPORTS]).weeks != 0


@pytest.mark.parametrize(
    ("reports", "felt"),
    [
        ([], []),
        ([1.0] * 30, [0.1 * (week % 9) for week in range(30)]),
        (REPORTS[: FEWEST_WEEKS - 1], [0.1 * n for n in range(FEWEST_WEEKS - 1)]),
        (REPORTS, [None] * len(REPORTS)),
    ],
)
def test_too_little_says_so(reports, felt):
    lead = find_lead(reports, felt)
    assert lead.weeks is None
    assert lead.sentence.startswith("Too early to say")


def drift(chance: random.Random, weeks: int) -> list[float]:
    """A course that mostly stays where it is."""
    level, course = chance.gauss(0, 1), []
    for _ in range(weeks):
        course.append(level)
        level = 0.85 * level + chance.gauss(0, 1) * (1 - 0.85**2) ** 0.5
    return course


def test_courses_that_stay_where_they_are_for_weeks_are_rarely_called_a_lead():
    chance, called = random.Random(11), 0
    for _ in range(60):
        reports = [float(level > 0) + float(level > 1) for level in drift(chance, 26)]
        called += find_lead(reports, [0.4 + 0.05 * level for level in drift(chance, 26)]).weeks is not None
    assert called <= 7, "1 in 20 may be; shuffled reports would call 1 in 5"


def test_stickiness_is_that_of_the_course():
    chance = random.Random(3)
    assert measure_stickiness(drift(chance, 2000)) == pytest.approx(0.85, abs=0.05)
    assert measure_stickiness([chance.gauss(0, 1) for _ in range(2000)]) == pytest.approx(0, abs=0.05)
    assert measure_stickiness([1.0, None, 1.0]) == 0.0
