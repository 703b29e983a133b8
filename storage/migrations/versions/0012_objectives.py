"""Objectives, and targets of KPIs by version."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "objectives",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("measured_in", sa.String(length=20), nullable=True),
        sa.Column("baseline", sa.Float(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("dropped_reason", sa.String(length=500), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_objectives_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_objectives")),
    )
    op.create_index(
        op.f("ix_objectives_team_id_initiative_key"), "objectives", ["team_id", "initiative_key"], unique=False
    )
    op.create_table(
        "kpi_targets",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("kpi_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "kpi_id"], ["kpis.team_id", "kpis.id"], name=op.f("fk_kpi_targets_team_id_kpi_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "kpi_id", "version", name=op.f("pk_kpi_targets")),
    )
    op.execute(
        "INSERT INTO kpi_targets (team_id, kpi_id, version, target, by_on, reason, author_id, at) "
        "SELECT team_id, id, 1, target, by_on, NULL, 'system', created_at FROM kpis"
    )
    op.drop_column("kpis", "target")
    op.drop_column("kpis", "by_on")
