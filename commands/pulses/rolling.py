"""Rolling up: what is published of a round is added to its week; the weeks can be built anew from the sealed rounds."""

from dataclasses import asdict

from commands.slack.results import find_result
from storage.numbers import number_of
from storage.pulses import Pulse, PulseState, list_pulses
from storage.rollups import Rollup, clear_rollups, find_rollup, put_rollup
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


def rebuild_rollups(unit: Unit) -> None:
    """Build every week anew from the sealed rounds; gives the rows that sealing wrote."""
    clear_rollups(unit)
    closed = list_pulses(unit, state=PulseState.CLOSED)
    for pulse in sorted(closed, key=lambda pulse: (pulse.closes_at, number_of(pulse.id))):
        roll_up_round(unit, pulse, find_result(unit, pulse))


def read_figures(rollup: Rollup) -> Figures:
    """A week's sums as the survey rules know them."""
    return Figures(rollup.n, rollup.total, rollup.squares, rollup.favourable, rollup.promoters, rollup.detractors)


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
