"""Workspaces: the Slack teams that the bot serves, and whether it may send there."""

from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, String, Table, select, update

from storage.schema import Moment, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

workspaces = Table(
    "workspaces",
    metadata,
    team_column(),
    Column("name", String(255), nullable=False),
    Column("bot_user_id", String(32), nullable=False),
    Column("sealed_token", LargeBinary),
    Column("installed_by", String(32)),
    Column("halted_reason", String(64)),
    Column("updated_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """One Slack team; `halted_reason` is set while Slack refuses the bot's token."""

    team_id: str
    name: str
    bot_user_id: str
    sealed_token: bytes | None
    installed_by: str | None
    halted_reason: str | None


_columns = [workspaces.c[name] for name in Workspace.__dataclass_fields__]


def put_workspace(
    unit: Unit, name: str, bot_user_id: str, sealed_token: bytes | None = None, installed_by: str | None = None
) -> None:
    """Record that the bot is at home in the unit's workspace; a fresh token also ends a halt."""
    values = {
        "name": name,
        "bot_user_id": bot_user_id,
        "sealed_token": sealed_token,
        "installed_by": installed_by,
        "halted_reason": None,
        "updated_at": unit.now,
    }
    upsert(unit, workspaces, {"team_id": unit.team_id}, values)


def find_workspace(unit: Unit) -> Workspace | None:
    """The unit's workspace, if the bot has been there."""
    row = unit.connection.execute(select(*_columns).where(workspaces.c.team_id == unit.team_id)).first()
    return Workspace(*row) if row else None


def list_workspaces(unit: Unit) -> list[Workspace]:
    """Every workspace the bot serves; the only query that crosses workspaces, for the scheduler."""
    return [Workspace(*row) for row in unit.connection.execute(select(*_columns).order_by(workspaces.c.team_id))]


def halt_workspace(unit: Unit, reason: str) -> None:
    """Stop sending in this workspace until a fresh token arrives; what is promised stays promised."""
    statement = update(workspaces).where(workspaces.c.team_id == unit.team_id).values(halted_reason=reason)
    unit.connection.execute(statement)
    unit.audit("workspace.halted", unit.team_id, reason=reason)
