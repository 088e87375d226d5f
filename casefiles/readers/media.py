"""Recordings and photos: how long they run, when they were made, their digests.

Nothing of them is ever loaded as a whole. How long a file runs is read here for MP4, MOV, M4A and
WAV; for other formats by MediaInfo, where the extra ``media`` is installed.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from struct import error as StructError
from struct import unpack, unpack_from
from typing import IO, Any

from casefiles.media_facts import DATA, Media
from casefiles.pattern import compile_all
from casefiles.readers.limits import MAX_RATIO, MIB, ZIP_ERRORS

GIB = 1024 * MIB
MAX_MEDIA = 16 * GIB  # one file, bytes: what lies beyond is not read
MAX_ALL_MEDIA = 64 * GIB  # all files of one case file together, bytes
MAX_HELD = 64 * MIB  # up to this size a file in an archive is unpacked for MediaInfo
BOXES = 10_000  # boxes of an MP4 that are walked through
CHUNK = MIB

_FOLDERS = compile_all(tuple(DATA["photos"]["folders"]))
_LISTS = compile_all(tuple(DATA["photos"]["lists"]))
_EPOCH = datetime(1904, 1, 1)  # of MP4 and MOV
_YEAR_2000, _YEAR_2170 = 96 * 31_557_600, 266 * 31_557_600  # seconds from then
CUT = "没有录完或者没有传完，请用原文件核对"

Opener = Callable[[], IO[bytes]]


# --- what is a recording ----------------------------------------------------------------------


def in_photo_folder(source: str) -> bool:
    """Whether a path within a case file leads through a folder for photos and recordings."""
    return any(is_media_folder(folder) for folder in source.split("/")[:-1])


def is_media_folder(name: str) -> bool:
    """Whether a folder of this name holds photos and recordings (现场照片, 音像资料2 …)."""
    return _FOLDERS.fullmatch(name) is not None


def is_list(lines: list[str]) -> bool:
    """Whether a document that begins with ``lines`` is a list of recordings or photos."""
    return any(len(line) < 40 and _LISTS.search(line) for line in lines[:5])


# --- one file ---------------------------------------------------------------------------------


def read_media(
    open_: Opener, source: str, size: int, kind: str, packed: int | None = None
) -> Media:
    """What can be told of a recording or photo of ``size`` bytes; never raises.

    ``packed`` is its size within an archive; recordings hardly shrink when packed, and one that
    claims to is not unpacked.
    """
    if not size:
        return Media(source, kind, 0, broken=True, why="是空文件（0字节）")
    if size > MAX_MEDIA:
        return Media(source, kind, size, why=f"超过{MAX_MEDIA // GIB}GB，没有读取时长和校验值")
    if packed is not None and size > MIB and size > MAX_RATIO * max(packed, 1):
        return Media(source, kind, size, broken=True, why="压缩比异常，不像音像文件，没有读取")
    try:
        with open_() as file:
            digests = _digests(file)
        seconds, created, why = _look_into(open_, size, kind, packed)
    except ZIP_ERRORS:
        return Media(source, kind, size, broken=True, why="已经损坏或没有传完，请用原文件核对")
    lacking = "" if digests[1] else "没有能算 SM3 的组件，没有算 SM3"
    told = "；".join(w for w in (why, lacking) if w)
    return Media(source, kind, size, seconds, created, *digests, broken=why == CUT, why=told)


def _digests(file: IO[bytes]) -> tuple[str, str | None, str]:
    """SHA-256, SM3 and MD5 of a file, in one pass."""
    sha, sm3 = hashlib.sha256(), _sm3()
    md5 = hashlib.md5(usedforsecurity=False)  # compared only with what a list gives
    while piece := file.read(CHUNK):
        sha.update(piece)
        md5.update(piece)
        if sm3 is not None:
            sm3.update(piece)
    return sha.hexdigest(), sm3.hexdigest() if sm3 is not None else None, md5.hexdigest()


class _Borrowed:
    """SM3 of the package ``cryptography``, for a Python whose own library has none."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self.update = made.update

    def hexdigest(self) -> str:
        """The digest in hex."""
        return str(self._made.finalize().hex())


def _sm3() -> Any:
    """A fresh SM3, or ``None`` where nothing installed can compute it."""
    with suppress(ValueError):
        return hashlib.new("sm3")
    with suppress(ImportError, AttributeError):
        from cryptography.hazmat.primitives import hashes

        return _Borrowed(hashes.Hash(hashes.SM3()))
    return None


def can_sm3() -> bool:
    """Whether SM3 can be computed here."""
    return _sm3() is not None


def _look_into(
    open_: Opener, size: int, kind: str, packed: int | None
) -> tuple[float | None, datetime | None, str]:
    """(seconds, when made, why something was not read)."""
    with open_() as file:
        head = file.read(32)
        file.seek(0)
        try:
            if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"skip", b"free"):
                return _mp4(file, size)
            if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
                return _wav(file, size)
            if kind == "照片":
                return None, _taken(file.read(128 * 1024)), ""
        except (StructError, OverflowError):
            return None, None, CUT
    if packed is None:
        return _by_mediainfo(open_)
    if size > MAX_HELD:
        return None, None, "在压缩包里，没有读取时长"
    with open_() as file:  # MediaInfo goes back and forth, which members of archives cannot
        held = file.read(MAX_HELD)
    return _by_mediainfo(lambda: BytesIO(held))


# --- MP4, MOV, M4A ----------------------------------------------------------------------------


def _boxes(file: IO[bytes], end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, first byte of the content, end) of the boxes up to ``end``, from where ``file`` is."""
    at = file.tell()
    for _ in range(BOXES):
        if at + 8 > end:
            return
        file.seek(at)
        size, name = unpack(">I4s", file.read(8))
        start = at + 8
        if size == 1:
            (size,) = unpack(">Q", file.read(8))
            start += 8
        stop = at + size if size else end
        if stop < start:
            return
        yield name, start, stop
        at = stop


def _mp4(file: IO[bytes], size: int) -> tuple[float | None, datetime | None, str]:
    seconds: float | None = None
    created: datetime | None = None
    pieces = cut = found = False
    for name, start, stop in _boxes(file, size):
        cut |= stop > size
        if name != b"moov" or found:
            continue
        found = True
        file.seek(start)
        for inner, low, _ in _boxes(file, min(stop, size)):
            if inner == b"mvhd":
                file.seek(low)
                seconds, created = _movie_header(file.read(32))
            pieces |= inner == b"mvex"  # written piece by piece: the header knows only the first
    if cut or not found:
        return None, created, CUT
    if pieces or not seconds:
        return None, created, "分段写成的录像，读不出总时长"
    return seconds, created, ""


def _movie_header(data: bytes) -> tuple[float | None, datetime | None]:
    made, _, scale, length = unpack_from(">QQIQ" if data[0] == 1 else ">IIII", data, 4)
    known = 0 < length < (1 << 63) and not (data[0] == 0 and length == 0xFFFFFFFF)
    seconds = length / scale if scale and known else None
    # Some devices count from 1970, which would give a day long before there were any.
    return seconds, _EPOCH + timedelta(seconds=made) if _YEAR_2000 < made < _YEAR_2170 else None


# --- WAV --------------------------------------------------------------------------------------


def _wav(file: IO[bytes], size: int) -> tuple[float | None, datetime | None, str]:
    at, rate = 12, 0
    created: datetime | None = None
    for _ in range(BOXES):
        if at + 8 > size:
            break
        file.seek(at)
        name, length = unpack("<4sI", file.read(8))
        if name == b"fmt ":
            (rate,) = unpack_from("<I", file.read(16), 8)
        elif name == b"bext":
            created = _moment(file.read(338)[320:])
        elif name == b"data":
            if at + 8 + length > size:
                return None, created, CUT
            return (length / rate if rate else None), created, "" if rate else CUT
        at += 8 + length + length % 2
    return None, created, CUT


def _moment(raw: bytes) -> datetime | None:
    """A moment as devices write it: 2025:05:06 09:10:11 with any signs between its figures."""
    digits = "".join(c for c in raw.decode("ascii", "replace") if c in "0123456789")
    try:
        return datetime.strptime(digits[:14], "%Y%m%d%H%M%S")
    except ValueError:
        return None


# --- photos -----------------------------------------------------------------------------------


def _taken(data: bytes) -> datetime | None:
    """When a JPEG says it was taken (EXIF); ``None`` where it does not say."""
    at = data.find(b"Exif\0\0", 0, 4096)
    if not data.startswith(b"\xff\xd8") or at < 0:
        return None
    tiff = data[at + 6 :]
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        first = _entries(tiff, order, unpack_from(f"{order}I", tiff, 4)[0])
        inner = _entries(tiff, order, first[0x8769]) if 0x8769 in first else {}
        place = inner.get(0x9003) or inner.get(0x9004) or first.get(0x0132)
    except StructError:
        return None
    return _moment(tiff[place : place + 19]) if place else None


def _entries(tiff: bytes, order: str, at: int) -> dict[int, int]:
    """Tag → value (or where it stands) of one directory of a TIFF structure."""
    (count,) = unpack_from(f"{order}H", tiff, at)
    found = {}
    for i in range(min(count, 512)):
        tag, _, _, value = unpack_from(f"{order}HHII", tiff, at + 2 + 12 * i)
        found[tag] = value
    return found


# --- all other formats ------------------------------------------------------------------------


def mediainfo() -> Any:
    """The class ``MediaInfo`` of the extra ``media``; ``None`` where it is not installed."""
    try:
        from pymediainfo import MediaInfo
    except ImportError:
        return None
    return MediaInfo if MediaInfo.can_parse() else None


def _by_mediainfo(open_: Opener) -> tuple[float | None, datetime | None, str]:
    reader = mediainfo()
    if reader is None:
        return None, None, "没有安装 media 组件，读不出这种格式的时长"
    try:
        with open_() as file:
            tracks = reader.parse(file).tracks
    except (OSError, RuntimeError, ValueError):
        return None, None, "读不出时长"
    general = next((t for t in tracks if t.track_type == "General"), None)
    streams = [t for t in tracks if t.track_type in ("Video", "Audio")]
    if general is None or not streams:
        return None, None, "内容不是能识别的录音录像"
    made = str(general.encoded_date or general.recorded_date or general.mastered_date or "")
    length = general.duration or max((t.duration or 0 for t in streams), default=0)
    cut = general.istruncated == "Yes"
    seconds = float(length) / 1000 if length and not cut else None
    return seconds, _moment(made.encode()), CUT if cut else "" if seconds else "读不出时长"
