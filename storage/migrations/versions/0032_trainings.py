"""Trainings."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "training_nudges",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("nudged_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "initiative_key", "user_id", name=op.f("pk_training_nudges")),
    )
    op.create_table(
        "trainings",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("dated_at", Moment(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("trainer_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("reminded_for", Moment(), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_trainings_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_trainings")),
    )
    op.create_index(
        op.f("ix_trainings_team_id_initiative_key"), "trainings", ["team_id", "initiative_key"], unique=False
    )
    op.create_index(op.f("ix_trainings_team_id_starts_at"), "trainings", ["team_id", "starts_at"], unique=False)
    op.create_table(
        "training_seats",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("training_id", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "training_id"],
            ["trainings.team_id", "trainings.id"],
            name=op.f("fk_training_seats_team_id_training_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "training_id", "user_id", name=op.f("pk_training_seats")),
    )
    op.create_index(op.f("ix_training_seats_team_id_user_id"), "training_seats", ["team_id", "user_id"], unique=False)
