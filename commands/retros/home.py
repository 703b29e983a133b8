"""Looking back on the Home tab: for a lead before planning, and for the whole team after the end."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from commands.retros.learning import find_lessons
from commands.retros.rates import FEWEST
from commands.retros.rights import MAY_WRITE
from commands.retros.worksheet import has_written
from commands.slack.access import roles_of
from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from commands.slack.text import inert
from storage.initiatives import Initiative, list_initiatives
from storage.retro_notes import list_notes
from storage.units import Unit

BEGINNING, ENDING = timedelta(days=14), timedelta(days=30)
"""For so long after the beginning its lead, and after the end its team, finds it on Home."""
MOST_SHOWN = 3


async def list_occasions(ask: Ask) -> Sequence[Task]:
    """Initiatives that have just begun, if there is something to learn, and those to look back on."""
    return (await ask.read(lambda unit: list(_list_tasks(unit, ask))))[:MOST_SHOWN]


def _list_tasks(unit: Unit, ask: Ask) -> Iterator[Task]:
    everything = list_initiatives(unit)
    closed = sum(not each.is_open for each in everything)
    for each in everything:
        if each.closed_at is not None:
            if ask.now - each.closed_at < ENDING and _is_to_write(unit, ask, each):
                yield _show(each, "Look back", "it is over: how did it go for you?", "retro.write", "Write")
        elif _begins(ask, each) and (closed >= FEWEST or find_lessons(unit, each)):
            yield _show(each, "Before you plan", "what earlier initiatives teach", "retro.before", "Read")


def _begins(ask: Ask, initiative: Initiative) -> bool:
    return initiative.lead_id == ask.user_id and ask.now - initiative.created_at < BEGINNING


def _is_to_write(unit: Unit, ask: Ask, initiative: Initiative) -> bool:
    is_of_team = not roles_of(unit, ask, initiative).isdisjoint(MAY_WRITE)
    return is_of_team and not has_written(list_notes(unit, initiative.key), ask.user_id, ask.now)


def _show(initiative: Initiative, title: str, why: str, action: str, label: str) -> Task:
    open_ = button(label, f"{action}:{initiative.key}", initiative.key, spoken=f"{title}: {initiative.key}")
    text = f":books: *{title}* {inert(initiative.name)}\n{initiative.key} · {why}"
    return Task(section(text, accessory=open_))
