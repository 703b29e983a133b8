"""Celebrations of milestones: a win may be one, and credits several people, each asked on their own."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move each win's credit into a table of credits, and let wins point to milestones."""
    op.create_table(
        "win_credits",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("win_id", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("ask", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "win_id"], ["wins.team_id", "wins.id"], name=op.f("fk_win_credits_team_id_win_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "win_id", "user_id", name=op.f("pk_win_credits")),
    )
    op.create_index(
        op.f("ix_win_credits_team_id_consent_asked_at"), "win_credits", ["team_id", "consent", "asked_at"], unique=False
    )
    op.create_index(
        op.f("ix_win_credits_team_id_user_id_consent"), "win_credits", ["team_id", "user_id", "consent"], unique=False
    )
    op.execute(
        "INSERT INTO win_credits (team_id, win_id, user_id, consent, ask, asked_at) "
        "SELECT team_id, id, credit_id, consent, asks, created_at FROM wins WHERE credit_id IS NOT NULL"
    )
    op.drop_index(op.f("ix_wins_team_id_credit_id_consent"), table_name="wins")
    op.drop_column("wins", "credit_id")
    op.drop_column("wins", "consent")
    op.add_column("wins", sa.Column("milestone_id", sa.String(length=32), nullable=True))
