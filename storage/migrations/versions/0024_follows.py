"""Whom a digest follows."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "follows",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_follows_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "user_id", "initiative_key", name=op.f("pk_follows")),
    )
