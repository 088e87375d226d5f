"""The log: events are only ever appended, each one chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.sql import ColumnElement

from enforcement.store.errors import Moved, StoreError
from enforcement.store.tables import READ, events, head

START = "0" * 64  # what the first event is chained to

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Where = Mapping[str, Any]


@dataclass(slots=True, frozen=True)
class Stamp:
    """Who does something, when (with a time zone) and why."""

    who: str
    unit: str
    at: datetime
    why: str = ""


@dataclass(slots=True, frozen=True)
class Draft:
    """An event not yet written: its kind and its payload as JSON."""

    kind: str
    data: str


@dataclass(slots=True, frozen=True)
class Entry:
    """An event as it stands in the log; ``data`` is canonical JSON."""

    seq: int
    stream: str
    version: int
    kind: str
    at: str
    who: str
    unit: str
    why: str
    data: str
    prev: str
    hash: str


def canonical(data: str) -> str:
    """JSON with sorted keys and no white space: the same bytes for the same content."""
    return json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(e: Entry) -> str:
    """The hash of an entry: SHA-256 over everything it says and the hash before it."""
    parts = [e.seq, e.stream, e.version, e.kind, e.at, e.who, e.unit, e.why, e.data, e.prev]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Reading:
    """Looking at the log and the read tables, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, stream: str) -> list[Entry]:
        """The events of one stream, in order; none where there is no such stream."""
        asked = select(events).where(events.c.stream == stream).order_by(events.c.version)
        return [_entry(r) for r in self._connection.execute(asked)]

    def log(self) -> Iterator[Entry]:
        """Every event, in the order of writing."""
        asked = select(events).order_by(events.c.seq).execution_options(yield_per=1000)
        return (_entry(r) for r in self._connection.execute(asked))

    def streams(self) -> list[str]:
        """The names of all streams, in the order of their first event."""
        asked = select(events.c.stream).where(events.c.version == 1).order_by(events.c.seq)
        return list(self._connection.scalars(asked))

    def head(self) -> tuple[int, str]:
        """Number and hash of the last event; 0 and zeros before the first."""
        row = self._connection.execute(select(head.c.seq, head.c.hash)).first()
        if row is None:
            raise StoreError("记录的末端标记没有了；请运行 anjuan audit verify")
        return int(row[0]), str(row[1])

    def rows(
        self,
        table: str,
        where: Where | None = None,
        *,
        columns: Sequence[str] = (),
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        """Rows of a read table. A tuple in ``where`` means one of these; ``-name`` in ``order``
        means falling. Always in a fixed order: by ``order``, then by the key."""
        t = READ[table]
        asked = select(*(t.c[c] for c in columns)) if columns else select(t)
        by = [t.c[o[1:]].desc() if o.startswith("-") else t.c[o] for o in order]
        asked = asked.where(*_conditions(table, where)).order_by(*by, *t.primary_key.columns)
        if limit is not None:
            asked = asked.limit(limit).offset(offset)
        return [dict(r) for r in self._connection.execute(asked).mappings()]

    def counts(
        self,
        table: str,
        by: Sequence[str] = (),
        where: Where | None = None,
        *,
        distinct: str | None = None,
        total: Sequence[str] = (),
        mean: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """Groups of a read table: the columns ``by``, then ``count`` (of rows, or of different
        values of ``distinct``), ``total_x`` and ``mean_x`` of the named columns; sorted."""
        t = READ[table]
        keys = [t.c[c] for c in by]
        counted = func.count(t.c[distinct].distinct()) if distinct else func.count()
        asked = (
            select(
                *keys,
                counted.label("count"),
                *(func.sum(t.c[c]).label(f"total_{c}") for c in total),
                *(func.avg(t.c[c]).label(f"mean_{c}") for c in mean),
            )
            .select_from(t)
            .where(*_conditions(table, where))
        )
        if keys:
            asked = asked.group_by(*keys).order_by(*keys)
        return [dict(r) for r in self._connection.execute(asked).mappings()]


class Writing(Reading):
    """Appending to the log and replacing the read tables' rows, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        locked = select(head.c.seq, head.c.hash).with_for_update()
        row = connection.execute(locked).first()
        if row is None:
            raise StoreError("记录的末端标记没有了，不能再写；请运行 anjuan audit verify")
        self._seq, self._hash = int(row[0]), str(row[1])

    def append(
        self, stream: str, expected: int, drafts: Sequence[Draft], stamp: Stamp
    ) -> list[Entry]:
        """Write ``drafts`` to ``stream``, which must be at version ``expected``.

        Raises ``Moved`` where it is not."""
        if stamp.at.tzinfo is None:
            raise ValueError("the time of an event needs a time zone")
        last = select(func.max(events.c.version)).where(events.c.stream == stream)
        now = self._connection.scalar(last) or 0
        if now != expected:
            raise Moved(f"“{stream}”已有{now}条记录，不再是{expected}条；请刷新后再办")
        at = stamp.at.astimezone(UTC).isoformat(timespec="microseconds")
        written: list[Entry] = []
        for n, draft in enumerate(drafts, expected + 1):
            self._seq += 1
            data = canonical(draft.data)
            e = Entry(
                self._seq, stream, n, draft.kind, at, stamp.who, stamp.unit, stamp.why, data,
                self._hash, "",
            )  # fmt: skip
            self._hash = chained(e)
            written.append(_sealed(e, self._hash))
        if written:
            self._connection.execute(insert(events), [_values(e) for e in written])
            self._connection.execute(update(head).values(seq=self._seq, hash=self._hash))
        return written

    def replace(self, stream: str, rows: Rows) -> None:
        """Give ``stream`` these rows in the read tables, instead of those it had in the tables
        that ``rows`` names."""
        for name, values in rows.items():
            t = READ[name]
            self._connection.execute(delete(t).where(t.c.stream == stream))
            if values:
                given = [{"stream": stream, **v} for v in values]
                self._connection.execute(insert(t), given)

    def clear(self) -> None:
        """Empty all read tables."""
        for t in READ.values():
            self._connection.execute(delete(t))


def _conditions(table: str, where: Where | None) -> list[ColumnElement[bool]]:
    t = READ[table]
    found: list[ColumnElement[bool]] = []
    for name, value in (where or {}).items():
        column = t.c[name]
        found.append(column.in_(value) if isinstance(value, (tuple, list)) else column == value)
    return found


def _entry(row: Row[Any]) -> Entry:
    return Entry(*tuple(row))


def _sealed(e: Entry, sealed: str) -> Entry:
    return Entry(
        e.seq, e.stream, e.version, e.kind, e.at, e.who, e.unit, e.why, e.data, e.prev, sealed
    )


def _values(e: Entry) -> dict[str, Any]:
    return {name: getattr(e, name) for name in Entry.__slots__}
