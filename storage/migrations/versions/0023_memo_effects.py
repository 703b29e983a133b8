"""Approval, correction, questions and effect of memos."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "memo_effects",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("memo_id", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("is_known", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "token", name=op.f("pk_memo_effects")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_memo_effects_memo_id"), "memo_effects", ["memo_id"], unique=False)
    op.create_table(
        "memo_approvals",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("memo_id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("send_at", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "memo_id"], ["memos.team_id", "memos.id"], name=op.f("fk_memo_approvals_team_id_memo_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "memo_id", "round", name=op.f("pk_memo_approvals")),
    )
    op.create_table(
        "memo_effect_figures",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("memo_id", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "memo_id"], ["memos.team_id", "memos.id"], name=op.f("fk_memo_effect_figures_team_id_memo_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "memo_id", "audience", name=op.f("pk_memo_effect_figures")),
    )
    op.create_table(
        "memo_effect_rounds",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("memo_id", sa.String(length=16), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("seals_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "memo_id"], ["memos.team_id", "memos.id"], name=op.f("fk_memo_effect_rounds_team_id_memo_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "memo_id", name=op.f("pk_memo_effect_rounds")),
    )
    op.create_table(
        "memo_revisions",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("memo_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.String(length=1000), nullable=False),
        sa.Column("change", sa.String(length=600), nullable=False),
        sa.Column("timing", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=400), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "memo_id"], ["memos.team_id", "memos.id"], name=op.f("fk_memo_revisions_team_id_memo_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "memo_id", "number", name=op.f("pk_memo_revisions")),
    )
    op.create_index(op.f("ix_memo_revisions_created_at"), "memo_revisions", ["created_at"], unique=False)
    op.add_column("memos", sa.Column("is_mandatory", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("memos", sa.Column("reason", sa.String(length=500), nullable=True))
    op.add_column("deliveries", sa.Column("is_update", sa.Boolean(), server_default=sa.false(), nullable=False))
