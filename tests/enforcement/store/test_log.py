"""The log: appended, never changed; whoever changes it all the same is found out."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text

from enforcement.store.audit import verify
from enforcement.store.database import Database
from enforcement.store.errors import Moved, StoreError
from enforcement.store.log import Draft, Stamp, Writing, chained

STAMP = Stamp("李强", "司法局", datetime(2026, 3, 2, tzinfo=UTC), "因为")


def _write(db: Database, stream: str, *texts: str) -> None:
    with db.writing() as w:
        before = len(w.entries(stream))
        w.append(stream, before, [Draft("said", f'{{"b": 1, "a": "{t}"}}') for t in texts], STAMP)


@pytest.fixture
def filled(db: Database) -> Database:
    """Six events in two streams."""
    for stream, t in (("a", "一"), ("b", "二"), ("a", "三"), ("b", "四"), ("a", "五"), ("a", "六")):
        _write(db, stream, t)
    return db


def test_what_was_written_is_read_in_order(filled: Database) -> None:
    with filled.reading() as r:
        found = r.entries("a")
        assert [e.version for e in found] == [1, 2, 3, 4]
        assert [e.seq for e in found] == [1, 3, 5, 6]
        assert found[1].data == '{"a":"三","b":1}'  # sorted keys, no blanks
        assert (found[0].who, found[0].unit, found[0].why) == ("李强", "司法局", "因为")
        assert found[0].at == "2026-03-02T00:00:00.000000+00:00"
        assert r.streams() == ["a", "b"]
        assert verify(r).sound


def test_a_stream_that_moved_on_is_not_written_to(filled: Database) -> None:
    with pytest.raises(Moved, match="已有4条记录"), filled.writing() as w:
        w.append("a", 3, [Draft("said", "{}")], STAMP)
    with filled.reading() as r:
        assert r.head()[0] == 6


def test_an_exception_leaves_nothing_behind(filled: Database) -> None:
    def fail() -> None:
        with filled.writing() as w:
            w.append("a", 4, [Draft("said", "{}")], STAMP)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with filled.reading() as r:
        assert len(r.entries("a")) == 4
        assert verify(r).sound


@pytest.mark.parametrize("statement", ["UPDATE events SET who = 'x'", "DELETE FROM events"])
def test_the_database_itself_refuses_changes(filled: Database, statement: str) -> None:
    def change() -> None:
        with filled.writing() as w:
            _raw(w).execute(text(statement))

    with pytest.raises(StoreError, match="只能增加"):
        change()
    with filled.reading() as r:
        assert len(list(r.log())) == 6


def _raw(w: Writing) -> Connection:
    return w._connection


def _unguarded(db: Database, act: Callable[[Connection], None]) -> None:
    """Somebody with the rights of an administrator takes the guard off first."""
    with db.writing() as w:
        c = _raw(w)
        if c.dialect.name == "sqlite":
            c.execute(text("DROP TRIGGER events_keep_update"))
            c.execute(text("DROP TRIGGER events_keep_delete"))
        else:
            c.execute(text("DROP TRIGGER events_keep ON events"))
        act(c)


def _run(*statements: str) -> Callable[[Connection], None]:
    def act(c: Connection) -> None:
        for s in statements:
            c.execute(text(s))

    return act


def _insert(c: Connection) -> None:
    """A sound-looking event squeezed in between 3 and 4."""
    for n in (6, 5, 4):
        c.execute(text(f"UPDATE events SET seq = {n + 1} WHERE seq = {n}"))
    c.execute(
        text(
            "INSERT INTO events SELECT 4, 'c', 1, kind, at, who, unit, why, data, hash, hash "
            "FROM events WHERE seq = 3"
        )
    )
    c.execute(text("UPDATE head SET seq = 7"))


TAMPERED = {
    "changed words": (_run("UPDATE events SET data = '{}' WHERE seq = 3"), "第3条的内容"),
    "changed name": (_run("UPDATE events SET who = '别人' WHERE seq = 1"), "第1条的内容"),
    "changed time": (
        _run("UPDATE events SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 6"),
        "第6条的内容",
    ),
    "changed hash too": (_run("UPDATE events SET hash = prev WHERE seq = 2"), "第3条接不上"),
    "deleted": (_run("DELETE FROM events WHERE seq = 4"), "第4条到第4条没有了"),
    "reordered": (
        _run(
            "UPDATE events SET seq = 99 WHERE seq = 2",
            "UPDATE events SET seq = 2 WHERE seq = 3",
            "UPDATE events SET seq = 3 WHERE seq = 99",
        ),
        "第2条接不上",
    ),
    "inserted": (_insert, "第4条的内容与它的哈希不符"),
    "tail cut": (_run("DELETE FROM events WHERE seq = 6"), "尾部被截去"),
    "tail cut, head row too": (
        _run(
            "DELETE FROM events WHERE seq = 6",
            "UPDATE head SET seq = 5, hash = (SELECT hash FROM events WHERE seq = 5)",
        ),
        "",  # only whoever noted the head elsewhere finds it
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found(filled: Database, how: str) -> None:
    act, says = TAMPERED[how]
    with filled.reading() as r:
        noted = r.head()
        assert verify(r, noted).sound
    _unguarded(filled, act)
    with filled.reading() as r:
        found = verify(r)
        if says:
            assert any(says in line for line in found.broken), found.broken
        else:
            assert found.sound
            assert any("抄下" in line for line in verify(r, noted).broken)


def test_a_chain_rewritten_with_all_its_hashes_is_found_by_the_noted_head(
    filled: Database,
) -> None:
    with filled.reading() as r:
        noted = r.head()

    def rewrite(c: Connection) -> None:
        w = Writing(c)
        prev = ""
        for e in list(w.log()):
            values = {n: getattr(e, n) for n in e.__slots__} | {"prev": prev or e.prev}
            if e.seq == 2:
                values["who"] = "别人"
            again = type(e)(**values)
            prev = chained(again)
            c.execute(
                text("UPDATE events SET who = :who, prev = :prev, hash = :hash WHERE seq = :seq"),
                {"who": again.who, "prev": again.prev, "hash": prev, "seq": e.seq},
            )
        c.execute(text("UPDATE head SET hash = :hash"), {"hash": prev})

    _unguarded(filled, rewrite)
    with filled.reading() as r:
        assert verify(r).sound
        assert not verify(r, noted).sound


def test_many_writers_take_turns(db: Database) -> None:
    errors: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(5):
                _write(db, "a", "x")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not errors
    with db.reading() as r:
        assert [e.version for e in r.entries("a")] == list(range(1, 21))
        assert verify(r).sound


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    stamp = Stamp("甲", "乙", datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="time zone"), db.writing() as w:
        w.append("a", 0, [Draft("said", "{}")], stamp)


def test_rows_and_counts_of_read_tables(db: Database) -> None:
    def row(file: str, finding: str, rule: str, points: float) -> dict[str, object]:
        return {
            "file": file, "finding": finding, "round": "1", "agency": "甲", "rule": rule,
            "area": "GS", "item": "", "document": "", "origin": "程序", "verdict": "fail",
            "occurrences": 1, "message": "", "status": "采纳", "veto": False, "points": points,
        }  # fmt: skip

    with db.writing() as w:
        w.replace("file:a", {"findings": [row("a", "1", "x", 1), row("a", "2", "y", 2)]})
        w.replace("file:b", {"findings": [row("b", "1", "x", 4)]})
    with db.reading() as r:
        assert r.counts("findings") == [{"count": 3}]
        assert r.counts("findings", distinct="file") == [{"count": 2}]
        assert r.counts("findings", ("rule",), total=("points",), mean=("points",)) == [
            {"rule": "x", "count": 2, "total_points": 5, "mean_points": 2.5},
            {"rule": "y", "count": 1, "total_points": 2, "mean_points": 2},
        ]
        assert r.counts("findings", (), {"rule": ()}) == [{"count": 0}]
        names = ("file", "finding")
        ordered = r.rows("findings", {"rule": ("x", "z")}, columns=names, order=("-points",))
        assert ordered == [{"file": "b", "finding": "1"}, {"file": "a", "finding": "1"}]
        assert r.rows("findings", columns=names, limit=1, offset=1)[0]["finding"] == "2"
    with db.writing() as w:
        w.replace("file:a", {"findings": [], "notices": []})
    with db.reading() as r:
        assert r.counts("findings") == [{"count": 1}]
