"""Folders and zip archives as case files: which files belong to one, and in what order."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from casefiles.facts import Problem
from casefiles.model import Reading, Unreadable
from casefiles.readers import formats
from casefiles.readers.formats import suffix
from casefiles.readers.limits import (
    DAMAGED,
    ENCRYPTED,
    MAX_ARCHIVE,
    MAX_MEMBER,
    ZIP_ERRORS,
    open_zip,
    unpack,
)

ARCHIVES = tuple(formats.NAMES["archives"])
DOCUMENTS = tuple(formats.NAMES["documents"])
PAGES = tuple(formats.NAMES["pages"])
PARTS = frozenset(formats.NAMES["parts"])
_IGNORED = frozenset(formats.NAMES["ignored"])
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
    parts = [f for f in folders if f.name in PARTS]
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


@dataclass(slots=True)
class Opened:
    """What was read of a case file so far."""

    readings: list[Reading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = False  # the case file is one file: its name need not stand before its members'

    def refuse(self, source: str, error: Exception) -> None:
        """Note that a file could not be read; the message is a whole sentence."""
        self.problems.append(Problem(source, f"“{source}”{error}"))

    def file(self, path: Path, source: str) -> None:
        """Read one file on disk."""
        try:
            self.data(formats.load(path), source)
        except Unreadable as error:
            self.refuse(source, error)

    def data(self, data: bytes, source: str, depth: int = 0) -> None:
        """Read one file given as bytes: a document, or an archive of documents."""
        try:
            kind = formats.kind_of(data, source)
            if kind == "zip":
                open_archive(data, source, self, depth)
            else:
                self.readings.append(formats.read_bytes(data, source, kind))
        except Unreadable as error:
            self.refuse(source, error)


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


def open_archive(data: bytes, source: str, opened: Opened, depth: int = 0) -> None:
    """Read every document in a zip archive; archives inside it are opened, those inside them not.

    Members are read in memory and their names are only ever shown, never used as paths.
    """
    if depth > 1:
        raise Unreadable("是多层嵌套的压缩包，没有打开，请解压后重新提交")
    archive = open_zip(data)
    members = [(member_name(info), info) for info in archive.filelist if not info.is_dir()]
    members = [m for m in members if not any(map(ignored, m[0].split("/")))]
    if not members:
        raise Unreadable("里面没有文件，请核对后重新提交")
    left = MAX_ARCHIVE
    for name, info in sorted(members, key=lambda m: natural(m[0])):
        inside = name if opened.whole and depth == 0 else f"{source}/{name}"
        try:
            content = _member(archive, info, left)
        except Unreadable as error:
            opened.refuse(inside, error)
            continue
        left -= len(content)
        opened.data(content, inside, depth + 1)


def _member(archive: ZipFile, info: ZipInfo, left: int) -> bytes:
    if info.flag_bits & ENCRYPTED:
        raise Unreadable("在压缩包里设有密码，无法读取，请解除密码后重新提交")
    try:
        with archive.open(info) as member:
            head = member.read(formats.HEAD)
    except ZIP_ERRORS as error:
        raise Unreadable(DAMAGED) from error
    formats.refuse_head(head)
    return unpack(archive, info, min(MAX_MEMBER, max(left, 0)))


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
