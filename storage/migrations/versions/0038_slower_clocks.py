"""Escalations that go by a slower clock since a risk was judged lower, and those that ended without being taken on."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note with each round since when it is slower, and when and why it ended."""
    op.add_column("escalations", sa.Column("slowed_at", Moment()))
    op.add_column("escalations", sa.Column("ended_at", Moment()))
    op.add_column("escalations", sa.Column("ended_because", sa.String(length=120)))
