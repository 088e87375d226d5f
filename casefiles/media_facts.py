"""Recordings as evidence: the files themselves, and the rows of the lists that name them."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

DATA = tomllib.loads((Path(__file__).parent / "data" / "media.toml").read_text("utf-8"))
_KINDS = {ext: kind for kind, all_ in DATA["kinds"].items() for ext in all_}
ZONE = timedelta(hours=8)  # 北京时间 − UTC


@dataclass(slots=True, frozen=True)
class Media:
    """One recording or photo of a case file. What it shows was looked at by nobody.

    ``name`` is its path within the case file, ``size`` in bytes, ``seconds`` how long it runs.
    ``created`` is the moment the file itself gives, as it stands there: some devices write UTC
    there, some their local time, and none says which. Digests are in lower-case hex, ``None``
    where they were not computed. ``why`` says in Chinese what could not be read and why not.
    """

    name: str
    kind: str  # 视频 | 录音 | 照片
    size: int
    seconds: float | None = None
    created: datetime | None = None
    sha256: str | None = None
    sm3: str | None = None
    md5: str | None = None
    broken: bool = False  # damaged, cut off or empty
    why: str = ""

    @property
    def file(self) -> str:
        """The name of the file without its folders."""
        return self.name.rpartition("/")[2]

    def is_called(self, listed: str) -> bool:
        """Whether ``listed`` is this file's name, with its extension or without."""
        own = _key(self.file)
        return _key(listed) in (own, own.rpartition(".")[0] or own)

    def is_named_in(self, listed: str) -> bool:
        """Whether the whole name of this file stands among other words: 录像（A.mp4）."""
        own = re.escape(" ".join(self.file.split()))
        said = " ".join(listed.split())
        return re.search(rf"(?<![0-9A-Za-z_-]){own}(?![0-9A-Za-z])", said, re.I) is not None

    def told(self) -> str:
        """The file in words: its name, how long it runs, and when it says it was made."""
        words = [self.name]
        if self.seconds is not None:
            words.append(f"时长{spoken(timedelta(seconds=self.seconds))}")
        if (t := self.created) is not None:
            moment = f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute:02d}分"
            words.append(f"文件内记载的时间{moment}（可能是世界时）")
        return "，".join([*words, self.why] if self.why else words)

    def days(self) -> tuple[date, ...]:
        """The days on which it may have been made: the time may be UTC or local time."""
        if self.created is None:
            return ()
        moments = (self.created, self.created + ZONE, self.created - ZONE)
        return tuple(dict.fromkeys(m.date() for m in moments))

    def digests(self, like: str) -> tuple[str, ...]:
        """The digests of this file that are as long as ``like``, those that are known."""
        known = (self.sha256, self.sm3, self.md5)
        return tuple(d for d in known if d and len(d) == len(like))

    def all_digests(self, like: str) -> bool:
        """Whether every digest of that length is known, so that a differing one says something."""
        return {32: bool(self.md5), 64: bool(self.sha256 and self.sm3)}.get(len(like), False)


@dataclass(slots=True, frozen=True)
class Recording:
    """One row of a 音像记录清单. ``digests`` are in lower-case hex as the list gives them."""

    name: str
    start: datetime | None
    end: datetime | None
    place: str = ""
    subject: str = ""
    recorder: str = ""
    length: timedelta | None = None
    digests: tuple[str, ...] = ()

    @property
    def file_kind(self) -> str | None:
        """视频, 录音 or 照片 where it is called by the name of a file, not in words."""
        found = _EXTENSION.findall(self.name)
        return next((k for ext in found if (k := _KINDS.get(ext.lower()))), None)


def kind_by_name(name: str) -> str | None:
    """视频, 录音 or 照片 by the extension of a file name; ``None`` for any other."""
    return _KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None


def spoken(length: timedelta) -> str:
    """A length of time as people say it: 42分10秒."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes}分{seconds}秒" if seconds else f"{minutes}分"


def files_of(listed: str, media: list[Media]) -> list[Media]:
    """The files that a list means by ``listed``: those called so, else those named in it."""
    exact = [m for m in media if m.is_called(listed)]
    return exact or [m for m in media if m.is_named_in(listed)]


_EXTENSION = re.compile(r"\.([A-Za-z0-9]{2,5})(?![A-Za-z0-9])")


def _key(name: str) -> str:
    """A file name for comparison: no folders, no white space, no marks around it."""
    whole = "".join(name.split()).replace("\\", "/").casefold()
    return whole.rpartition("/")[2].strip("《》“”\"'")
