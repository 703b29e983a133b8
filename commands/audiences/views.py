"""How audiences look: list, card, the form for a list of e-mail addresses."""

from collections.abc import Sequence
from typing import Any

from commands.slack.blocks import Message, compose, context, header, mention, section, sections
from commands.slack.figures import count_people
from commands.slack.membership import KINDS, Membership
from commands.slack.modals import ChoiceField, Modal, TextField
from commands.slack.text import inert
from storage.audiences import Audience, Source

NAMES_SHOWN = 30
ADDRESSES_LIMIT = 3000


def audience_list_message(audiences: Sequence[Audience]) -> Message:
    """All audiences, a line each."""
    if not audiences:
        example = "`/change audience new sales kind:employees from:#sales`"
        return compose(section(f"No audience yet. An admin makes one with {example}."))
    lines = [f"• *{inert(a.name)}* · {a.kind} · {_show_rule(a)}" for a in audiences]
    return compose(header("Audiences"), *sections("\n".join(lines)))


def audience_card(audience: Audience, membership: Membership) -> Message:
    """One audience: its rule, who is in it now, who is left out and why."""
    members = membership.members
    names = ", ".join(inert(person.name) for person in members[:NAMES_SHOWN])
    more = f" and {len(members) - NAMES_SHOWN} more" if len(members) > NAMES_SHOWN else ""
    left_out = "\n".join(f"• {inert(p.name)} {p.unaddressable_reason}" for p in membership.left_out[:NAMES_SHOWN])
    return compose(
        header(audience.name),
        *sections(f"{audience.kind} · {_show_rule(audience)}"),
        *sections(f"*{count_people(len(members))} now*\n{names}{more}" if members else "*Nobody now*"),
        *(sections(f"*Left out*\n{left_out}") if left_out else []),
        context("Who is in it is looked up again at each send."),
    )


def audience_modal() -> Modal:
    """The form for a new audience."""
    return Modal(
        callback_id="audience.new",
        title="New audience",
        submit="Save",
        fields=[
            TextField("Name", limit=64, hint="Such as sales-managers"),
            ChoiceField("Kind", options=[(kind, kind) for kind in KINDS]),
            TextField("From", limit=1000, hint="@people, #channels, @groups or csv, separated by commas"),
            TextField("Except", limit=1000, is_optional=True, hint="Who of them is left out, written alike"),
        ],
    )


def addresses_modal(metadata: dict[str, Any]) -> Modal:
    """The form that takes the people of a `csv` source."""
    hint = "One address a line, or separated by commas"
    return Modal(
        callback_id="audience.addresses",
        title="People by e-mail",
        submit="Save",
        fields=[TextField("Addresses", limit=ADDRESSES_LIMIT, is_multiline=True, hint=hint)],
        metadata=metadata,
    )


def _show_rule(audience: Audience) -> str:
    included = ", ".join(map(_show_source, audience.included))
    excluded = ", ".join(map(_show_source, audience.excluded))
    return f"{included} except {excluded}" if excluded else included


def _show_source(source: Source) -> str:
    if "person" in source:
        return mention(source["person"])
    if "channel" in source:
        return f"<#{source['channel']}>"
    if "group" in source:
        return f"@{inert(source['name'])}"
    return f"a list of {count_people(len(source['people']))}"
