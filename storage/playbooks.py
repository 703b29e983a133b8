"""Playbooks: repeatable steps for a scenario, made by the workspace's people, and the risks they are attached to."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Integer, String, Table, delete, insert, select, update

from storage.errors import BadInput, NotFound
from storage.numbers import next_id, number_of
from storage.risks import risks
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

playbooks = Table(
    "playbooks",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("scenario", String(300), nullable=False),
    Column("steps", Document, nullable=False),
    Column("version", Integer, nullable=False),
    Column("copied_from", String(16)),
    Column("author_id", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

risk_playbooks = Table(
    "risk_playbooks",
    metadata,
    team_column(),
    Column("risk_id", String(16), primary_key=True),
    Column("playbook_id", String(16), primary_key=True),
    Column("playbook_name", String(120), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "risk_id"], [risks.c.team_id, risks.c.id]),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, in which role, and how many minutes it is planned to take."""

    what: str
    owner: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Playbook:
    """Steps for a scenario; `version` counts its edits, `copied_from` names the playbook it began as."""

    id: str
    name: str
    scenario: str
    steps: tuple[Step, ...]
    version: int
    copied_from: str | None
    author_id: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A playbook that is a risk's contingency; its name is that of the moment it was attached."""

    risk_id: str
    playbook_id: str
    playbook_name: str


_columns = [playbooks.c[name] for name in Playbook.__dataclass_fields__]
_attachment_columns = [risk_playbooks.c[name] for name in Attachment.__dataclass_fields__]


def add_playbook(
    unit: Unit, name: str, scenario: str, steps: Sequence[Step], *, copied_from: str | None = None
) -> Playbook:
    """Record a playbook by the unit's actor."""
    playbook_id = next_id(unit, "PB")
    unit.connection.execute(
        insert(playbooks).values(
            team_id=unit.team_id, id=playbook_id, name=name, scenario=scenario, steps=_to_document(steps), version=1,
            copied_from=copied_from, author_id=unit.actor_id, created_at=unit.now, changed_at=unit.now,
        )
    )  # fmt: skip
    unit.audit("playbook.added", playbook_id, name=name, scenario=scenario, steps=_to_words(steps), source=copied_from)
    return get_playbook(unit, playbook_id)


def edit_playbook(unit: Unit, playbook_id: str, name: str, scenario: str, steps: Sequence[Step]) -> Playbook:
    """Give a playbook new words as its next version; history keeps old and new, runs keep what they began with."""
    before = get_playbook(unit, playbook_id)
    old = {"name": before.name, "scenario": before.scenario, "steps": _to_words(before.steps)}
    new = {"name": name, "scenario": scenario, "steps": _to_words(steps)}
    if old == new:
        return before
    condition = (playbooks.c.team_id == unit.team_id) & (playbooks.c.id == playbook_id)
    values: dict[str, Any] = {"name": name, "scenario": scenario, "steps": _to_document(steps)}
    values |= {"version": before.version + 1, "changed_at": unit.now}
    unit.connection.execute(update(playbooks).where(condition).values(**values))
    unit.audit("playbook.edited", playbook_id, **{key: [old[key], new[key]] for key in old if old[key] != new[key]})
    return get_playbook(unit, playbook_id)


def get_playbook(unit: Unit, playbook_id: str, also_known: Iterable[str] = ()) -> Playbook:
    """The playbook with this id; raises NotFound with the ids that there are, `also_known` among them."""
    query = select(*_columns).where(playbooks.c.team_id == unit.team_id, playbooks.c.id == playbook_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Playbook", playbook_id, [*also_known, *(known.id for known in list_playbooks(unit))])
    return _read(row)


def list_playbooks(unit: Unit) -> Sequence[Playbook]:
    """The workspace's own playbooks in the order in which they were made."""
    query = select(*_columns).where(playbooks.c.team_id == unit.team_id)
    return sorted((_read(row) for row in unit.connection.execute(query)), key=lambda each: number_of(each.id))


def attach_playbook(unit: Unit, risk_id: str, playbook_id: str, playbook_name: str) -> None:
    """Make a playbook a risk's contingency; raises BadInput when it is one already."""
    if any(each.playbook_id == playbook_id for each in list_attached(unit, risk_id)):
        raise BadInput("Playbook", f"{playbook_id} is attached to {risk_id} already", "/change playbook list")
    unit.connection.execute(
        insert(risk_playbooks).values(
            team_id=unit.team_id, risk_id=risk_id, playbook_id=playbook_id, playbook_name=playbook_name,
            author_id=unit.actor_id, at=unit.now,
        )
    )  # fmt: skip
    unit.audit("playbook.attached", risk_id, playbook=[None, playbook_id])


def detach_playbook(unit: Unit, risk_id: str, playbook_id: str) -> None:
    """Take a playbook off a risk; raises NotFound with those that are attached."""
    attached = [each.playbook_id for each in list_attached(unit, risk_id)]
    if playbook_id not in attached:
        raise NotFound("Playbook", playbook_id, attached, reason=f"{playbook_id} is not attached to {risk_id}")
    condition = (risk_playbooks.c.team_id == unit.team_id) & (risk_playbooks.c.risk_id == risk_id)
    condition &= risk_playbooks.c.playbook_id == playbook_id
    unit.connection.execute(delete(risk_playbooks).where(condition))
    unit.audit("playbook.detached", risk_id, playbook=[playbook_id, None])


def list_attached(unit: Unit, risk_id: str) -> Sequence[Attachment]:
    """A risk's contingencies in the order in which they were attached."""
    query = (
        select(*_attachment_columns)
        .where(risk_playbooks.c.team_id == unit.team_id, risk_playbooks.c.risk_id == risk_id)
        .order_by(risk_playbooks.c.at, risk_playbooks.c.playbook_id)
    )
    return [Attachment(*row) for row in unit.connection.execute(query)]


def list_attachments(
    unit: Unit, *, initiative_key: str | None = None, playbook_id: str | None = None
) -> Sequence[Attachment]:
    """The contingencies of all risks, of one initiative or with one playbook if given, by risk."""
    query = (
        select(*_attachment_columns)
        .join(risks, (risks.c.team_id == risk_playbooks.c.team_id) & (risks.c.id == risk_playbooks.c.risk_id))
        .where(risks.c.team_id == unit.team_id)
    )
    if initiative_key is not None:
        query = query.where(risks.c.initiative_key == initiative_key)
    if playbook_id is not None:
        query = query.where(risk_playbooks.c.playbook_id == playbook_id)
    found = [Attachment(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda each: (number_of(each.risk_id), each.playbook_id))


def _to_document(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [asdict(step) for step in steps]


def _to_words(steps: Sequence[Step]) -> str:
    return "; ".join(f"{step.what} ({step.owner}, {step.minutes} min)" for step in steps)


def _read(row: Any) -> Playbook:
    values = row._asdict()
    return Playbook(**values | {"steps": tuple(Step(**step) for step in values["steps"])})
