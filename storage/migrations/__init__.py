"""Migrations: the schema's history as Alembic revisions, each applied in one transaction on both databases."""
