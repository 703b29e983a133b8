"""Rounds of a pulse: opened with everybody's invitation promised, closed with the ballots sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from commands.pulses.inviting import write_invitations
from commands.pulses.rolling import roll_up_round
from commands.slack.results import publish_result
from storage.ballots import take_ballots
from storage.deliveries import cancel_send
from storage.fleeting import forget_about
from storage.outbox import Priority, Recipient, promise
from storage.people import Person
from storage.preferences import list_unasked
from storage.pulses import Pulse, add_pulse, get_pulse, seal_pulse
from storage.releases import list_releases
from storage.segments import add_segments
from storage.units import Unit
from surveys.disclosure import check_invited
from surveys.questions import Question
from surveys.sealing import freeze_segments, seal_ballots
from surveys.tokens import new_salt


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What a round asks, whom, and for how many days; `segments` by user id, and what they are made from.

    On `remind_days` those without a ballot are reminded. With `sample_percent` so large a part is asked at a time, of
    each of the `strata` (by user id) alike. `override_reason` says why it does not wait for a response.
    """

    initiative_key: str
    audience: str
    questions: Sequence[Question]
    open_days: int
    split_by: str | None = None
    segments: Mapping[str, str] = field(default_factory=dict)
    remind_days: Sequence[int] = ()
    sample_percent: int | None = None
    strata: Mapping[str, str] = field(default_factory=dict)
    override_reason: str | None = None


def open_round(unit: Unit, plan: RoundPlan, members: Sequence[Person], *, resting: int = 0, later: int = 0) -> Pulse:
    """Open a round and promise its invitations; raises BadInput for fewer than five people.

    Who wants no pulses is not asked; `resting` and `later` count whom else of the audience it leaves out, see
    `commands.pulses.choosing`. Invitations arrive when the audience's rules let them.
    """
    unasked = list_unasked(unit)
    asked = [person for person in members if person.user_id not in unasked]
    check_invited(len(asked))
    pulse = add_pulse(
        unit,
        plan.initiative_key,
        plan.audience,
        [question.to_json() for question in plan.questions],
        invited=len(asked),
        salt=new_salt(),
        open_for=timedelta(days=plan.open_days),
        split_by=plan.split_by,
        remind_days=",".join(map(str, plan.remind_days)),
        sample_percent=plan.sample_percent,
        resting=resting,
        later=later,
        override_reason=plan.override_reason,
    )
    if plan.split_by is not None:
        segments = {person.user_id: plan.segments.get(person.user_id, "") for person in asked}
        add_segments(unit, pulse.id, freeze_segments(segments))
    contents, variants = write_invitations(unit, pulse, asked)
    promise(
        unit,
        key=pulse.send_key,
        kind="pulse",
        subject=pulse.id,
        priority=Priority.PULSE,
        contents_by_variant=contents,
        recipients=[
            Recipient(person.user_id, unit.now, variants[person.user_id], audience=plan.audience) for person in asked
        ],
    )
    return pulse


def close_round(unit: Unit, pulse_id: str) -> Pulse:
    """Seal a round, once: ballots become shuffled rows under random ids, tokens and salt are gone.

    Invitations that still wait are taken back: they would lead to a closed pulse. Of reminders nothing is kept.
    """
    pulse = get_pulse(unit, pulse_id)
    if not pulse.is_open:
        return pulse
    cancel_send(unit, pulse.send_key, "the pulse closed first")
    forget_about(unit, pulse.id)
    sealed = seal_ballots(take_ballots(unit, pulse.id))
    seal_pulse(
        unit,
        pulse,
        [(row.id, row.segment, dict(row.scores)) for row in sealed.rows],
        [(comment.id, comment.question, comment.text) for comment in sealed.comments],
    )
    return publish_round(unit, pulse_id)


def publish_round(unit: Unit, pulse_id: str) -> Pulse:
    """Decide once what is published of a sealed round, and add that to its week."""
    pulse = get_pulse(unit, pulse_id)
    if not list_releases(unit, pulse_id):
        roll_up_round(unit, pulse, publish_result(unit, pulse))
    return pulse
