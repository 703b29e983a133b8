"""Concerns and quick wins."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "anonymous_concerns",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("is_forwarded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_anonymous_concerns_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_anonymous_concerns")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "concern_rounds",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_concern_rounds_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "initiative_key", name=op.f("pk_concern_rounds")),
    )
    op.create_table(
        "concerns",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_concerns_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_concerns")),
    )
    op.create_index(op.f("ix_concerns_team_id_author_id"), "concerns", ["team_id", "author_id"], unique=False)
    op.create_table(
        "wins",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("credit_id", sa.String(length=32), nullable=True),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_wins_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_wins")),
    )
    op.create_index(
        op.f("ix_wins_team_id_credit_id_consent"), "wins", ["team_id", "credit_id", "consent"], unique=False
    )
    op.create_index(op.f("ix_wins_team_id_initiative_key"), "wins", ["team_id", "initiative_key"], unique=False)
    op.create_table(
        "concern_replies",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("concern_id", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "concern_id"],
            ["concerns.team_id", "concerns.id"],
            name=op.f("fk_concern_replies_team_id_concern_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_concern_replies")),
    )
    op.create_index(
        op.f("ix_concern_replies_team_id_concern_id"), "concern_replies", ["team_id", "concern_id"], unique=False
    )
