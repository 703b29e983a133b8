"""Preferences: what of people's attention they keep to themselves: opted out of, or asked to wait."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Column, String, Table, select, update

from storage.outbox import Attention, State, deliveries
from storage.schema import Moment, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

preferences = Table(
    "preferences",
    metadata,
    team_column(),
    Column("user_id", String(32), primary_key=True),
    Column("snoozed_until", Moment),
    Column("opted_out", String(32), nullable=False),
    Column("pulses_until", Moment),
)

OPTED_OUT = "opted out"
SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's: until when what can wait has to, what is not wanted at all, and until when no pulse asks them."""

    snoozed_until: datetime | None = None
    opted_out: frozenset[str] = frozenset()
    pulses_until: datetime | None = None


def find_preferences(unit: Unit, user_id: str) -> Preferences:
    """What somebody has set; who has set nothing wants everything."""
    query = select(preferences.c.snoozed_until, preferences.c.opted_out, preferences.c.pulses_until).where(
        preferences.c.team_id == unit.team_id, preferences.c.user_id == user_id
    )
    row = unit.connection.execute(query).first()
    return Preferences(row.snoozed_until, read_opted_out(row.opted_out), row.pulses_until) if row else Preferences()


def read_opted_out(stored: str | None) -> frozenset[str]:
    """What the column says that somebody opted out of."""
    return frozenset(stored.split(",")) if stored else frozenset()


def put_snooze(unit: Unit, user_id: str, until: datetime | None) -> Preferences:
    """Have what can wait do so until a moment; with None it waits no longer, and what has waited comes now."""
    before = find_preferences(unit, user_id)
    if before.snoozed_until != until:
        _put(unit, user_id, replace(before, snoozed_until=until))
        moments = [each.isoformat() if each else None for each in (before.snoozed_until, until)]
        unit.audit("preference.snoozed", user_id, until=moments)
    if until is None:
        release_waiting(unit, [SNOOZED], user_id)
    return find_preferences(unit, user_id)


def opt_out(unit: Unit, user_id: str, kinds: Collection[Attention]) -> Preferences:
    """Keep these kinds away from now on, and take back what of them has not left."""
    before = find_preferences(unit, user_id)
    _put_opted_out(unit, user_id, before, before.opted_out | set(kinds))
    statement = (
        update(deliveries)
        .where(
            deliveries.c.team_id == unit.team_id,
            deliveries.c.recipient == user_id,
            deliveries.c.state == State.PLANNED,
            deliveries.c.attention.in_(kinds),
        )
        .values(state=State.CANCELLED, reason=OPTED_OUT, settled_at=unit.now)
    )
    unit.connection.execute(statement)
    return find_preferences(unit, user_id)


def opt_in(unit: Unit, user_id: str, kinds: Collection[Attention]) -> Preferences:
    """Have these kinds again; what was taken back meanwhile is not sent after all."""
    before = find_preferences(unit, user_id)
    _put_opted_out(unit, user_id, before, before.opted_out - set(kinds))
    if Attention.PULSES in kinds and before.pulses_until is not None:
        pause_pulses(unit, user_id, None)
    return find_preferences(unit, user_id)


def pause_pulses(unit: Unit, user_id: str, until: datetime | None) -> None:
    """Have no pulse opened until a moment ask this person; with None the next one may."""
    before = find_preferences(unit, user_id)
    _put(unit, user_id, replace(before, pulses_until=until))
    moments = [each.isoformat() if each else None for each in (before.pulses_until, until)]
    unit.audit("preference.paused", user_id, pulses_until=moments)


def list_opted_out(unit: Unit, kind: Attention) -> set[str]:
    """Everybody who has opted out of a kind, by user id."""
    query = select(preferences.c.user_id, preferences.c.opted_out).where(preferences.c.team_id == unit.team_id)
    return {user_id for user_id, stored in unit.connection.execute(query) if kind in read_opted_out(stored)}


def list_unasked(unit: Unit) -> set[str]:
    """Everybody whom no pulse may ask now, by user id: who has opted out of pulses, or has put them off."""
    query = select(preferences.c.user_id).where(
        preferences.c.team_id == unit.team_id, preferences.c.pulses_until > unit.now
    )
    return list_opted_out(unit, Attention.PULSES) | set(unit.connection.execute(query).scalars())


def release_waiting(unit: Unit, reasons: Iterable[str], user_id: str | None = None) -> int:
    """Have what waits for these reasons, of one person if given, judged anew now; gives how many."""
    statement = update(deliveries).where(
        deliveries.c.team_id == unit.team_id,
        deliveries.c.state == State.PLANNED,
        deliveries.c.attention.is_not(None),
        deliveries.c.due_at > unit.now,
        deliveries.c.reason.in_(list(reasons)),
    )
    if user_id is not None:
        statement = statement.where(deliveries.c.recipient == user_id)
    return unit.connection.execute(statement.values(due_at=unit.now)).rowcount


def _put_opted_out(unit: Unit, user_id: str, before: Preferences, after: Collection[str]) -> None:
    if before.opted_out != set(after):
        _put(unit, user_id, replace(before, opted_out=frozenset(after)))
        unit.audit("preference.opted", user_id, opted_out=[_join(before.opted_out), _join(after)])


def _put(unit: Unit, user_id: str, wanted: Preferences) -> None:
    values = {
        "snoozed_until": wanted.snoozed_until,
        "opted_out": _join(wanted.opted_out),
        "pulses_until": wanted.pulses_until,
    }
    upsert(unit, preferences, {"team_id": unit.team_id, "user_id": user_id}, values)


def _join(kinds: Collection[str]) -> str:
    return ",".join(sorted(kinds))
