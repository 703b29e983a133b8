"""Status updates."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "statuses",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("rag", sa.String(length=8), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("workstream", sa.String(length=60), nullable=True),
        sa.Column("roadblock", sa.String(length=20), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_statuses_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_statuses")),
    )
    op.create_index(
        op.f("ix_statuses_team_id_initiative_key_at"), "statuses", ["team_id", "initiative_key", "at"], unique=False
    )
