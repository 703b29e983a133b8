"""Vendors: who is compared for an initiative, who was chosen, and what the comparison said on that day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

vendors = Table(
    "vendors",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(80), nullable=False),
    Column("offer", String(500)),
    Column("state", String(16), nullable=False),
    Column("dropped_reason", String(500)),
    Column("decision_id", String(16)),
    Column("record", Document),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)


class VendorState(StrEnum):
    """Whether a vendor is compared, has been chosen, or is out."""

    COMPARED = "compared"
    CHOSEN = "chosen"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor and what they offer; one that was chosen names the decision, and keeps the comparison as it stood."""

    id: str
    initiative_key: str
    name: str
    offer: str | None
    state: str
    dropped_reason: str | None
    decision_id: str | None
    record: Sequence[str] | None

    @property
    def is_compared(self) -> bool:
        """Whether it still stands to be chosen."""
        return self.state == VendorState.COMPARED


_columns = [vendors.c[name] for name in Vendor.__dataclass_fields__]


def add_vendor(unit: Unit, initiative_key: str, name: str, offer: str | None = None) -> Vendor:
    """Put a vendor among those that are compared."""
    vendor_id = next_id(unit, "V")
    row = {"id": vendor_id, "initiative_key": initiative_key, "name": name, "offer": offer}
    state = {"state": VendorState.COMPARED, "created_at": unit.now}
    unit.connection.execute(insert(vendors).values(team_id=unit.team_id, **row, **state))
    unit.audit("vendor.added", vendor_id, **to_plain_values(row))
    return get_vendor(unit, vendor_id)


def edit_vendor(unit: Unit, vendor_id: str, **changes: Any) -> Vendor:
    """Change name or offer; the audit log keeps old and new."""
    return _update(unit, vendor_id, "edited", changes)


def drop_vendor(unit: Unit, vendor_id: str, reason: str) -> Vendor:
    """Compare it no longer; its scores stay."""
    return _update(unit, vendor_id, "dropped", {"state": VendorState.DROPPED, "dropped_reason": reason})


def choose_vendor(unit: Unit, vendor_id: str, decision_id: str, record: Sequence[str]) -> Vendor:
    """Choose it by this decision; `record` is what the comparison said then, line by line."""
    changes = {"state": VendorState.CHOSEN, "decision_id": decision_id, "record": list(record)}
    return _update(unit, vendor_id, "chosen", changes)


def reopen_vendor(unit: Unit, vendor_id: str) -> Vendor:
    """Compare one again that was dropped or chosen; the decision stays in the log."""
    nothing = dict.fromkeys(("dropped_reason", "decision_id", "record"))
    return _update(unit, vendor_id, "reopened", {"state": VendorState.COMPARED, **nothing})


def get_vendor(unit: Unit, vendor_id: str) -> Vendor:
    """The vendor with this id; raises NotFound."""
    query = select(*_columns).where(vendors.c.team_id == unit.team_id, vendors.c.id == vendor_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Vendor", vendor_id)
    return Vendor(*row)


def list_vendors(unit: Unit, initiative_key: str) -> Sequence[Vendor]:
    """All vendors that an initiative ever compared, the oldest first."""
    query = select(*_columns).where(vendors.c.team_id == unit.team_id, vendors.c.initiative_key == initiative_key)
    return sorted((Vendor(*row) for row in unit.connection.execute(query)), key=lambda each: number_of(each.id))


def list_compared_vendors(unit: Unit) -> Sequence[Vendor]:
    """Every vendor that stands to be chosen, over all initiatives, the oldest first."""
    is_compared = vendors.c.state == VendorState.COMPARED
    query = select(*_columns).where(vendors.c.team_id == unit.team_id, is_compared)
    return sorted((Vendor(*row) for row in unit.connection.execute(query)), key=lambda each: number_of(each.id))


def _update(unit: Unit, vendor_id: str, action: str, changes: Mapping[str, Any]) -> Vendor:
    before = get_vendor(unit, vendor_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        condition = (vendors.c.team_id == unit.team_id) & (vendors.c.id == vendor_id)
        unit.connection.execute(update(vendors).where(condition).values(**changed))
        told = {name: value for name, value in changed.items() if name != "record"}
        unit.audit(f"vendor.{action}", vendor_id, **pair_changes(before, told))
    return get_vendor(unit, vendor_id)
