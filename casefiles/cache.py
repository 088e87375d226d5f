"""What files said, kept on disk: a file that was read once is not read again.

An entry is found by the SHA-256 of the file's bytes, its kind, and the version of everything that
had a part in reading it, so a change of rules reads nothing again, a change of one document one,
and a change of the readers or of the words they know everything. An entry that is damaged, or
cannot be written, is as if there were none.

Entries hold what stands in the case files, so their folder is closed to other users of the
computer, and nothing is kept where somebody else could write.
"""

import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from casefiles.readers import ocr
from casefiles.sealed import Damaged, seal, unseal
from casefiles.telling import Tell, Told

LIMIT = 2 * 1024**3  # bytes; the entries used longest ago are removed from there on
_EVERY = 64 * 1024**2  # bytes written by a process after which it looks whether that is too much
_SUFFIX = ".told"
_LIBRARIES = ("lxml", "pypdfium2", "olefile", "rapidocr", "onnxruntime", "opencv-python-headless")


class Size(NamedTuple):
    """How much a cache holds."""

    entries: int
    bytes: int


def default_folder() -> Path:
    """Where entries are kept: ``ANJUAN_CACHE``, else the user's folder for such files."""
    if given := os.environ.get("ANJUAN_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "anjuan"


@lru_cache(maxsize=1)
def reader_version() -> str:
    """A digest over the sources and data of this package and the libraries it reads with."""
    found = sha256(sources(Path(__file__).parent))
    found.update(repr(sys.version_info[:3]).encode())
    for name in _LIBRARIES:
        try:
            found.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            found.update(f"{name} -".encode())
    # What could not be read without a part that is missing can be once it is there.
    found.update(ocr.missing().encode())
    return found.hexdigest()


def sources(root: Path, suffixes: tuple[str, ...] = (".py", ".toml")) -> bytes:
    """A digest over the files below ``root`` with one of ``suffixes``, by name and content."""
    found = sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in suffixes and path.is_file():
            name = path.relative_to(root).as_posix().encode()
            found.update(name + b"\0" + sha256(path.read_bytes()).digest())
    return found.digest()


class Cache:
    """The entries below one folder; any number of processes may use it together."""

    def __init__(self, folder: Path | None = None, limit: int = LIMIT) -> None:
        self.folder = folder or default_folder()
        self._limit = limit
        self._written = 0
        self._ready: bool | None = None  # whether the folder can be used, once that was asked

    def telling(self, tell: Tell) -> Tell:
        """``tell``, asked only about files of which nothing is kept."""

        def kept(data: bytes, source: str, kind: str, keep: bool = False) -> Told:
            if keep:  # a reading is asked for, which is not kept
                return tell(data, source, kind, True)
            return self.get(data, source, kind, lambda: tell(data, source, kind, False))

        return kept

    def get(self, data: bytes, source: str, kind: str, tell: Callable[[], Told]) -> Told:
        """What is kept of ``data``, else what ``tell`` says, which is kept then."""
        if not self._usable():
            return tell()
        path = self._path(data, kind)
        with suppress(OSError, Damaged):
            found = unseal(path.read_bytes())
            if isinstance(found, Told):
                os.utime(path)  # the last use, by which entries are removed
                return found.under(source)
        said = tell()
        # Why a file was refused may lie in this run (too slow, no memory); that is asked again.
        if not said.refused or said.picture:
            self._put(path, said)
        return said

    def _path(self, data: bytes, kind: str) -> Path:
        key = sha256(data)
        key.update(f"\0{kind}\0{reader_version()}".encode())
        name = key.hexdigest()
        return self.folder / name[:2] / (name + _SUFFIX)

    def _usable(self) -> bool:
        if self._ready is None:
            self._ready = _own(self.folder)
        return self._ready

    def _put(self, path: Path, said: Told) -> None:
        sealed = seal(said)
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            handle, made = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sealed)
                os.replace(made, path)  # so nobody ever sees half an entry
            except BaseException:
                with suppress(OSError):
                    os.unlink(made)
                raise
            self._written += len(sealed)
            if self._written > min(_EVERY, self._limit // 4):
                self._written = 0
                self.prune()

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """When each entry was last used, its size, and where it is; of other files none."""
        for folder in _scan(self.folder):
            if len(folder.name) == 2 and folder.is_dir(follow_symlinks=False):
                for entry in _scan(Path(folder.path)):
                    with suppress(OSError):
                        status = entry.stat(follow_symlinks=False)
                        if stat.S_ISREG(status.st_mode):
                            yield status.st_mtime, status.st_size, Path(entry.path)

    def size(self) -> Size:
        """How many entries there are, and their bytes."""
        sizes = [size for _, size, _ in self._entries()]
        return Size(len(sizes), sum(sizes))

    def prune(self) -> None:
        """Remove the entries used longest ago until a tenth of the limit is free."""
        entries = sorted(self._entries(), key=lambda e: e[:2])
        left = sum(size for _, size, _ in entries)
        if left <= self._limit:
            return
        for _, size, path in entries:
            if left <= self._limit * 0.9:
                break
            with suppress(OSError):
                path.unlink()
            left -= size

    def clear(self) -> Size:
        """Remove all entries; returns what was removed. Other files stay."""
        gone = [(size, path) for _, size, path in self._entries()]
        for _, path in gone:
            with suppress(OSError):
                path.unlink()
        for folder in {path.parent for _, path in gone}:
            with suppress(OSError):
                folder.rmdir()
        return Size(len(gone), sum(size for size, _ in gone))


def _scan(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _own(folder: Path) -> bool:
    """Whether ``folder`` is there, or was made, and nobody else can write to it or read it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows: the user's folder is the user's
        return True
    return status.st_uid == os.getuid() and status.st_mode & 0o077 == 0
