"""What there is to learn: how an initiative went, and what earlier ones teach one that begins."""

from collections.abc import Sequence

from commands.retros.likeness import find_like_lessons
from commands.retros.outcomes import Outcome, gather_outcome
from commands.retros.rights import reads_notes
from commands.retros.views import before_message, report_message
from commands.slack.ask import Ask
from commands.slack.blocks import Message
from storage.initiatives import Initiative, list_initiatives
from storage.lessons import Lesson, list_lessons
from storage.retro_notes import list_notes
from storage.units import Unit


def make_before(unit: Unit, initiative: Initiative) -> Message:
    """What its lead may know before planning: lessons of others that speak of the same things, and base rates."""
    return before_message(initiative, find_lessons(unit, initiative), list_outcomes(unit))


def make_report(unit: Unit, ask: Ask, initiative: Initiative) -> Message:
    """How it went; with what the team wrote for those who may read that."""
    notes = list_notes(unit, initiative.key) if reads_notes(unit, ask, initiative) else None
    return report_message(gather_outcome(unit, initiative), notes)


def find_lessons(unit: Unit, initiative: Initiative) -> Sequence[Lesson]:
    """The lessons of others that speak of the same things, the likest first."""
    names = {each.key: f"{each.name} {each.end_state}" for each in list_initiatives(unit)}
    return find_like_lessons(initiative, list_lessons(unit), names)


def list_outcomes(unit: Unit) -> list[Outcome]:
    """What became of every initiative that was closed."""
    return [gather_outcome(unit, each) for each in list_initiatives(unit) if not each.is_open]
