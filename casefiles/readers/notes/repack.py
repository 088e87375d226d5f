"""A copy of a zip package in which a few parts are other ones; the rest stays as it was."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from casefiles.model import Unreadable
from casefiles.readers.limits import (
    DAMAGED,
    ENCRYPTED,
    MAX_PARTS,
    MIB,
    ZIP_ERRORS,
    open_zip,
)

_STEP = MIB
_NO_DAY = (1980, 1, 1, 0, 0, 0)  # the copy must not follow the clock


def part_name(info: ZipInfo) -> str:
    """The name by which the part of a package is looked up."""
    return info.filename.replace("\\", "/").lstrip("/").lower()


def repack(data: bytes, parts: Mapping[str, bytes], out: Path) -> None:
    """Write the zip ``data`` to the new file ``out`` with ``parts`` put in the place of their
    namesakes; new ones come last. Order, names, time stamps and content of all others are kept.

    Raises ``Unreadable`` where a member cannot be copied, and leaves no half-written file.
    """
    archive = open_zip(data)
    # What is not XML is packed already: it does not grow much over the size of the file.
    left = MAX_PARTS + 4 * len(data)
    rest = {name.lower(): (name, content) for name, content in parts.items()}
    file = out.open("xb")
    try:
        with file, ZipFile(file, "w", ZIP_DEFLATED) as copy:
            for info in archive.filelist:
                new = rest.pop(part_name(info), None)
                if new is not None:
                    copy.writestr(_entry(info), new[1])
                else:
                    left = _pass_on(archive, info, copy, left)
            for name, content in rest.values():
                fresh = ZipInfo(name, _NO_DAY)
                fresh.compress_type, fresh.create_system = ZIP_DEFLATED, 0
                copy.writestr(fresh, content)
    except BaseException:
        out.unlink()
        raise


def _entry(info: ZipInfo) -> ZipInfo:
    """The description of a member without what depends on its content."""
    entry = ZipInfo(info.filename, info.date_time)
    entry.compress_type = info.compress_type
    entry.external_attr, entry.create_system = info.external_attr, info.create_system
    return entry


def _pass_on(archive: ZipFile, info: ZipInfo, copy: ZipFile, left: int) -> int:
    """Copy one member in steps; gives what is left of the budget of bytes."""
    if info.flag_bits & ENCRYPTED:
        raise Unreadable("有设了密码的内部部件")
    with _open(archive, info) as source, copy.open(_entry(info), "w") as target:
        while step := _read(source):
            left -= len(step)
            if left < 0:
                raise Unreadable("解压后过大")
            target.write(step)
    return left


def _open(archive: ZipFile, info: ZipInfo) -> IO[bytes]:
    try:
        return archive.open(info)
    except ZIP_ERRORS as error:
        raise Unreadable(DAMAGED) from error


def _read(source: IO[bytes]) -> bytes:
    """The next step; what is wrong with the file is told apart from a full disk."""
    try:
        return source.read(_STEP)
    except ZIP_ERRORS as error:
        raise Unreadable(DAMAGED) from error
