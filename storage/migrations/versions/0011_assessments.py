"""Risks run properly: their course over time, sensitivity, and escalations."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "assessments",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("risk_id", sa.String(length=16), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_assessments")),
    )
    op.create_index(
        op.f("ix_assessments_team_id_risk_id_at"), "assessments", ["team_id", "risk_id", "at"], unique=False
    )
    op.create_table(
        "escalations",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("risk_id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clock", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "risk_id"], ["risks.team_id", "risks.id"], name=op.f("fk_escalations_team_id_risk_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "risk_id", "round", name=op.f("pk_escalations")),
    )
    op.create_index(
        op.f("ix_escalations_team_id_acknowledged_at"), "escalations", ["team_id", "acknowledged_at"], unique=False
    )
    op.create_table(
        "escalation_steps",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("risk_id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "risk_id", "round"],
            ["escalations.team_id", "escalations.risk_id", "escalations.round"],
            name=op.f("fk_escalation_steps_team_id_risk_id_round"),
        ),
        sa.PrimaryKeyConstraint("team_id", "risk_id", "round", "role", name=op.f("pk_escalation_steps")),
    )
    op.add_column("risks", sa.Column("sensitivity", sa.String(length=16), nullable=True))
    op.execute(
        "INSERT INTO assessments (team_id, id, risk_id, likelihood, impact, state, author_id, at) "
        "SELECT team_id, 'first-' || id, id, likelihood, impact, state, author_id, created_at FROM risks"
    )
