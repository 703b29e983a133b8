"""The portfolio: a card for each initiative, what needs attention most first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commands.dashboards.progress import describe_milestone
from commands.slack.dates import describe_date
from commands.slack.derivation import Signal
from commands.slack.figures import show_count
from commands.slack.standing import Standing, find_standing
from storage.initiatives import Initiative
from storage.milestones import list_milestones
from storage.people import find_person
from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Card:
    """An initiative on the portfolio: where it stands, the worst that the facts say, and what comes next."""

    initiative: Initiative
    standing: Standing
    lead: str
    next_milestone: str

    @property
    def worst(self) -> Signal | None:
        """What the facts hold against it most; None where that is nothing."""
        return self.standing.list_worst()[0] if self.standing.derived in ("amber", "red") else None

    @property
    def since(self) -> str:
        """When it was last said how it stands, in words."""
        status = self.standing.status
        return f"said on {describe_date(status.at.date())}" if status else "no status yet"


def gather_cards(unit: Unit, initiatives: Iterable[Initiative]) -> list[Card]:
    """The cards of these initiatives: red first, then watermelons among equals, then amber, grey and green."""
    return sorted((_make_card(unit, initiative) for initiative in initiatives), key=_urgency)


def describe_portfolio(cards: Sequence[Card]) -> str:
    """How many there are of which colour by the facts, and how many hide a red behind a green."""
    counts = [
        f"{count} {rag}" for rag in ("red", "amber", "green", "grey")
        if (count := sum(card.standing.derived == rag for card in cards))
    ]  # fmt: skip
    melons = sum(card.standing.is_watermelon for card in cards)
    hidden = f" {show_count(melons, 'watermelon')}: declared green, red by the facts." if melons else ""
    return f"{show_count(len(cards), 'open initiative')}. By the facts: {', '.join(counts) or 'nothing'}.{hidden}"


def _make_card(unit: Unit, initiative: Initiative) -> Card:
    pending = [each for each in list_milestones(unit, initiative.key) if each.is_pending]
    lead = find_person(unit, initiative.lead_id)
    return Card(
        initiative=initiative,
        standing=find_standing(unit, initiative),
        lead=lead.name if lead else initiative.lead_id,
        next_milestone=describe_milestone(pending[0], unit.now.date()) if pending else "none promised",
    )


def _urgency(card: Card) -> tuple[int, bool, str]:
    worst = min(("red", "amber", "grey", "green").index(rag) for rag in (card.standing.declared, card.standing.derived))
    return worst, not card.standing.is_watermelon, card.initiative.key
