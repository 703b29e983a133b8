"""Absences: what a status says about being away, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.absences import NEXT_LOOK, find_away_until

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=5)


def status(text: str = "", emoji: str = "", expiration: int = 0) -> dict[str, object]:
    return {"status_text": text, "status_emoji": emoji, "status_expiration": expiration}


@pytest.mark.parametrize(
    "profile",
    [
        status("Vacationing"),
        status("On vacation until Monday"),
        status("public HOLIDAY"),
        status("Out of office"),
        status("out of the office"),
        status("Out sick"),
        status("OOO"),
        status("Bali", ":palm_tree:"),
        status("", ":face_with_thermometer:"),
    ],
)
def test_who_is_away_without_an_end_is_looked_at_again(profile):
    assert find_away_until(profile, NOW) == NOW + NEXT_LOOK


@pytest.mark.parametrize(
    "profile",
    [
        status(),
        status("In a meeting", ":calendar:"),
        status("Working remotely", ":house_with_garden:"),
        status("Fixing the moocow", ":cow:"),
        status("Planning holidaymaker features"),
        {},
        {"status_text": None, "status_emoji": None, "status_expiration": None},
    ],
)
def test_who_is_not(profile):
    assert find_away_until(profile, NOW) is None


def test_an_end_is_taken_over_and_a_past_one_is_none():
    assert find_away_until(status("OOO", expiration=int(LATER.timestamp())), NOW) == LATER
    assert find_away_until(status("OOO", expiration=int(NOW.timestamp()) - 1), NOW) is None
