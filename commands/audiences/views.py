"""How audiences look: list, card, overlaps, forms."""

from collections.abc import Mapping, Sequence
from typing import Any

import slackblocks as sb

from commands.audiences.dossiers import Dossier
from commands.audiences.rules import EXAMPLES, describe_rules, list_rules, write_rules
from commands.audiences.sources import write_sources
from commands.slack.blocks import Message, actions, button, compose, context, header, local_time, mention, sections
from commands.slack.conflicts import stamp
from commands.slack.figures import count_people
from commands.slack.history import history_blocks
from commands.slack.membership import KINDS, Membership
from commands.slack.modals import ChoiceField, Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from storage.audiences import LANGUAGES, Audience, Source
from storage.memberships import Overlap
from storage.people import Person

NAMES_SHOWN = 30
ADDRESSES_LIMIT = 3000
SOURCES_LIMIT = 1000
MANY_NAMED = 10
ALL_OF_THEM = "all"
"""What a list is about when it is about every audience."""
FROM_HINT = "@people, #channels, @groups, csv or all, separated by commas"


def audience_list_message(audiences: Sequence[Audience], page: int = 0) -> Message:
    """All audiences, a line each."""
    empty = "No audience yet. An admin makes one with `/change audience new sales kind:employees from:#sales`."
    lines = [Line(" · ".join([f"*{inert(a.name)}*", a.kind, _show_rule(a), *list_rules(a)]), a.name) for a in audiences]
    listing = Listing("Audiences", ALL_OF_THEM, lines, empty, "audience.page", "audience.show")
    return listing.show(page, *([button("Overlaps", "audience.overlaps", ALL_OF_THEM)] if len(audiences) > 1 else []))


def audience_card(dossier: Dossier, zone: str) -> Message:
    """One audience: its rule, how and when it is told, who is in it now, who is left out and why."""
    audience = dossier.audience
    told = f"Last memo {local_time(dossier.told_at)}" if dossier.told_at else "No memo yet"
    return compose(
        header(audience.name),
        *sections(f"{audience.kind} · {_show_rule(audience)}"),
        *sections(f"*Told* {describe_rules(audience, dossier.default_budget)}\n{told}"),
        *(sections(_show_promise(dossier)) if dossier.promise else []),
        *_people_blocks(dossier.membership),
        context("Who is in it is looked up again at each send."),
        actions(
            button("Edit", "audience.edit", audience.name),
            button("Overlaps", "audience.overlaps", ALL_OF_THEM),
        ),
        *history_blocks(dossier.entries, zone),
    )


def overlaps_message(
    overlaps: Sequence[Overlap],
    members: Mapping[str, int],
    memberships: Mapping[str, int],
    names: Mapping[str, str],
    page: int = 0,
) -> Message:
    """Who is in several audiences, and which audiences share people."""
    counts = [sum(1 for count in memberships.values() if count == wanted) for wanted in (1, 2)]
    many = sorted((user_id for user_id, count in memberships.items() if count > 2), key=lambda each: -memberships[each])
    head = f"{count_people(counts[0])} in one audience, {counts[1]:,} in two, {len(many):,} in three or more"
    named = ", ".join(f"{inert(names.get(each, each))} ({memberships[each]})" for each in many[:MANY_NAMED])
    lines = [Line(_show_overlap(overlap, members), overlap.first) for overlap in overlaps]
    listing = Listing(
        "Overlaps", ALL_OF_THEM, lines, "No two audiences share people.", "audience.shared", "audience.show"
    )
    note = context("As last looked up, at most some hours ago.")
    return listing.show(page, head=[*sections(f"{head}\n{named}"), note])


def audience_modal() -> Modal:
    """The form for a new audience."""
    return Modal(
        callback_id="audience.new",
        title="New audience",
        submit="Save",
        fields=[
            TextField("Name", limit=64, hint="Such as sales-managers"),
            ChoiceField("Kind", options=[(kind, kind) for kind in KINDS]),
            TextField("From", limit=SOURCES_LIMIT, hint=FROM_HINT),
            TextField("Except", limit=SOURCES_LIMIT, is_optional=True, hint="Who of them is left out, written alike"),
        ],
    )


def edit_audience_modal(audience: Audience, people: Mapping[str, Person]) -> Modal:
    """The form that corrects an audience's rule and how it is told."""
    rules = write_rules(audience)
    included, excluded = (write_sources(each, people) for each in (audience.included, audience.excluded))
    kept = "; csv stands for the list it has" if any("people" in source for source in audience.included) else ""
    return Modal(
        callback_id="audience.edit",
        title="Edit audience",
        submit="Save",
        fields=[
            ChoiceField("Kind", options=[(kind, kind) for kind in KINDS], initial=audience.kind),
            TextField("From", limit=SOURCES_LIMIT, initial=included, hint=f"{FROM_HINT}{kept}"),
            TextField("Except", limit=SOURCES_LIMIT, is_optional=True, initial=excluded or None),
            ChoiceField("Language", options=list(LANGUAGES.items()), initial=audience.language),
            _rule_field("Window", rules, "or any: when messages may arrive, the recipient's own time"),
            _rule_field("Days", rules, "or any: the working days"),
            _rule_field("Country", rules, "or DE-BY, or none: whose public holidays are kept"),
            _rule_field("Budget", rules, "or default: the most messages a week to one person"),
        ],
        metadata={"name": audience.name, "stamp": stamp(audience)},
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


def _rule_field(label: str, rules: Mapping[str, str], meaning: str) -> TextField:
    name = label.lower()
    return TextField(label, limit=60, is_optional=True, initial=rules[name], hint=f"{EXAMPLES[name]}, {meaning}")


def _people_blocks(membership: Membership) -> list[sb.SectionBlock]:
    members = membership.members
    names = ", ".join(inert(person.name) for person in members[:NAMES_SHOWN])
    more = f" and {len(members) - NAMES_SHOWN} more" if len(members) > NAMES_SHOWN else ""
    left_out = "\n".join(f"• {inert(p.name)} {p.unaddressable_reason}" for p in membership.left_out[:NAMES_SHOWN])
    now = sections(f"*{count_people(len(members))} now*\n{names}{more}" if members else "*Nobody now*")
    return [*now, *(sections(f"*Left out*\n{left_out}") if left_out else [])]


def _show_promise(dossier: Dossier) -> str:
    kept = f"last kept {local_time(dossier.kept_at)}" if dossier.kept_at else "not kept yet"
    due = f", next due {local_time(dossier.next_at)}" if dossier.next_at else ""
    return f"*Cadence* a memo {dossier.promise} ({dossier.promise_zone}): {kept}{due}"


def _show_overlap(overlap: Overlap, members: Mapping[str, int]) -> str:
    whole = [name for name in (overlap.first, overlap.second) if members.get(name) == overlap.count]
    note = f", all of {' and of '.join(inert(name) for name in whole)}" if whole else ""
    return f"*{inert(overlap.first)}* and *{inert(overlap.second)}*: {count_people(overlap.count)}{note}"


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
    return "everybody" if "all" in source else f"a list of {count_people(len(source['people']))}"
