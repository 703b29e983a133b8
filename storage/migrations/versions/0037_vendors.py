"""Vendors, the criteria that they are compared by, and scores."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "vendors",
        *_head("vendors"),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("offer", sa.String(length=500)),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("dropped_reason", sa.String(length=500)),
        sa.Column("decision_id", sa.String(length=16)),
        sa.Column("record", Document),
        sa.Column("created_at", Moment(), nullable=False),
    )
    op.create_table(
        "vendor_criteria",
        *_head("vendor_criteria"),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.String(length=16)),
        sa.Column("dropped_reason", sa.String(length=500)),
        sa.Column("created_at", Moment(), nullable=False),
    )
    op.create_table(
        "vendor_scores",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.String(length=16), nullable=False),
        sa.Column("criterion_id", sa.String(length=16), nullable=False),
        sa.Column("rater_id", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scored_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "vendor_id", "criterion_id", "rater_id", name=op.f("pk_vendor_scores")),
    )
    for table in ("vendors", "vendor_criteria"):
        op.create_index(op.f(f"ix_{table}_team_id_initiative_key"), table, ["team_id", "initiative_key"])


def _head(table: str) -> list[sa.schema.SchemaItem]:
    """What both begin with: an id in a workspace, and the initiative."""
    return [
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f(f"fk_{table}_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f(f"pk_{table}")),
    ]
