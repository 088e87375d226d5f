"""Opening the database: SQLite by default, PostgreSQL by URL; the schema is brought up to date.

Writers take turns: SQLite by ``BEGIN IMMEDIATE``, PostgreSQL by locking the head row. So what a
transaction read is what it appends to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from enforcement.store.errors import StoreError, explain, told
from enforcement.store.kept import Kept
from enforcement.store.log import Reading, Writing

HERE = Path(__file__).parent
SCHEMA = "0003"  # the newest revision in migrations/versions
WAIT_MS = 10_000  # how long a writer waits for its turn, milliseconds
SYNCHRONOUS = "FULL"  # SQLite: what was committed is on the disk, also after a power cut


class Database:
    """One database; make it with ``open``. ``migrated`` tells that read tables were made anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.migrated = False

    @classmethod
    def open(cls, where: Path | str) -> "Database":
        """The database in the SQLite file ``where``, or at the URL ``where``.

        Raises ``StoreError`` where it cannot be opened or was written by a newer program.
        """
        url = f"sqlite:///{where}" if isinstance(where, Path) else _with_driver(where)
        try:
            engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreError("数据库地址不对；应为 postgresql://用户@主机/库名") from error
        except ModuleNotFoundError as error:
            says = "没有装 PostgreSQL 的驱动；请运行 pip install 'anjuan[postgres]'"
            raise StoreError(says) from error
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _settings)
            event.listen(engine, "begin", _begin)
        made = cls(engine)
        try:
            with told():
                made._upgrade()
        except StoreError:
            engine.dispose()
            raise
        return made

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent look at the database."""
        with told(""), self._engine.begin() as connection:
            if connection.dialect.name != "sqlite":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield Reading(connection)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A transaction in its turn; an exception inside leaves everything as it was."""
        with told():
            connection = self._engine.connect().execution_options(writing=True)
        with connection:
            with told():
                transaction = connection.begin()
            try:
                with told():
                    work = Writing(connection)
                    yield work
            except BaseException:
                # A lost connection cannot roll back; the database has done it already.
                try:
                    transaction.rollback()
                except SQLAlchemyError:
                    connection.invalidate()
                raise
            try:
                transaction.commit()
            except SQLAlchemyError as error:
                lost = connection.invalidated or connection.dialect.name != "sqlite"
                doubt = "；提交时出错，可能已经写入，请先查看最新状态，再决定是否重办"
                raise (explain(error, doubt) if lost else explain(error)) from error

    @contextmanager
    def keeping(self, write: bool = True) -> Iterator[Kept]:
        """A transaction on the kept tables (accounts, sessions, views); the log is not touched."""
        with told(), self._engine.execution_options(writing=write).begin() as connection:
            yield Kept(connection)

    def _upgrade(self) -> None:
        with self._engine.connect() as plain:
            if _revision(plain) == SCHEMA:
                return
        writer = self._engine.execution_options(writing=True)
        with writer.begin() as connection:
            if connection.dialect.name != "sqlite":
                connection.execute(text("SELECT pg_advisory_xact_lock(20210715)"))
            if _revision(connection) == SCHEMA:  # somebody else did it meanwhile
                return
            _migrate(connection)
            self.migrated = True


def _with_driver(url: str) -> str:
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _settings(connection: Any, record: object) -> None:
    # The driver's own transactions are switched off: it would begin them too late.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={WAIT_MS}",
        "journal_mode=WAL",
        f"synchronous={SYNCHRONOUS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def _migrate(connection: Connection) -> None:
    # Imported here because most runs find the schema as it should be.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        says = "这个数据库是用更新的程序建立的，现在的程序不认识；请升级程序，没有改动任何内容"
        raise StoreError(says) from error
