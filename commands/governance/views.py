"""How an agenda looks: topics, a line for each point, and the button that opens its card."""

from collections.abc import Iterable, Sequence

import slackblocks as sb

from commands.governance.agenda import Point, Topic, count_points
from commands.slack.blocks import Message, button, compose, context, header, mention, section
from commands.slack.figures import show_count
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative

MOST_POINTS = 7
"""Of one topic; with five topics the agenda stays within one message."""
TEXT_SHOWN = 200


def agenda_message(initiative: Initiative, topics: Sequence[Topic], rhythm: str | None) -> Message:
    """The agenda as it stands; `rhythm` says when it is told, None when it has no schedule."""
    title = header(f"{initiative.key} · Agenda")
    closing = context(_show_rhythm(initiative, rhythm))
    if not topics:
        empty = "Nothing is to be decided, nothing is red or amber, nothing is late. Consider cancelling this meeting."
        return compose(title, section(empty), closing)
    count = show_count(count_points(topics), "point")
    return compose(title, context(count), *(block for topic in topics for block in _show_topic(topic)), closing)


def _show_topic(topic: Topic) -> Iterable[sb.Block]:
    yield section(f"*{topic.title}*")
    for point in topic.points[:MOST_POINTS]:
        yield _show_point(point)
    if len(topic.points) > MOST_POINTS:
        yield context(f"and {len(topic.points) - MOST_POINTS} more")


def _show_point(point: Point) -> sb.Block:
    name = f"*{point.id}* " if point.id and not point.name else ""
    owner = f" · {mention(point.owner_id)}" if point.owner_id else ""
    text = inert(shorten(" ".join(point.text.split()), TEXT_SHOWN, inert))
    line = f"{name}{text}\n{inert(point.note)}{owner}"
    if point.id is None:
        return section(line)
    opened = button(
        "Open", f"{point.action}:{point.id}", point.id, spoken=f"Open {shorten(point.name or point.id, 60)}"
    )
    return section(line, accessory=opened)


def _show_rhythm(initiative: Initiative, rhythm: str | None) -> str:
    if rhythm is None:
        example = f"/change governance schedule {initiative.key} every 2 weeks on thursday 10:00"
        return f"No schedule yet. `{example}` sends this to lead, sponsor and managers."
    return f"Sent to lead, sponsor and managers {rhythm}, each recipient's own time."
