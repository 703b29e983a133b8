"""Pulse care."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "pulse_responses",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("responded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "pulse_id"], ["pulses.team_id", "pulses.id"], name=op.f("fk_pulse_responses_team_id_pulse_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "pulse_id", name=op.f("pk_pulse_responses")),
    )
    op.add_column("pulses", sa.Column("remind_days", sa.String(16), nullable=False, server_default=""))
    op.add_column("pulses", sa.Column("sample_percent", sa.Integer()))
    op.add_column("pulses", sa.Column("resting", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("pulses", sa.Column("later", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("pulses", sa.Column("override_reason", sa.String(255)))
    op.add_column("preferences", sa.Column("pulses_until", Moment()))
    op.add_column("sends", sa.Column("left_without_trace", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("is_fleeting", sa.Boolean(), nullable=False, server_default=sa.false()))
