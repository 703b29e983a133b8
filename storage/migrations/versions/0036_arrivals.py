"""Readings that come many at once are written part by part, and count only once all of them are there."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what is still arriving, and with each reading what it came with."""
    op.create_table(
        "arrivals",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_arrivals")),
    )
    for table in ("adoption_readings", "kpi_readings"):
        op.add_column(table, sa.Column("arrival_id", sa.String(length=32)))
