"""Adoption is a share with its uncertainty, or a plain refusal."""

import pytest

from storage.errors import BadInput
from surveys.adoption import adoption_rate


def test_rate_is_told_with_interval() -> None:
    adoption = adoption_rate(412, 1000)
    assert adoption.rate.value == pytest.approx(0.412)
    assert adoption.sentence == "412 of 1,000 eligible people are active: 41 % (95 % interval 38–44 %)."


def test_nobody_and_everybody_are_possible() -> None:
    assert adoption_rate(0, 30).rate.interval.low == 0
    assert adoption_rate(30, 30).rate.interval.high == 1


@pytest.mark.parametrize(("active", "eligible"), [(0, 0), (-1, 10), (11, 10)])
def test_impossible_counts_are_refused(active: int, eligible: int) -> None:
    with pytest.raises(BadInput):
        adoption_rate(active, eligible)
