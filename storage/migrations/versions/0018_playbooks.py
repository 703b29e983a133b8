"""Playbooks, their runs, and lessons."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Document, Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "playbooks",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("scenario", sa.String(length=300), nullable=False),
        sa.Column("steps", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("copied_from", sa.String(length=16), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_playbooks")),
    )
    op.create_table(
        "lessons",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("tags", Document, nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_lessons_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_lessons")),
    )
    op.create_index(op.f("ix_lessons_team_id_initiative_key"), "lessons", ["team_id", "initiative_key"], unique=False)
    op.create_table(
        "runs",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("playbook_id", sa.String(length=16), nullable=False),
        sa.Column("playbook_name", sa.String(length=120), nullable=False),
        sa.Column("playbook_version", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.String(length=16), nullable=True),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("starter_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_runs_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_team_id_initiative_key"), "runs", ["team_id", "initiative_key"], unique=False)
    op.create_index(op.f("ix_runs_team_id_state"), "runs", ["team_id", "state"], unique=False)
    op.create_table(
        "risk_playbooks",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("risk_id", sa.String(length=16), nullable=False),
        sa.Column("playbook_id", sa.String(length=16), nullable=False),
        sa.Column("playbook_name", sa.String(length=120), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "risk_id"], ["risks.team_id", "risks.id"], name=op.f("fk_risk_playbooks_team_id_risk_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "risk_id", "playbook_id", name=op.f("pk_risk_playbooks")),
    )
    op.create_table(
        "run_steps",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("done_by", sa.String(length=32), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "run_id"], ["runs.team_id", "runs.id"], name=op.f("fk_run_steps_team_id_run_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "run_id", "position", name=op.f("pk_run_steps")),
    )
