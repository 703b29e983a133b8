"""Dossiers: everything that the card of an audience tells, gathered in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commands.slack.cadences import Cadence, describe_rule
from commands.slack.membership import Membership
from storage import cadences
from storage.attention import find_default_budget
from storage.audiences import Audience
from storage.audit import list_entries
from storage.units import AuditEntry, Unit


@dataclass(frozen=True, slots=True)
class Dossier:
    """An audience, who is in it, when it heard something, and what was promised to it."""

    audience: Audience
    membership: Membership
    default_budget: int
    told_at: datetime | None
    promise: str | None
    promise_zone: str
    next_at: datetime | None
    kept_at: datetime | None
    entries: Sequence[AuditEntry]


def gather_dossier(unit: Unit, audience: Audience, membership: Membership) -> Dossier:
    """The dossier of an audience whose members have been looked up."""
    cadence = cadences.find_cadence(unit, audience.name)
    return Dossier(
        audience=audience,
        membership=membership,
        default_budget=find_default_budget(unit),
        told_at=cadences.find_last_told(unit, audience.name),
        promise=describe_promise(cadence) if cadence else None,
        promise_zone=cadence.zone if cadence else "UTC",
        next_at=cadence.due_at if cadence else None,
        kept_at=cadences.find_last_kept(unit, audience.name) if cadence else None,
        entries=list_entries(unit, audience.name),
    )


def describe_promise(cadence: cadences.Cadence) -> str:
    """How often something was promised, in words."""
    return describe_rule(Cadence(cadence.rule, cadence.starts_at.time()))
