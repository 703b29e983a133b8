"""Sending: who is meant is looked up, every text is made; only then is a memo promised, held or shown to another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commands.memos.approvals import ask_approvers, lacks_approval
from commands.memos.composing import Renderings, Sources, has_own, list_sources, render_all
from commands.memos.plan import FindDue, find_facts, find_moment, promise_memo, schedule_memo
from commands.memos.views import held_message
from commands.memos.vocabulary import Facts
from commands.memos.workshop import Workshop
from commands.slack.ask import House
from commands.slack.features import Errand
from commands.slack.figures import count_people, show_count
from commands.slack.membership import resolve_audiences
from commands.slack.moments import Moment, describe_moment
from commands.slack.telling import tell
from commands.slack.text import shorten
from commands.slack.windows import find_delivery_moment, rules_of
from storage.audiences import Audience, get_audience
from storage.copies import list_copies
from storage.errors import BadInput, Conflict
from storage.initiatives import get_initiative
from storage.memo_revisions import Revision, as_corrected, list_revisions
from storage.memos import Memo, MemoState, get_memo, set_memo_state
from storage.people import Person
from storage.schedules import end_schedules
from storage.units import Unit

REASON_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Batch:
    """A memo with those whom it is for, and the text for each, as it reads since its newest `revision`.

    `reach` counts people of all zones by audience.
    """

    memo: Memo
    audiences: Sequence[Audience]
    members: Mapping[str, Sequence[Person]]
    renderings: Renderings
    reach: Mapping[str, int]
    revision: Revision | None = None

    @property
    def total(self) -> int:
        """How many people it is for in all zones."""
        return sum(self.reach.values())


@dataclass(frozen=True, slots=True)
class Launch:
    """How a memo is to leave: who wants it, when (None: at once), and with how long to take it back.

    A `released` one goes to those whom it could be written for, however many the others are.
    """

    asked_by: str
    undo: timedelta
    moment: Moment | None = None
    is_released: bool = False
    zone: str = "UTC"


async def gather_batch(
    house: House, team_id: str, memo_id: str, is_for: Callable[[str], bool] = lambda _: True
) -> Batch:
    """The memo with everybody who lives in a zone that `is_for` takes, their texts made."""

    def find(unit: Unit) -> tuple[Memo, Sequence[Revision], list[Audience], Facts, Sources]:
        memo = get_memo(unit, memo_id)
        audiences = [get_audience(unit, name) for name in memo.audiences]
        return memo, list_revisions(unit, memo_id), audiences, find_facts(unit, memo.initiative_key), list_sources(unit)

    memo, revisions, audiences, facts, sources = await house.store.read(team_id, find)
    async with Workshop() as workshop:
        if has_own(sources, audiences):
            await workshop.begin()
        everybody = await resolve_audiences(house, team_id, audiences)
        members = {name: [p for p in everybody[name] if is_for(p.zone)] for name in memo.audiences}
        current = as_corrected(memo, revisions)
        renderings = await render_all(workshop, current, facts, sources, audiences, members)
    reach = {name: len(everybody[name]) for name in memo.audiences}
    return Batch(memo, audiences, members, renderings, reach, revisions[0] if revisions else None)


def plan_ahead(unit: Unit, house: House, memo: Memo, members: Mapping[str, Sequence[Person]], plan: Launch) -> str:
    """Have a memo leave at the moment of the plan, or ask a second approver first; gives what to tell whoever asked."""
    assert plan.moment is not None
    reach = {name: len(people) for name, people in members.items()}
    if lacks_approval(unit, memo.id, sum(reach.values())):
        ask_approvers(unit, house, memo, reach, plan.moment, plan.asked_by)
        return _describe_waiting(sum(reach.values()))
    schedule_memo(unit, memo, plan.moment)
    return f"Scheduled for {describe_moment(plan.moment, plan.zone)}.{_tell_past(unit.now, members, plan)}"


def launch(unit: Unit, house: House, batch: Batch, plan: Launch) -> str:
    """Move the memo on as far as it may go now, and give what to tell whoever asked.

    It waits for a second approver, is scheduled, is held, or leaves. Raises BadInput when there is nobody to tell,
    Conflict when the memo is not the one that the texts were made of.
    """
    memo = batch.memo
    if get_memo(unit, memo.id) != memo:
        raise Conflict("Somebody changed this memo at the same moment.")
    if batch.total == 0:
        raise BadInput("Audiences", "nobody is in them", "/change audience show NAME")
    if lacks_approval(unit, memo.id, batch.total):
        ask_approvers(unit, house, memo, batch.reach, plan.moment, plan.asked_by)
        return _describe_waiting(batch.total)
    if plan.moment is not None and _is_ahead(unit, batch, plan.moment):
        return plan_ahead(unit, house, memo, batch.members, plan)
    if not plan.is_released and batch.renderings.fails_too_often:
        return hold(unit, batch)
    end_schedules(unit, "memo", memo.id)
    count = promise_memo(unit, memo, batch.audiences, batch.members, batch.renderings, make_due(unit.now, plan))
    set_memo_state(unit, memo.id, MemoState.SENT, recipients=count, unwritten=len(batch.renderings.failures))
    return _describe_leaving(unit.now, batch, plan, count)


def launch_slot(unit: Unit, house: House, batch: Batch, errand: Errand) -> None:
    """Do what a scheduled memo's slot is for: promise it to those whose slot it is, unless it must wait or is held."""
    current = get_memo(unit, batch.memo.id)
    if current.state not in (MemoState.SCHEDULED, MemoState.SENT) or batch.renderings.count == 0:
        return
    if lacks_approval(unit, current.id, batch.total):
        moment = find_moment(unit, current.id)
        end_schedules(unit, "memo", current.id)
        ask_approvers(unit, house, current, batch.reach, moment, current.author_id)
        return
    if batch.renderings.fails_too_often:
        hold(unit, batch)
        return
    # Where the time was past already when it was set, it can be taken back like one that is sent at once.
    is_at_once = errand.slot.due_at < errand.schedule.created_at
    plan = Launch(current.author_id, timedelta(seconds=house.undo_seconds * is_at_once), Moment(unit.now))
    members = _list_rest(unit, batch) if batch.revision else batch.members
    find_due = make_due(unit.now, plan)
    count = promise_memo(unit, current, batch.audiences, members, batch.renderings, find_due, batch.revision)
    set_memo_state(unit, current.id, MemoState.SENT, recipients=count, slot=errand.slot.name)


def launch_rest(unit: Unit, batch: Batch, plan: Launch) -> str:
    """Promise a memo that has left to those alone who have not been promised it; gives what to tell whoever asked."""
    memo, members = batch.memo, _list_rest(unit, batch)
    rest = replace(batch, members=members)
    if not any(members.values()):
        raise BadInput("Memo", f"everybody has been sent {memo.id}", f"/change memo show {memo.id}")
    find_due = make_due(unit.now, plan)
    count = promise_memo(unit, memo, batch.audiences, members, batch.renderings, find_due, batch.revision)
    unit.audit("memo.rest_sent", memo.id, recipients=count)
    return _describe_leaving(unit.now, rest, plan, count)


def hold(unit: Unit, batch: Batch) -> str:
    """Hold the whole memo because it could not be written for too many, and tell the lead why."""
    reason = shorten(batch.renderings.tell_failures(), REASON_LIMIT, str)
    set_memo_state(unit, batch.memo.id, MemoState.HELD, reason=reason)
    lead = get_initiative(unit, batch.memo.initiative_key).lead_id
    key = f"held:{batch.memo.id}:{unit.now.isoformat()}"
    tell(unit, held_message(get_memo(unit, batch.memo.id)), [lead], key=key, kind="held", subject=key)
    return f"Held, nobody has it: {reason}."


def _list_rest(unit: Unit, batch: Batch) -> dict[str, list[Person]]:
    """Those of the batch who have not been promised the memo, whether as it was written or corrected."""
    promised = {copy.delivery.recipient for copy in list_copies(unit, batch.memo.id)}
    return {name: [p for p in people if p.user_id not in promised] for name, people in batch.members.items()}


def make_due(now: datetime, plan: Launch) -> FindDue:
    """When the memo is due for somebody: as soon after the wanted moment as their audience's rules allow."""
    earliest = now + plan.undo

    def find_due(audience: Audience, person: Person) -> datetime:
        wanted = max(earliest, plan.moment.to_instant(person.zone)) if plan.moment else earliest
        return find_delivery_moment(rules_of(audience), person.zone, wanted)

    return find_due


def _is_ahead(unit: Unit, batch: Batch, moment: Moment) -> bool:
    """Whether the moment is still to come for everybody."""
    zones = {person.zone for people in batch.members.values() for person in people}
    return all(moment.to_instant(zone) > unit.now for zone in zones)


def _tell_past(now: datetime, members: Mapping[str, Sequence[Person]], plan: Launch) -> str:
    """Of a wall time: how many live where it is past already, and so have it at once."""
    assert plan.moment is not None
    zones = [person.zone for people in members.values() for person in people]
    past = sum(plan.moment.to_instant(zone) <= now for zone in zones)
    if not past:
        return ""
    get = "gets" if past == 1 else "get"
    return f" {count_people(past)} {get} it {_describe_wait(plan)}: it is past that time where they live."


def _describe_wait(plan: Launch) -> str:
    seconds = round(plan.undo.total_seconds())
    return f"in {show_count(seconds, 'second')}" if seconds else "now"


def _describe_waiting(recipients: int) -> str:
    return (
        f"It goes to {recipients:,} people and so needs a second approver: the sponsor and the admins were asked. "
        "Nobody has it yet."
    )


def _describe_leaving(now: datetime, batch: Batch, plan: Launch, count: int) -> str:
    verb = "gets" if count == 1 else "get"
    failed = len(batch.renderings.failures)
    unwritten = f" {count_people(failed)} could not be written to, see the receipt." if failed else ""
    if plan.moment is not None:
        return f"{count_people(count)} {verb} it in their own hours.{unwritten}"
    when = _describe_wait(plan) + ("; until then you can take it back" if plan.undo else "")
    return f"{count_people(count)} {verb} it {when}.{unwritten}{_tell_hours(now, batch, plan)}"


def _tell_hours(now: datetime, batch: Batch, plan: Launch) -> str:
    find_due = make_due(now, plan)
    later = sum(
        find_due(audience, person) > now + plan.undo
        for audience in batch.audiences
        for person in batch.members[audience.name]
    )
    return f" {later:,} of them have it when their hours begin." if later else ""
