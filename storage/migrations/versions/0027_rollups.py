"""Weekly rollups of what pulses found, the ledger of releases, and segments."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rollups",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("question_key", sa.String(length=32), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("squares", sa.BigInteger(), nullable=True),
        sa.Column("favourable", sa.Integer(), nullable=False),
        sa.Column("promoters", sa.Integer(), nullable=False),
        sa.Column("detractors", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_rollups_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint(
            "team_id", "initiative_key", "audience", "question_key", "week_on", name=op.f("pk_rollups")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pulse_segments",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "pulse_id"], ["pulses.team_id", "pulses.id"], name=op.f("fk_pulse_segments_team_id_pulse_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "pulse_id", "user_id", name=op.f("pk_pulse_segments")),
    )
    op.create_table(
        "releases",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("pulse_id", sa.String(length=16), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("cut", sa.String(length=64), nullable=False),
        sa.Column("question_key", sa.String(length=32), nullable=False),
        sa.Column("cells", Document, nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "pulse_id"], ["pulses.team_id", "pulses.id"], name=op.f("fk_releases_team_id_pulse_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "pulse_id", "question", "cut", name=op.f("pk_releases")),
    )
    op.create_index(op.f("ix_releases_team_id_question_key"), "releases", ["team_id", "question_key"], unique=False)
    op.add_column("pulses", sa.Column("split_by", sa.String(length=16), nullable=True))
