"""Modals: the view holds the fields, its metadata is signed, and only what it offered is read back."""

import pytest

from bot.sandbox.validation.views import find_view_problems
from commands.slack.modals import (
    ChoiceField,
    DateField,
    Modal,
    MultiChoiceField,
    PersonField,
    TextField,
    read_form,
    read_metadata,
    sign_metadata,
)
from storage.errors import BadInput, BadInputs, OutOfDate

KEY = b"k" * 32
MODAL = Modal(
    "some.form",
    "Title",
    "Save",
    [
        TextField("End state", limit=500),
        ChoiceField("Status", options=[("red", "Red"), ("green", "Green")]),
        MultiChoiceField("Audiences", options=[("a", "A"), ("b", "B")]),
        PersonField("Owner", is_optional=True),
        DateField("Review date", is_optional=True),
    ],
    metadata={"id": "R-1"},
)
RED = {"text": {"type": "plain_text", "text": "Red"}, "value": "red"}
A = {"text": {"type": "plain_text", "text": "A"}, "value": "a"}


def fill(**changed):
    """The submitted view, with states changed by field name."""
    states = {
        "end_state": {"type": "plain_text_input", "value": "Done"},
        "status": {"type": "static_select", "selected_option": RED},
        "audiences": {"type": "multi_static_select", "selected_options": [A]},
        "owner": {"type": "users_select", "selected_user": None},
        "review_date": {"type": "datepicker", "selected_date": "2026-12-04"},
    }
    view = MODAL.render(KEY, {})
    values = {name: {name: states[name] | changed.get(name, {})} for name in states}
    return {**view, "state": {"values": values}}


def test_a_view_is_one_that_slack_takes():
    assert find_view_problems(MODAL.render(KEY, {"response_url": "https://hooks.slack.com/x"})) == []


def test_what_was_filled_in_is_read_by_field_name():
    assert read_form(fill()) == {
        "end_state": "Done",
        "status": "red",
        "audiences": ["a"],
        "owner": None,
        "review_date": "2026-12-04",
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"end_state": {"value": ["a", "list"]}},
        {"end_state": {"value": 3}},
        {"end_state": {"type": "number_input"}},
        {"status": {"selected_option": {"value": "purple"}}},
        {"status": {"selected_option": "red"}},
        {"status": {"selected_option": {}}},
        {"audiences": {"selected_options": None}},
        {"audiences": {"selected_options": [A, {"value": "c"}]}},
        {"owner": {"selected_user": {"id": "U1"}}},
        {"review_date": {"selected_date": "31/02"}},
    ],
)
def test_what_the_form_did_not_offer_is_out_of_date(changed):
    with pytest.raises(OutOfDate):
        read_form(fill(**changed))


def test_a_missing_state_is_out_of_date():
    for spoil in (lambda v: v.pop("state"), lambda v: v["state"].pop("values"), lambda v: v["state"]["values"].clear()):
        view = fill()
        spoil(view)
        with pytest.raises(OutOfDate):
            read_form(view)


def test_a_choice_that_was_not_made_is_asked_for_with_an_example():
    with pytest.raises(BadInput) as refusal:
        read_form(fill(status={"selected_option": None}))
    assert refusal.value.sentence == "Status: nothing is chosen. For example: `Red`. Nothing was saved."

    with pytest.raises(BadInputs) as refusals:
        read_form(fill(status={"selected_option": None}, audiences={"selected_options": []}))
    assert [problem.field for problem in refusals.value.problems] == ["Status", "Audiences"]


def test_metadata_that_somebody_edited_is_out_of_date():
    signed = sign_metadata(KEY, {"id": "R-1"})
    assert read_metadata(KEY, signed) == {"id": "R-1"}

    for edited in (signed.replace("R-1", "R-2"), signed[1:], "", "é.{}", '{"id":"R-1"}'):
        with pytest.raises(OutOfDate):
            read_metadata(KEY, edited)
    with pytest.raises(OutOfDate):
        read_metadata(b"another key", signed)
