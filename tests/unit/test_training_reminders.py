"""The reminder of a training: the day before, and not to those who were told less than a day ahead."""

from datetime import UTC, datetime, timedelta

import pytest

from commands.trainings.forms import read_link, split_people
from commands.trainings.reminding import needs_reminder
from storage.errors import BadInput

START = datetime(2026, 12, 4, 14, tzinfo=UTC)


def test_who_was_told_more_than_a_day_ahead_is_reminded():
    assert needs_reminder(START, START - timedelta(days=2))
    assert not needs_reminder(START, START - timedelta(hours=23))


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://", "https://a b", "https://x|y", "ftp://x", "https://a>b"]
)
def test_only_web_addresses_are_links(link):
    with pytest.raises(BadInput):
        read_link(link)


def test_an_empty_link_is_none_and_a_web_address_stays():
    assert read_link("  ") is None
    assert read_link(" https://example.com/meet?id=1 ") == "https://example.com/meet?id=1"


def test_a_column_of_a_spreadsheet_is_a_list_of_people():
    assert split_people("a@x.org\nb@x.org; c@x.org,\t@ana") == ["a@x.org", "b@x.org", "c@x.org", "@ana"]
    assert split_people(None) == []
