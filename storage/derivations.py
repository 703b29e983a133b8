"""Derivations: what the facts said of an initiative, one row a day, for its course over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Date, ForeignKeyConstraint, Integer, String, Table, select

from storage.initiatives import initiatives
from storage.schema import Document, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

derivations = Table(
    "derivations",
    metadata,
    team_column(),
    Column("initiative_key", String(10), primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("declared", String(8), nullable=False),
    Column("derived", String(8), nullable=False),
    Column("signals", Document, nullable=False),
    Column("exposure", Integer, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)


@dataclass(frozen=True, slots=True)
class Derivation:
    """One day: what was declared and derived, the signals as [area, rag, evidence], and the sum of live scores."""

    initiative_key: str
    on_day: date
    declared: str
    derived: str
    signals: list[list[str]]
    exposure: int


_columns = [derivations.c[name] for name in Derivation.__dataclass_fields__]


def put_derivation(unit: Unit, derivation: Derivation) -> None:
    """Keep what the facts say today, over what was kept earlier in the day."""
    values = {name: getattr(derivation, name) for name in Derivation.__dataclass_fields__}
    key = {"team_id": unit.team_id, "initiative_key": values.pop("initiative_key"), "on_day": values.pop("on_day")}
    upsert(unit, derivations, key, values)


def list_derived_keys(unit: Unit, day: date) -> set[str]:
    """The initiatives of which this day is kept already."""
    query = select(derivations.c.initiative_key).where(
        derivations.c.team_id == unit.team_id, derivations.c.on_day == day
    )
    return set(unit.connection.execute(query).scalars())


def list_derivations(unit: Unit, initiative_key: str, since: date = date.min) -> Sequence[Derivation]:
    """An initiative's days, the earliest first, from `since` on."""
    query = select(*_columns).where(
        derivations.c.team_id == unit.team_id,
        derivations.c.initiative_key == initiative_key,
        derivations.c.on_day >= since,
    )
    return [Derivation(*row) for row in unit.connection.execute(query.order_by(derivations.c.on_day))]
