"""Who may record adoption, the lead; and what anyone may see of it."""

from collections.abc import Sequence

from commands.adoptions.dossiers import MetricFile, gather_metric
from commands.adoptions.outlook import find_outlook
from commands.adoptions.views import adoption_card, adoption_list_message
from commands.slack.access import permit
from commands.slack.adoption_lines import group_courses
from commands.slack.ask import Ask
from commands.slack.blocks import Message
from commands.slack.measures import get_metric, list_metrics
from commands.slack.values import parse_key
from storage.adoption_metrics import list_dropped_metrics
from storage.adoptions import AdoptionReading, list_adoption_readings
from storage.initiatives import get_initiative, get_open_initiative
from storage.roles import Role
from storage.units import Unit

MAY_RECORD = (Role.LEAD,)


def read_value(unit: Unit, value: str) -> tuple[str, str]:
    """The initiative and the metric that a button is about."""
    key, _, metric = value.partition(" ")
    initiative = get_initiative(unit, parse_key(key, "Initiative"))
    return initiative.key, get_metric(metric, list_metrics(unit, initiative.key))


def open_own_metric(unit: Unit, ask: Ask) -> MetricFile:
    """The metric that a clicked button is about, for somebody who may record it."""
    key, metric = read_value(unit, ask.value)
    permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
    return gather_metric(unit, key, metric)


def gather_courses(unit: Unit, key: str) -> dict[str, Sequence[AdoptionReading]]:
    """The readings of each metric, metrics by name; none where there is only a plan."""
    get_initiative(unit, key)
    courses = group_courses(list_adoption_readings(unit, key))
    return {metric: courses.get(metric, ()) for metric in list_metrics(unit, key)}


def make_list(unit: Unit, key: str, page: int = 0, note: str | None = None) -> Message:
    """The metrics of an initiative, and the names of those that were dropped."""
    return adoption_list_message(key, gather_courses(unit, key), list_dropped_metrics(unit, key), page, note)


async def open_card(ask: Ask, key: str, metric: str) -> Message:
    """The card of a metric."""
    file = await ask.read(lambda unit: gather_metric(unit, key, metric))
    return adoption_card(file, await find_outlook(file))
