"""How integrations look: card, list, forms."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import slackblocks as sb

from commands.integrations.readiness import find_dependents, find_under_way, find_waiting, join_names
from commands.slack.blocks import Message, actions, button, compose, context, fields, header, mention, section, sections
from commands.slack.choices import OPTIONS_LIMIT, initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.history import history_blocks
from commands.slack.modals import DateField, Field, Modal, MultiChoiceField, PersonField, TextField
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.integrations import Integration, IntegrationState
from storage.units import AuditEntry

NAME_LIMIT = 60
MOST_WARNED = 4
NAMES_SHOWN = 600
"""Of a list of names, so many characters as they are sent."""
ICONS = {
    IntegrationState.PLANNED: ":white_circle:",
    IntegrationState.UNDER_WAY: ":large_blue_circle:",
    IntegrationState.DONE: ":white_check_mark:",
    IntegrationState.DROPPED: ":no_entry_sign:",
}
_BUTTONS = {
    IntegrationState.PLANNED: [("Start", "start"), ("Edit", "edit"), ("Drop", "drop")],
    IntegrationState.UNDER_WAY: [("Done", "done"), ("Edit", "edit"), ("Not started", "reopen"), ("Drop", "drop")],
    IntegrationState.DONE: [("Reopen", "reopen"), ("Edit", "edit")],
    IntegrationState.DROPPED: [("Reopen", "reopen")],
}


def integration_card(
    integration: Integration, known: Sequence[Integration], entries: Sequence[AuditEntry], zone: str
) -> Message:
    """One system: how far it is, what it waits for and who waits for it."""
    needed = [each for each in known if each.id in integration.needs]
    dependents = find_dependents(integration, known)
    details = [
        ("Owner", mention(integration.owner_id) if integration.owner_id else ""),
        ("Planned", _show_days(integration)),
        ("Needs", _show_text(join_names(needed, with_states=True))),
        ("Needed by", _show_text(join_names(dependents))),
    ]
    given = [(label, value) for label, value in details if value]
    return compose(
        header(f"{integration.initiative_key} · System"),
        section(f"*{inert(integration.name)}*\n{_show_state(integration, known, zone)}"),
        fields(given) if given else None,
        *(sections(f"*Dropped*\n{inert(integration.dropped_because)}") if integration.dropped_because else []),
        _warn(find_under_way(known, besides=integration), zone) if _is_under_way(integration) else None,
        actions(*(button(label, f"integration.{verb}", integration.id) for label, verb in _buttons(integration))),
        *history_blocks(entries, zone),
    )


def integration_list_message(initiative: Initiative, known: Sequence[Integration], zone: str, page: int = 0) -> Message:
    """An initiative's systems, numbered so that each comes after all that it needs."""
    lines = [
        Line(f"*{number}. {inert(each.name)}*{_show_owner(each)}\n{_show_state(each, known, zone)}", each.id, each.name)
        for number, each in enumerate(known, 1)
    ]
    listing = Listing(
        f"{initiative.key} · Systems", initiative.key, lines, "No system yet.", "integration.page", "integration.show"
    )
    warning = _warn(find_under_way(known)[1:], zone)
    return listing.show(
        page, button("Add a system", "integration.open", initiative.key), head=[warning] if warning else []
    )


def add_integration_modal(
    initiatives: list[Initiative], known: Sequence[Integration], initial_key: str | None = None
) -> Modal:
    """The form that does what `/change integration add` does; `known` are the systems that there are already."""
    keys = {each.initiative_key for each in known}
    choices = [(each.id, each.name if len(keys) == 1 else f"{each.initiative_key} · {each.name}") for each in known]
    fields_ = [initiative_field(initiatives, initial_key), *_fields(choices)]
    return Modal("integration.add", "New system", "Save", fields_)


def edit_integration_modal(integration: Integration, known: Sequence[Integration]) -> Modal:
    """The form for an existing system, filled in."""
    choices = [(each.id, each.name) for each in known if each.id != integration.id]
    metadata = {"id": integration.id, "stamp": stamp(integration)}
    return Modal("integration.edit", "Edit a system", "Save", _fields(choices, integration), metadata=metadata)


def drop_integration_modal(integration: Integration) -> Modal:
    """The form that asks why it is given up."""
    metadata = {"id": integration.id, "stamp": stamp(integration)}
    return Modal(
        "integration.drop", "Drop a system", "Drop", [TextField("Reason", limit=REASON_LIMIT)], metadata=metadata
    )


def _fields(choices: Sequence[tuple[str, str]], integration: Integration | None = None) -> list[Field]:
    needs = MultiChoiceField(
        "Needs",
        is_optional=True,
        hint="What has to be done before it",
        options=choices[:OPTIONS_LIMIT],
        initial=integration.needs if integration else (),
    )
    starts_on, ends_on = (integration.starts_on, integration.ends_on) if integration else (None, None)
    return [
        TextField("System", limit=NAME_LIMIT, initial=integration.name if integration else None),
        *([needs] if choices else []),
        PersonField("Owner", is_optional=True, initial=integration.owner_id if integration else None),
        DateField("Start", is_optional=True, initial=starts_on.isoformat() if starts_on else None),
        DateField("End", is_optional=True, initial=ends_on.isoformat() if ends_on else None),
    ]


def _show_state(integration: Integration, known: Sequence[Integration], zone: str) -> str:
    parts = [f"{ICONS[integration.state]} {integration.state}"]
    waiting = find_waiting(integration, known)
    if _is_under_way(integration):
        parts[0] += f" since {_show_day(integration.started_at, zone)}"
    if integration.state == IntegrationState.DONE:
        parts[0] += f" {_show_day(integration.done_at, zone)}"
    elif integration.state != IntegrationState.DROPPED and waiting:
        parts.append(f"waits for {_show_text(join_names(waiting))}")
    elif integration.state == IntegrationState.PLANNED:
        parts.append("ready to start")
    return " · ".join(parts)


def _warn(others: Sequence[Integration], zone: str) -> sb.Block | None:
    if not others:
        return None
    named = [
        f"{inert(each.name)} is under way too (since {_show_day(each.started_at, zone)})"
        for each in others[:MOST_WARNED]
    ]
    return context(f":warning: One at a time: {', '.join(named)}")


def _show_text(text: str) -> str:
    return inert(shorten(text, NAMES_SHOWN, inert))


def _is_under_way(integration: Integration) -> bool:
    return integration.state == IntegrationState.UNDER_WAY


def _buttons(integration: Integration) -> list[tuple[str, str]]:
    return _BUTTONS[integration.state]


def _show_owner(integration: Integration) -> str:
    return f" · {mention(integration.owner_id)}" if integration.owner_id else ""


def _show_days(integration: Integration) -> str:
    start = f"from {describe_date(integration.starts_on)}" if integration.starts_on else ""
    end = f"until {describe_date(integration.ends_on)}" if integration.ends_on else ""
    return " ".join(filter(None, (start, end)))


def _show_day(instant: datetime | None, zone: str) -> str:
    return describe_date(instant.astimezone(ZoneInfo(zone)).date()) if instant else ""
