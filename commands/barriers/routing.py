"""Routing: a group's barrier becomes one follow-up for the right owner, who is told what the group said in numbers."""

from datetime import timedelta
from functools import partial

from commands.barriers.rules import choose_owner, find_group_barrier
from commands.barriers.views import barrier_message, describe_task
from commands.slack.features import Round
from commands.slack.results import find_result
from commands.slack.telling import tell
from storage.barriers import claim_pulse, list_unrouted, note_barrier
from storage.followups import add_followup, note_told
from storage.initiatives import Initiative, get_initiative
from storage.pulses import Pulse, get_pulse
from storage.roles import Role, list_grants
from storage.trainings import find_trainer
from storage.units import Unit
from surveys.barriers import Barriers
from surveys.questions import Element

DUE_AFTER = timedelta(days=14)


async def route_barriers(tick: Round) -> None:
    """Look at every pulse that has closed, once."""
    store = tick.house.store
    for pulse_id in await store.read(tick.team_id, list_unrouted):
        await store.write(tick.team_id, partial(_route, pulse_id=pulse_id))


def _route(unit: Unit, pulse_id: str) -> None:
    pulse = get_pulse(unit, pulse_id)
    initiative = get_initiative(unit, pulse.initiative_key)
    if not claim_pulse(unit, pulse.id, pulse.initiative_key, pulse.audience) or not initiative.is_open:
        return
    barriers = find_result(unit, pulse).barriers
    element = find_group_barrier(barriers)
    if element is not None and isinstance(barriers, Barriers):
        _hand_over(unit, initiative, pulse, element, barriers)


def _hand_over(unit: Unit, initiative: Initiative, pulse: Pulse, element: Element, barriers: Barriers) -> None:
    owner_id = choose_owner(
        element,
        sponsor=initiative.sponsor_id,
        lead=initiative.lead_id,
        trainer=find_trainer(unit, initiative.key),
        manager=_find_manager(unit, initiative.key, pulse.audience),
    )
    text, due_on = describe_task(pulse, element, barriers), unit.now.date() + DUE_AFTER
    followup = add_followup(unit, initiative.key, text, owner_id, due_on, source=pulse.id)
    # The owner hears of it here, with the numbers, and not by the sweep that tells of other follow-ups.
    note_told(unit, followup)
    note_barrier(unit, pulse.id, element, barriers.distribution[element], barriers.n, followup.id)
    message = barrier_message(pulse, element, barriers, followup)
    tell(unit, message, [owner_id], key=f"barrier:{pulse.id}", kind="barrier", subject=followup.id)


def _find_manager(unit: Unit, initiative_key: str, audience: str) -> str | None:
    """The manager for this audience, or else any manager of the initiative."""
    managers = [grant for grant in list_grants(unit, initiative_key) if grant.role is Role.MANAGER]
    own = [grant for grant in managers if (grant.audience or "").casefold() == audience.casefold()]
    return next((grant.user_id for grant in [*own, *managers]), None)
