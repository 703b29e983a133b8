"""How vendors look: card, list, comparison, forms."""

from collections.abc import Sequence
from dataclasses import dataclass

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, fields, header, mention, section, sections
from commands.slack.charts import Table
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.figures import show_count
from commands.slack.history import history_blocks
from commands.slack.modals import ChoiceField, Field, Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert, shorten
from commands.vendors.ranking import Ranking, Rating
from commands.vendors.sentences import describe_order, describe_sureness
from storage.initiatives import Initiative
from storage.units import AuditEntry
from storage.vendor_criteria import Criterion
from storage.vendors import Vendor, VendorState

NAME_LIMIT, OFFER_LIMIT = 80, 500
MOST_COMPARED = 6
"""So many vendors a table still shows on a phone."""
NAME_SHOWN = 30
MARKS = {VendorState.COMPARED: ":mag:", VendorState.CHOSEN: ":white_check_mark:", VendorState.DROPPED: ":no_entry:"}
SCORES = (
    ("5", "5 · excellent"),
    ("4", "4 · good"),
    ("3", "3 · acceptable"),
    ("2", "2 · weak"),
    ("1", "1 · not at all"),
)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One vendor's ratings for one viewer; `is_open` when they may see what others gave."""

    criteria: Sequence[Criterion]
    ranking: Ranking
    viewer_id: str
    is_open: bool


def vendor_card(
    vendor: Vendor,
    initiative: Initiative,
    scorecard: Scorecard,
    entries: Sequence[AuditEntry],
    zone: str,
    upcoming: Sequence[Vendor] = (),
) -> Message:
    """Everything about one vendor; `upcoming` can be scored right after it."""
    raters = len(scorecard.ranking.by_rater)
    hidden = context("What others gave is shown once you have scored every criterion.")
    return compose(
        header(f"{vendor.id} · {vendor.initiative_key}"),
        section(f"*{inert(vendor.name)}*"),
        *(sections(inert(vendor.offer)) if vendor.offer else []),
        fields([("State", vendor.state), ("Scored by", show_count(raters, "person", "people"))]),
        Table(*_tabulate(vendor, scorecard)).to_block() if scorecard.criteria else None,
        None if scorecard.is_open else hidden,
        *sections("\n".join(["*The comparison when it was chosen*", *map(inert, vendor.record or ())]))
        if vendor.record
        else [],
        context(f"Dropped: {inert(vendor.dropped_reason)}") if vendor.dropped_reason else None,
        *history_blocks(entries, zone),
        actions(*map(_next_button, upcoming), *_buttons(vendor, initiative)),
    )


def list_of_vendors(initiative: Initiative, vendors: Sequence[Vendor]) -> Listing:
    """Every vendor that an initiative ever compared."""
    lines = [Line(_show_line(vendor), vendor.id) for vendor in vendors]
    empty = f"None yet. `/change vendor add {initiative.key} …`"
    return Listing(f"{initiative.key} · Vendors", initiative.key, lines, empty, "vendor.list", "vendor.show")


def list_buttons(initiative: Initiative) -> list[sb.Button]:
    """What can be done from the list."""
    if not initiative.is_open:
        return [button("Compare", "vendor.compare", initiative.key)]
    return [
        button("Compare", "vendor.compare", initiative.key),
        button("Criteria", "criterion.list", f"{initiative.key} 0"),
        button("Ask for scores", "vendor.ask", initiative.key),
        button("Add a vendor", "vendor.open", initiative.key),
    ]


def comparison_message(initiative: Initiative, ranking: Ranking, vendors: Sequence[Vendor]) -> Message:
    """The order of the vendors with their table, and how sure it is."""
    order, sure = describe_order(ranking), describe_sureness(ranking)
    chosen = [vendor for vendor in vendors if vendor.state == VendorState.CHOSEN]
    first = ranking.places[0].vendor if ranking.places else None
    choose = [button(f"Choose {first.id}", "vendor.choose", first.id)] if first and not chosen else []
    return compose(
        header(f"{initiative.key} · Vendors compared"),
        *(section(f":white_check_mark: Chosen: *{inert(each.name)}* ({each.id})") for each in chosen),
        *sections("\n".join(map(inert, order)) or "Nothing to compare yet: no vendor has a score."),
        Table(*_tabulate_all(ranking)).to_block() if ranking.places else None,
        *(sections("\n".join(["*How sure is that?*", *(f"• {inert(line)}" for line in sure)])) if sure else []),
        actions(button("Vendors", "vendor.list", f"{initiative.key} 0"), *(choose if initiative.is_open else [])),
    )


def unscored_message(initiative: Initiative, missing: Sequence[Vendor]) -> Message:
    """What a rater who has still to score sees in place of the comparison."""
    lines = [section(f"*{inert(each.name)}* ({each.id})", accessory=score_button(each)) for each in missing]
    why = "The comparison opens once you have scored these, so that nobody only follows the others."
    return compose(header(f"{initiative.key} · Your scores first"), section(why), *lines[:MOST_COMPARED])


def asked_message(initiative: Initiative, asker_id: str, vendors: Sequence[Vendor]) -> Message:
    """What a rater gets when the lead asks for scores."""
    count = show_count(len(vendors), "vendor")
    lines = [section(f"*{inert(each.name)}* ({each.id})", accessory=score_button(each)) for each in vendors]
    return compose(
        section(f":scales: {mention(asker_id)} asks for your scores of {count} for *{inert(initiative.name)}*"),
        *lines[:MOST_COMPARED],
        context("Nobody sees what others gave before they have scored; lead, sponsor and reviewers do."),
    )


def score_button(vendor: Vendor) -> sb.Button:
    """The way to the form for the asker's own scores."""
    return button("Score", f"vendor.score:{vendor.id}", vendor.id, spoken=f"Score {vendor.id}")


def vendor_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form for a new vendor."""
    return Modal("vendor.add", "New vendor", "Save", [initiative_field(initiatives, initial_key), *_fields()])


def edit_vendor_modal(vendor: Vendor) -> Modal:
    """The form for an existing one, filled in."""
    metadata = {"id": vendor.id, "stamp": stamp(vendor)}
    return Modal("vendor.edit", f"Edit {vendor.id}", "Save", _fields(vendor), metadata=metadata)


def drop_vendor_modal(vendor: Vendor) -> Modal:
    """The form that asks why it is compared no longer."""
    field = TextField("Reason", limit=REASON_LIMIT, hint="Why it is out; its scores stay on record")
    return Modal("vendor.drop", f"Drop {vendor.id}", "Drop", [field], {"id": vendor.id}, vendor.name)


def choose_vendor_modal(vendor: Vendor) -> Modal:
    """The form that asks why it is chosen."""
    field = TextField(
        "Reason", limit=REASON_LIMIT, is_multiline=True, hint="Why this one; it goes into the decision log"
    )
    return Modal("vendor.choose", f"Choose {vendor.id}", "Choose", [field], {"id": vendor.id}, vendor.name)


def score_modal(vendor: Vendor, criteria: Sequence[Criterion], mine: dict[str, int]) -> Modal:
    """The form for the asker's own scores, one choice a criterion."""
    form: list[Field] = [
        ChoiceField(
            each.name, is_optional=True, hint=f"Weight {each.weight} of 5", key=each.id, options=SCORES,
            initial=str(mine[each.id]) if each.id in mine else None,
        )
        for each in criteria
    ]  # fmt: skip
    intro = f"{vendor.name}: score what you can judge, and leave the rest empty."
    return Modal("vendor.score", f"Score {vendor.id}", "Save", form, {"id": vendor.id}, intro)


def _fields(vendor: Vendor | None = None) -> list[Field]:
    return [
        TextField("Vendor", limit=NAME_LIMIT, initial=vendor.name if vendor else None),
        TextField(
            "Offer", limit=OFFER_LIMIT, is_optional=True, is_multiline=True, initial=vendor.offer if vendor else None,
            hint="What they offer, at what price, until when",
        ),
    ]  # fmt: skip


def _next_button(vendor: Vendor) -> sb.Button:
    return button(f"Score {vendor.id} next", f"vendor.score:{vendor.id}", vendor.id, style="primary")


def _buttons(vendor: Vendor, initiative: Initiative) -> list[sb.Button]:
    decision = [button(f"Open {vendor.decision_id}", "decision.show", vendor.decision_id)] if vendor.decision_id else []
    if not initiative.is_open:
        return decision
    if not vendor.is_compared:
        return [*decision, button("Compare again", "vendor.reopen", vendor.id)]
    return [
        button("Score", "vendor.score", vendor.id, style="primary", spoken=f"Score {vendor.id}"),
        button("Choose", "vendor.choose", vendor.id),
        button("Edit", "vendor.edit", vendor.id),
        button("Drop", "vendor.drop", vendor.id, style="danger"),
    ]


def _show_line(vendor: Vendor) -> str:
    offer = f"\n{inert(shorten(' '.join(vendor.offer.split()), 150, inert))}" if vendor.offer else ""
    return f"{MARKS[VendorState(vendor.state)]} *{vendor.id}* {inert(vendor.name)} · {vendor.state}{offer}"


def _tabulate(vendor: Vendor, scorecard: Scorecard) -> tuple[list[str], list[list[str]]]:
    """One vendor's table: a criterion a row."""
    mine = scorecard.ranking.by_rater.get(scorecard.viewer_id, {})
    rows = []
    for criterion in scorecard.criteria:
        rating = scorecard.ranking.ratings.get((vendor.id, criterion.id))
        own = mine.get((vendor.id, criterion.id))
        shown = [_show_rating(rating), _show_scores(rating)] if scorecard.is_open else []
        rows.append([f"{criterion.name} ({criterion.id})", str(criterion.weight), str(own or "–"), *shown])
    return ["Criterion", "Weight", "Yours", *(["Mean", "All"] if scorecard.is_open else [])], rows


def _tabulate_all(ranking: Ranking) -> tuple[list[str], list[list[str]]]:
    """The table of the first six: a criterion a row, a vendor a column."""
    places = ranking.places[:MOST_COMPARED]
    rows = [
        [f"{each.name} ({each.weight})", *(_show_rating(ranking.ratings[place.vendor.id, each.id]) for place in places)]
        for each in ranking.criteria
    ]
    total = ["Total", *(f"{place.total:.2f}" for place in places)]
    names = [shorten(place.vendor.name, NAME_SHOWN) for place in places]
    return ["Criterion (weight)", *names], [*rows, total]


def _show_rating(rating: Rating | None) -> str:
    if rating is None:
        return "–"
    spread = f" ({rating.scores[0]} to {rating.scores[-1]})" if rating.is_disputed else ""
    return f"{rating.mean:.1f}{spread}"


def _show_scores(rating: Rating | None) -> str:
    return ", ".join(map(str, rating.scores)) if rating else "–"
