"""Overlaps: open pulses that ask nearly the same people the same, so that the results of one will have to be hidden."""

from collections.abc import Sequence

from storage.outbox import list_send_recipients
from storage.pulses import Pulse, PulseState, list_pulses
from storage.units import Unit
from surveys.ledger import Cut, identify_question, may_release
from surveys.questions import Kind, Question


def find_overlaps(unit: Unit, pulse: Pulse) -> Sequence[Pulse]:
    """The other open pulses beside which this one's results as a whole could not be published."""
    asked = _identify(pulse)
    beside = [each for each in list_pulses(unit, state=PulseState.OPEN) if each.id != pulse.id]
    alike = [each for each in beside if asked & _identify(each)]
    if not alike:
        return []
    people = _find_cut(unit, pulse)
    return [each for each in alike if not may_release(people, [_find_cut(unit, each)])]


def _identify(pulse: Pulse) -> set[str]:
    """The questions that the ledger knows again; words are not counted, so comments are not."""
    questions = map(Question.from_json, pulse.questions)
    return {identify_question(question) for question in questions if question.kind is not Kind.COMMENT}


def _find_cut(unit: Unit, pulse: Pulse) -> Cut:
    return Cut(frozenset(list_send_recipients(unit, pulse.send_key)))
