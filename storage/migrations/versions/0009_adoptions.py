"""Adoption readings."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "adoption_readings",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("metric", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_adoption_readings_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_adoption_readings")),
    )
    op.create_index(
        op.f("ix_adoption_readings_team_id_initiative_key_metric_read_on"),
        "adoption_readings",
        ["team_id", "initiative_key", "metric", "read_on"],
        unique=False,
    )
