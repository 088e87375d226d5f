"""Case files of rounds as they are shown: read once from the originals, then kept on a shelf.

A case file may take a minute to read, so it is read in a process of its own while the page waits.
What lies on the shelf can be thrown away at any time: it is made again from the originals.
"""

import hashlib
import os
import shutil
import traceback
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Lock

from casefiles.intake import read_case
from enforcement.assess import vocabulary
from enforcement.review.events import Received
from enforcement.store.errors import StoreError
from enforcement.store.originals import Originals
from enforcement.web.papers import Papers
from enforcement.web.settings import Settings
from enforcement.web.timeline import Course, read
from rules.answers import Context
from rules.parameters import Parameters, department_of
from rules.registers import Registers
from rules.ruleset import HERE

_FORMAT = "1"  # another number where what is kept here changes its form
_LIFE = timedelta(days=7)  # since somebody last looked at it
_DONE, _FAILED, _COURSE = "done", "failed", "course.json"


@dataclass(slots=True, frozen=True)
class Room:
    """One case file on the shelf."""

    folder: Path
    inside: str  # name of the case file below ``case``; empty for a folder

    @property
    def ready(self) -> bool:
        """Whether it can be shown."""
        return (self.folder / _DONE).exists()

    @property
    def failed(self) -> bool:
        """Whether reading it broke."""
        return (self.folder / _FAILED).exists()

    @property
    def case_path(self) -> Path:
        """The originals under the names they came with."""
        return self.folder / "case" / self.inside

    @property
    def papers(self) -> Papers:
        """The documents as they were read."""
        return Papers(self.folder / "papers")

    @property
    def course(self) -> Course:
        """The acts and limits of the case."""
        try:
            return Course.model_validate_json((self.folder / _COURSE).read_bytes())
        except (OSError, ValueError):
            return Course()


class Shelf:
    """All case files that were looked at."""

    def __init__(self, settings: Settings, originals: Originals) -> None:
        self._root, self._inline = settings.data / "shelf", settings.inline
        self._originals = originals
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[str, Future[None]] = {}
        self._lock = Lock()

    def close(self) -> None:
        """Stop reading."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in list((self._pool._processes or {}).values()):
                process.terminate()

    def room(self, r: Received, region: str = "") -> Room:
        """The room of a case file; reading begins where nobody looked at it before."""
        key = _key(r, region)
        single = len(r.documents) == 1 and Path(r.path).name == r.documents[0].source
        room = Room(self._root / key, r.documents[0].source if single else "")
        if room.ready or room.failed:
            os.utime(room.folder)
            return room
        files = [(d.source, str(self._originals.path(d.sha256))) for d in r.documents]
        given = (room, files, r.agency, region)
        with self._lock:
            future = self._waiting.get(key)
            if future is not None and not future.done():
                return room
            if room.ready or room.failed:
                return room
            if future is not None:  # its process ended in the middle
                room.folder.mkdir(parents=True, exist_ok=True)
                (room.folder / _FAILED).touch()
            elif self._inline:
                prepare(*given)
            else:
                try:
                    self._waiting[key] = self._workers().submit(prepare, *given)
                except BrokenProcessPool:
                    self._pool = None
                    self._waiting[key] = self._workers().submit(prepare, *given)
        return room

    def sweep(self) -> None:
        """Throw away what nobody looked at for a while: it is made again when somebody does."""
        oldest = datetime.now(UTC).timestamp() - _LIFE.total_seconds()
        for folder in list(self._root.iterdir()) if self._root.is_dir() else ():
            with self._lock:
                future = self._waiting.get(folder.name)
                if folder.stat().st_mtime < oldest and (future is None or future.done()):
                    self._waiting.pop(folder.name, None)
                    shutil.rmtree(folder, ignore_errors=True)

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self._pool


def _key(r: Received, region: str) -> str:
    told = [_FORMAT, region, r.path, *(f"{d.source}\t{d.sha256}" for d in r.documents)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def prepare(room: Room, files: list[tuple[str, str]], agency: str, region: str) -> None:
    """Read one case file into its room; whatever happens, the room says how it ended."""
    try:
        shutil.rmtree(room.folder, ignore_errors=True)
        (room.folder / "case").mkdir(parents=True)
        for source, original in files:
            _put(room.folder / "case", source, Path(original))
        papers = room.papers
        case = read_case(room.case_path, keep=papers.put)
        papers.finish()
        ctx = Context(
            Parameters.load(HERE / "parameters"),
            Registers(),
            department_of(agency),
            region or None,
            agency,
            vocabulary().name,
        )
        (room.folder / _COURSE).write_text(read(case, ctx).model_dump_json(), "utf-8")
        (room.folder / _DONE).touch()
    except Exception as error:
        # The trace names lines of the program and no content of a document.
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(f"打开案卷出错：{type(error).__name__} {Path(where.filename).name}:{where.lineno}")
        room.folder.mkdir(parents=True, exist_ok=True)
        (room.folder / _FAILED).touch()


def _put(case: Path, source: str, original: Path) -> None:
    """The original under the name it came with, taking no room twice where the disk can do that."""
    target = case.joinpath(*source.split("/"))
    if not target.resolve().is_relative_to(case.resolve()):
        raise StoreError("文件名不对")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(original, target)
    except OSError:
        shutil.copyfile(original, target)
