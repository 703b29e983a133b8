"""Scores: what each rater gives a vendor on each criterion, from 1 to 5; the audit log keeps what they gave before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, Select, String, Table, select

from storage.schema import Moment, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert
from storage.vendors import Vendor, vendors

vendor_scores = Table(
    "vendor_scores",
    metadata,
    team_column(),
    Column("vendor_id", String(16), primary_key=True),
    Column("criterion_id", String(16), primary_key=True),
    Column("rater_id", String(32), primary_key=True),
    Column("score", Integer, nullable=False),
    Column("scored_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Score:
    """What one rater gave a vendor on a criterion, and when."""

    vendor_id: str
    criterion_id: str
    rater_id: str
    score: int
    scored_at: datetime


_columns = [vendor_scores.c[name] for name in Score.__dataclass_fields__]


def _select(unit: Unit) -> Select[Any]:
    return select(*_columns).where(vendor_scores.c.team_id == unit.team_id)


def score_vendor(unit: Unit, vendor: Vendor, scores: Mapping[str, int]) -> None:
    """Record the actor's scores by criterion id; those for other criteria stay as they are."""
    mine = {each.criterion_id: each.score for each in list_scores_of(unit, vendor) if each.rater_id == unit.actor_id}
    changed = {criterion_id: score for criterion_id, score in scores.items() if mine.get(criterion_id) != score}
    for criterion_id, score in changed.items():
        key = {
            "team_id": unit.team_id, "vendor_id": vendor.id, "criterion_id": criterion_id, "rater_id": unit.actor_id,
        }  # fmt: skip
        upsert(unit, vendor_scores, key, {"score": score, "scored_at": unit.now})
    if changed:
        unit.audit("vendor.scored", vendor.id, **{each: [mine.get(each), changed[each]] for each in changed})


def list_scores_of(unit: Unit, vendor: Vendor) -> Sequence[Score]:
    """What all raters gave one vendor."""
    is_of = vendor_scores.c.vendor_id == vendor.id
    return [Score(*row) for row in unit.connection.execute(_select(unit).where(is_of))]


def list_scores(unit: Unit, initiative_key: str) -> Sequence[Score]:
    """What all raters gave the vendors of an initiative."""
    is_of = (vendors.c.team_id == unit.team_id) & (vendors.c.initiative_key == initiative_key)
    ids = select(vendors.c.id).where(is_of)
    return [Score(*row) for row in unit.connection.execute(_select(unit).where(vendor_scores.c.vendor_id.in_(ids)))]
