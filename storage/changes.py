"""Changes for the audit log: old and new values side by side, in what JSON can hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any


def to_plain(value: Any) -> Any:
    """The value as it stands in the log: days and moments in ISO 8601, everything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def to_plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same for each value by name."""
    return {name: to_plain(value) for name, value in values.items()}


def pair_changes(before: object, changed: Mapping[str, Any]) -> dict[str, list[Any]]:
    """For each changed field what `before` had and what it has now, as [old, new]."""
    return {name: [to_plain(getattr(before, name)), to_plain(value)] for name, value in changed.items()}
