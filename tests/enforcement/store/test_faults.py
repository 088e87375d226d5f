"""Disk full, lost connection, a busy or strange database: a clear sentence, and nothing changed."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from enforcement.store import database
from enforcement.store.audit import verify
from enforcement.store.database import Database
from enforcement.store.errors import StoreError
from enforcement.store.kept import KEPT
from enforcement.store.log import Draft, Stamp, Writing
from enforcement.store.tables import metadata

STAMP = Stamp("李强", "司法局", datetime(2026, 3, 2, tzinfo=UTC))

# A process whose files may not grow beyond a limit writes until it is refused, then says what it
# was told and how many events stand.
FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from enforcement.store.database import Database
from enforcement.store.errors import StoreError
from enforcement.store.log import Draft, Stamp
from enforcement.store.originals import Originals
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
db = Database.open(folder / "full.db")
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
stamp, n = Stamp("a", "b", datetime(2026, 3, 2, tzinfo=UTC)), 0
try:
    while n < 1000:
        with db.writing() as w:
            w.append("s", n, [Draft("said", '"' + "x" * 9000 + '"')], stamp)
        n += 1
except StoreError as error:
    print(n, error)
try:
    Originals(folder / "originals").put(b"x" * 700_000)
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有文件大小限制，没有跑")
def test_disk_full(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    written, says = first.split(" ", 1)
    assert "磁盘满了" in says
    assert "没有改动任何内容" in says
    assert "原件存不下" in second
    assert not [p for p in (tmp_path / "originals").rglob("*") if p.is_file()]
    db = Database.open(tmp_path / "full.db")
    with db.reading() as r:
        assert len(r.entries("s")) == int(written) > 0
        assert verify(r).sound
    with db.writing() as w:  # and with room again it goes on
        w.append("s", int(written), [Draft("said", "{}")], STAMP)
    db.close()


def _kill_connection(db: Database, w: Writing) -> None:
    pid = w._connection.scalar(text("SELECT pg_backend_pid()"))
    with db.reading() as r:
        r._connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def test_connection_lost_in_the_middle(postgres: str) -> None:
    db = Database.open(postgres)

    def write() -> None:
        with db.writing() as w:
            w.append("s", 0, [Draft("said", "{}")], STAMP)
            _kill_connection(db, w)
            w.append("s", 1, [Draft("said", "{}")], STAMP)

    with pytest.raises(StoreError, match=r"连接断了.*没有改动"):
        write()
    with db.reading() as r:
        assert r.entries("s") == []
        assert verify(r).sound
    with db.writing() as w:  # the next one gets a new connection
        w.append("s", 0, [Draft("said", "{}")], STAMP)
    db.close()


def test_connection_lost_at_the_commit_says_that_it_is_not_known(postgres: str) -> None:
    db = Database.open(postgres)

    def write() -> None:
        with db.writing() as w:
            w.append("s", 0, [Draft("said", "{}")], STAMP)
            _kill_connection(db, w)

    with pytest.raises(StoreError, match="可能已经写入，请先查看"):
        write()
    db.close()


def test_no_server_at_that_address() -> None:
    pytest.importorskip("psycopg", reason="没有装 psycopg，没有跑")
    with pytest.raises(StoreError, match=r"连接断了|打不开"):
        Database.open("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")


@pytest.mark.parametrize("url", ["没有这样的地址", "oracle2://x/y"])
def test_not_an_address(url: str) -> None:
    with pytest.raises(StoreError, match="地址不对"):
        Database.open(url)


def test_somebody_else_is_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT_MS", 50)
    db = Database.open(tmp_path / "busy.db")
    other = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"正忙.*没有改动"), db.writing():
        pass
    with db.reading() as r:  # looking is still possible
        assert r.head()[0] == 0
    other.execute("ROLLBACK")
    other.close()
    with db.writing() as w:
        w.append("s", 0, [Draft("said", "{}")], STAMP)
    db.close()


def test_a_database_of_a_newer_program_is_left_alone(where: Path | str) -> None:
    db = Database.open(where)
    with db.writing() as w:
        w._connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.close()
    with pytest.raises(StoreError, match=r"更新的程序.*没有改动"):
        Database.open(where)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(b"not a database at all, but long enough to have a header" * 30)
    with pytest.raises(StoreError, match="不是数据库"):
        Database.open(file)
    assert file.read_bytes().startswith(b"not a database")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="管理员不受文件权限限制，没有跑"
)
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="打不开"):
        Database.open(locked / "x.db")


def test_migrations_make_the_tables_that_the_program_uses(db: Database) -> None:
    """Every column the program knows is in the database that the migrations made, and no other."""
    tables = {**metadata.tables, **KEPT}
    with db.reading() as r:
        found = inspect(r._connection)
        names = set(found.get_table_names())
        assert names == {*tables, "alembic_version"}
        for name, table in tables.items():
            columns = {c["name"]: c["nullable"] for c in found.get_columns(name)}
            assert columns == {c.name: c.nullable for c in table.columns}, name
