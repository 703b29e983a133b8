"""Absences: what somebody's status in Slack says about being away, read from the profile, with no scope of its own."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

AWAY_EMOJI = frozenset({":palm_tree:", ":face_with_thermometer:"})
"""What Slack's own "Vacationing" and "Out sick" set."""
AWAY_WORDS = re.compile(r"\b(?:vacation\w*|holidays?|out of (?:the )?office|sick|ooo)\b", re.IGNORECASE)
NEXT_LOOK = timedelta(hours=13)
"""A status without an end holds until the directory has been copied again, which is every twelve hours."""


def find_away_until(profile: Mapping[str, Any], now: datetime) -> datetime | None:
    """Until when (aware, UTC) a profile says that its owner is away; None when it says nothing of the kind."""
    is_away = profile.get("status_emoji") in AWAY_EMOJI or AWAY_WORDS.search(str(profile.get("status_text") or ""))
    if not is_away:
        return None
    expiration = profile.get("status_expiration") or 0
    if not expiration:
        return now + NEXT_LOOK
    until = datetime.fromtimestamp(int(expiration), UTC)
    return until if until > now else None
