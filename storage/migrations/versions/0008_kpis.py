"""KPIs and their readings."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kpis",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("baseline", sa.Float(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_kpis_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_kpis")),
    )
    op.create_table(
        "kpi_readings",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kpi_id", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "kpi_id"], ["kpis.team_id", "kpis.id"], name=op.f("fk_kpi_readings_team_id_kpi_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_kpi_readings")),
    )
    op.create_index(
        op.f("ix_kpi_readings_team_id_kpi_id_read_on"), "kpi_readings", ["team_id", "kpi_id", "read_on"], unique=False
    )
