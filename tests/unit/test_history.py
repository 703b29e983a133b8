"""History: an old value beside the new, people and channels by name, and texts as what they are."""

from datetime import UTC, datetime

import pytest

from commands.slack.history import history_blocks
from storage.units import AuditEntry

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "pair", "shown"),
    [
        ("owner_id", ["U012AB", None], "owner <@U012AB> → none"),
        ("lead_id", ["U1", "W2"], "lead <@U1> → <@W2>"),
        ("channel_id", [None, "C012AB"], "channel none → <#C012AB>"),
        ("credit", ["U1", "U1, U2"], "credit <@U1> → <@U1>, <@U2>"),
        ("credit", ["", "U1"], "credit none → <@U1>"),
        ("name", ["UPGRADE", "WAVE2"], "name UPGRADE → WAVE2"),
        ("risk_id", [None, "R-1"], "risk none → R-1"),
        ("unit", ["USD", "C012AB"], "unit USD → C012AB"),
        ("target", [2.0, 2.5], "target 2 → 2.5"),
    ],
)
def test_a_value_is_shown_as_what_it_is(field, pair, shown):
    entry = AuditEntry("T1", NOW, "U9", "risk.edited", "R-1", {field: pair})
    (block,) = history_blocks([entry], "UTC")

    assert block._resolve()["elements"][0]["text"].endswith(f"<@U9> edited: {shown}")
