"""Memos."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "memos",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.String(length=1000), nullable=False),
        sa.Column("change", sa.String(length=600), nullable=False),
        sa.Column("timing", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=400), nullable=False),
        sa.Column("audiences", Document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_memos_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_memos")),
    )
