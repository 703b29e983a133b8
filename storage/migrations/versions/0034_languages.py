"""The languages that people read (what Slack shows itself in, and what they chose), and what comments are about."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep both languages with each person, and the counts of themes and tones with each closed pulse."""
    op.add_column("people", sa.Column("locale", sa.String(length=16)))
    op.add_column("people", sa.Column("language", sa.String(length=16)))
    op.create_table(
        "comment_readings",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("tallies", Document, nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "pulse_id"], ["pulses.team_id", "pulses.id"], name=op.f("fk_comment_readings_team_id_pulse_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "pulse_id", name=op.f("pk_comment_readings")),
    )
