"""The forms for risks, and what was filled into them."""

from typing import Any

from commands.slack.ask import Ask
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import parse_date
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.modals import ChoiceField, DateField, Field, Modal, PersonField, TextField
from commands.slack.reasons import REASON_LIMIT
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.values import parse_score
from storage.errors import Problems
from storage.initiatives import Initiative
from storage.risks import SENSITIVITIES, Risk, RiskState

TITLE_LIMIT, MITIGATION_LIMIT = 200, 1000
TITLE_EXAMPLE = "Legacy sync drops records"
MITIGATION_EXAMPLE = "call the vendor"
SCORES = [(str(score), str(score)) for score in range(1, 6)]
STATES = [(RiskState.OPEN.value, "open"), (RiskState.MITIGATING.value, "mitigating: something is done about it")]
END_TITLES = {
    RiskState.ACCEPTED: "Accept",
    RiskState.CLOSED: "Close",
    RiskState.MATERIALISED: "It came true:",
    RiskState.OPEN: "Open again",
}


def risk_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change-risk` does."""
    return Modal("risk.report", "Report a risk", "Save", [initiative_field(initiatives, initial_key), *_fields()])


def edit_risk_modal(risk: Risk) -> Modal:
    """The form for an existing risk, filled in."""
    state = [ChoiceField("State", options=STATES, initial=risk.state)] if risk.is_live else []
    fields = [*_fields(risk), *state]
    return Modal("risk.edit", f"Update {risk.id}", "Save", fields, metadata={"id": risk.id, "stamp": stamp(risk)})


def end_risk_modal(risk: Risk, state: RiskState) -> Modal:
    """The form that asks why a risk is accepted, closed, opened again, or what happened when it came true."""
    hint = "What happened, and what is done now?" if state == RiskState.MATERIALISED else None
    reason = TextField("Reason", limit=REASON_LIMIT, is_multiline=True, hint=hint)
    return Modal(
        "risk.end", f"{END_TITLES[state]} {risk.id}", "Save", [reason], metadata={"id": risk.id, "state": state}
    )


async def read_risk_form(ask: Ask) -> dict[str, Any]:
    """A risk's values from either of its forms, all problems told at once."""
    form, problems = ask.form, Problems()
    values: dict[str, Any] = {
        "likelihood": parse_score(form["likelihood"], "Likelihood"),
        "impact": parse_score(form["impact"], "Impact"),
        "category": form["category"],
        "owner_id": form["owner"],
        "sensitivity": form["private"],
        "review_on": None,
        "mitigation": None,
    }
    if form.get("state"):
        values["state"] = form["state"]
    with problems:
        values["title"] = clean_line(form["title"] or "", "Title", TITLE_LIMIT, example=TITLE_EXAMPLE)
    with problems:
        if form["owner"]:
            await find_member(ask, f"<@{form['owner']}>", "Owner")
    with problems:
        if form["review_date"]:
            values["review_on"] = parse_date(form["review_date"], await ask.find_today(), "Review date", future=True)
    with problems:
        if not is_blank(form["mitigation"]):
            text = form["mitigation"]
            values["mitigation"] = clean_text(text, "Mitigation", MITIGATION_LIMIT, example=MITIGATION_EXAMPLE)
    problems.raise_found()
    return values


def _fields(risk: Risk | None = None) -> list[Field]:
    return [
        TextField("Title", limit=TITLE_LIMIT, initial=risk.title if risk else None),
        ChoiceField("Likelihood", options=SCORES, initial=str(risk.likelihood) if risk else None),
        ChoiceField("Impact", options=SCORES, initial=str(risk.impact) if risk else None),
        ChoiceField(
            "Category", is_optional=True, options=list(ROADBLOCKS.items()), initial=risk.category if risk else None
        ),
        PersonField("Owner", is_optional=True, initial=risk.owner_id if risk else None),
        DateField(
            "Review date", is_optional=True,
            initial=risk.review_on.isoformat() if risk and risk.review_on else None,
        ),
        TextField(
            "Mitigation", is_optional=True, limit=MITIGATION_LIMIT, is_multiline=True,
            initial=risk.mitigation if risk else None,
        ),
        ChoiceField(
            "Private", is_optional=True, options=[(word, word.title()) for word in SENSITIVITIES],
            initial=risk.sensitivity if risk else None,
            hint="Only the lead, the sponsor, its owner and you see a private risk",
        ),
    ]  # fmt: skip
