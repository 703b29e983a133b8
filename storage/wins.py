"""Quick wins: what went well, and whose credit it is once each of them has agreed to be named.

A milestone that was celebrated is a win with its `milestone_id`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, delete, insert, select, update

from storage.errors import Conflict, NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

wins = Table(
    "wins",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("words", String(300), nullable=False),
    Column("asks", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("milestone_id", String(32)),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)

win_credits = Table(
    "win_credits",
    metadata,
    team_column(),
    Column("win_id", String(16), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("consent", String(16), nullable=False),
    Column("ask", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "win_id"], [wins.c.team_id, wins.c.id]),
    Index(None, "team_id", "user_id", "consent"),
    Index(None, "team_id", "consent", "asked_at"),
)


class Consent(StrEnum):
    """What a credited person says to being named; SILENT when they have not said anything for too long."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Credit:
    """One person's part in a win; `ask` says which asking they were asked with.

    `user_id` is empty in what may be told, unless they agreed to be named.
    """

    user_id: str
    consent: str
    ask: int
    asked_at: datetime

    @property
    def is_named(self) -> bool:
        """Whether the person agreed to be named."""
        return self.consent == Consent.GIVEN


@dataclass(frozen=True, slots=True)
class Win:
    """One thing that went well; `asks` counts how often people were asked to be named with it."""

    id: str
    initiative_key: str
    author_id: str
    words: str
    asks: int
    created_at: datetime
    milestone_id: str | None = None
    credits: tuple[Credit, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether it may be told: nobody's word is waited for."""
        return not self.asked_ids

    @property
    def asked_ids(self) -> list[str]:
        """Whose word is waited for."""
        return [credit.user_id for credit in self.credits if credit.consent == Consent.ASKED]

    @property
    def named_ids(self) -> list[str]:
        """Whom it may be told with: the credited people who have agreed."""
        return [credit.user_id for credit in self.credits if credit.is_named]

    def find_credit(self, user_id: str) -> Credit | None:
        """A person's part in it, if they are credited."""
        return next((credit for credit in self.credits if credit.user_id == user_id), None)


_columns = [wins.c[name] for name in Win.__dataclass_fields__ if name != "credits"]
_credit_columns = [win_credits.c[name] for name in Credit.__dataclass_fields__]


def add_win(
    unit: Unit, initiative_key: str, words: str, credit_ids: Collection[str] = (), *, milestone_id: str | None = None
) -> Win:
    """Record a win by the unit's actor; whoever credits others has to ask them, whoever credits oneself not."""
    win_id = next_id(unit, "W")
    values = {"id": win_id, "initiative_key": initiative_key, "author_id": unit.actor_id, "words": words}
    unit.connection.execute(
        insert(wins).values(
            team_id=unit.team_id, asks=0, created_at=unit.now, milestone_id=milestone_id, **values
        )
    )  # fmt: skip
    _set_credits(unit, get_win(unit, win_id), words, credit_ids)
    facts = {"milestone": milestone_id} if milestone_id else {}
    unit.audit("win.added", win_id, initiative=initiative_key, words=words, credit=sorted(credit_ids), **facts)
    return get_win(unit, win_id)


def edit_win(unit: Unit, win_id: str, words: str, credit_ids: Collection[str]) -> Win:
    """Correct a win; a yes was said to other words, so that it has to be asked for again when they change.

    A no stays a no for as long as the same person is credited. The audit log keeps old and new.
    """
    before = get_win(unit, win_id)
    credited = [credit.user_id for credit in before.credits]
    if before.words == words and set(credited) == set(credit_ids):
        return before
    _set_credits(unit, before, words, credit_ids)
    unit.connection.execute(update(wins).where(*_this(unit, win_id)).values(words=words))
    changed = {"words": [before.words, words], "credit": [", ".join(credited), ", ".join(sorted(credit_ids))]}
    unit.audit("win.edited", win_id, **{name: pair for name, pair in changed.items() if pair[0] != pair[1]})
    return get_win(unit, win_id)


def answer_credit(unit: Unit, win_id: str, ask: int, is_agreed: bool) -> Win:
    """The actor, who was asked, agrees to be named or not, and may think again; Conflict for anybody and anything else.

    `ask` says which asking is answered: an older one was about other words.
    """
    credit = get_win(unit, win_id).find_credit(unit.actor_id)
    if credit is None:
        raise Conflict("This win no longer names you.")
    if ask != credit.ask:
        raise Conflict("This win was changed after you were asked; the newest message about it has its words.")
    consent = Consent.GIVEN if is_agreed else Consent.DECLINED
    if credit.consent != consent:
        _put_consent(unit, win_id, credit.user_id, consent)
        unit.audit("win.answered", win_id, consent=[credit.consent, consent])
    return get_win(unit, win_id)


def note_silence(unit: Unit, win_id: str, before: datetime) -> Win:
    """Wait no longer for those who were asked before a moment; they may still answer."""
    for credit in get_win(unit, win_id).credits:
        if credit.consent == Consent.ASKED and credit.asked_at < before:
            _put_consent(unit, win_id, credit.user_id, Consent.SILENT)
    return get_win(unit, win_id)


def get_win(unit: Unit, win_id: str) -> Win:
    """The win with this id, its credits as they were recorded; raises NotFound."""
    query = select(*_columns).where(*_this(unit, win_id))
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Win", win_id)
    return _with_credits(unit, [Win(*row)])[0]


def find_celebration(unit: Unit, milestone_id: str) -> Win | None:
    """The win that celebrates this milestone, if there is one."""
    query = select(*_columns).where(wins.c.team_id == unit.team_id, wins.c.milestone_id == milestone_id)
    row = unit.connection.execute(query).first()
    return Win(*row) if row else None


def list_wins(unit: Unit, initiative_key: str) -> Sequence[Win]:
    """An initiative's wins as they may be told, the newest first: a credit has no name before its owner agreed."""
    query = select(*_columns).where(wins.c.team_id == unit.team_id, wins.c.initiative_key == initiative_key)
    found = _with_credits(unit, [Win(*row) for row in unit.connection.execute(query)])
    return sorted((_as_told(win) for win in found), key=lambda win: -number_of(win.id))


def list_credits_asked(unit: Unit, user_id: str) -> Sequence[Win]:
    """Wins for which this person has been asked to be named and has not answered, the oldest first."""
    ids = _list_ids(unit, win_credits.c.user_id == user_id, win_credits.c.consent == Consent.ASKED)
    return [get_win(unit, win_id) for win_id in ids]


def list_wins_unanswered(unit: Unit, before: datetime) -> list[str]:
    """The ids of wins of which somebody was asked before a moment and has not answered."""
    return _list_ids(unit, win_credits.c.consent == Consent.ASKED, win_credits.c.asked_at < before)


def _set_credits(unit: Unit, before: Win, words: str, credit_ids: Collection[str]) -> None:
    """Credit these people, as `words` tell of them, and ask whoever has not said yes or no to that."""
    kept = [
        credit
        for credit in before.credits
        if credit.user_id in credit_ids and (before.words == words or credit.consent == Consent.DECLINED)
    ]
    fresh = sorted(set(credit_ids) - {credit.user_id for credit in kept})
    asks = before.asks + any(user_id != unit.actor_id for user_id in fresh)
    here = (win_credits.c.team_id == unit.team_id) & (win_credits.c.win_id == before.id)
    unit.connection.execute(delete(win_credits).where(here))
    asked = [Credit(user_id, _first_consent(unit, user_id), asks, unit.now) for user_id in fresh]
    rows = [
        {"team_id": unit.team_id, "win_id": before.id, **{c.name: getattr(credit, c.name) for c in _credit_columns}}
        for credit in (*kept, *asked)
    ]
    if rows:
        unit.connection.execute(insert(win_credits), rows)
    unit.connection.execute(update(wins).where(*_this(unit, before.id)).values(asks=asks))


def _first_consent(unit: Unit, user_id: str) -> Consent:
    return Consent.GIVEN if user_id == unit.actor_id else Consent.ASKED


def _put_consent(unit: Unit, win_id: str, user_id: str, consent: Consent) -> None:
    condition = (win_credits.c.team_id == unit.team_id) & (win_credits.c.win_id == win_id)
    condition &= win_credits.c.user_id == user_id
    unit.connection.execute(update(win_credits).where(condition).values(consent=consent))


def _with_credits(unit: Unit, found: Sequence[Win]) -> list[Win]:
    query = select(win_credits.c.win_id, *_credit_columns).where(
        win_credits.c.team_id == unit.team_id, win_credits.c.win_id.in_([win.id for win in found])
    )
    by_win: dict[str, list[Credit]] = {}
    for win_id, *row in unit.connection.execute(query.order_by(win_credits.c.user_id)):
        by_win.setdefault(win_id, []).append(Credit(*row))
    return [replace(win, credits=tuple(by_win.get(win.id, ()))) for win in found]


def _as_told(win: Win) -> Win:
    told = [credit if credit.is_named else replace(credit, user_id="") for credit in win.credits]
    return replace(win, credits=tuple(told))


def _list_ids(unit: Unit, *conditions: Any) -> list[str]:
    query = select(win_credits.c.win_id).where(win_credits.c.team_id == unit.team_id, *conditions).distinct()
    return sorted(unit.connection.execute(query).scalars(), key=number_of)


def _this(unit: Unit, win_id: str) -> tuple[Any, ...]:
    return wins.c.team_id == unit.team_id, wins.c.id == win_id
