"""Choosing: whom a round asks. Not those who were asked elsewhere lately, and of a sample those whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from commands.pulses.care_views import describe_choice
from commands.pulses.rounds import RoundPlan
from commands.pulses.segmenting import find_segments, has_segments
from commands.slack.ask import House
from commands.slack.membership import resolve_audience
from commands.slack.results import read_questions
from commands.slack.values import parse_whole
from storage.audiences import get_audience
from storage.invitations import list_asked, list_asked_since
from storage.people import Person
from storage.preferences import list_unasked
from storage.pulses import Pulse, list_pulses
from storage.settings import find_setting
from storage.units import Unit
from surveys.disclosure import FLOOR_SCORES
from surveys.ledger import identify_question
from surveys.questions import Question
from surveys.rotation import Cycle, choose_turn, count_rounds

SETTING = "pulse_cooldown_days"
DEFAULT_COOLDOWN_DAYS, MOST_COOLDOWN_DAYS = 14, 90


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a round asks, and how many of its audience it does not: `resting` were asked elsewhere less than `cooldown`
    days ago, of `later` others' turn comes in another round.
    """

    asked: Sequence[Person]
    resting: int
    later: int
    cooldown: int

    @property
    def is_enough(self) -> bool:
        """Whether so many are asked that something can be shown."""
        return len(self.asked) >= FLOOR_SCORES

    def describe(self) -> str:
        """The choice in a phrase."""
        return describe_choice(len(self.asked), self.resting, self.later, f"less than {self.cooldown} days ago")


def parse_sample(text: str | None) -> int | None:
    """The part of an audience that one round asks, in percent, the sign may be missing; None when all are asked."""
    return parse_whole(text.strip().removesuffix("%"), "Sample", 1, 100, "25%") if text else None


def find_cooldown(unit: Unit) -> int:
    """How many days lie between two pulses to one person, of different audiences or initiatives."""
    days = find_setting(unit, SETTING)
    return DEFAULT_COOLDOWN_DAYS if days is None else int(days)


async def find_members(house: House, team_id: str, plan: RoundPlan) -> tuple[RoundPlan, Sequence[Person]]:
    """Who is in a plan's audience now, and the plan with their segments and strata, where it needs them.

    By what a sample is shared out is the source that each member comes from where there are several, else the zone.
    """
    audience = await house.store.read(team_id, lambda unit: get_audience(unit, plan.audience))
    members = (await resolve_audience(house, team_id, audience)).members
    is_by_source = plan.split_by is not None or (plan.sample_percent is not None and has_segments(audience))
    segments = await find_segments(house, team_id, audience) if is_by_source else {}
    zones = {person.user_id: person.zone for person in members}
    strata = segments if has_segments(audience) else zones
    return replace(plan, audience=audience.name, segments=segments, strata=strata), members


def choose_people(unit: Unit, plan: RoundPlan, members: Sequence[Person]) -> Choice:
    """Whom a round asks of its audience's members."""
    cooldown = find_cooldown(unit)
    unasked = list_unasked(unit)
    same = [pulse.id for pulse in _list_rounds(unit, plan)]
    recent = list_asked_since(unit, unit.now - timedelta(days=cooldown), same)
    wanted = [person for person in members if person.user_id not in unasked]
    rested = [person for person in wanted if person.user_id not in recent]
    asked = _take_turn(unit, plan, rested) if plan.sample_percent else rested
    return Choice(asked, len(wanted) - len(rested), len(rested) - len(asked), cooldown)


def list_series(unit: Unit, plan: RoundPlan) -> list[Pulse]:
    """The rounds before this one, the first of them first: the same questions to the same part of the same audience."""
    keys = _identify(plan.questions)
    return [
        pulse
        for pulse in reversed(_list_rounds(unit, plan))
        if pulse.sample_percent == plan.sample_percent and _identify(read_questions(pulse)) == keys
    ]


def _list_rounds(unit: Unit, plan: RoundPlan) -> list[Pulse]:
    """Every pulse of the initiative to this audience, the newest first: its lead decides how often it is asked."""
    return [pulse for pulse in list_pulses(unit, plan.initiative_key) if pulse.audience == plan.audience]


def _take_turn(unit: Unit, plan: RoundPlan, rested: Sequence[Person]) -> list[Person]:
    assert plan.sample_percent is not None
    series = [frozenset(list_asked(unit, pulse.id)) for pulse in list_series(unit, plan)]
    cycle = Cycle(count_rounds(plan.sample_percent), series)
    strata = {person.user_id: plan.strata.get(person.user_id, "") for person in rested}
    seed = "\0".join([unit.team_id, plan.initiative_key, plan.audience, *_identify(plan.questions)])
    turn = set(choose_turn(strata, cycle, seed, at_least=FLOOR_SCORES))
    return [person for person in rested if person.user_id in turn]


def _identify(questions: Sequence[Question]) -> list[str]:
    return [identify_question(question) for question in questions]
