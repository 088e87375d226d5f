"""Accounts, sessions, tokens and the log of looks at personal data."""

from alembic import op

from enforcement.store.kept import metadata

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables of the web; nothing else changes."""
    metadata.create_all(op.get_bind())
