"""Barriers."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "barriers",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=16), nullable=True),
        sa.Column("held", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("followup_id", sa.String(length=16), nullable=True),
        sa.Column("found_at", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("again_id", sa.String(length=16), nullable=True),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("sentence", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "again_id"], ["pulses.team_id", "pulses.id"], name=op.f("fk_barriers_team_id_again_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "followup_id"],
            ["followups.team_id", "followups.id"],
            name=op.f("fk_barriers_team_id_followup_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_barriers_team_id_initiative_key"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "pulse_id"], ["pulses.team_id", "pulses.id"], name=op.f("fk_barriers_team_id_pulse_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "pulse_id", name=op.f("pk_barriers")),
    )
    op.create_index(op.f("ix_barriers_team_id_initiative_key"), "barriers", ["team_id", "initiative_key"], unique=False)
