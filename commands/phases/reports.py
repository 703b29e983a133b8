"""The gate report: what a sponsor is shown before they say go or no-go, frozen as it stood when it was asked for."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from commands.phases.lines import judge, show_checkpoint
from commands.slack.buffers import measure_phase_buffer, show_buffer
from commands.slack.scoring import Bands
from storage.checkpoints import Checkpoint
from storage.phases import Phase, PhaseSlip
from storage.risks import Risk

TELLING_BANDS = ("high", "critical")
MOST_RISKS = 10


class ReportLine(TypedDict):
    """One checkpoint or risk as it stood: plain text, and for a checkpoint its verdict."""

    id: str
    text: str
    verdict: str


class GateReport(TypedDict):
    """All that the sponsor sees: when it was drawn up, the checkpoints, the buffer in words, the risks."""

    drawn_up_on: str
    checkpoints: list[ReportLine]
    buffer: str
    risks: list[ReportLine]


def compose_report(
    phase: Phase,
    checkpoints: Sequence[Checkpoint],
    slips: Sequence[PhaseSlip],
    risks: Sequence[Risk],
    bands: Bands,
    today: date,
) -> GateReport:
    """The report of a phase as it stands; of the risks those that are live or have come true, the worst."""
    telling = [
        risk
        for risk in risks
        if (risk.is_live or risk.is_issue) and not risk.is_private and bands.find(risk.score) in TELLING_BANDS
    ]
    return {
        "drawn_up_on": today.isoformat(),
        "checkpoints": [
            {"id": each.id, "text": show_checkpoint(each, today), "verdict": judge(each)} for each in checkpoints
        ],
        "buffer": show_buffer(measure_phase_buffer(phase, slips, today)),
        "risks": [
            {
                "id": risk.id,
                "text": f"{risk.title}: {bands.show(risk.likelihood, risk.impact)}, {risk.state}",
                "verdict": bands.find(risk.score),
            }
            for risk in telling[:MOST_RISKS]
        ],
    }


def list_failing(report: GateReport | dict[str, Any]) -> list[str]:
    """The ids of the checkpoints that were not met, those without a reading among them."""
    return [each["id"] for each in report["checkpoints"] if each["verdict"] != "met"]
