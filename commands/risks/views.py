"""How risks look: card, list, form."""

from collections.abc import Sequence
from datetime import date

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, fields, header, mention, section, sections
from commands.slack.choices import initiative_field
from commands.slack.dates import describe_date
from commands.slack.modals import ChoiceField, DateField, Field, Modal, PersonField, TextField
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.scoring import find_band, show_score
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.risks import Risk

TITLE_LIMIT = 200
MITIGATION_LIMIT = 1000
PAGE_SIZE = 12
SCORES = [(str(score), str(score)) for score in range(1, 6)]


def risk_saved_message(risk: Risk) -> Message:
    """What the reporter sees right after saving."""
    headline = f"*{risk.id}* {inert(risk.title)}\n{show_score(risk.likelihood, risk.impact)}"
    details = _details(risk)
    return compose(section(headline), fields(details) if details else None, context(_saved_note(risk)))


def risk_card(risk: Risk) -> Message:
    """Everything about one risk."""
    reason = sections(f"*Reason*\n{inert(risk.reason)}") if risk.reason else []
    mitigation = sections(f"*Mitigation*\n{inert(risk.mitigation)}") if risk.mitigation else []
    return compose(
        header(f"{risk.id} · {risk.initiative_key}"),
        section(f"*{inert(risk.title)}*\n{show_score(risk.likelihood, risk.impact)} · {risk.state}"),
        fields([("Reported by", mention(risk.author_id)), *_details(risk)]),
        *mitigation,
        *reason,
        actions(button("Update", "risk.edit", risk.id)) if risk.is_live else None,
    )


def risk_list_message(initiative: Initiative, risks: Sequence[Risk], page: int = 0) -> Message:
    """The risks of an initiative, live ones and high scores first, a dozen a page."""
    title = header(f"{initiative.key} · Risks")
    if not risks:
        return compose(title, section("No risk yet."), actions(_report_button(initiative)))
    shown = risks[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    return compose(
        title,
        *(
            section(_line(risk), accessory=button("Open", "risk.show", risk.id, spoken=f"Open {risk.id}"))
            for risk in shown
        ),
        actions(*_page_buttons(initiative, page, len(risks)), _report_button(initiative)),
    )


def risk_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change-risk` does."""
    return Modal("risk.report", "Report a risk", "Save", [initiative_field(initiatives, initial_key), *_fields()])


def edit_risk_modal(risk: Risk) -> Modal:
    """The form for an existing risk, filled in."""
    return Modal("risk.edit", f"Update {risk.id}", "Save", _fields(risk), metadata={"id": risk.id})


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
    ]  # fmt: skip


def _details(risk: Risk) -> list[tuple[str, str]]:
    details = [
        ("Category", ROADBLOCKS[risk.category] if risk.category else ""),
        ("Owner", mention(risk.owner_id) if risk.owner_id else ""),
        ("Review date", _show_day(risk.review_on)),
    ]
    return [(label, value) for label, value in details if value]


def _saved_note(risk: Risk) -> str:
    if find_band(risk.score) in ("high", "critical"):
        return f"Saved. As a {find_band(risk.score)} risk it goes into the executives' digest."
    return "Saved."


def _line(risk: Risk) -> str:
    owner = f" · {mention(risk.owner_id)}" if risk.owner_id else ""
    return f"*{risk.id}* {inert(risk.title)}\n{show_score(risk.likelihood, risk.impact)} · {risk.state}{owner}"


def _page_buttons(initiative: Initiative, page: int, count: int) -> list[sb.Button]:
    buttons = []
    if page > 0:
        buttons.append(button("Previous", "risk.page:previous", f"{initiative.key} {page - 1}"))
    if (page + 1) * PAGE_SIZE < count:
        buttons.append(button("Next", "risk.page:next", f"{initiative.key} {page + 1}"))
    return buttons


def _report_button(initiative: Initiative) -> sb.Button:
    return button("Report a risk", "risk.open", initiative.key)


def _show_day(day: date | None) -> str:
    return describe_date(day) if day else ""
