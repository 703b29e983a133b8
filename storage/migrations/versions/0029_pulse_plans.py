"""Pulse plans; pulses that are repeated already get one each, and their schedules point to it."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


_schedules = sa.table(
    "schedules",
    *map(sa.column, ("team_id", "id", "kind", "subject", "created_at")),
    sa.column("is_active", sa.Boolean()),
)
_pulses = sa.table(
    "pulses",
    *map(sa.column, ("team_id", "id", "initiative_key", "author_id", "audience", "split_by")),
    sa.column("questions", Document),
    sa.column("opened_at", Moment()),
    sa.column("closes_at", Moment()),
)
_plans = sa.table(
    "pulse_plans",
    *map(sa.column, ("team_id", "id", "initiative_key", "author_id", "audience", "open_days", "split_by", "occasion")),
    *map(sa.column, ("remind_days", "days_after", "state", "pulse_id")),
    sa.column("questions", Document),
    sa.column("created_at", Moment()),
)
_numbers = sa.table("numbers", *map(sa.column, ("team_id", "prefix", "last")))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "pulse_plans",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("questions", Document, nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("split_by", sa.String(length=16), nullable=True),
        sa.Column("remind_days", sa.String(length=16), nullable=False),
        sa.Column("sample_percent", sa.Integer(), nullable=True),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=True),
        sa.Column("days_after", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_pulse_plans_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_pulse_plans")),
    )
    op.create_index(op.f("ix_pulse_plans_team_id_state"), "pulse_plans", ["team_id", "state"], unique=False)
    _plan_repeated_pulses()


def _plan_repeated_pulses() -> None:
    connection, last = op.get_bind(), Counter[str]()
    of_schedule = (_schedules.c.team_id == _pulses.c.team_id) & (_schedules.c.subject == _pulses.c.id)
    query = (
        sa.select(_schedules.c.id.label("schedule_id"), *_pulses.c)
        .join(_pulses, of_schedule)
        .where(_schedules.c.kind == "pulse", _schedules.c.is_active.is_(True))
        .order_by(_schedules.c.created_at)
    )
    for row in connection.execute(query).all():
        last[row.team_id] += 1
        plan = {
            "team_id": row.team_id,
            "id": f"PP-{last[row.team_id]}",
            "initiative_key": row.initiative_key,
            "author_id": row.author_id,
            "audience": row.audience,
            "questions": row.questions,
            "open_days": max(1, (row.closes_at - row.opened_at).days),
            "split_by": row.split_by,
            "remind_days": "",
            "occasion": "schedule",
            "days_after": 0,
            "state": "waiting",
            "pulse_id": row.id,
            "created_at": row.opened_at,
        }
        connection.execute(sa.insert(_plans).values(plan))
        is_schedule = (_schedules.c.team_id == row.team_id) & (_schedules.c.id == row.schedule_id)
        connection.execute(sa.update(_schedules).where(is_schedule).values(subject=plan["id"]))
    for team_id, count in last.items():
        connection.execute(sa.insert(_numbers).values(team_id=team_id, prefix="PP", last=count))
