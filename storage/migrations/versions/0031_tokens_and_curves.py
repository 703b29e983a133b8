"""Tokens and curves."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.add_column("adoption_readings", sa.Column("kind", sa.String(length=16), server_default="rate", nullable=False))
    op.create_table(
        "adoption_plans",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("metric", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_adoption_plans_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "initiative_key", "metric", "version", name=op.f("pk_adoption_plans")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_api_tokens_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "prefix", name=op.f("pk_api_tokens")),
    )
    op.create_table(
        "first_uses",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("metric", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("first_used_on", sa.Date(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_first_uses_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_first_uses")),
    )
    op.create_index(
        op.f("ix_first_uses_team_id_initiative_key_metric_version"),
        "first_uses",
        ["team_id", "initiative_key", "metric", "version"],
        unique=False,
    )
    op.create_table(
        "api_answers",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("answer", Document, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "prefix"],
            ["api_tokens.team_id", "api_tokens.prefix"],
            name=op.f("fk_api_answers_team_id_prefix"),
        ),
        sa.PrimaryKeyConstraint("team_id", "prefix", "key", name=op.f("pk_api_answers")),
    )
