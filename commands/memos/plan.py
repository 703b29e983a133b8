"""Planning a memo: its texts checked, its facts gathered, its deliveries promised now or at a set time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from commands.memos.rendering import Facts, render_memo, to_content
from commands.memos.views import ACTION_LIMIT, CHANGE_LIMIT, FACTS_LIMIT, TIMING_LIMIT
from commands.slack.access import permit
from commands.slack.ask import Ask
from commands.slack.figures import show_number
from commands.slack.inputs import clean_line, clean_text
from commands.slack.moments import Moment
from storage.adoptions import list_latest_readings
from storage.audiences import Audience
from storage.errors import BadInput, Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.kpis import list_kpis, list_latest_values
from storage.memos import Memo, MemoState, get_memo, set_memo_state
from storage.outbox import Priority, Recipient, promise
from storage.people import Person
from storage.roles import Role
from storage.schedules import add_schedule
from storage.statuses import find_status_at
from storage.units import Unit


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


def get_draft(unit: Unit, ask: Ask, memo_id: str, allowed: Collection[Role]) -> Memo:
    """The draft, for somebody who may send it; raises BadInput when it has left the draft state."""
    memo = get_memo(unit, memo_id)
    permit(unit, ask, get_open_initiative(unit, memo.initiative_key), allowed)
    if memo.state != MemoState.DRAFT:
        raise BadInput("Memo", f"{memo.id} is {memo.state} already", f"/change memo new {memo.initiative_key}")
    return memo


def find_facts(unit: Unit, initiative_key: str, command: str) -> Facts:
    """What the templates may tell of the initiative at this moment."""
    values = list_latest_values(unit, initiative_key)
    figures = [
        f"{kpi.name}: {show_number(values[kpi.id].value, kpi.unit)} (target {show_number(kpi.target, kpi.unit)})"
        for kpi in list_kpis(unit, initiative_key)
        if kpi.id in values
    ]
    figures += [f"{r.metric}: {r.active} of {r.eligible} people" for r in list_latest_readings(unit, initiative_key)]
    status = find_status_at(unit, initiative_key, unit.now)
    return Facts(get_initiative(unit, initiative_key), status, figures, f"{command}-status")


def schedule_memo(unit: Unit, memo: Memo, moment: Moment) -> None:
    """Have the memo leave at an instant, or at a wall time in each recipient's own zone."""
    starts = moment.at if moment.is_wall else moment.at.replace(tzinfo=None)
    zone = None if moment.is_wall else "UTC"
    add_schedule(unit, kind="memo", subject=memo.id, rule=None, starts=starts, zone=zone)
    set_memo_state(unit, memo.id, MemoState.SCHEDULED, at=moment.at.isoformat())


def plan_now(
    unit: Unit, ask: Ask, memo: Memo, audiences: Sequence[Audience], members: Mapping[str, list[Person]]
) -> int:
    """Promise the memo to everybody, leaving once the time to take it back is over; gives how many people."""
    due_at = unit.now + timedelta(seconds=ask.house.undo_seconds)
    count = promise_memo(unit, ask.house.command, memo, audiences, members, due_at)
    if count == 0:
        raise BadInput("Audiences", "nobody is in them", "/change audience show NAME")
    set_memo_state(unit, memo.id, MemoState.SENT, recipients=count)
    return count


def promise_memo(
    unit: Unit,
    command: str,
    memo: Memo,
    audiences: Sequence[Audience],
    members: Mapping[str, list[Person]],
    due_at: datetime,
) -> int:
    """Put the renderings and the deliveries into the outbox; everything is rendered before the first one leaves."""
    facts = find_facts(unit, memo.initiative_key, command)
    contents = {kind: to_content(render_memo(memo, kind, facts)) for kind in {a.kind for a in audiences}}
    return promise(
        unit,
        key=f"memo:{memo.id}",
        kind="memo",
        subject=memo.id,
        priority=Priority.MEMO,
        contents_by_variant=contents,
        recipients=[
            Recipient(person.user_id, due_at, audience.kind)
            for audience in audiences
            for person in members[audience.name]
        ],
    )
