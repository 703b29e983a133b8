"""Settings of a workspace that its admins change by command: one JSON value a name."""

from typing import Any

from sqlalchemy import Column, String, Table, select

from storage.schema import Document, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

settings = Table(
    "settings",
    metadata,
    team_column(),
    Column("name", String(64), primary_key=True),
    Column("value", Document, nullable=False),
)


def find_setting(unit: Unit, name: str) -> Any:
    """What the workspace has set under this name; None where it goes by the default."""
    query = select(settings.c.value).where(settings.c.team_id == unit.team_id, settings.c.name == name)
    return unit.connection.execute(query).scalar_one_or_none()


def put_setting(unit: Unit, name: str, value: Any) -> None:
    """Set a value over the one before; the audit log keeps both."""
    before = find_setting(unit, name)
    upsert(unit, settings, {"team_id": unit.team_id, "name": name}, {"value": value})
    unit.audit("setting.changed", name, before=before, after=value)
