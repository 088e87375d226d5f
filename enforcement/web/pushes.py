"""Case files that other systems push: each is on the disk and in the database before it is
answered, and is checked afterwards, also when the server was stopped in between."""

import hashlib
import secrets
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Lock

from enforcement.annotate.names import safe
from enforcement.review.desk import Actor, Desk, Doing
from enforcement.review.refusal import Refused
from enforcement.review.service_intake import Intake
from enforcement.store.errors import StoreError
from enforcement.store.kept import Row
from enforcement.web.accounts import Account, Mistake
from enforcement.web.settings import MIB, Settings
from rules.loading import RuleError

KEY = r"[0-9A-Za-z_.:-]{1,100}"
WAITING, RUNNING, TAKEN, REFUSED = "等候", "检查中", "已收下", "没有收下"


class SameKey(Exception):
    """The key was used for something else; the message says so in Chinese."""


@dataclass(slots=True, frozen=True)
class Push:
    """One push as it was asked for."""

    id: str
    row: Row

    @staticmethod
    def of(
        a: Account, round_: str, name: str, key: str, agency: str, office: str, file: str
    ) -> "Push":
        """A push by an account, not yet received."""
        id_ = secrets.token_urlsafe(16)
        asked = {"round": round_, "name": name, "key": key, "agency": agency, "office": office}
        who = {"account": a.name, "person": a.person, "unit": a.unit, "roles": " ".join(a.roles)}
        made = {"id": id_, "state": WAITING, "says": "", "what": "", "file": "", "sha256": ""}
        now = datetime.now(UTC).isoformat()
        return Push(id_, {**asked, **who, **made, "new_of": file, "received": now})


class Pushes:
    """All pushes of a server."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk, self._settings = desk, settings
        self._folder = settings.data / "pushes"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()
        self._running: set[Future[None]] = set()

    def resume(self) -> None:
        """Check what was received before the server was stopped."""
        with self._desk.db.keeping(write=False) as k:
            left = [x for s in (WAITING, RUNNING) for x in k.rows("pushes", {"state": s})]
            known = {x["id"] for x in left}
        for folder in self._folder.iterdir():
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)
        for x in left:
            self.start(x["id"])

    def close(self) -> None:
        """Stop; what waits is checked when the server starts again."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in list((self._pool._processes or {}).values()):
                process.terminate()

    async def receive(self, stream: AsyncIterator[bytes], push: Push) -> tuple[Push, bool]:
        """Write a push to the disk and note it; the push, and whether it is new.

        With a key that was used before, the earlier push where the content is the same."""
        room = self._folder / push.id
        room.mkdir()
        try:
            digest = await self._write(stream, room / _name(push.row["name"]))
            row = {**push.row, "sha256": digest}
            with self._desk.db.keeping() as k:
                where = {"account": row["account"], "key": row["key"]}
                before = k.one("pushes", where)
                if before is None:
                    k.add("pushes", row)
                    return Push(push.id, row), True
        except BaseException:
            shutil.rmtree(room, ignore_errors=True)
            raise
        shutil.rmtree(room, ignore_errors=True)
        same = ("sha256", "round", "name", "agency", "office", "new_of")
        if any(before[x] != row[x] for x in same):
            raise SameKey("这个幂等键已经用来报送过另一份内容；新的内容请用新的键")
        return Push(before["id"], before), False

    async def _write(self, stream: AsyncIterator[bytes], path: Path) -> str:
        digest, size, most = hashlib.sha256(), 0, self._settings.max_file
        with path.open("xb") as out:
            async for chunk in stream:
                size += len(chunk)
                if size > most:
                    raise Mistake(f"案卷超过{most // MIB}MB，没有接收；请拆分后重新报送")
                free = shutil.disk_usage(path.parent).free
                if free < self._settings.least_free + len(chunk):
                    raise Mistake("服务器的磁盘快满了，没有接收；请告诉系统管理员")
                digest.update(chunk)
                out.write(chunk)
        if not size:
            raise Mistake("没有收到内容；请求体应当就是 zip 文件")
        return digest.hexdigest()

    def start(self, id_: str) -> None:
        """Check a push that was received."""
        s = self._settings
        given = (s.data, s.database, s.registers, s.profile, s.engine, id_)
        if s.inline:
            take(*given)
            return
        with self._lock:
            try:
                future = self._workers().submit(take, *given)
            except BrokenProcessPool:  # the process died over another case file
                self._pool = None
                future = self._workers().submit(take, *given)
            self._running.add(future)
        future.add_done_callback(lambda f: self._ended(f, id_))

    def _ended(self, future: Future[None], id_: str) -> None:
        self._running.discard(future)
        if not future.cancelled() and future.exception() is not None:
            says = "检查时程序意外停止（可能是文件异常或者内存不够）；请用新的幂等键重新报送"
            _note(self._desk, id_, REFUSED, says)
            shutil.rmtree(self._folder / id_, ignore_errors=True)

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self._pool

    def find(self, id_: str, account: str) -> Row | None:
        """A push of this account."""
        with self._desk.db.keeping(write=False) as k:
            return k.one("pushes", {"id": id_, "account": account})

    def of(self, account: str, state: str, limit: int, offset: int) -> tuple[list[Row], int]:
        """The pushes of an account, newest first, and how many there are."""
        where = {"account": account} | ({"state": state} if state else {})
        with self._desk.db.keeping(write=False) as k:
            rows = k.rows("pushes", where, ("-received",), limit, offset)
            return rows, k.count("pushes", where)


def take(
    data: Path, database: str, registers: Path | None, profile: Path | None, engine: str, id_: str
) -> None:
    """Take one push in, in a process of its own; whatever happens, its row says how it ended."""
    desk = Desk.open(data, database)
    try:
        with desk.db.keeping() as k:
            row = k.one("pushes", {"id": id_})
            if row is None:
                return
            k.change("pushes", {"id": id_}, {"state": RUNNING})
        room = data / "pushes" / id_
        try:
            actor = Actor(row["person"], row["unit"], tuple(row["roles"].split()))
            doing = Doing(actor, datetime.now(UTC), f"接口报送 {row['key']}")
            intake = Intake.open(desk, row["round"], registers, profile, engine)
            t = intake.take(
                room / _name(row["name"]),
                row["name"],
                doing,
                file=row["new_of"],
                agency=row["agency"],
                office=row["office"],
            )
            says = f"有{t.unread}个文件没有读出" if t.unread else ""
            _note(desk, id_, TAKEN, says, t.file, t.what)
        except (Refused, RuleError, StoreError) as no:
            _note(desk, id_, REFUSED, str(no))
        except Exception as error:  # its message may hold personal data
            _note(desk, id_, REFUSED, f"检查时程序出错（{type(error).__name__}），没有收下")
        shutil.rmtree(room, ignore_errors=True)
    finally:
        desk.close()


def _note(desk: Desk, id_: str, state: str, says: str, file: str = "", what: str = "") -> None:
    values = {"state": state, "says": says, "file": file, "what": what}
    with desk.db.keeping() as k:
        k.change("pushes", {"id": id_}, values)


def _name(name: str) -> str:
    """The name of the file on this computer: harmless, with the ending it came with."""
    return safe(name.replace("\\", "/").rpartition("/")[2]) or "案卷.zip"
