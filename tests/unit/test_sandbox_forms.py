"""A form is filled in with words on the screen, and held to what Slack's client lets a person send."""

from typing import Any

import pytest

from bot.sandbox.elements import StatefulElement
from bot.sandbox.forms import REQUIRED, check_form, fill_in
from tests.sandboxes import ANA, BEN, make_workspace

WORKSPACE = make_workspace()
COLOURS = [{"text": {"type": "plain_text", "text": name}, "value": name[0]} for name in ("Green", "Red", "Blue")]
GREEN, RED, BLUE = COLOURS


def place(kind: str, optional: bool = False, **keys: Any) -> StatefulElement:
    """An element of a kind, in an input block with the label "It"."""
    label = {"type": "plain_text", "text": "It"}
    element = {"type": kind, "action_id": "a", **keys}
    return StatefulElement(element, {"type": "input", "block_id": "b", "label": label, "optional": optional})


def check(placed: StatefulElement, value: Any) -> str | None:
    """What the client says of a value."""
    return check_form([placed], {"b": {"a": fill_in(placed, value, WORKSPACE)}}).get("It")


@pytest.mark.parametrize(
    ("placed", "given", "key", "expected"),
    [
        (place("plain_text_input"), "words", "value", "words"),
        (place("plain_text_input"), "", "value", None),
        (place("number_input", is_decimal_allowed=True), 4.5, "value", "4.5"),
        (place("static_select", options=COLOURS), "red", "selected_option", RED),
        (place("static_select", options=COLOURS), "R", "selected_option", RED),
        (place("radio_buttons", options=COLOURS), "Blue", "selected_option", BLUE),
        (place("static_select", option_groups=[{"options": COLOURS}]), "Blue", "selected_option", BLUE),
        (place("checkboxes", options=COLOURS), ["Green", "Blue"], "selected_options", [GREEN, BLUE]),
        (place("multi_static_select", options=COLOURS), "Green", "selected_options", [GREEN]),
        (place("multi_static_select", options=COLOURS), None, "selected_options", []),
        (place("users_select"), "@ben", "selected_user", BEN),
        (place("multi_users_select"), ["ana", "ben"], "selected_users", [ANA, BEN]),
        (place("channels_select"), "#general", "selected_channel", "C1"),
        (place("conversations_select"), "crm-rollout", "selected_conversation", "C2"),
        (place("multi_conversations_select"), ["#general", "ben"], "selected_conversations", ["C1", BEN]),
        (place("datepicker"), "2026-12-04", "selected_date", "2026-12-04"),
        (place("timepicker"), "09:30", "selected_time", "09:30"),
        (place("datetimepicker"), 1_800_000_000, "selected_date_time", 1_800_000_000),
    ],
    ids=lambda value: value.kind if isinstance(value, StatefulElement) else None,
)
def test_words_on_the_screen_become_slacks_values(placed: StatefulElement, given: Any, key: str, expected: Any) -> None:
    assert fill_in(placed, given, WORKSPACE) == {"type": placed.kind, key: expected}


@pytest.mark.parametrize(
    ("placed", "impossible"),
    [
        (place("static_select", options=COLOURS), "Purple"),
        (place("users_select"), "nobody"),
        (place("channels_select"), "#nowhere"),
        (place("conversations_select"), "nowhere"),
        (place("datepicker"), "tomorrow"),
        (place("timepicker"), "25:00"),
    ],
)
def test_person_cannot_choose_what_is_not_there(placed: StatefulElement, impossible: str) -> None:
    with pytest.raises((LookupError, ValueError)):
        fill_in(placed, impossible, WORKSPACE)
    chosen = fill_in(placed, impossible, WORKSPACE, hostile=True)[placed.value_key]
    assert impossible in (chosen, chosen["value"] if isinstance(chosen, dict) else None)


@pytest.mark.parametrize(
    ("placed", "good", "bad", "problem"),
    [
        (place("plain_text_input"), "words", "", REQUIRED),
        (place("checkboxes", options=COLOURS), ["Red"], [], REQUIRED),
        (place("users_select"), "ana", None, REQUIRED),
        (place("plain_text_input", min_length=3), "abc", "ab", "Please enter at least 3 characters."),
        (place("plain_text_input", max_length=3), "abc", "abcd", "Please enter at most 3 characters."),
        (place("plain_text_input"), "a" * 3000, "a" * 3001, "Please enter at most 3000 characters."),
        (place("number_input"), "12", "twelve", "Please enter a number."),
        (place("number_input"), "12", "inf", "Please enter a number."),
        (place("number_input"), "-3", "1.5", "Please enter a whole number."),
        (place("number_input", min_value="1"), 1, 0, "Please enter 1 or more."),
        (place("number_input", max_value="5"), 5, 6, "Please enter 5 or less."),
        (place("email_text_input"), "ana@example.com", "ana@example", "Please enter an email address."),
        (place("url_text_input"), "https://example.com", "example.com", "Please enter a web address."),
        (
            place("multi_static_select", options=COLOURS, max_selected_items=2),
            ["Red", "Blue"],
            ["Red", "Blue", "Green"],
            "Please choose at most 2.",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, StatefulElement) else None,
)
def test_client_holds_a_form_back(placed: StatefulElement, good: Any, bad: Any, problem: str) -> None:
    assert check(placed, good) is None
    assert check(placed, bad) == problem


@pytest.mark.parametrize("kind", ["plain_text_input", "number_input", "email_text_input", "users_select"])
def test_optional_input_may_stay_empty(kind: str) -> None:
    assert check(place(kind, optional=True), None) is None
