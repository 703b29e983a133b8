"""Coverage: who of each audience has been trained, and what its people say of their own knowledge and ability."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from commands.slack.results import find_favourable, find_result
from storage.pulses import PulseState, list_pulses
from storage.training_seats import Answer, list_nudged, list_seats, list_trained
from storage.trainings import list_trainings, list_upcoming
from storage.units import Unit
from surveys.disclosure import FLOOR_SCORES
from surveys.questions import Element
from surveys.statistics import Proportion

SKILLS = (Element.KNOWLEDGE, Element.ABILITY)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of an audience have come to a training; `upcoming` counts the sessions that others can still come to."""

    audience: str
    trained: int
    people: int
    upcoming: int

    @property
    def is_hidden(self) -> bool:
        """Whether the audience is so small that its figure would be about persons."""
        return self.people < FLOOR_SCORES

    @property
    def share(self) -> float:
        """Trained ÷ people, 0 for nobody."""
        return self.trained / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Skill:
    """The share of 4 and 5 in what a group says of its own knowledge or ability."""

    element: Element
    group: str
    share: Proportion


def list_audience_names(unit: Unit, initiative_key: str) -> list[str]:
    """The audiences that an initiative's sessions are for."""
    return sorted({each.audience for each in list_trainings(unit, initiative_key) if not each.is_cancelled})


def measure_coverage(unit: Unit, initiative_key: str, members: Mapping[str, Collection[str]]) -> list[Coverage]:
    """The coverage of each audience, given who is in it now."""
    trained = list_trained(unit, initiative_key)
    return [
        Coverage(name, len(trained.intersection(people)), len(people), len(list_upcoming(unit, initiative_key, name)))
        for name, people in members.items()
    ]


def list_skills(unit: Unit, initiative_key: str) -> list[Skill]:
    """The latest published answers about knowledge and ability by audience and part of it, the lowest first."""
    found: dict[tuple[str, Element], list[Skill]] = {}
    for pulse in list_pulses(unit, initiative_key, state=PulseState.CLOSED):
        result = find_result(unit, pulse)
        for index, question in enumerate(result.questions):
            if question.element not in SKILLS or (pulse.audience, question.element) in found:
                continue
            parts = [(pulse.audience, result.overall[index])]
            parts += [(f"{pulse.audience}, {name}", segment[index]) for name, segment in result.segments.items()]
            shown = [(group, share) for group, part in parts if (share := find_favourable(part)) is not None]
            if shown:
                skills = [Skill(question.element, group, share) for group, share in shown]
                found[pulse.audience, question.element] = skills
    return sorted((skill for skills in found.values() for skill in skills), key=lambda skill: skill.share.value)


def list_untrained(unit: Unit, initiative_key: str, audience: str, members: Sequence[str]) -> list[str]:
    """Who of an audience has been to no session, comes to none, and has not been nudged in the last two weeks."""
    left_alone = list_trained(unit, initiative_key) | list_nudged(unit, initiative_key)
    for training in list_upcoming(unit, initiative_key, audience):
        expected = (Answer.COMING, Answer.WAITING)
        left_alone |= {seat.user_id for seat in list_seats(unit, training.id) if seat.answer in expected}
    return [user_id for user_id in members if user_id not in left_alone]
