"""Adoption metrics that were dropped: what was entered stays on record, and no longer counts."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note with each reading, plan and list of first uses when its metric was dropped."""
    for table in ("adoption_readings", "adoption_plans", "first_uses"):
        op.add_column(table, sa.Column("dropped_at", Moment()))
