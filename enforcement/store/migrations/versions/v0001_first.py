"""The log with its head and its guards; the read tables.

``events`` and ``head`` are written out here and stay as they are. Read tables hold nothing of
their own: a later change drops them, makes them anew as ``tables.py`` has them, and the log fills
them again.
"""

import sqlalchemy as sa
from alembic import op

from enforcement.store.tables import READ, metadata

revision = "0001"
down_revision = None

_SQLITE = (
    "CREATE TRIGGER events_keep_{0} BEFORE {1} ON events "
    "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
)
_POSTGRES = (
    "CREATE FUNCTION events_keep() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are never changed'; END $$",
    "CREATE TRIGGER events_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
    "FOR EACH STATEMENT EXECUTE FUNCTION events_keep()",
)


def upgrade() -> None:
    """From nothing to the first schema."""
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("stream", "version"),
    )
    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute(_SQLITE.format("update", "UPDATE"))
        op.execute(_SQLITE.format("delete", "DELETE"))
    else:
        for statement in _POSTGRES:
            op.execute(statement)
    metadata.create_all(connection, tables=list(READ.values()))
