"""Alerts."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alert_looks",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_alert_looks")),
    )
    op.create_table(
        "alerts",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("snoozed_until", Moment(), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("followup_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_alerts_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_alerts")),
    )
    op.create_index(
        op.f("ix_alerts_team_id_initiative_key_raised_at"),
        "alerts",
        ["team_id", "initiative_key", "raised_at"],
        unique=False,
    )
