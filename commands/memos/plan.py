"""Planning a memo: its texts checked, its facts gathered, its deliveries promised now or at a set time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from commands.memos.composing import Renderings
from commands.memos.rendering import UNASKED
from commands.memos.views import ACTION_LIMIT, CHANGE_LIMIT, FACTS_LIMIT, TIMING_LIMIT
from commands.memos.vocabulary import Facts
from commands.slack.access import permit
from commands.slack.ask import Ask
from commands.slack.figures import show_number
from commands.slack.inputs import clean_line, clean_text
from commands.slack.moments import Moment
from commands.slack.rag import show_rag
from commands.slack.standing import find_standing
from storage.adoptions import list_latest_readings
from storage.audiences import Audience
from storage.errors import BadInput, Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.kpis import list_kpis, list_latest_values
from storage.memo_effects import open_effect
from storage.memo_revisions import Revision
from storage.memos import Memo, MemoState, get_memo, set_memo_state
from storage.outbox import Priority, Recipient, promise
from storage.people import Person, find_person
from storage.roles import Role
from storage.schedules import add_schedule, list_schedules
from storage.statuses import find_status_at
from storage.units import Unit
from storage.wins import Win, list_wins
from surveys.tokens import new_salt

WINS_TOLD = 3
WINS_FRESH = timedelta(days=30)
EFFECT_OPEN = timedelta(days=30)
"""So long after a memo has begun to leave, people may say whether they know what changes for them."""

FindDue = Callable[[Audience, Person], datetime]
"""When the memo is due for somebody in an audience."""


def read_texts(form: Mapping[str, Any]) -> dict[str, str]:
    """The memo's four texts from its form, all problems told at once."""
    problems, texts = Problems(), {}
    with problems:
        texts["facts"] = clean_text(
            form["facts"] or "", "Facts", FACTS_LIMIT, example="The new CRM is tested and ready"
        )
    with problems:
        texts["change"] = clean_text(
            form["what_changes"] or "", "What changes", CHANGE_LIMIT, example="You enter customers in one place"
        )
    with problems:
        texts["timing"] = clean_line(form["when"] or "", "When", TIMING_LIMIT, example="From Monday 7 December")
    with problems:
        texts["action"] = clean_text(form["what_to_do"] or "", "What to do", ACTION_LIMIT, example="Book your training")
    problems.raise_found()
    return texts


def get_in_state(unit: Unit, ask: Ask, memo_id: str, allowed: Collection[Role], states: Collection[MemoState]) -> Memo:
    """The memo, for somebody who may do this; raises BadInput when it is in none of these states."""
    memo = get_memo(unit, memo_id)
    permit(unit, ask, get_open_initiative(unit, memo.initiative_key), allowed)
    if memo.state not in states:
        raise BadInput("Memo", f"{memo.id} is {memo.state} already", f"/change memo new {memo.initiative_key}")
    return memo


def get_draft(unit: Unit, ask: Ask, memo_id: str, allowed: Collection[Role]) -> Memo:
    """The draft, for somebody who may send it; raises BadInput when it has left the draft state."""
    return get_in_state(unit, ask, memo_id, allowed, (MemoState.DRAFT,))


def find_facts(unit: Unit, initiative_key: str) -> Facts:
    """What the templates may tell of the initiative at this moment."""
    initiative = get_initiative(unit, initiative_key)
    values = list_latest_values(unit, initiative_key)
    figures = [
        f"{kpi.name}: {show_number(values[kpi.id].value, kpi.unit)} (target {show_number(kpi.target, kpi.unit)})"
        for kpi in list_kpis(unit, initiative_key)
        if kpi.id in values
    ]
    figures += [f"{r.metric}: {r.active} of {r.eligible} people" for r in list_latest_readings(unit, initiative_key)]
    status = find_status_at(unit, initiative_key, unit.now)
    derived = find_standing(unit, initiative).derived
    fresh = [
        win for win in list_wins(unit, initiative_key) if win.is_settled and win.created_at > unit.now - WINS_FRESH
    ]
    wins = [_tell_win(unit, win) for win in fresh[:WINS_TOLD]]
    return Facts(initiative, status, figures, "" if derived == "grey" else show_rag(derived), wins)


def schedule_memo(unit: Unit, memo: Memo, moment: Moment) -> None:
    """Have the memo leave at an instant, or at a wall time in each recipient's own zone."""
    starts = moment.at if moment.is_wall else moment.at.replace(tzinfo=None)
    zone = None if moment.is_wall else "UTC"
    add_schedule(unit, kind="memo", subject=memo.id, rule=None, starts=starts, zone=zone)
    set_memo_state(unit, memo.id, MemoState.SCHEDULED, at=moment.at.isoformat())


def list_moments(unit: Unit) -> dict[str, Moment]:
    """The moments that memos are scheduled for, by their id."""
    return {
        schedule.subject: Moment(schedule.starts_at.replace(tzinfo=UTC) if schedule.zone else schedule.starts_at)
        for schedule in list_schedules(unit, "memo")
    }


def find_moment(unit: Unit, memo_id: str) -> Moment | None:
    """The moment that a memo is scheduled for, or None."""
    return list_moments(unit).get(memo_id)


def make_send_key(memo_id: str, revision: Revision | None) -> str:
    """What the outbox calls the sending of a memo as it was first written, or as it reads since a correction."""
    return f"memo:{memo_id}" if revision is None else f"memo:{memo_id}:resumed:{revision.number}"


def promise_memo(
    unit: Unit,
    memo: Memo,
    audiences: Sequence[Audience],
    members: Mapping[str, Sequence[Person]],
    renderings: Renderings,
    find_due: FindDue,
    revision: Revision | None = None,
) -> int:
    """Put texts and deliveries into the outbox; whoever could not be written to is kept as failed, with the reason.

    Gives how many people get it.
    """
    recipients = [
        Recipient(
            person.user_id,
            find_due(audience, person),
            renderings.variants.get(person.user_id, "none"),
            failure=renderings.failures.get(person.user_id),
            audience=audience.name,
        )
        for audience in audiences
        for person in members[audience.name]
    ]
    promise(
        unit,
        key=make_send_key(memo.id, revision),
        kind="memo",
        subject=memo.id,
        priority=Priority.MEMO,
        contents_by_variant=renderings.contents,
        recipients=recipients,
        is_mandatory=memo.is_mandatory,
    )
    if any(audience.kind not in UNASKED for audience in audiences):
        open_effect(unit, memo.id, new_salt(), unit.now + EFFECT_OPEN)
    return sum(recipient.failure is None for recipient in recipients)


def _tell_win(unit: Unit, win: Win) -> str:
    named = [person.name for user_id in win.named_ids if (person := find_person(unit, user_id))]
    return f"{win.words} (thanks to {', '.join(named)})" if named else win.words
