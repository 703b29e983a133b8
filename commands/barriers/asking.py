"""Asking again: two weeks after the follow-up is done the same people get one question, and the owner the verdict."""

from collections.abc import Sequence
from functools import partial

from commands.barriers.rules import judge_change
from commands.barriers.views import verdict_message
from commands.pulses.beginning import begin_or_tell
from commands.pulses.choosing import find_members
from commands.pulses.rounds import RoundPlan
from commands.slack.features import Round
from commands.slack.results import find_favourable, find_result, read_questions
from commands.slack.telling import tell
from storage.audiences import find_audience
from storage.barriers import (
    Barrier,
    claim_again,
    list_due_again,
    list_unjudged,
    note_again,
    note_verdict,
)
from storage.followups import get_followup
from storage.people import Person
from storage.pulses import get_pulse
from storage.units import Unit
from surveys.questions import Element
from surveys.statistics import Proportion

OPEN_DAYS = 5


async def ask_again(tick: Round) -> None:
    """Open the pulse about each barrier whose time has come; one that has to wait is tried again a day later."""
    store = tick.house.store
    for barrier in await store.read(tick.team_id, list_due_again):
        plan = await store.read(tick.team_id, partial(_find_plan, barrier=barrier))
        if plan is not None:
            plan, members = await find_members(tick.house, tick.team_id, plan)
            await store.write(tick.team_id, partial(_ask, barrier=barrier, plan=plan, members=members))


async def judge_barriers(tick: Round) -> None:
    """Say once what has become of each barrier that was asked about again."""
    store = tick.house.store
    for barrier in await store.read(tick.team_id, list_unjudged):
        await store.write(tick.team_id, partial(_judge, barrier=barrier))


def _find_plan(unit: Unit, barrier: Barrier) -> RoundPlan | None:
    """The one question to the same audience; None when there is no such audience any more."""
    if find_audience(unit, barrier.audience) is None:
        return None
    first = get_pulse(unit, barrier.pulse_id)
    asked = [question for question in read_questions(first) if question.element == barrier.element]
    return RoundPlan(barrier.initiative_key, barrier.audience, asked, OPEN_DAYS)


def _ask(unit: Unit, barrier: Barrier, plan: RoundPlan, members: Sequence[Person]) -> None:
    if claim_again(unit, barrier.pulse_id) and (pulse := begin_or_tell(unit, plan, members)) is not None:
        note_again(unit, barrier.pulse_id, pulse.id)


def _judge(unit: Unit, barrier: Barrier) -> None:
    assert barrier.again_id is not None
    before, after = (_find_share(unit, pulse_id, barrier.element) for pulse_id in (barrier.pulse_id, barrier.again_id))
    word, verdict = judge_change(Element(barrier.element), before, after)
    if note_verdict(unit, barrier.pulse_id, word, verdict.sentence):
        owner_id = get_followup(unit, barrier.followup_id).owner_id
        message = verdict_message(barrier, word, verdict.sentence)
        key = f"barrier:{barrier.pulse_id}:verdict"
        tell(unit, message, [owner_id], key=key, kind="barrier", subject=barrier.followup_id)


def _find_share(unit: Unit, pulse_id: str, element: str) -> Proportion | None:
    """The share of 4 and 5 about this element, as far as it was published."""
    result = find_result(unit, get_pulse(unit, pulse_id))
    answers = zip(result.questions, result.overall, strict=True)
    return next((find_favourable(answer) for question, answer in answers if question.element == element), None)
