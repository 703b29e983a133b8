"""Closed places: their owner is told once, and after three refusals in a row nothing more is sent there by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from commands.deliveries.views import (
    channel_paused_message,
    channel_refused_message,
    memo_refused_message,
    resumed_message,
    schedule_paused_message,
    schedule_refused_message,
)
from commands.slack.access import list_admins, permit
from commands.slack.ask import Answer, Ask, House, Replacement
from commands.slack.blocks import Message
from commands.slack.cadences import Cadence, describe_rule
from commands.slack.features import Round
from commands.slack.telling import tell
from storage.errors import BadInput
from storage.initiatives import Initiative, edit_initiative, find_initiative, get_open_initiative, list_initiatives
from storage.memos import get_memo
from storage.outbox import is_promised
from storage.refusals import Refusal, find_channel_streak, find_last_promise, find_send_streak, list_refused_since
from storage.roles import Role
from storage.schedules import Schedule, end_schedules, list_schedules
from storage.units import Unit

MOST_IN_A_ROW = 3
LOOK_BACK = timedelta(hours=1)
"""How long after a refusal its owner may still be told: sending and looking are done by the same ticks."""
REFUSED, PAUSED = "refused", "paused"
MAY_RESUME = (Role.LEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Notice:
    """What owners are to be told, once by its key, and what is paused with it.

    Its subject is of its own: a receipt of the memo or digest that was refused does not count it.
    """

    key: str
    kind: str
    subject: str
    owners: list[str]
    message: Message
    pause: Callable[[Unit], object] | None = None


async def tell_refused(tick: Round) -> None:
    """A sweep: tell owners what was refused since lately, and pause what was refused too often."""
    store = tick.house.store
    if await store.read(tick.team_id, lambda unit: list(_list_notices(unit, tick.house))):
        await store.write(tick.team_id, lambda unit: _tell_all(unit, tick.house))


async def on_post_again(ask: Ask) -> Answer:
    """Post there again, in the notice of a pause: the channel is the initiative's home once more."""
    key, channel_id = ask.value.split()

    def resume(unit: Unit) -> Answer:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_RESUME)
        if initiative.channel_id not in (None, channel_id):
            raise BadInput("Channel", f"{key} has another one by now", f"/change edit {key}")
        return Replacement(resumed_message(edit_initiative(unit, key, channel_id=channel_id)))

    return await ask.write(resume)


def _tell_all(unit: Unit, house: House) -> None:
    for notice in _list_notices(unit, house):
        if notice.pause:
            notice.pause(unit)
        tell(unit, notice.message, notice.owners, key=notice.key, kind=notice.kind, subject=notice.subject)


def _list_notices(unit: Unit, house: House) -> Iterator[Notice]:
    """What is to be told and has not been."""
    refused = list_refused_since(unit, unit.now - LOOK_BACK)
    if not refused:
        return
    found = [
        *_look_at_channels(unit, refused),
        *_look_at_schedules(unit, house, refused),
        *_look_at_memos(unit, refused),
    ]
    yield from (notice for notice in found if not is_promised(unit, notice.key))


def _look_at_channels(unit: Unit, refused: list[Refusal]) -> Iterator[Notice]:
    closed = {refusal.recipient for refusal in refused if refusal.is_in_channel}
    for initiative in list_initiatives(unit, open_only=True):
        if initiative.channel_id in closed:
            yield from _look_at_channel(unit, initiative, initiative.channel_id)


def _look_at_channel(unit: Unit, initiative: Initiative, channel_id: str) -> Iterator[Notice]:
    subject = f"place:{initiative.key}:{channel_id}"
    since = find_last_promise(unit, PAUSED, subject) or datetime.min.replace(tzinfo=UTC)
    streak = find_channel_streak(unit, channel_id, since)
    if not streak:
        return
    owners, newest, first = [initiative.lead_id], streak[0], streak[-1]
    if len(streak) >= MOST_IN_A_ROW:
        message = channel_paused_message(initiative, newest, len(streak))
        yield Notice(f"{PAUSED}:{subject}:{first.id}", PAUSED, subject, owners, message, _forget_channel(initiative))
    # Whoever started a run has been told already that its thread could not be opened.
    elif any(refusal.kind != "run" for refusal in streak):
        message = channel_refused_message(initiative, newest)
        yield Notice(f"{REFUSED}:{subject}:{first.id}", REFUSED, subject, owners, message)


def _forget_channel(initiative: Initiative) -> Callable[[Unit], object]:
    return lambda unit: edit_initiative(unit, initiative.key, channel_id=None)


def _look_at_schedules(unit: Unit, house: House, refused: list[Refusal]) -> Iterator[Notice]:
    about = {(refusal.kind, refusal.subject) for refusal in refused}
    for schedule in list_schedules(unit):
        if schedule.rule is not None and (schedule.kind, schedule.subject) in about:
            yield from _look_at_schedule(unit, house, schedule, refused)


def _look_at_schedule(unit: Unit, house: House, schedule: Schedule, refused: list[Refusal]) -> Iterator[Notice]:
    kind, subject = schedule.kind, schedule.subject
    initiative = find_initiative(unit, subject)
    owners = [initiative.lead_id] if initiative else list_admins(unit, house)
    what = f"The agenda of *{subject}*" if initiative else f"The {kind}"
    streak = find_send_streak(unit, kind, subject, schedule.created_at)
    if len(streak) >= MOST_IN_A_ROW:
        rhythm = describe_rule(Cadence(str(schedule.rule), schedule.starts_at.time()))
        words = [kind, "schedule", *([subject] if initiative else []), rhythm]
        message = schedule_paused_message(what, streak[0], len(streak), " ".join(["/change", *words]))
        yield Notice(
            f"{PAUSED}:{schedule.id}",
            PAUSED,
            schedule.id,
            owners,
            message,
            lambda unit: end_schedules(unit, kind, subject),
        )
    else:
        missed = [refusal for refusal in refused if (refusal.kind, refusal.subject) == (kind, subject)]
        key = f"{REFUSED}:{schedule.id}"
        yield Notice(key, REFUSED, schedule.id, owners, schedule_refused_message(what, missed))


def _look_at_memos(unit: Unit, refused: list[Refusal]) -> Iterator[Notice]:
    for memo_id in dict.fromkeys(refusal.subject for refusal in refused if refusal.kind == "memo"):
        memo = get_memo(unit, memo_id)
        initiative = find_initiative(unit, memo.initiative_key)
        assert initiative is not None
        message = memo_refused_message(memo, [refusal for refusal in refused if refusal.subject == memo_id])
        key = f"{REFUSED}:{memo_id}"
        yield Notice(key, REFUSED, key, [initiative.lead_id], message)
