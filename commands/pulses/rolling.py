"""Rolling up: what is published of a round is added to its week; the weeks can be built anew from the sealed rounds."""

from dataclasses import asdict, dataclass
from datetime import date

from commands.slack.results import find_result
from storage.numbers import number_of
from storage.pulses import Pulse, PulseState, list_pulses
from storage.rollups import Rollup, clear_rollups, find_rollup, list_rollups, put_rollup
from storage.units import Unit
from surveys.ledger import identify_question
from surveys.questions import Question
from surveys.results import PulseResult
from surveys.rollups import Figures, find_monday, roll_up


def roll_up_round(unit: Unit, pulse: Pulse, result: PulseResult) -> None:
    """Add a sealed round to the week in which it closed, question by question, as far as it may be shown."""
    for question, part in zip(result.questions, result.overall, strict=True):
        figures = roll_up(question, part)
        if figures is not None:
            _add_figures(unit, pulse, question, figures, result.answered)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many weeks of questions there are, and how many were not there before, not alike, or are no more."""

    weeks: int
    changed: int

    def __add__(self, other: "Rebuilt") -> "Rebuilt":
        """Both together."""
        return Rebuilt(self.weeks + other.weeks, self.changed + other.changed)


def rebuild_rollups(unit: Unit) -> Rebuilt:
    """Build every week anew from the sealed rounds; gives the rows that sealing wrote, unless something was wrong."""
    before = list_rollups(unit)
    clear_rollups(unit)
    closed = list_pulses(unit, state=PulseState.CLOSED)
    for pulse in sorted(closed, key=lambda pulse: (pulse.closes_at, number_of(pulse.id))):
        roll_up_round(unit, pulse, find_result(unit, pulse))
    after = list_rollups(unit)
    changed = {_name_week(each) for each in set(before) ^ set(after)}
    unit.audit("trends.rebuilt", "trends", weeks=len(after), changed=len(changed))
    return Rebuilt(len(after), len(changed))


def read_figures(rollup: Rollup) -> Figures:
    """A week's sums as the survey rules know them."""
    return Figures(rollup.n, rollup.total, rollup.squares, rollup.favourable, rollup.promoters, rollup.detractors)


def _name_week(rollup: Rollup) -> tuple[str, str, str, date]:
    return rollup.initiative_key, rollup.audience, rollup.question_key, rollup.week_on


def _add_figures(unit: Unit, pulse: Pulse, question: Question, figures: Figures, answered: int) -> None:
    key, week_on = identify_question(question), find_monday(pulse.closes_at.date())
    known = find_rollup(unit, pulse.initiative_key, pulse.audience, key, week_on)
    rollup = Rollup(
        initiative_key=pulse.initiative_key,
        audience=pulse.audience,
        question_key=key,
        week_on=week_on,
        question=question.text,
        kind=question.kind.value,
        invited=pulse.invited + (known.invited if known else 0),
        answered=answered + (known.answered if known else 0),
        **asdict(figures + read_figures(known) if known else figures),
    )
    put_rollup(unit, rollup)
