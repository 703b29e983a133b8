"""The digest itself: one page for one reader, honest about what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import slackblocks as sb

from commands.digests.details import MOST_BLOCKS, detail_blocks
from commands.digests.facts import InitiativeFacts
from commands.digests.figures import choose_charts, tabulate_kpis
from commands.digests.lines import Awaited, list_awaited, show_state
from commands.slack.blocks import MESSAGE_BLOCK_LIMIT, Message, compose, context, header, section, sections
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.limits import MESSAGE_TEXT
from commands.slack.standing import Standing

DECISIONS_SHOWN = 4
FRAME_BLOCKS = 6
"""Title of the table, table, two charts, note on the others, note on figures."""
STATES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a digest is for (None: nobody in particular), the day it is there, and what it leaves out, in a sentence."""

    user_id: str | None
    today: date
    note: str | None = None


def compose_digest(facts: Sequence[InitiativeFacts], reader: Reader) -> Message:
    """The week: red first, whatever has news in full while the message has room, then a line each."""
    ordered = sort_by_urgency(facts)
    telling = [each for each in ordered if (each.has_news and not each.is_bare) or len(ordered) == 1]
    top = _top_blocks(ordered, reader)
    room = min((MESSAGE_BLOCK_LIMIT - len(top) - FRAME_BLOCKS) // MOST_BLOCKS, len(telling))
    digest = _compose_page(top, ordered, telling[:room], reader)
    while len(digest.text) > MESSAGE_TEXT and room > 0:
        room -= 1
        digest = _compose_page(top, ordered, telling[:room], reader)
    return digest


def _top_blocks(ordered: Sequence[InitiativeFacts], reader: Reader) -> list[sb.Block]:
    """What everybody reads first: where all stand, and what waits for the reader."""
    states = "\n".join(map(show_state, ordered[:STATES_SHOWN])) or "No initiative is open."
    awaited = [each for f in ordered for each in list_awaited(f) if each.owner_id == reader.user_id]
    return [
        header(f"Your week in changes · {describe_date(reader.today)}"),
        *([context(reader.note)] if reader.note else []),
        *sections(states),
        *_decision_blocks(awaited),
    ]


def _compose_page(
    top: Sequence[sb.Block], ordered: Sequence[InitiativeFacts], detailed: Sequence[InitiativeFacts], reader: Reader
) -> Message:
    return compose(
        *top,
        *_figure_blocks(detailed),
        *(block for each in detailed for block in detail_blocks(each, reader.user_id)),
        context(_note_rest(ordered, detailed)) if len(detailed) < len(ordered) else None,
        context(
            "Figures carry their n and 95 % interval. "
            "A change is called one only when it is clear and large enough to matter. "
            "`/change dashboard` has more, `/change follow` chooses what you are told of."
        ),
    )


def sort_by_urgency(facts: Sequence[InitiativeFacts]) -> list[InitiativeFacts]:
    """Red first, whoever says so, then what nobody reports on, amber, green."""
    return sorted(facts, key=lambda each: (rank_urgency(each.standing), each.key))


def rank_urgency(standing: Standing) -> int:
    """Where an initiative stands in the order of urgency, from 0."""
    if "red" in (standing.declared, standing.derived):
        return 0
    return {"grey": 1, "amber": 2, "green": 3}[standing.declared]


def _decision_blocks(awaited: Sequence[Awaited]) -> list[sb.Block]:
    """What waits for the reader, each with its button; the Home tab has whatever there is beyond that."""
    if not awaited:
        return []
    blocks: list[sb.Block] = [section(f":scales: *{show_count(len(awaited), 'decision')} needed from you*")]
    blocks += [
        section(f"{each.show()}\n{each.initiative_key}", accessory=each.button) for each in awaited[:DECISIONS_SHOWN]
    ]
    if len(awaited) > DECISIONS_SHOWN:
        blocks.append(context(f"and {len(awaited) - DECISIONS_SHOWN} more on the Home tab"))
    return blocks


def _figure_blocks(detailed: Sequence[InitiativeFacts]) -> list[sb.Block]:
    table = tabulate_kpis(detailed)
    shown = [section("*KPIs against target*"), table.to_block()] if table else []
    return [*shown, *(chart.to_block() for chart in choose_charts(detailed))]


def _note_rest(ordered: Sequence[InitiativeFacts], detailed: Sequence[InitiativeFacts]) -> str:
    if not any(each.has_news for each in ordered):
        return "Nothing changed since last week. `/change show KEY` has each initiative in full."
    rest = show_count(len(ordered) - len(detailed), "more initiative")
    return f"{rest} above; `/change show KEY` has each in full."
