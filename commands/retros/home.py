"""Looking back on the Home tab of a lead: before planning what others learned, and after the end how it went."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from commands.retros.learning import find_lessons
from commands.retros.rates import FEWEST
from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from commands.slack.text import inert
from storage.initiatives import Initiative, list_initiatives
from storage.lessons import list_lessons
from storage.units import Unit

BEGINNING, ENDING = timedelta(days=14), timedelta(days=30)
"""For so long after the beginning, and after the end until a lesson was kept, the lead finds it on Home."""
MOST_SHOWN = 3


async def list_occasions(ask: Ask) -> Sequence[Task]:
    """Initiatives of the asker that have just begun, if there is something to learn, and those that have just ended."""
    return (await ask.read(lambda unit: list(_list_tasks(unit, ask))))[:MOST_SHOWN]


def _list_tasks(unit: Unit, ask: Ask) -> Iterator[Task]:
    everything = list_initiatives(unit)
    closed = sum(not each.is_open for each in everything)
    for each in everything:
        if each.lead_id != ask.user_id:
            continue
        if each.closed_at is not None:
            if ask.now - each.closed_at < ENDING and not _has_new_lesson(unit, each):
                yield _show(each, "Look back", "it is over: how did it go, and what did it teach?", "retro.show")
        elif ask.now - each.created_at < BEGINNING and (closed >= FEWEST or find_lessons(unit, each)):
            yield _show(each, "Before you plan", "what earlier initiatives teach this one", "retro.before")


def _has_new_lesson(unit: Unit, initiative: Initiative) -> bool:
    return any(lesson.at > (initiative.closed_at or lesson.at) for lesson in list_lessons(unit, initiative.key))


def _show(initiative: Initiative, title: str, why: str, action: str) -> Task:
    read = button("Read", f"{action}:{initiative.key}", initiative.key, spoken=f"{title}: {initiative.key}")
    text = f":books: *{title}* {inert(initiative.name)}\n{initiative.key} · {why}"
    return Task(section(text, accessory=read))
