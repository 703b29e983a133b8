"""How resource lines look: card, list, forms, and the weekly ask."""

from collections.abc import Sequence
from dataclasses import replace

import slackblocks as sb

from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    fields,
    header,
    local_time,
    mention,
    section,
    sections,
)
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.figures import draw_sparkline, show_number, write_number
from commands.slack.history import history_blocks
from commands.slack.modals import ChoiceField, Field, Modal, PersonField, TextField
from commands.slack.pages import NAME_READ_OUT, Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.resource_figures import Plan, ResourceReading
from storage.resources import DEFAULT_THRESHOLD, Resource, ResourceKind
from storage.units import AuditEntry

NAME_LIMIT, UNIT_LIMIT, NUMBER_LIMIT = 80, 20, 20
KINDS = {ResourceKind.PEOPLE: "people", ResourceKind.BUDGET: "budget"}
NOT_IN_HISTORY = ("resource.read", "resource.planned")
"""Figures have lists of their own on the card."""
REASON_IN_LIST = 120
MOST_PLANS = 20
REASON_SENT = 1000
"""On a card so many plans, and of each reason so many characters as they are sent: a message's text holds 40,000."""
MOST_ASKED = 40
"""Lines in one weekly ask; a message holds 50 blocks."""


def resource_card(
    resource: Resource,
    plans: Sequence[Plan],
    readings: Sequence[ResourceReading],
    entries: Sequence[AuditEntry],
    zone: str,
    note: str | None = None,
) -> Message:
    """One line: figures, every version of the plan, history; `note` says what just came of a change."""
    trend = draw_sparkline([reading.value for reading in readings])
    versions = "\n".join(_show_plans(resource, plans))
    others = [entry for entry in entries if entry.action not in NOT_IN_HISTORY]
    details = [
        ("Owner", mention(resource.owner_id)),
        ("Threshold", f"{resource.threshold} %"),
        *([("Risk", resource.risk_id)] if resource.risk_id else []),
        *([("Course", trend)] if trend else []),
    ]
    return compose(
        header(f"{resource.initiative_key} · Resource"),
        *sections(f"*{inert(resource.name)}* ({KINDS[ResourceKind(resource.kind)]})\n{show_figures(resource)}"),
        fields(details),
        *sections(f"*Plan*\n{versions}"),
        context(note) if note else None,
        actions(*_buttons(resource)),
        *history_blocks(others, zone),
    )


def resource_list_message(initiative: Initiative, resources: Sequence[Resource], page: int = 0) -> Message:
    """An initiative's lines, planned against what is there."""
    lines = [
        Line(f"*{inert(each.name)}* ({each.kind}) · {mention(each.owner_id)}\n{show_figures(each)}", each.id, each.name)
        for each in resources
    ]
    listing = Listing(
        f"{initiative.key} · Resources",
        initiative.key,
        lines,
        "No people or budget line yet.",
        "resource.page",
        "resource.show",
    )
    return listing.show(page, button("Add a line", "resource.open", initiative.key))


def weekly_ask_message(awaited: Sequence[Resource]) -> Message:
    """For an owner, on Friday: which lines have no figure yet this week, each with the button that takes it."""
    more = f"and {len(awaited) - MOST_ASKED} more" if len(awaited) > MOST_ASKED else ""
    return compose(
        section(":bar_chart: *How does it stand this week?*"),
        *(ask_section(resource) for resource in awaited[:MOST_ASKED]),
        context(more) if more else None,
    )


def ask_section(resource: Resource) -> sb.Block:
    """One line that waits for its figure, with the button that takes it."""
    record = button(
        "Record",
        f"resource.record:{resource.id}",
        resource.id,
        spoken=f"Record {shorten(resource.name, NAME_READ_OUT)}",
    )
    return section(
        f"*{inert(resource.name)}* ({resource.initiative_key}, {resource.kind})\n{show_figures(resource)}",
        accessory=record,
    )


def show_figures(resource: Resource, reason_limit: int = REASON_LIMIT) -> str:
    """What is there of what is planned, and the difference, as mrkdwn."""
    planned = inert(show_number(resource.planned, resource.measured_in))
    if resource.dropped_because is not None:
        return f"{planned} planned · dropped: {inert(shorten(resource.dropped_because, reason_limit, str))}"
    if resource.latest is None or resource.difference is None:
        return f"{planned} planned · no figure yet"
    warning = f" · :warning: {_name_shortfall(resource)}" if resource.is_short else ""
    difference = f"{100 * resource.difference:+.0f} %".replace("-", "−")
    return (
        f"{show_number(resource.latest.value)} of {planned} ({difference}){warning}"
        f" · {describe_date(resource.latest.read_on)}"
    )


def add_resource_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change resource add` does."""
    kinds = [(kind.value, label) for kind, label in KINDS.items()]
    hint = f"In %: how far it may be off before a risk is raised; {DEFAULT_THRESHOLD} when left empty"
    form_fields: list[Field] = [
        initiative_field(initiatives, initial_key),
        TextField("Name", limit=NAME_LIMIT, hint="Such as Developers"),
        ChoiceField("Kind", options=kinds),
        TextField("Planned", limit=NUMBER_LIMIT, hint="A number"),
        TextField("Unit", limit=UNIT_LIMIT, is_optional=True, hint="Such as FTE or EUR"),
        PersonField("Owner", is_optional=True, hint="Asked for the figure every Friday; the lead when left empty"),
        TextField("Threshold", limit=5, is_optional=True, hint=hint),
    ]
    return Modal("resource.add", "New resource line", "Save", form_fields)


def record_modal(resource: Resource) -> Modal:
    """The form for this week's figure."""
    intro = (
        f"{resource.name} ({resource.initiative_key}): {show_number(resource.planned, resource.measured_in)} planned"
    )
    fields_ = [TextField("Value", limit=NUMBER_LIMIT)]
    return Modal("resource.record", "Record a value", "Save", fields_, metadata={"id": resource.id}, intro=intro)


def plan_modal(resource: Resource) -> Modal:
    """The form for another plan, which needs a reason."""
    planned = write_number(resource.planned)
    form_fields = [TextField("Planned", limit=NUMBER_LIMIT, initial=planned), TextField("Reason", limit=REASON_LIMIT)]
    return Modal("resource.plan", "Change the plan", "Save", form_fields, metadata=_remember(resource))


def edit_resource_modal(resource: Resource) -> Modal:
    """The form for what a line is, filled in."""
    form_fields: list[Field] = [
        TextField("Name", limit=NAME_LIMIT, initial=resource.name),
        TextField("Unit", limit=UNIT_LIMIT, is_optional=True, initial=resource.measured_in),
        PersonField("Owner", initial=resource.owner_id),
        TextField("Threshold", limit=5, initial=str(resource.threshold)),
    ]
    return Modal("resource.edit", "Edit a resource line", "Save", form_fields, metadata=_remember(resource))


def drop_resource_modal(resource: Resource) -> Modal:
    """The form that asks why it is given up."""
    form_fields = [TextField("Reason", limit=REASON_LIMIT)]
    return Modal("resource.drop", "Drop a resource line", "Drop", form_fields, metadata=_remember(resource))


def without_figures(resource: Resource) -> Resource:
    """What a form is about: a figure that comes in while it is open is no conflict."""
    return replace(resource, latest=None, risk_id=None)


def _remember(resource: Resource) -> dict[str, str]:
    return {"id": resource.id, "stamp": stamp(without_figures(resource))}


def _buttons(resource: Resource) -> list[sb.Button]:
    if resource.dropped_because is not None:
        return [button("Reopen", "resource.reopen", resource.id)]
    labels = [("Record", "record"), ("Change plan", "plan"), ("Edit", "edit"), ("Drop", "drop")]
    risk = [button(f"Open {resource.risk_id}", "risk.show", resource.risk_id)] if resource.risk_id else []
    return [*(button(label, f"resource.{verb}", resource.id) for label, verb in labels), *risk]


def _name_shortfall(resource: Resource) -> str:
    return "too few" if resource.kind == ResourceKind.PEOPLE else "overspent"


def _show_plans(resource: Resource, plans: Sequence[Plan]) -> list[str]:
    """Each version on a line; of very many the first and the latest."""
    if len(plans) <= MOST_PLANS:
        return [_show_plan(resource, plan) for plan in plans]
    latest = plans[1 - MOST_PLANS :]
    between = f"and {len(plans) - MOST_PLANS} between"
    return [_show_plan(resource, plans[0]), between, *(_show_plan(resource, plan) for plan in latest)]


def _show_plan(resource: Resource, plan: Plan) -> str:
    reason = f": {inert(shorten(plan.reason, REASON_SENT, inert))}" if plan.reason else ""
    figure = inert(show_number(plan.planned, resource.measured_in))
    return f"{plan.position}. {figure} · {mention(plan.author_id)} {local_time(plan.at)}{reason}"
