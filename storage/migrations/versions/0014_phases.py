"""Phases, checkpoints, gates and rollout templates."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "templates",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("phases", Document, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "name", name=op.f("pk_templates")),
    )
    op.create_table(
        "phases",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("cohort", sa.String(length=64), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("buffer_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("entered_at", Moment(), nullable=True),
        sa.Column("passed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_phases_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_phases")),
    )
    op.create_index(op.f("ix_phases_team_id_initiative_key"), "phases", ["team_id", "initiative_key"], unique=False)
    op.create_table(
        "checkpoints",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("phase_id", sa.String(length=16), nullable=False),
        sa.Column("measure", sa.String(length=120), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "phase_id"], ["phases.team_id", "phases.id"], name=op.f("fk_checkpoints_team_id_phase_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_checkpoints")),
    )
    op.create_index(op.f("ix_checkpoints_team_id_phase_id"), "checkpoints", ["team_id", "phase_id"], unique=False)
    op.create_table(
        "gates",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("phase_id", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("report", Document, nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "phase_id"], ["phases.team_id", "phases.id"], name=op.f("fk_gates_team_id_phase_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_gates")),
    )
    op.create_index(op.f("ix_gates_team_id_phase_id"), "gates", ["team_id", "phase_id"], unique=False)
    op.create_table(
        "phase_slips",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("phase_id", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "phase_id"], ["phases.team_id", "phases.id"], name=op.f("fk_phase_slips_team_id_phase_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_phase_slips")),
    )
    op.create_index(op.f("ix_phase_slips_team_id_phase_id"), "phase_slips", ["team_id", "phase_id"], unique=False)
    op.create_table(
        "checkpoint_readings",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("checkpoint_id", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "checkpoint_id"],
            ["checkpoints.team_id", "checkpoints.id"],
            name=op.f("fk_checkpoint_readings_team_id_checkpoint_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_checkpoint_readings")),
    )
    op.create_index(
        op.f("ix_checkpoint_readings_team_id_checkpoint_id_read_on"),
        "checkpoint_readings",
        ["team_id", "checkpoint_id", "read_on"],
        unique=False,
    )
