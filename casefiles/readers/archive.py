"""Folders and zip archives as case files: which files belong to one, and in what order."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

from casefiles.facts import Problem
from casefiles.media_facts import Media, kind_by_name
from casefiles.model import NoDocument, Reading, Unreadable
from casefiles.readers import formats, media
from casefiles.readers.formats import suffix
from casefiles.readers.limits import (
    DAMAGED,
    ENCRYPTED,
    MAX_ARCHIVE,
    MAX_FILE,
    MAX_MEMBER,
    ZIP_ERRORS,
    open_zip,
    open_zip_file,
    unpack,
)

ARCHIVES = tuple(formats.NAMES["archives"])
DOCUMENTS = tuple(formats.NAMES["documents"])
PAGES = tuple(formats.NAMES["pages"])
PARTS = frozenset(formats.NAMES["parts"])
_IGNORED = frozenset(formats.NAMES["ignored"])
LOCKED = "在压缩包里设有密码，无法读取，请解除密码后重新提交"
_UTF8_NAME = 0x800  # flag of a zip member whose name is in UTF-8


def natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key in which ``2立案`` comes before ``10送达``, the main volume 正卷 before 副卷, and
    folders are compared one by one."""
    return [
        (0, int(piece), "") if piece.isdecimal() and len(piece) < 19 else (1, 0, piece.casefold())
        for piece in re.split(r"([0-9]+|/)", name.replace("副卷", "正卷\uffff")) if piece
    ]  # fmt: skip


def ignored(name: str) -> bool:
    """Whether a file or folder was left by a program: hidden, lock files, thumbnails."""
    return name.startswith((".", "~$", "~WRL")) or name.casefold() in _IGNORED


def supported(name: str) -> bool:
    """Whether a file of this name may be a document or an archive of documents."""
    return not ignored(Path(name).name) and suffix(name) in (*DOCUMENTS, *PAGES, *ARCHIVES)


# --- finding case files -----------------------------------------------------------------------


def children(folder: Path) -> tuple[list[Path], list[Path]]:
    """(files, folders) directly in a folder in natural order; no links, nothing ignored."""
    files, folders = [], []
    try:
        entries = sorted(os.scandir(folder), key=lambda e: natural(e.name))
    except OSError:
        return [], []
    for entry in entries:
        if ignored(entry.name) or entry.is_symlink():
            continue
        if entry.is_dir():
            folders.append(folder / entry.name)
        elif entry.is_file():
            files.append(folder / entry.name)
    return files, folders


def is_case_folder(path: Path) -> bool:
    """Whether a folder is one case file: documents stand in it, or in its named parts (正卷 …)."""
    if not path.is_dir():
        return False
    files, folders = children(path)
    kinds = {suffix(f.name) for f in files}
    if kinds & set(DOCUMENTS):
        return True
    parts = [f for f in folders if f.name in PARTS or media.is_media_folder(f.name)]
    if folders and len(parts) == len(folders):
        return any(is_case_folder(f) for f in parts)
    return bool(kinds & set(PAGES)) and not list_cases(folders)


def list_cases(paths: list[Path]) -> list[Path]:
    """The case files at the given paths, in the order given, each once.

    A file is a case file of its own (one merged document or a zip); a folder is one, or it is a
    batch whose folders and zip archives are.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.is_dir():
            cases = [path] if path.is_file() else []
        elif is_case_folder(path):
            cases = [path]
        else:
            files, folders = children(path)
            inside = [*(f for f in files if suffix(f.name) in ARCHIVES), *folders]
            inside.sort(key=lambda p: natural(p.name))
            cases = list_cases(inside)
        for case in cases:
            found.setdefault(case.resolve(), case)
    return list(found.values())


# --- opening one ------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Entry:
    """One file of a case file, on disk or in an archive, not loaded yet."""

    source: str
    size: int  # bytes
    open: Callable[[], IO[bytes]]  # from its beginning
    load: Callable[[], bytes]  # all of it; ``Unreadable`` where that is too much
    packed: int | None = None  # bytes within the archive
    path: Path | None = None  # where it stands on disk


@dataclass(slots=True)
class Opened:
    """What was read of a case file so far."""

    readings: list[Reading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    whole: bool = False  # the case file is one file: its name need not stand before its members'
    pictures: list[Entry] = field(default_factory=list)  # until all lists of recordings are read
    archives: list[ZipFile] = field(default_factory=list)  # on disk, still open
    seen: int = 0  # bytes of recordings so far
    sources: list[str] = field(default_factory=list)  # of the documents that were read
    lists: list[str] = field(default_factory=list)  # what lists of recordings and photos say

    def refuse(self, source: str, error: Exception) -> None:
        """Note that a file could not be read; the message is a whole sentence."""
        self.problems.append(Problem(source, f"“{source}”{error}"))

    def file(self, path: Path, source: str) -> None:
        """Take in one file on disk."""
        try:
            status = path.stat()
        except OSError:
            self.refuse(source, Unreadable(formats.CLOSED))
            return
        if not S_ISREG(status.st_mode):  # a pipe would be waited for without end
            self.refuse(source, Unreadable("不是普通文件，没有打开，请核对后重新提交"))
            return
        size = status.st_size
        self.entry(
            Entry(source, size, lambda: path.open("rb"), lambda: formats.load(path), path=path)
        )

    def entry(self, entry: Entry, depth: int = 0) -> None:
        """Take in one file: a document, a recording, a picture, or an archive of them."""
        try:
            with entry.open() as file:
                head = file.read(formats.HEAD)
            kind = formats.kind_of_head(head)
            named = kind_by_name(entry.source)
            if kind == "image" and media.in_photo_folder(entry.source):
                self.record(entry, "照片")
            elif kind == "image":
                self.pictures.append(entry)
            elif kind == "media" or (named in ("视频", "录音") and kind == "text"):
                self.record(entry, named if named in ("视频", "录音") else "视频")
            elif kind == "zip" and entry.path is not None and entry.size > MAX_FILE:
                self.big_archive(entry)
            else:
                formats.refuse_head(head)
                self.data(entry.load(), entry.source, depth)
        except Unreadable as error:
            self.refuse(entry.source, error)
        except ZIP_ERRORS:
            self.refuse(entry.source, Unreadable(formats.CLOSED if entry.path else DAMAGED))

    def record(self, entry: Entry, kind: str) -> None:
        """Note a recording or photo; what it shows is for people to look at."""
        self.seen += entry.size
        if self.seen > media.MAX_ALL_MEDIA:
            why = "音像文件过多，没有读取时长和校验值"
            self.media.append(Media(entry.source, kind, entry.size, why=why))
            return
        self.media.append(
            media.read_media(entry.open, entry.source, entry.size, kind, entry.packed)
        )

    def big_archive(self, entry: Entry) -> None:
        """Open an archive too large to be loaded, as archives with recordings are."""
        assert entry.path is not None
        archive = open_zip_file(entry.path)
        self.archives.append(archive)
        if formats.kind_of_zip(archive) != "zip":
            raise Unreadable(formats.TOO_LARGE)
        self.members(archive, entry.source, 0)

    def data(self, data: bytes, source: str, depth: int = 0) -> None:
        """Read one file given as bytes: a document, or an archive of documents."""
        try:
            kind = formats.kind_of(data, source)
            if kind == "zip":
                self.members(open_zip(data), source, depth)
            else:
                self.document(data, source, kind)
        except Unreadable as error:
            self.refuse(source, error)

    def document(self, data: bytes, source: str, kind: str) -> None:
        """Read one document given as bytes; ``kind`` as ``formats.kind_of`` tells it."""
        reading = formats.read_bytes(data, source, kind)
        self.readings.append(reading)
        self.heard(source, [b.text for b in reading.blocks])

    def heard(self, source: str, lines: list[str]) -> None:
        """Note that a document was read, line by line."""
        self.sources.append(source)
        if media.is_list(lines[:5]):
            self.lists.append("\n".join(lines))

    def members(self, archive: ZipFile, source: str, depth: int) -> None:
        """Take in every file of an archive; archives inside it are opened, those inside them not.

        Members are read in memory and their names are only ever shown, never used as paths.
        """
        if depth > 1:
            raise Unreadable("是多层嵌套的压缩包，没有打开，请解压后重新提交")
        members = [(member_name(info), info) for info in archive.filelist if not info.is_dir()]
        members = [m for m in members if not any(map(ignored, m[0].split("/")))]
        if not members:
            raise Unreadable("里面没有文件，请核对后重新提交")
        budget = Budget()
        for name, info in sorted(members, key=lambda m: natural(m[0])):
            inside = name if self.whole and depth == 0 else f"{source}/{name}"
            if info.flag_bits & ENCRYPTED:
                self.refuse(inside, Unreadable(LOCKED))
            else:
                self.entry(_member(archive, info, inside, budget), depth + 1)

    def settle(self) -> None:
        """Read the pictures that were held back: those that a list of recordings names are photos,
        the others may be documents."""
        said = "\n".join(self.lists)
        held, self.pictures = self.pictures, []
        for entry in held:
            if Media(entry.source, "照片", 0).is_named_in(said):
                self.record(entry, "照片")
                continue
            try:
                self.document(entry.load(), entry.source, "image")
            except NoDocument:
                self.record(entry, "照片")
            except Unreadable as error:
                self.refuse(entry.source, error)
        if held:
            self.readings.sort(key=lambda r: natural(r.source))
        self.media.sort(key=lambda m: natural(m.name))
        for archive in self.archives:
            archive.close()
        if self.media and not self.sources and not self.problems:
            self.problems.append(
                Problem(self.media[0].name, "案卷里只有音像文件，没有文书，请核对后重新提交")
            )


@dataclass(slots=True)
class Budget:
    """What is left of what the documents of one archive may take unpacked, bytes."""

    left: int = MAX_ARCHIVE


def _member(archive: ZipFile, info: ZipInfo, source: str, budget: Budget) -> Entry:
    def load() -> bytes:
        content = unpack(archive, info, min(MAX_MEMBER, max(budget.left, 0)))
        budget.left -= len(content)
        return content

    return Entry(source, info.file_size, lambda: archive.open(info), load, info.compress_size)


def open_folder(folder: Path, opened: Opened) -> None:
    """Read every document below a folder in natural order of their paths."""
    found: list[tuple[str, Path]] = []
    root = folder.resolve()

    def closed(error: OSError) -> None:
        source = Path(str(error.filename)).name
        opened.refuse(source, Unreadable("打不开（可能没有权限），请核对后重新提交"))

    for at, names, files in os.walk(folder, onerror=closed):
        names[:] = [n for n in names if not ignored(n)]
        for name in [*files, *names]:
            path = Path(at, name)
            source = path.relative_to(folder).as_posix()
            if path.is_symlink():
                if not ignored(name) and not path.resolve().is_relative_to(root):
                    reason = Unreadable("是指向案卷之外的链接，没有读取，请放入文件本身")
                    opened.refuse(source, reason)
            elif name in files and not ignored(name):
                found.append((source, path))
    for source, path in sorted(found, key=lambda f: natural(f[0])):
        opened.file(path, source)


def member_name(info: Any) -> str:
    """The name of a zip member as a person would read it, with what would lead elsewhere cut off.

    Names without the UTF-8 flag are in whatever the packing program used: UTF-8 or GBK here.
    """
    name: str = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030") if raw else ():
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    pieces = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/")).split("/")
    return "/".join(p for p in pieces if p not in ("", ".", "..")) or "未命名"
