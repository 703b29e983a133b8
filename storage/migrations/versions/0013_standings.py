"""What the facts say of an initiative, day by day."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "derivations",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("declared", sa.String(length=8), nullable=False),
        sa.Column("derived", sa.String(length=8), nullable=False),
        sa.Column("signals", Document, nullable=False),
        sa.Column("exposure", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_derivations_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "initiative_key", "on_day", name=op.f("pk_derivations")),
    )
    op.add_column("statuses", sa.Column("derived_rag", sa.String(length=8), nullable=True))
