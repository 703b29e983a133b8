"""How initiatives look: list, card, forms."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    fields,
    header,
    mention,
    mention_channel,
    sections,
)
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.derivation import SEVERITY
from commands.slack.modals import ChannelField, ChoiceField, DateField, Field, Modal, PersonField, TextField
from commands.slack.pages import Line, Listing
from commands.slack.rag import MARKS
from commands.slack.reasons import REASON_LIMIT
from commands.slack.standing import WATERMELON, Standing
from commands.slack.text import inert
from storage.initiatives import Initiative

NAME_LIMIT = 120
END_STATE_LIMIT = 500


def list_of_initiatives(initiatives: Sequence[Initiative]) -> list[Initiative]:
    """The order in which initiatives are listed: open ones first, then by key."""
    return sorted(initiatives, key=lambda initiative: (not initiative.is_open, initiative.key))


def initiative_list_message(
    initiatives: Sequence[Initiative], standings: Mapping[str, Standing], page: int = 0
) -> Message:
    """All initiatives, a line each, under what they come to together; `standings` are those of the page's open ones."""
    listing = Listing(
        title="Initiatives",
        subject="all",
        lines=[Line(_line(each, standings.get(each.key)), each.key) for each in initiatives],
        empty='No initiative yet. An admin starts one with `/change new CRM "New CRM"`.',
        turn_action="initiative.page",
        open_action="initiative.show",
    )
    return listing.show(page, head=_roll_up(list(standings.values())))


def initiative_card(
    initiative: Initiative,
    standing: Standing,
    champions: Sequence[str],
    plan: Sequence[str],
    history: Sequence[sb.Block],
) -> Message:
    """Everything about one initiative that anyone may see; `plan` is its objectives, phases and next promises."""
    said = f"\n{inert(standing.status.summary)}" if standing.status else ""
    evidence = f"\n{standing.show_evidence()}" if standing.show_evidence() else ""
    closed = context(f"Closed on {describe_date(initiative.closed_at.date())}.") if initiative.closed_at else None
    return compose(
        header(f"{initiative.key} · {initiative.name}"),
        *(sections(f"*End state*\n{inert(initiative.end_state)}") if initiative.end_state else []),
        *sections(f"*{standing.show()}*{said}{evidence}"),
        *(sections("\n".join(plan)) if plan else []),
        fields(
            [
                ("Sponsor", mention(initiative.sponsor_id)),
                ("Lead", mention(initiative.lead_id)),
                ("Champions", " ".join(map(mention, champions)) or "none yet"),
                ("Channel", mention_channel(initiative.channel_id) if initiative.channel_id else "none"),
                ("Start", describe_date(initiative.start_on) if initiative.start_on else "not set"),
                ("Target date", describe_date(initiative.target_on) if initiative.target_on else "not set"),
            ]
        ),
        closed,
        *history,
        actions(*_buttons(initiative)),
    )


def new_modal(templates: Sequence[str]) -> Modal:
    """The form for a new initiative; a template lays out its phases."""
    options = [(name, name) for name in templates]
    template = ChoiceField("Template", is_optional=True, options=options, hint="Phases to begin with, yours to change")
    return Modal("initiative.new", "New initiative", "Start", [*_form_fields(), template])


def edit_modal(initiative: Initiative, *, with_people: bool) -> Modal:
    """The form for an existing one, filled in; the key stays, and so do sponsor and lead unless `with_people`."""
    kept = ("Key",) if with_people else ("Key", "Sponsor", "Lead")
    fields_ = _form_fields(
        name=initiative.name,
        end_state=initiative.end_state or None,
        sponsor_id=initiative.sponsor_id,
        lead_id=initiative.lead_id,
        channel_id=initiative.channel_id,
        start=initiative.start_on.isoformat() if initiative.start_on else None,
        target=initiative.target_on.isoformat() if initiative.target_on else None,
    )
    return Modal(
        "initiative.edit", f"Edit {initiative.key}", "Save", [each for each in fields_ if each.label not in kept],
        metadata={"key": initiative.key, "stamp": stamp(initiative)},
        intro=None if with_people else "Another sponsor or lead is named by an admin.",
    )  # fmt: skip


def reopen_modal(closed: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change reopen` does."""
    fields_ = [initiative_field(closed, initial_key), TextField("Reason", limit=REASON_LIMIT, is_multiline=True)]
    return Modal("initiative.reopen", "Reopen an initiative", "Reopen", fields_)


def _form_fields(
    *,
    name: str | None = None,
    end_state: str | None = None,
    sponsor_id: str | None = None,
    lead_id: str | None = None,
    channel_id: str | None = None,
    start: str | None = None,
    target: str | None = None,
) -> list[Field]:
    return [
        TextField("Key", limit=10, hint="2–10 letters and digits, such as CRM"),
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


def _line(initiative: Initiative, standing: Standing | None) -> str:
    name = f"*{initiative.key}* {inert(initiative.name)} · lead {mention(initiative.lead_id)}"
    return f"{name}\n{standing.show()}" if standing else f"{name} (closed)"


def _roll_up(standings: Sequence[Standing]) -> list[sb.Block]:
    if len(standings) < 2:
        return []
    counts = {rag: sum(each.derived == rag for each in standings) for rag in (*reversed(SEVERITY), "grey")}
    facts = ", ".join(f"{MARKS[rag]} {count}" for rag, count in counts.items() if count)
    hidden = sum(standing.is_watermelon for standing in standings)
    overdue = sum(standing.declared == "grey" for standing in standings)
    notes = [f"{WATERMELON} {hidden}"] if hidden else []
    notes += [f"without a fresh status {overdue}"] if overdue else []
    return [context(" · ".join([f"By the facts: {facts}", *notes]))]


def _buttons(initiative: Initiative) -> list[sb.Button]:
    if not initiative.is_open:
        return [button("Reopen", "initiative.reopen", initiative.key)]
    return [
        button("Post a status", "status.open", initiative.key),
        button("Risks", "risk.list", initiative.key),
        button("Phases", "phase.list", initiative.key),
        button("Edit", "initiative.edit", initiative.key),
    ]
