"""Covering: coverage is shown, and those who are still to be trained are nudged, each at most once in two weeks."""

import re
from collections.abc import Sequence
from functools import partial

from commands.slack.access import permit, roles_of
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.membership import resolve_audience
from commands.slack.subjects import take_only_key
from commands.slack.telling import tell_each
from commands.trainings.coverage import list_audience_names, list_skills, list_untrained, measure_coverage
from commands.trainings.coverage_views import coverage_message, nudged_message
from commands.trainings.dossiers import MAY_PLAN, MAY_READ
from commands.trainings.notices import nudge_message
from storage.audiences import find_audience, get_audience
from storage.errors import BadInput, OutOfDate
from storage.initiatives import get_initiative, get_open_initiative
from storage.outbox import Priority
from storage.training_seats import invite, note_nudged
from storage.trainings import Training, list_upcoming, take_turn
from storage.units import Unit

_NUDGE = re.compile(r"([A-Z][A-Z0-9]{1,9}) (.+)")


async def on_coverage(ask: Ask) -> Answer:
    """`/change training coverage KEY`."""
    return await _show(ask, take_only_key(ask.text, "/change training coverage CRM"))


async def on_coverage_button(ask: Ask) -> Answer:
    """Coverage, under a list."""
    return await _show(ask, ask.value)


async def on_nudge(ask: Ask) -> Answer:
    """Nudge the untrained, beside an audience or a barrier."""
    match = _NUDGE.fullmatch(ask.value)
    if match is None:
        raise OutOfDate
    key, name = match.groups()
    audience = await ask.read(lambda unit: get_audience(unit, name))
    await ask.read(lambda unit: _list_offered(unit, ask, key, audience.name))
    members = [person.user_id for person in (await resolve_audience(ask.house, ask.team_id, audience)).members]

    def nudge(unit: Unit) -> Answer:
        upcoming = _list_offered(unit, ask, key, audience.name)
        # The first session is held until the end of the unit, so that two nudges at once do not tell anybody twice.
        take_turn(unit, upcoming[0].id)
        untrained = list_untrained(unit, key, audience.name, members)
        _promise(unit, key, audience.name, upcoming, untrained)
        return Reply(nudged_message(audience.name, len(untrained)))

    return await ask.write(nudge)


def _list_offered(unit: Unit, ask: Ask, key: str, audience: str) -> Sequence[Training]:
    """The sessions that the lead, or a trainer of theirs, may nudge an audience to; BadInput when there is none."""
    initiative, upcoming = get_open_initiative(unit, key), list_upcoming(unit, key, audience)
    if ask.user_id not in {training.trainer_id for training in upcoming}:
        permit(unit, ask, initiative, MAY_PLAN)
    if not upcoming:
        example = f'/change training add {key} "Working in the CRM" 2026-12-04 14:00 for {audience}'
        raise BadInput("Training", f"no session for {audience} is to come", example)
    return upcoming


def _promise(unit: Unit, key: str, audience: str, upcoming: Sequence[Training], user_ids: list[str]) -> None:
    for training in upcoming:
        invite(unit, training.id, user_ids)
    note_nudged(unit, key, user_ids)
    tell_each(
        unit,
        partial(nudge_message, upcoming),
        user_ids,
        key=f"training-nudge:{key}:{audience}:{unit.now.isoformat()}",
        kind="nudge",
        subject=key,
        priority=Priority.NUDGE,
        audience=audience,
    )


async def _show(ask: Ask, key: str) -> Answer:
    def find_names(unit: Unit) -> list[str]:
        permit(unit, ask, get_initiative(unit, key), MAY_READ)
        return list_audience_names(unit, key)

    members = {}
    for name in await ask.read(find_names):
        audience = await ask.read(partial(find_audience, name=name))
        if audience is not None:
            found = (await resolve_audience(ask.house, ask.team_id, audience)).members
            members[name] = {person.user_id for person in found}

    def show(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        may_nudge = initiative.is_open and not roles_of(unit, ask, initiative).isdisjoint(MAY_PLAN)
        coverages, skills = measure_coverage(unit, key, members), list_skills(unit, key)
        return Reply(coverage_message(initiative, coverages, skills, may_nudge=may_nudge))

    return await ask.read(show)
