"""How audiences are told: language, window, working days, holidays, budget."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.add_column("audiences", sa.Column("language", sa.String(length=16), server_default="en", nullable=False))
    op.add_column("audiences", sa.Column("window_opens", sa.String(length=5)))
    op.add_column("audiences", sa.Column("window_closes", sa.String(length=5)))
    op.add_column("audiences", sa.Column("workdays", sa.String(length=27)))
    op.add_column("audiences", sa.Column("country", sa.String(length=8)))
    op.add_column("audiences", sa.Column("budget", sa.Integer()))
    op.add_column("audiences", sa.Column("looked_up_at", Moment()))
    op.create_table(
        "cadences",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=255), nullable=False),
        sa.Column("starts", sa.String(length=19), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("since_at", Moment(), nullable=False),
        sa.Column("slot_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "audience"], ["audiences.team_id", "audiences.name"], name=op.f("fk_cadences_team_id_audience")
        ),
        sa.PrimaryKeyConstraint("team_id", "audience", name=op.f("pk_cadences")),
    )
    op.create_table(
        "memberships",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "audience"],
            ["audiences.team_id", "audiences.name"],
            name=op.f("fk_memberships_team_id_audience"),
        ),
        sa.PrimaryKeyConstraint("team_id", "audience", "user_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_team_id_user_id"), "memberships", ["team_id", "user_id"], unique=False)
    op.create_table(
        "cadence_slots",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "audience"],
            ["cadences.team_id", "cadences.audience"],
            name=op.f("fk_cadence_slots_team_id_audience"),
        ),
        sa.PrimaryKeyConstraint("team_id", "audience", "due_at", name=op.f("pk_cadence_slots")),
    )
