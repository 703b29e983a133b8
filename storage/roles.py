"""Roles: who may do what in an initiative beside its lead and sponsor, and who administers the workspace."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Column, Date, String, Table, delete, or_, select

from storage.schema import metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

roles = Table(
    "roles",
    metadata,
    team_column(),
    Column("initiative_key", String(10), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("audience", String(64)),
    Column("until_on", Date),
)


WORKSPACE = ""
"""The key under which roles in the workspace itself are held."""


class Role(StrEnum):
    """What a person is to an initiative; ADMIN is held in the workspace."""

    LEAD = "lead"
    SPONSOR = "sponsor"
    CHAMPION = "champion"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Grant:
    """Who holds a role, for which audience or function, and until which day (the last one); None: without end."""

    user_id: str
    role: Role
    audience: str | None
    until_on: date | None


def grant_role(
    unit: Unit,
    initiative_key: str,
    user_id: str,
    role: Role,
    *,
    audience: str | None = None,
    until_on: date | None = None,
) -> None:
    """Give a role, for champions towards an audience, for others for a function; for reviewers until a day."""
    key = {"team_id": unit.team_id, "initiative_key": initiative_key, "user_id": user_id, "role": role}
    upsert(unit, roles, key, {"audience": audience, "until_on": until_on})
    until = until_on.isoformat() if until_on else None
    unit.audit("role.granted", initiative_key or unit.team_id, user=user_id, role=role, audience=audience, until=until)


def revoke_role(unit: Unit, initiative_key: str, user_id: str, role: Role) -> bool:
    """Take a role away; whether there was one."""
    condition = (roles.c.team_id == unit.team_id) & (roles.c.initiative_key == initiative_key)
    condition &= (roles.c.user_id == user_id) & (roles.c.role == role)
    had_role = unit.connection.execute(delete(roles).where(condition)).rowcount > 0
    if had_role:
        unit.audit("role.revoked", initiative_key or unit.team_id, user=user_id, role=role)
    return had_role


def list_roles(unit: Unit, initiative_key: str, user_id: str) -> list[Role]:
    """A person's roles of today in an initiative (or, under the empty key, in the workspace)."""
    query = select(roles.c.role).where(
        roles.c.team_id == unit.team_id,
        roles.c.initiative_key == initiative_key,
        roles.c.user_id == user_id,
        or_(roles.c.until_on.is_(None), roles.c.until_on >= unit.now.date()),
    )
    return [Role(role) for role in unit.connection.execute(query).scalars()]


def list_holders(unit: Unit, initiative_key: str, role: Role) -> list[tuple[str, str | None]]:
    """Who holds a role, each with the audience they hold it for."""
    query = (
        select(roles.c.user_id, roles.c.audience)
        .where(roles.c.team_id == unit.team_id, roles.c.initiative_key == initiative_key, roles.c.role == role)
        .order_by(roles.c.user_id)
    )
    return [(row.user_id, row.audience) for row in unit.connection.execute(query)]


def list_grants(unit: Unit, initiative_key: str) -> list[Grant]:
    """Everybody's roles of today in an initiative, without its lead and sponsor, who stand in the initiative itself."""
    query = (
        select(roles.c.user_id, roles.c.role, roles.c.audience, roles.c.until_on)
        .where(
            roles.c.team_id == unit.team_id,
            roles.c.initiative_key == initiative_key,
            or_(roles.c.until_on.is_(None), roles.c.until_on >= unit.now.date()),
        )
        .order_by(roles.c.role, roles.c.user_id)
    )
    return [Grant(row.user_id, Role(row.role), row.audience, row.until_on) for row in unit.connection.execute(query)]
