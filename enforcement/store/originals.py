"""Original files, kept under the hash of their content; written once, never changed."""

import hashlib
import io
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from enforcement.store.errors import StoreError

_CHUNK = 1 << 20  # bytes
_AT_ONCE = 8
sync = os.fsync  # waits until the disk has it


class Originals:
    """A folder of files named by SHA-256: ``ab/cdef…``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where the file with this hash lies, whether it is there or not."""
        if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
            raise StoreError("文件的哈希应为64位十六进制数")
        return self._root / sha256[:2] / sha256[2:]

    def put(self, data: bytes) -> str:
        """Keep ``data``; its hash."""
        return self._keep(io.BytesIO(data))

    def keep(self, path: Path) -> str:
        """Keep the file at ``path``; its hash."""
        try:
            file = path.open("rb")
        except OSError as error:
            raise StoreError(f"读不出“{path.name}”，没有收下；请检查文件") from error
        with file:
            return self._keep(file)

    def keep_all(self, paths: Sequence[Path]) -> list[str]:
        """Keep several files; their hashes, in the same order.

        Several at a time, because each waits for the disk to say that it has it."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(self.keep, paths))

    def _keep(self, source: BinaryIO) -> str:
        # Written under another name first, so that a half-written file never has the name of its
        # content.
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._root, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    sha256 = _copy(source, file)
                    target = self.path(sha256)
                    if not target.exists():
                        file.flush()
                        sync(file.fileno())
                if not target.exists():
                    target.parent.mkdir(exist_ok=True)
                    os.replace(temporary, target)
                    _sync(target.parent)
                return sha256
            finally:
                Path(temporary).unlink(missing_ok=True)
        except OSError as error:
            says = (
                "原件存不下：磁盘满了、文件坏了，或者没有写的权限；请处理后重办，没有改动任何内容"
            )
            raise StoreError(says) from error

    def get(self, sha256: str) -> bytes:
        """The content with this hash; raises ``StoreError`` where it is gone or damaged."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise StoreError(f"原件 {sha256[:12]}… 没有了；请从备份恢复") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"原件 {sha256[:12]}… 的内容被改过或者坏了；请从备份恢复")
        return data

    def damaged(self, sha256: str) -> str:
        """What is wrong with this file, in Chinese; empty where nothing is."""
        try:
            self.get(sha256)
        except StoreError as error:
            return str(error)
        return ""


def _copy(source: BinaryIO, to: BinaryIO) -> str:
    """Copy, and hash on the way."""
    sha256 = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        sha256.update(chunk)
        to.write(chunk)
    return sha256.hexdigest()


def _sync(folder: Path) -> None:
    """Make the new name last; not every system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        sync(handle)
    finally:
        os.close(handle)
