"""Links to the dashboard and the sessions that they open, each for one person; only fingerprints of their secrets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKeyConstraint, String, Table, delete, insert, select

from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

dashboard_links = Table(
    "dashboard_links",
    metadata,
    team_column(),
    Column("fingerprint", String(64), primary_key=True),
    Column("person_id", String(32), nullable=False),
    Column("initiative_key", String(10)),
    Column("expires_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)

dashboard_sessions = Table(
    "dashboard_sessions",
    metadata,
    team_column(),
    Column("fingerprint", String(64), primary_key=True),
    Column("person_id", String(32), nullable=False),
    Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class DashboardLink:
    """A way in for one person, good once until `expires_at`: to an initiative's page, or to the portfolio (None)."""

    person_id: str
    initiative_key: str | None
    expires_at: datetime


def add_link(
    unit: Unit, fingerprint: str, person_id: str, initiative_key: str | None, lifetime: timedelta
) -> DashboardLink:
    """Keep a new link; those that nobody opened in time go with it."""
    link = DashboardLink(person_id, initiative_key, unit.now + lifetime)
    _forget_expired(unit, dashboard_links)
    unit.connection.execute(
        insert(dashboard_links).values(
            team_id=unit.team_id, fingerprint=fingerprint, person_id=person_id, initiative_key=initiative_key,
            expires_at=link.expires_at,
        )
    )  # fmt: skip
    unit.audit("dashboard.link_given", person_id, initiative=initiative_key)
    return link


def use_link(unit: Unit, fingerprint: str) -> DashboardLink | None:
    """Use a link up; None when there is none, or it has expired or been used. Of two at once one gets it."""
    statement = (
        delete(dashboard_links)
        .where(dashboard_links.c.team_id == unit.team_id, dashboard_links.c.fingerprint == fingerprint)
        .returning(*(dashboard_links.c[name] for name in DashboardLink.__dataclass_fields__))
    )
    row = unit.connection.execute(statement).first()
    link = DashboardLink(*row) if row else None
    return link if link and link.expires_at > unit.now else None


def open_session(unit: Unit, fingerprint: str, link: DashboardLink, lifetime: timedelta) -> None:
    """Let the person of a link look around for a while; sessions that are over go with it."""
    _forget_expired(unit, dashboard_sessions)
    unit.connection.execute(
        insert(dashboard_sessions).values(
            team_id=unit.team_id, fingerprint=fingerprint, person_id=link.person_id, expires_at=unit.now + lifetime
        )
    )
    unit.audit("dashboard.opened", link.person_id, initiative=link.initiative_key)


def find_visitor(unit: Unit, fingerprint: str) -> str | None:
    """Whose session this is; None when there is none, or it is over."""
    query = select(dashboard_sessions.c.person_id).where(
        dashboard_sessions.c.team_id == unit.team_id,
        dashboard_sessions.c.fingerprint == fingerprint,
        dashboard_sessions.c.expires_at > unit.now,
    )
    return unit.connection.execute(query).scalar_one_or_none()


def end_session(unit: Unit, fingerprint: str) -> None:
    """Let this session see nothing any more."""
    condition = (dashboard_sessions.c.team_id == unit.team_id) & (dashboard_sessions.c.fingerprint == fingerprint)
    unit.connection.execute(delete(dashboard_sessions).where(condition))


def _forget_expired(unit: Unit, table: Table) -> None:
    unit.connection.execute(delete(table).where(table.c.team_id == unit.team_id, table.c.expires_at <= unit.now))
