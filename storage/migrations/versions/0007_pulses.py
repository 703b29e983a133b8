"""Pulses, ballots and sealed answers."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "ballots",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("answers", Document, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "token", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ballots_pulse_id"), "ballots", ["pulse_id"], unique=False)
    op.create_table(
        "sealed_ballots",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("scores", Document, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_sealed_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sealed_ballots_pulse_id"), "sealed_ballots", ["pulse_id"], unique=False)
    op.create_table(
        "sealed_comments",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_sealed_comments")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sealed_comments_pulse_id"), "sealed_comments", ["pulse_id"], unique=False)
    op.create_table(
        "pulses",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("questions", Document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_pulses_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_pulses")),
    )
