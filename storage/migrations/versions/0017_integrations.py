"""The integration register and resource lines."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "integrations",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("dropped_because", sa.String(length=500), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_integrations_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_integrations")),
    )
    op.create_index(
        op.f("ix_integrations_team_id_initiative_key"), "integrations", ["team_id", "initiative_key"], unique=False
    )
    op.create_table(
        "resources",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("initiative_key", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("measured_in", sa.String(length=20), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.String(length=16), nullable=True),
        sa.Column("dropped_because", sa.String(length=500), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "initiative_key"],
            ["initiatives.team_id", "initiatives.key"],
            name=op.f("fk_resources_team_id_initiative_key"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_resources")),
    )
    op.create_index(
        op.f("ix_resources_team_id_initiative_key"), "resources", ["team_id", "initiative_key"], unique=False
    )
    op.create_table(
        "integration_needs",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("integration_id", sa.String(length=32), nullable=False),
        sa.Column("needed_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "integration_id"],
            ["integrations.team_id", "integrations.id"],
            name=op.f("fk_integration_needs_team_id_integration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "needed_id"],
            ["integrations.team_id", "integrations.id"],
            name=op.f("fk_integration_needs_team_id_needed_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "integration_id", "needed_id", name=op.f("pk_integration_needs")),
    )
    op.create_table(
        "resource_plans",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("planned", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "resource_id"],
            ["resources.team_id", "resources.id"],
            name=op.f("fk_resource_plans_team_id_resource_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "resource_id", "position", name=op.f("pk_resource_plans")),
    )
    op.create_table(
        "resource_readings",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "resource_id"],
            ["resources.team_id", "resources.id"],
            name=op.f("fk_resource_readings_team_id_resource_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_resource_readings")),
    )
    op.create_index(
        op.f("ix_resource_readings_team_id_resource_id_read_on"),
        "resource_readings",
        ["team_id", "resource_id", "read_on"],
        unique=False,
    )
