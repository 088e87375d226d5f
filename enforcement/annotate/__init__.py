"""Evidence handed back: copies of the documents with a note at the words of every problem.

A .docx gets Word comments, a PDF highlights; the files themselves are never touched. What has no
place, or stands in a file that cannot carry notes, is in 问题清单.docx beside the copies.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from casefiles.model import Unreadable
from casefiles.readers.notes.comments import comment_docx
from casefiles.readers.notes.highlights import highlight_pdf
from casefiles.readers.notes.originals import each_original
from casefiles.readers.notes.remarks import Marked, Remark
from enforcement.annotate.listing import LIST, Listed, listing
from enforcement.annotate.names import Names
from enforcement.annotate.words import Place, places, remarks
from enforcement.result import Assessment

_WRITERS: dict[str, Callable[[bytes, Sequence[Remark], Path], Marked]] = {
    "docx": comment_docx,
    "pdf": highlight_pdf,
}
_UNFIT = "这种格式不能加批注（docx、pdf 可以），问题的位置如下"
_TWICE = "案卷里有两份同名的文件，分不清问题在哪一份"
_CHANGED = "文件在检查之后被改动，没有加批注，请重新检查"


class CannotWrite(Exception):
    """The copies cannot be written (no room, no right); in Chinese."""


def refusal(folder: Path, paths: Sequence[Path]) -> str | None:
    """Why copies cannot go to ``folder``, in Chinese; ``None`` where they can.

    Nothing that exists is ever written over, and copies among the case files would be checked as
    case files the next time.
    """
    target = folder.resolve()
    for path in paths:
        if path.is_dir() and target.is_relative_to(path.resolve()):
            return f"--annotate 的文件夹“{folder}”在要检查的“{path}”里面，请换到外面的文件夹"
    if folder.exists() and not folder.is_dir():
        return f"--annotate 的“{folder}”不是文件夹，请给出一个新的文件夹"
    if folder.is_dir() and any(folder.iterdir()):
        return f"--annotate 的文件夹“{folder}”里已有文件；副本不覆盖任何文件，请换一个新的文件夹"
    if not folder.parent.is_dir():
        return f"--annotate 的上级文件夹“{folder.parent}”不存在，请先建好"
    return None


@dataclass(slots=True)
class Annotator:
    """Writes the copies of one case file after the other; keeps only counts of them."""

    folder: Path
    names: Names = field(default_factory=Names)
    cases: int = 0
    copies: int = 0
    notes: int = 0
    bare: int = 0  # documents with problems that could not be copied with notes

    def case(self, a: Assessment) -> None:
        """Write the copies and the list of one case file; raises ``CannotWrite``."""
        try:
            self._case(a)
        except OSError as error:
            raise CannotWrite(
                f"副本写不进“{self.folder}”（{error.strerror or type(error).__name__}），"
                "检查就此停下，请核对磁盘空间和权限后重新检查"
            ) from error

    def _case(self, a: Assessment) -> None:
        path = Path(a.case_file.path)
        resolved = path.resolve()
        name = resolved.name if resolved.is_dir() else resolved.stem
        writing = _Case(self.folder / self.names.name(name), a)
        writing.folder.mkdir(parents=True)
        each_original(path, writing.document)
        writing.finish()
        self.cases += 1
        self.copies += writing.copies
        self.notes += sum(done.notes for done in writing.listed)
        self.bare += sum(1 for done in writing.listed if done.places)

    def summary(self) -> str:
        """One Chinese line on what was written where."""
        bare = f"，{self.bare} 份文件有问题但不能加批注" if self.bare else ""
        return (
            f"已写出 {self.folder}：{self.cases} 个案卷，{self.copies} 份副本，"
            f"{self.notes} 处批注{bare}；没有位置的问题见各案卷的《{LIST}》"
        )


class _Case:
    """The copies of one case file under way."""

    def __init__(self, folder: Path, a: Assessment) -> None:
        self.folder, self._a = folder, a
        self.copies = 0
        self.listed: list[Listed] = []
        self._names = Names()
        self._names.name(LIST)  # so that no document takes its name
        self._hashes: dict[str, set[str]] = defaultdict(set)  # file → what its content was
        for d in a.case_file.documents:
            for file in _files(d.source):
                self._hashes[file].add(d.sha256)
        self._open: dict[str, list[Place]] = defaultdict(list)  # source → not written yet
        for place in places(a):
            self._open[place.at.source].append(place)
        self._sources: dict[str, list[str]] = defaultdict(list)  # file → documents in it
        for source in self._open:
            for file in _files(source):
                self._sources[file].append(source)

    def document(self, data: bytes, source: str, kind: str) -> None:
        """Write the copy of one document, as far as its format can carry notes."""
        found = [p for s in self._sources[source] for p in self._open.pop(s, [])]
        reason = self._reason(data, source, kind)
        if not reason:
            out = self.folder / self._names.path(source, f".{kind}")
            out.parent.mkdir(parents=True, exist_ok=True)
            reason = self._copy(_WRITERS[kind], data, found, out)
            self.copies += not reason
            if found and not reason:
                shown = out.relative_to(self.folder).as_posix()
                self.listed.append(Listed(source, shown, len(found)))
        if found and reason:
            self.listed.append(Listed(source, "", 0, reason, tuple(found)))

    def _reason(self, data: bytes, source: str, kind: str) -> str:
        """Why a file gets no copy; empty where it does."""
        if kind not in _WRITERS:
            return _UNFIT
        then, now = self._hashes[source], sha256(data).hexdigest()
        if now in then and len(then) > 1:
            return _TWICE
        return "" if not then or now in then else _CHANGED

    def _copy(
        self,
        write: Callable[[bytes, Sequence[Remark], Path], Marked],
        data: bytes,
        found: Sequence[Place],
        out: Path,
    ) -> str:
        """Write one copy; gives why that was not possible."""
        try:
            if found:
                write(data, remarks(found), out)
            else:
                with out.open("xb") as file:
                    file.write(data)
        except Unreadable as error:
            return f"{error}，没有加批注"
        except OSError:
            raise
        except Exception as error:
            # One odd file must not take the copies of the others with it.
            return f"写批注时出错（{type(error).__name__}），没有加批注"
        return ""

    def finish(self) -> None:
        """Write the list; what was not met again while copying is on it too."""
        for source, found in self._open.items():
            self.listed.append(Listed(source, "", 0, _CHANGED, tuple(found)))
        with (self.folder / LIST).open("xb") as file:
            file.write(listing(self._a, self.listed))


def _files(source: str) -> tuple[str, ...]:
    """The files a document may stand in: one of its name, or one it is bound in (``file#2``)."""
    stem, mark, number = source.rpartition("#")
    return (source, stem) if mark and number.isdecimal() else (source,)


__all__ = ["Annotator", "CannotWrite", "refusal"]
