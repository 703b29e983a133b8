"""Initiatives: the changes being led."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, String, Table, bindparam, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

initiatives = Table(
    "initiatives",
    metadata,
    team_column(),
    Column("key", String(10), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("end_state", String(500), nullable=False),
    Column("sponsor_id", String(32), nullable=False),
    Column("lead_id", String(32), nullable=False),
    Column("channel_id", String(32)),
    Column("start_on", Date),
    Column("target_on", Date),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
)


@dataclass(frozen=True, slots=True)
class Initiative:
    """One change: where it is to end, who is accountable, who runs it."""

    key: str
    name: str
    end_state: str
    sponsor_id: str
    lead_id: str
    channel_id: str | None
    start_on: date | None
    target_on: date | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the change is still being carried."""
        return self.closed_at is None


_columns = [initiatives.c[name] for name in Initiative.__dataclass_fields__]
_find = select(*_columns).where(initiatives.c.team_id == bindparam("team"), initiatives.c.key == bindparam("key"))


def add_initiative(unit: Unit, key: str, name: str, *, sponsor_id: str, lead_id: str, **optional: Any) -> Initiative:
    """Start an initiative under a free key; `optional` takes end_state, channel_id, start_on and target_on."""
    if find_initiative(unit, key) is not None:
        raise BadInput("Key", f"{key} is taken", f"{key[:9]}2")
    optional.setdefault("end_state", "")
    values = {"key": key, "name": name, "sponsor_id": sponsor_id, "lead_id": lead_id, **optional}
    unit.connection.execute(insert(initiatives).values(team_id=unit.team_id, created_at=unit.now, **values))
    unit.audit("initiative.added", key, **to_plain_values(values))
    return get_initiative(unit, key)


def edit_initiative(unit: Unit, key: str, **changes: Any) -> Initiative:
    """Change fields of an initiative; the audit log keeps old and new."""
    before = get_initiative(unit, key)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        _update(unit, key, changed)
        old_and_new = pair_changes(before, changed)
        unit.audit("initiative.edited", key, **old_and_new)
    return get_initiative(unit, key)


def close_initiative(unit: Unit, key: str) -> None:
    """End an initiative; its history stays."""
    if not get_initiative(unit, key).is_open:
        raise BadInput("Key", f"{key} is closed already", "CRM")
    _update(unit, key, {"closed_at": unit.now})
    unit.audit("initiative.closed", key)


def reopen_initiative(unit: Unit, key: str, reason: str) -> None:
    """It was closed too early; the reason stays in the audit log."""
    before = get_initiative(unit, key)
    if before.closed_at is None:
        raise BadInput("Initiative", f"{key} is not closed", "/change list")
    _update(unit, key, {"closed_at": None})
    unit.audit("initiative.reopened", key, closed_on=[before.closed_at.date().isoformat(), None], reason=[None, reason])


def find_initiative(unit: Unit, key: str) -> Initiative | None:
    """The initiative with this key (upper case), if there is one."""
    known: Initiative | None = unit.seen.get(_seen_as(unit, key))
    if known is None:
        row = unit.connection.execute(_find, {"team": unit.team_id, "key": key}).first()
        if row is None:
            return None
        known = unit.seen[_seen_as(unit, key)] = Initiative(*row)
    return known


def get_initiative(unit: Unit, key: str) -> Initiative:
    """The initiative with this key; raises NotFound with the keys that there are."""
    initiative = find_initiative(unit, key)
    if initiative is None:
        raise NotFound("Initiative", key, [known.key for known in list_initiatives(unit)])
    return initiative


def get_open_initiative(unit: Unit, key: str) -> Initiative:
    """The initiative with this key; raises BadInput when it has been closed."""
    initiative = get_initiative(unit, key)
    if not initiative.is_open:
        raise BadInput("Initiative", f"{key} is closed", "CRM")
    return initiative


def list_initiatives(unit: Unit, *, open_only: bool = False) -> Sequence[Initiative]:
    """The workspace's initiatives by key."""
    query = select(*_columns).where(initiatives.c.team_id == unit.team_id).order_by(initiatives.c.key)
    if open_only:
        query = query.where(initiatives.c.closed_at.is_(None))
    return [Initiative(*row) for row in unit.connection.execute(query)]


def _update(unit: Unit, key: str, values: dict[str, Any]) -> None:
    condition = (initiatives.c.team_id == unit.team_id) & (initiatives.c.key == key)
    unit.connection.execute(update(initiatives).where(condition).values(**values))
    unit.seen.pop(_seen_as(unit, key), None)


def _seen_as(unit: Unit, key: str) -> tuple[str, str, str]:
    return ("initiative", unit.team_id, key)
