"""Pushed case files and drafts of rules."""

from alembic import op

from enforcement.store.kept import metadata

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables that are not there yet; nothing else changes."""
    metadata.create_all(op.get_bind())
