"""What members of a team write when they look back."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "retro_notes",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("worked", sa.String(length=1000)),
        sa.Column("failed", sa.String(length=1000)),
        sa.Column("advice", sa.String(length=1000)),
        sa.Column("written_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_retro_notes_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_retro_notes")),
    )
    op.create_index(op.f("ix_retro_notes_team_id_initiative_key"), "retro_notes", ["team_id", "initiative_key"])
