"""What keeps the bot from starting is said in one line, with what to do about it."""

import sqlite3

import aiohttp
import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.pepper import PepperUnreadable, load_pepper
from bot.start_errors import KNOWN_ERRORS, describe_start_error
from tests.stores import open_store

CHECK = "Check DATABASE_URL, and the disk or the server that it names."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            OperationalError("PRAGMA x", {}, sqlite3.OperationalError("unable to open database file")),
            f"The database cannot be used: unable to open database file. {CHECK}",
        ),
        (
            DatabaseError("PRAGMA x", {}, sqlite3.DatabaseError("file is not a database")),
            "The database cannot be used: file is not a database. `groundswell restore FILE` brings a backup back.",
        ),
        (
            aiohttp.ServerDisconnectedError(),
            "Slack cannot be reached: Server disconnected. Check the network and SLACK_API_URL; "
            "`groundswell doctor` tells more.",
        ),
        (
            TimeoutError(),
            "Slack cannot be reached: no answer in time. Check the network and SLACK_API_URL; "
            "`groundswell doctor` tells more.",
        ),
        (FileNotFoundError(2, "No such file or directory", "/x/y"), "/x/y cannot be used: No such file or directory."),
        (OSError("Port 3000 cannot be used. Set GROUNDSWELL_PORT."), "Port 3000 cannot be used. Set GROUNDSWELL_PORT."),
    ],
)
def test_every_reason_has_a_remedy(error, sentence):
    assert isinstance(error, KNOWN_ERRORS)
    assert describe_start_error(error) == sentence


def test_a_key_file_that_cannot_be_made_or_read_names_the_setting(tmp_path):
    with open_store("sqlite", tmp_path) as store:
        with pytest.raises(PepperUnreadable, match=r"none/key cannot be made: .* Set GROUNDSWELL_KEY_FILE"):
            load_pepper(tmp_path / "none" / "key", store)
        with pytest.raises(PepperUnreadable, match="cannot be read: Is a directory"):
            load_pepper(tmp_path, store)
