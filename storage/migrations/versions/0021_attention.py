"""Attention: what people opt out of, until when they snooze, what waited."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.add_column("people", sa.Column("away_until", Moment()))
    op.add_column("sends", sa.Column("is_mandatory", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("deliveries", sa.Column("attention", sa.String(length=8)))
    op.add_column("deliveries", sa.Column("audience", sa.String(length=64)))
    op.create_index(
        "ix_deliveries_attention",
        "deliveries",
        ["team_id", "recipient", "claimed_at"],
        sqlite_where=sa.text("attention IS NOT NULL"),
        postgresql_where=sa.text("attention IS NOT NULL"),
    )
    op.create_table(
        "preferences",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("snoozed_until", Moment(), nullable=True),
        sa.Column("opted_out", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "held_back",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("delivery_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("wanted_at", Moment(), nullable=False),
        sa.Column("held_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "delivery_id"],
            ["deliveries.team_id", "deliveries.id"],
            name=op.f("fk_held_back_team_id_delivery_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "delivery_id", name=op.f("pk_held_back")),
    )
    op.create_index(
        op.f("ix_held_back_team_id_reason_told_at"), "held_back", ["team_id", "reason", "told_at"], unique=False
    )
