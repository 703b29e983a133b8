"""The command's chosen name stands wherever people read the usual one, and nowhere else."""

import json

import pytest

from bot.naming import Naming

NAMING = Naming("/rollout")


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("Type `/change` for a menu.", "Type `/rollout` for a menu."),
        ("/change list", "/rollout list"),
        ("/change-status CRM green and /change-risk", "/rollout-status CRM green and /rollout-risk"),
        ("see https://wiki.example/change and docs/change", "see https://wiki.example/change and docs/change"),
        ("/changes /change-log /change/x", "/changes /change-log /change/x"),
    ],
)
def test_only_the_command_itself_is_renamed(text, renamed):
    assert NAMING.rename(text) == renamed


def test_the_name_is_taken_literally_and_never_renamed_twice():
    assert Naming(r"/\1").rename("/change list") == r"/\1 list"
    again = Naming("/change-it")
    assert again.rename(again.rename("/change list")) == "/change-it list"


def test_what_is_shown_is_renamed_and_what_is_sent_back_is_not():
    payload = {
        "text": "/change",
        "blocks": [
            {"type": "section", "block_id": "/change", "text": {"type": "mrkdwn", "text": "Type /change"}},
            {"type": "actions", "elements": [{"action_id": "/change", "value": "/change"}]},
            {"type": "image", "alt_text": "from /change"},
        ],
        "errors": {"/change": "For example: /change list"},
        "private_metadata": "/change",
    }
    assert json.loads(NAMING.serialize(payload)) == {
        "text": "/rollout",
        "blocks": [
            {"type": "section", "block_id": "/change", "text": {"type": "mrkdwn", "text": "Type /rollout"}},
            {"type": "actions", "elements": [{"action_id": "/change", "value": "/change"}]},
            {"type": "image", "alt_text": "from /rollout"},
        ],
        "errors": {"/change": "For example: /rollout list"},
        "private_metadata": "/change",
    }


def test_the_usual_name_leaves_everything_as_it_is():
    payload = {"text": "/change"}
    assert Naming().rename_shown(payload) is payload
