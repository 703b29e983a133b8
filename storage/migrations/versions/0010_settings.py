"""Workspace settings, threads in the outbox, and corrections of a status."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "settings",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", Document, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "name", name=op.f("pk_settings")),
    )
    op.add_column("contents", sa.Column("thread_ts", sa.String(length=32), nullable=True))
    op.add_column("statuses", sa.Column("superseded_by", sa.String(length=32), nullable=True))
