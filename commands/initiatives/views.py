"""How initiatives look: list, card, forms."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, fields, header, mention, section, sections
from commands.slack.dates import describe_date
from commands.slack.modals import ChannelField, DateField, Field, Modal, PersonField, TextField
from commands.slack.rag import MARKS, show_rag
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.statuses import Status

NAME_LIMIT = 120
END_STATE_LIMIT = 500


def initiative_list_message(initiatives: Sequence[Initiative], latest: Mapping[str, Status]) -> Message:
    """All initiatives, a line each, open ones first."""
    if not initiatives:
        return compose(section('No initiative yet. An admin starts one with `/change new CRM "New CRM"`.'))
    lines = [_line(initiative, latest.get(initiative.key)) for initiative in sorted(initiatives, key=_open_first)]
    return compose(header("Initiatives"), *sections("\n".join(lines)))


def initiative_card(initiative: Initiative, status: Status | None, champions: Sequence[str]) -> Message:
    """Everything about one initiative that anyone may see."""
    standing = f"{show_rag(status.rag)}: {inert(status.summary)}" if status else "No status yet."
    closed = context(f"Closed on {describe_date(initiative.closed_at.date())}.") if initiative.closed_at else None
    return compose(
        header(f"{initiative.key} · {initiative.name}"),
        *(sections(f"*End state*\n{inert(initiative.end_state)}") if initiative.end_state else []),
        *sections(standing),
        fields(
            [
                ("Sponsor", mention(initiative.sponsor_id)),
                ("Lead", mention(initiative.lead_id)),
                ("Champions", " ".join(map(mention, champions)) or "none yet"),
                ("Channel", f"<#{initiative.channel_id}>" if initiative.channel_id else "none"),
                ("Start", describe_date(initiative.start_on) if initiative.start_on else "not set"),
                ("Target date", describe_date(initiative.target_on) if initiative.target_on else "not set"),
            ]
        ),
        closed,
        actions(*_buttons(initiative)) if initiative.is_open else None,
    )


def new_modal(key: str | None = None, name: str | None = None) -> Modal:
    """The form for a new initiative."""
    return Modal("initiative.new", "New initiative", "Start", _form_fields(key=key, name=name))


def edit_modal(initiative: Initiative) -> Modal:
    """The form for an existing one, filled in; the key stays."""
    fields_ = _form_fields(
        name=initiative.name,
        end_state=initiative.end_state or None,
        sponsor_id=initiative.sponsor_id,
        lead_id=initiative.lead_id,
        channel_id=initiative.channel_id,
        start=initiative.start_on.isoformat() if initiative.start_on else None,
        target=initiative.target_on.isoformat() if initiative.target_on else None,
    )
    return Modal("initiative.edit", f"Edit {initiative.key}", "Save", fields_[1:], metadata={"key": initiative.key})


def _form_fields(
    *,
    key: str | None = None,
    name: str | None = None,
    end_state: str | None = None,
    sponsor_id: str | None = None,
    lead_id: str | None = None,
    channel_id: str | None = None,
    start: str | None = None,
    target: str | None = None,
) -> list[Field]:
    return [
        TextField("Key", limit=10, initial=key, hint="2–10 letters and digits, such as CRM"),
        TextField("Name", limit=NAME_LIMIT, initial=name),
        TextField(
            "End state", limit=END_STATE_LIMIT, is_multiline=True, initial=end_state,
            hint="One sentence: what is true when this is done? It stands in every memo.",
        ),
        PersonField("Sponsor", initial=sponsor_id),
        PersonField("Lead", initial=lead_id),
        ChannelField("Channel", is_optional=True, initial=channel_id),
        DateField("Start", is_optional=True, initial=start),
        DateField("Target date", is_optional=True, initial=target),
    ]  # fmt: skip


def _line(initiative: Initiative, status: Status | None) -> str:
    mark = MARKS[status.rag] if status else MARKS["grey"]
    ending = "" if initiative.is_open else " (closed)"
    return f"{mark} *{initiative.key}* {inert(initiative.name)} · lead {mention(initiative.lead_id)}{ending}"


def _open_first(initiative: Initiative) -> tuple[bool, str]:
    return (not initiative.is_open, initiative.key)


def _buttons(initiative: Initiative) -> list[sb.Button]:
    return [
        button("Post a status", "status.open", initiative.key),
        button("Edit", "initiative.edit", initiative.key),
    ]
