"""Rounds of a pulse: opened with everybody's invitation promised, closed with the ballots sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from commands.pulses.answering import read_questions
from commands.pulses.asking import invitation_message
from storage.ballots import take_ballots
from storage.initiatives import get_initiative
from storage.outbox import Content, Priority, Recipient, promise
from storage.people import Person
from storage.pulses import Pulse, add_pulse, get_pulse, list_sealed_comments, list_sealed_rows, seal_pulse
from storage.units import Unit
from surveys.disclosure import check_invited
from surveys.questions import Question
from surveys.results import PulseResult, summarise_pulse
from surveys.sealing import Sealed, SealedComment, SealedRow, seal_ballots
from surveys.tokens import new_salt


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What a round asks, whom, and for how many days."""

    initiative_key: str
    audience: str
    questions: Sequence[Question]
    open_days: int


def open_round(unit: Unit, plan: RoundPlan, members: Sequence[Person]) -> Pulse:
    """Open a round and promise its invitations; raises BadInput for fewer than five people."""
    check_invited(len(members))
    pulse = add_pulse(
        unit,
        plan.initiative_key,
        plan.audience,
        [question.to_json() for question in plan.questions],
        invited=len(members),
        salt=new_salt(),
        open_for=timedelta(days=plan.open_days),
    )
    title = f"{get_initiative(unit, plan.initiative_key).name}: how is it going?"
    invitation = invitation_message(pulse, plan.questions, title)
    promise(
        unit,
        key=pulse.send_key,
        kind="pulse",
        subject=pulse.id,
        priority=Priority.PULSE,
        contents_by_variant={"all": Content(invitation.text, invitation.blocks)},
        recipients=[Recipient(person.user_id, unit.now) for person in members],
    )
    return pulse


def close_round(unit: Unit, pulse_id: str) -> Pulse:
    """Seal a round, once: ballots become shuffled rows under random ids, tokens and salt are gone."""
    pulse = get_pulse(unit, pulse_id)
    if not pulse.is_open:
        return pulse
    sealed = seal_ballots(take_ballots(unit, pulse.id))
    seal_pulse(
        unit,
        pulse,
        [(row.id, row.segment, dict(row.scores)) for row in sealed.rows],
        [(comment.id, comment.question, comment.text) for comment in sealed.comments],
    )
    return get_pulse(unit, pulse_id)


def find_result(unit: Unit, pulse: Pulse) -> PulseResult:
    """What may be shown of a sealed round."""
    sealed = Sealed(
        tuple(SealedRow(row_id, segment, scores) for row_id, segment, scores in list_sealed_rows(unit, pulse.id)),
        tuple(
            SealedComment(row_id, question, words) for row_id, question, words in list_sealed_comments(unit, pulse.id)
        ),
    )
    return summarise_pulse(read_questions(pulse), sealed, pulse.invited)
