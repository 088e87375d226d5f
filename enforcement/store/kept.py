"""What the web keeps beside the log: accounts, sessions, tokens, and who looked at what.

Unlike the read tables these cannot be made again from the log, and unlike the log they change: a
session ends, a password is set anew. Looks at personal data (``views``) are only ever added.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql import ColumnElement

metadata = MetaData()


def _text(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=null)


accounts = Table(
    "accounts",
    metadata,
    _text("name", key=True),  # what is typed at login, or the issuer and subject of a single login
    _text("person"),
    _text("unit"),
    _text("roles"),  # separated by blanks
    _text("password", null=True),  # argon2; null where only single login is used
    Column("must_change", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    _text("created"),  # ISO 8601, UTC, as all times here
)

# Only hashes of what a browser or a program holds: who reads the database cannot act for others.
sessions = Table(
    "sessions",
    metadata,
    _text("id", key=True),  # SHA-256 of the secret in the cookie
    _text("account", null=True),  # null before login
    _text("csrf"),
    _text("created"),
    _text("seen"),
    Index("ix_sessions_account", "account"),
)

tokens = Table(
    "tokens",
    metadata,
    _text("id", key=True),  # SHA-256 of the token
    _text("account"),
    _text("label"),
    _text("created"),
    _text("expires"),  # ISO date, last day
    Index("ix_tokens_account", "account"),
)

views = Table(
    "views",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    _text("at"),
    _text("account"),
    _text("person"),
    _text("unit"),
    _text("what"),  # 查看文书, 显示号码, 下载批注副本 …
    _text("subject"),  # which case file
    _text("document"),
    Index("ix_views_at", "at"),
)

# Case files that other systems push. The key is the caller's: the same key is the same push.
pushes = Table(
    "pushes",
    metadata,
    _text("id", key=True),
    _text("account"),
    _text("key"),
    _text("person"),
    _text("unit"),
    _text("roles"),
    _text("round"),
    _text("name"),
    _text("agency"),
    _text("office"),
    _text("new_of"),  # the case file of which it is a new version; empty: a new one
    _text("sha256"),  # of what was received
    _text("received"),
    _text("state"),  # 等候 | 检查中 | 已收下 | 没有收下
    _text("says"),
    _text("file"),  # the case file it became
    _text("what"),  # 新收 | 新版本 | 没有变化
    UniqueConstraint("account", "key"),
    Index("ix_pushes_state", "state"),
)

# Rule cards being written. They reach the profile folder only when a second person publishes them.
drafts = Table(
    "drafts",
    metadata,
    _text("id", key=True),
    _text("rule"),
    _text("text"),  # TOML
    _text("base"),  # SHA-256 of the card it began from; empty for a new rule
    _text("why"),
    _text("account"),  # who writes it
    _text("person"),
    _text("state"),  # 编写中 | 待发布 | 已发布 | 已放弃
    Column("version", Integer, nullable=False),
    _text("changed"),
    _text("says"),  # why it was sent back
    _text("publisher"),
    _text("published"),
    _text("effect"),  # JSON: the last comparison on case files
    Index("ix_drafts_rule", "rule"),
)

KEPT: dict[str, Table] = {t.name: t for t in (accounts, sessions, tokens, views, pushes, drafts)}

Row = dict[str, Any]
Where = Mapping[str, Any]


class Kept:
    """The kept tables within one transaction. Conditions are equalities; ``name<`` means less
    than."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(
        self,
        table: str,
        where: Where | None = None,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Rows in a fixed order: by ``order`` (``-name`` falling), then by the key."""
        t = KEPT[table]
        by = [t.c[o[1:]].desc() if o.startswith("-") else t.c[o] for o in order]
        asked = select(t).where(*_conditions(t, where)).order_by(*by, *t.primary_key.columns)
        if limit is not None:
            asked = asked.limit(limit).offset(offset)
        return [dict(r) for r in self._connection.execute(asked).mappings()]

    def one(self, table: str, where: Where) -> Row | None:
        """The row that fits, where there is one."""
        found = self.rows(table, where, limit=1)
        return found[0] if found else None

    def count(self, table: str, where: Where | None = None) -> int:
        """How many rows fit."""
        t = KEPT[table]
        asked = select(func.count()).select_from(t).where(*_conditions(t, where))
        return int(self._connection.scalar(asked) or 0)

    def add(self, table: str, row: Row) -> None:
        """Add one row."""
        self._connection.execute(insert(KEPT[table]).values(**row))

    def change(self, table: str, where: Where, values: Row) -> int:
        """Change the rows that fit; how many."""
        t = KEPT[table]
        done = self._connection.execute(update(t).where(*_conditions(t, where)).values(**values))
        return int(done.rowcount)

    def remove(self, table: str, where: Where) -> int:
        """Remove the rows that fit; how many. Looks at personal data stay."""
        if table == "views":
            raise ValueError("views are never removed")
        t = KEPT[table]
        return int(self._connection.execute(delete(t).where(*_conditions(t, where))).rowcount)


def _conditions(t: Table, where: Where | None) -> list[ColumnElement[bool]]:
    return [
        t.c[name[:-1]] < value if name.endswith("<") else t.c[name] == value
        for name, value in (where or {}).items()
    ]
