"""Links to the dashboard."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dashboard_sessions",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "fingerprint", name=op.f("pk_dashboard_sessions")),
    )
    op.create_table(
        "dashboard_links",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_dashboard_links_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "fingerprint", name=op.f("pk_dashboard_links")),
    )
