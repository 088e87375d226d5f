"""Self-checks: each a folder that is gone soon after its last use, unless somebody keeps it."""

import json
import re
import secrets
import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from threading import Lock

from enforcement.result import Assessment
from enforcement.store.errors import StoreError
from enforcement.web.accounts import Mistake
from enforcement.web.papers import Papers
from enforcement.web.settings import Settings
from enforcement.web.work import CASE, State, read_state, results, work, write_state

_ID = re.compile("[A-Za-z0-9_-]{22}")  # 128 bits nobody can guess


@dataclass(slots=True, frozen=True)
class Job:
    """One self-check."""

    id: str
    folder: Path
    owner: str
    label: str
    created: str
    kept: bool = False

    @property
    def state(self) -> State:
        """How far it is."""
        return read_state(self.folder)

    def case_path(self, number: int) -> Path:
        """Where a case file lies."""
        return self.folder / self.state.paths[number]

    def papers(self, number: int) -> Papers:
        """The documents of a case file as they were read."""
        return Papers(self.folder / "papers" / str(number))


class Jobs:
    """All self-checks of a server, in two folders: those that go, and those that are kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._passing, self._kept = settings.data / "selfcheck", settings.data / "kept"
        for folder in (self._passing, self._kept):
            folder.mkdir(parents=True, exist_ok=True)
        for left in self._passing.iterdir():  # of a server that was stopped
            _remove(left)
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()
        self._waiting: dict[str, Future[None]] = {}

    def close(self) -> None:
        """Stop working; what is not kept is deleted."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
        for left in self._passing.iterdir() if self._passing.is_dir() else ():
            _remove(left)

    # --- making one -------------------------------------------------------------------------

    def new(self, owner: str) -> Job:
        """An empty folder for an upload."""
        self.sweep()
        if sum(1 for _ in self._passing.iterdir()) >= self._settings.max_jobs:
            raise Mistake("现在自查的人太多，请过几分钟再提交")
        id_ = secrets.token_urlsafe(16)
        folder = self._passing / id_
        (folder / CASE).mkdir(parents=True)
        job = Job(id_, folder, owner, "", datetime.now(UTC).isoformat())
        _write(job)
        return job

    def start(self, job: Job, label: str) -> Job:
        """Begin to check what was uploaded."""
        job = Job(job.id, job.folder, job.owner, label, job.created)
        _write(job)
        write_state(job.folder, State(says="排队等候"))
        s = self._settings
        given = (job.folder, s.standard, s.registers, s.engine, s.profile)
        if s.inline:
            work(*given)
            return job
        with self._lock:
            try:
                future = self._workers().submit(work, *given)
            except BrokenProcessPool:  # the process died over another case file
                self._pool = None
                future = self._workers().submit(work, *given)
            self._waiting[job.id] = future
        return job

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self._pool

    # --- finding one ------------------------------------------------------------------------

    def find(self, id_: str, owners: Sequence[str]) -> Job:
        """The job of one of these owners; whoever else asks is told the same as for one that never
        was."""
        job = _read(self._place(id_))
        if job is None or job.owner not in owners:
            raise NotThere
        if not job.kept:
            (job.folder / "used").touch()
        return job

    def state(self, job: Job) -> State:
        """How far it is; a job whose process died is told as failed."""
        found = job.state
        future = self._waiting.get(job.id)
        if found.state in ("waiting", "running") and future is not None and future.done():
            again = job.state
            if again.state in ("waiting", "running"):
                says = "检查时程序意外停止（可能是文件异常或者内存不够），没有结果"
                write_state(job.folder, State("failed", says=says))
                return job.state
            return again
        return found

    def results(self, job: Job) -> list[Assessment]:
        """What was found; raises ``NotThere`` before it is done."""
        if job.state.state != "done":
            raise NotThere
        path = job.folder / "results.jsonl"
        return list(_loaded(str(job.folder), path.stat().st_mtime_ns))

    def of(self, owners: Sequence[str]) -> list[Job]:
        """All jobs of these owners, newest first."""
        folders = [*self._passing.iterdir(), *self._kept.iterdir()]
        found = [job for f in folders if (job := _read(f)) is not None and job.owner in owners]
        return sorted(found, key=lambda j: j.created, reverse=True)

    # --- keeping and dropping ---------------------------------------------------------------

    def keep(self, job: Job, label: str, owner: str) -> Job:
        """Keep a job that is done until somebody deletes it; from now on it is this owner's."""
        if job.state.state != "done":
            raise Mistake("检查完毕以后才能保留")
        if job.kept:
            return job
        target = self._kept / job.id
        kept = Job(job.id, job.folder, owner, label or job.label, job.created, True)
        _write(kept)
        job.folder.rename(target)
        return Job(job.id, target, owner, kept.label, job.created, True)

    def drop(self, job: Job) -> None:
        """Delete a job with everything in it."""
        with self._lock:
            future = self._waiting.pop(job.id, None)
        if future is not None:
            future.cancel()
        _remove(job.folder)

    def drop_all(self, owners: Sequence[str]) -> None:
        """Delete what these owners did not keep."""
        for job in self.of(owners):
            if not job.kept:
                self.drop(job)

    def sweep(self) -> None:
        """Delete what nobody used for a while."""
        oldest = datetime.now(UTC).timestamp() - self._settings.job_life.total_seconds()
        for folder in self._passing.iterdir():
            used = folder / "used"
            last = max((p.stat().st_mtime for p in (used, folder) if p.exists()), default=0.0)
            future = self._waiting.get(folder.name)
            if last < oldest and (future is None or future.done()):
                self._waiting.pop(folder.name, None)
                _remove(folder)

    def _place(self, id_: str) -> Path:
        if _ID.fullmatch(id_) is None:
            raise NotThere
        kept = self._kept / id_
        return kept if kept.is_dir() else self._passing / id_


class NotThere(Exception):
    """There is no such thing for this person."""


@lru_cache(maxsize=4)
def _loaded(folder: str, changed: int) -> tuple[Assessment, ...]:
    return tuple(results(Path(folder)))


def _write(job: Job) -> None:
    said = {"owner": job.owner, "label": job.label, "created": job.created, "kept": job.kept}
    (job.folder / "job.json").write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def _read(folder: Path) -> Job | None:
    try:
        said = json.loads((folder / "job.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return Job(folder.name, folder, said["owner"], said["label"], said["created"], said["kept"])


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError("删不掉自查的临时文件；请检查数据文件夹的权限") from error
