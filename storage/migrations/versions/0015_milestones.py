"""Milestones and every date they ever had."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "milestones",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("dropped_because", sa.String(length=500), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_milestones_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_milestones")),
    )
    op.create_index(
        op.f("ix_milestones_team_id_initiative_key"), "milestones", ["team_id", "initiative_key"], unique=False
    )
    op.create_table(
        "milestone_dates",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("milestone_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "milestone_id"],
            ["milestones.team_id", "milestones.id"],
            name=op.f("fk_milestone_dates_team_id_milestone_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "milestone_id", "position", name=op.f("pk_milestone_dates")),
    )
