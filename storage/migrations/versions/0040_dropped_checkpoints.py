"""Checkpoints that are dropped, and readings of theirs that are taken back: both stay on record."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note why a checkpoint was dropped, and when a reading was taken back."""
    op.add_column("checkpoints", sa.Column("dropped_because", sa.String(length=500)))
    op.add_column("checkpoint_readings", sa.Column("taken_back_at", Moment()))
