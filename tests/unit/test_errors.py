"""Errors: every one has a sentence, names its field where it has one, and says that nothing was saved."""

import pytest

from storage.errors import (
    SAVED_NOTHING,
    AlreadyDone,
    BadInput,
    BadInputs,
    Busy,
    Conflict,
    GroundswellError,
    NotAllowed,
    NotFound,
    OutOfDate,
    Problems,
    Refused,
)

SCORE = BadInput("Likelihood", "Whole number 1–5", "likelihood:3")


def every_error_class(root=GroundswellError):
    return [root, *(found for child in root.__subclasses__() for found in every_error_class(child))]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (SCORE, "Likelihood: Whole number 1–5. For example: `likelihood:3`. Nothing was saved."),
        (BadInput("Key", "Taken?", "CRM"), "Key: Taken? For example: `CRM`. Nothing was saved."),
        (NotFound("Initiative", "CRMX"), "Initiative: “CRMX” was not found. Nothing was saved."),
        (
            NotFound("Initiative", "CRMX", ["ERP", "CRM"]),
            "Initiative: “CRMX” was not found. Did you mean CRM? Nothing was saved.",
        ),
        (NotFound("Channel", "hr", reason="Invite me first"), "Channel: Invite me first. Nothing was saved."),
        (NotAllowed("lead", "U1"), "Needs role lead; ask <@U1>. Nothing was saved."),
        (NotAllowed("admin"), "Needs role admin; ask an admin of Groundswell. Nothing was saved."),
        (Conflict("CRM has changed since", "Name"), "CRM has changed since. Nothing was saved."),
    ],
)
def test_the_sentence_has_field_reason_and_example(error, sentence):
    assert error.sentence == sentence
    assert str(error) == sentence


def test_braces_that_people_type_are_only_text():
    assert "“{config}”" in NotFound("Initiative", "{config}", ["{field}"]).sentence


@pytest.mark.parametrize("kind", every_error_class())
def test_every_error_has_a_sentence_that_ends_in_the_three_words(kind):
    assert kind.__doc__
    # What is refused in the reader's own language is a whole sentence already.
    if kind not in (AlreadyDone, Refused):
        assert kind.__doc__.strip().endswith(SAVED_NOTHING)


@pytest.mark.parametrize("kind", [Busy, OutOfDate, AlreadyDone, GroundswellError])
def test_errors_without_particulars_can_be_raised_bare(kind):
    with pytest.raises(kind) as caught:
        raise kind
    assert caught.value.sentence == kind.__doc__
    assert caught.value.problems == (caught.value,)
    assert caught.value.field is None


def test_several_problems_are_told_at_once_and_nothing_was_saved_only_once():
    problems = Problems()
    with problems:
        raise SCORE
    with problems:
        raise NotFound("Owner", "@nobody")
    with problems:
        raise BadInputs([BadInput("Impact", "Whole number 1–5", "impact:3")])
    with pytest.raises(BadInputs) as caught:
        problems.raise_found()
    assert [problem.field for problem in caught.value.problems] == ["Likelihood", "Owner", "Impact"]
    assert caught.value.sentence.count(SAVED_NOTHING) == 1
    assert caught.value.sentence.splitlines()[1] == "Owner: “@nobody” was not found."


def test_one_problem_alone_is_raised_as_itself():
    problems = Problems()
    with problems:
        raise SCORE
    with pytest.raises(BadInput):
        problems.raise_found()


def test_no_problem_raises_nothing_and_other_errors_pass_through():
    problems = Problems()
    with problems:
        pass
    problems.raise_found()
    with pytest.raises(NotAllowed), problems:
        raise NotAllowed("lead")
