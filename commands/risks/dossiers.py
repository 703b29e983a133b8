"""Dossiers: everything that is known of one risk, gathered for its card."""

from collections.abc import Sequence
from dataclasses import dataclass

from commands.risks.clocks import Clock, find_clocks, name_clock
from commands.slack.scoring import Bands, find_bands
from storage.audit import list_entries
from storage.escalations import Escalation, EscalationStep, list_escalations, list_steps
from storage.initiatives import get_initiative
from storage.playbooks import Attachment, list_attached
from storage.risks import Risk
from storage.units import AuditEntry, Unit

_APART = ("risk.escalat", "risk.acknowledged")
"""What the escalation's own lines tell already."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """One risk with the workspace's bands, the clock it goes by, its escalations, changes and contingency playbooks.

    It is resting while its initiative is closed.
    """

    risk: Risk
    bands: Bands
    clock: Clock | None = None
    is_resting: bool = False
    rounds: Sequence[Escalation] = ()
    steps: Sequence[EscalationStep] = ()
    entries: Sequence[AuditEntry] = ()
    playbooks: Sequence[Attachment] = ()


def open_dossier(unit: Unit, risk: Risk) -> Dossier:
    """The dossier of a risk as it is now."""
    bands = find_bands(unit)
    name = name_clock(risk, bands)
    return Dossier(
        risk=risk,
        bands=bands,
        clock=find_clocks(unit)[name] if name else None,
        is_resting=not get_initiative(unit, risk.initiative_key).is_open,
        rounds=list_escalations(unit, risk.id),
        steps=list_steps(unit, [risk.id]),
        entries=[entry for entry in list_entries(unit, risk.id) if not entry.action.startswith(_APART)],
        playbooks=list_attached(unit, risk.id),
    )
