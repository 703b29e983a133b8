"""Follows: which initiatives somebody wants to be told of; nobody has to choose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, ForeignKeyConstraint, String, Table, delete, insert, select

from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

follows = Table(
    "follows",
    metadata,
    team_column(),
    Column("user_id", String(32), primary_key=True),
    Column("initiative_key", String(10), primary_key=True),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)


@dataclass(frozen=True, slots=True)
class Follow:
    """Somebody wants to be told of an initiative, since `created_at`."""

    user_id: str
    initiative_key: str
    created_at: datetime


_columns = [follows.c[name] for name in Follow.__dataclass_fields__]


def put_follows(unit: Unit, user_id: str, keys: Collection[str]) -> None:
    """Let somebody follow these initiatives and no others; the audit log keeps the ones before."""
    before, after = list_followed(unit, user_id), sorted(set(keys))
    ended = [key for key in before if key not in after]
    begun = [key for key in after if key not in before]
    if ended:
        condition = (follows.c.team_id == unit.team_id) & (follows.c.user_id == user_id)
        unit.connection.execute(delete(follows).where(condition, follows.c.initiative_key.in_(ended)))
    if begun:
        row = {"team_id": unit.team_id, "user_id": user_id, "created_at": unit.now}
        unit.connection.execute(insert(follows), [{**row, "initiative_key": key} for key in begun])
    if ended or begun:
        unit.audit("follow.set", user_id, initiatives=[before, after])


def list_followed(unit: Unit, user_id: str) -> list[str]:
    """The keys of the open initiatives that somebody follows."""
    return sorted(each.initiative_key for each in _list(unit, follows.c.user_id == user_id))


def list_follows(unit: Unit) -> dict[str, set[str]]:
    """The open initiatives that people follow, as keys by user id; who follows none is not in it."""
    found: dict[str, set[str]] = {}
    for each in _list(unit):
        found.setdefault(each.user_id, set()).add(each.initiative_key)
    return found


def _list(unit: Unit, *conditions: ColumnElement[bool]) -> list[Follow]:
    query = (
        select(*_columns)
        .join(
            initiatives,
            (initiatives.c.team_id == follows.c.team_id) & (initiatives.c.key == follows.c.initiative_key),
        )
        .where(follows.c.team_id == unit.team_id, initiatives.c.closed_at.is_(None), *conditions)
    )
    return [Follow(*row) for row in unit.connection.execute(query)]
