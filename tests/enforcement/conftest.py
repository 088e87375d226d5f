"""Databases to test on: a new SQLite file, and a new schema in PostgreSQL where one is running."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from enforcement.review.desk import Desk
from enforcement.store import database, originals
from enforcement.store.database import Database

SERVER = os.environ.get("ANJUAN_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")


def _schema() -> Iterator[str]:
    """The URL of a new schema, dropped afterwards; skipped where there is no server."""
    psycopg = pytest.importorskip("psycopg", reason="没有装 psycopg，PostgreSQL 的测试没有跑")
    name = f"anjuan_{uuid.uuid4().hex[:12]}"
    try:
        admin = psycopg.connect(SERVER, connect_timeout=2, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("这台机器上没有可用的 PostgreSQL，只在 SQLite 上跑了")
    admin.execute(f"CREATE SCHEMA {name}")
    try:
        yield f"{SERVER}?options=-csearch_path%3D{name}%20-csynchronous_commit%3Doff"
    finally:
        admin.execute(f"DROP SCHEMA {name} CASCADE")
        admin.close()


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing by it, only a power cut would; and tests are faster."""
    monkeypatch.setattr(database, "SYNCHRONOUS", "OFF")
    monkeypatch.setattr(originals, "sync", lambda handle: None)


@pytest.fixture
def postgres() -> Iterator[str]:
    """The URL of a new, empty PostgreSQL schema."""
    yield from _schema()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with its schema, to be copied: making one takes a while."""
    made = tmp_path_factory.mktemp("template") / "empty.db"
    Database.open(made).close()
    return made


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> Iterator[Path | str]:
    """Where an empty database is: a file, then a URL."""
    if request.param == "sqlite":
        (tmp_path / "data").mkdir()
        yield Path(shutil.copy(template, tmp_path / "data" / "anjuan.db"))
    else:
        yield from _schema()


@pytest.fixture
def db(where: Path | str) -> Iterator[Database]:
    """A new database."""
    made = Database.open(where)
    yield made
    made.close()


@pytest.fixture
def desk(where: Path | str, tmp_path: Path) -> Iterator[Desk]:
    """A new desk on each kind of database."""
    made = Desk.open(tmp_path / "data", where if isinstance(where, str) else "")
    yield made
    made.close()


@pytest.fixture
def small(tmp_path: Path, template: Path) -> Iterator[Desk]:
    """A new desk on SQLite, where the kind of database makes no difference."""
    (tmp_path / "small").mkdir()
    shutil.copy(template, tmp_path / "small" / "anjuan.db")
    made = Desk.open(tmp_path / "small")
    yield made
    made.close()
