"""The facts of a case file: the only part of this room that rules may see.

A fact is a value, the words it was read from and the place where they stand. A field that was
looked for and found blank is a fact with value ``None``; a field that was not found is no fact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from casefiles.media_facts import Media, Recording, files_of, spoken
from casefiles.model import Box
from casefiles.normalise import (
    chinese_number,
    find_dates,
    find_doc_numbers,
    id_birth,
    id_checksum_ok,
    is_struck,
    same_doc_number,
    same_name,
    squash,
    squash_name,
    uscc_checksum_ok,
)
from casefiles.personal import KINDS, Known, Private, county_part, find_private, known_people

# The types of facts, and how their words are compared: all that rules may use of this room.
__all__ = [
    "KINDS",
    "TRUSTED",
    "Act",
    "Anchor",
    "CaseFile",
    "Citation",
    "Delivery",
    "Document",
    "Fact",
    "Known",
    "Listed",
    "Media",
    "Opinion",
    "Penalty",
    "Person",
    "Private",
    "Problem",
    "Recording",
    "Signature",
    "chinese_number",
    "county_part",
    "files_of",
    "find_dates",
    "find_doc_numbers",
    "find_private",
    "id_birth",
    "id_checksum_ok",
    "is_struck",
    "known_people",
    "same_doc_number",
    "same_name",
    "spoken",
    "squash",
    "squash_name",
    "uscc_checksum_ok",
]


@dataclass(slots=True, frozen=True)
class Anchor:
    """A place in a file: part, paragraph ordinal, offsets in its text, and its table cell.

    ``row`` and ``col`` are grid coordinates from 0 within table ``table`` of the part; ``page``
    is 1-based and set only where the format has pages, as is ``box``: left, top, right, bottom in
    points from the top left corner of the page (pixels in a picture file).
    """

    part: str = ""
    block: int = 0
    start: int = 0
    end: int = 0
    table: int | None = None
    row: int | None = None
    col: int | None = None
    page: int | None = None
    box: Box | None = None

    def place(self) -> str:
        """The place in words a reader can follow, e.g. ``表1 第4行第2格``."""
        kind = "页眉" if "header" in self.part else "页脚" if "footer" in self.part else ""
        page = f"第{self.page}页 " if self.page else ""
        if self.table is not None and self.row is not None and self.col is not None:
            return f"{page}{kind}表{self.table + 1} 第{self.row + 1}行第{self.col + 1}列"
        return f"{page}{kind or '正文'}第{self.block + 1}段"


@dataclass(slots=True, frozen=True)
class Fact:
    """One value read from a document. ``sure`` is false where the reading is ambiguous."""

    value: Any
    words: str
    anchor: Anchor = Anchor()
    sure: bool = True
    why: str = ""  # in Chinese: why the reading is not sure

    @property
    def blank(self) -> bool:
        """True where the field stands in the document but nothing was filled in."""
        return self.value is None or self.value == "" or self.value == ()


TRUSTED = 0.9  # below this trust, recognised words are shown to a person before they count


@dataclass(slots=True, frozen=True)
class Lines:
    """Where the lines of one block stand on their page, and how sure their words are."""

    starts: tuple[int, ...]  # offsets in the text of the block
    boxes: tuple[Box, ...] = ()
    trust: tuple[float, ...] = ()

    def _span(self, start: int, end: int) -> slice:
        first = max(bisect_right(self.starts, start) - 1, 0)
        return slice(first, max(bisect_left(self.starts, end), first + 1))

    def box_of(self, start: int, end: int) -> Box | None:
        """The box around the lines that hold ``start`` to ``end``; ``None`` where not known."""
        found = self.boxes[self._span(start, end)]
        if not found:
            return None
        left, top, right, bottom = zip(*found, strict=True)
        return min(left), min(top), max(right), max(bottom)

    def trust_of(self, start: int, end: int) -> float:
        """How sure the least sure of those lines is, from 0 to 1."""
        return min(self.trust[self._span(start, end)], default=1.0)


@dataclass(slots=True)
class Document:
    """One document (文书) of a case file with everything that was read from it.

    ``fields`` maps a field key (see ``casefiles/kinds/fields.toml``) to its facts in reading
    order. ``text`` is the whole text, blocks joined by line feeds; ``starts`` and ``anchors``
    give the place of each block, so that any match in ``text`` can be shown where it stands.
    """

    source: str
    sha256: str = ""
    code: str | None = None
    kind: str | None = None
    title: str = ""
    title_anchor: Anchor = Anchor()
    text: str = ""
    starts: list[int] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    fields: dict[str, list[Fact]] = field(default_factory=dict)
    body_end: int = -1  # offset in ``text`` where headers, footers and notes begin
    late: Callable[["Document", str], list[Fact]] | None = None
    flat: bool = False  # a form whose cells or ticked boxes could not be told apart
    doubt: str = ""  # in Chinese: why something may stand in it that was not read
    pictures: tuple[str, ...] = ()  # equal for the same picture in another file
    lines: dict[tuple[str, int], Lines] = field(default_factory=dict)  # part, block → its lines

    def all(self, key: str) -> list[Fact]:
        """Every fact under ``key``, in reading order.

        Phrases are looked for only when somebody asks, by ``late``; most are never asked for.
        """
        found = self.fields.get(key)
        if found is None:
            found = self.late(self, key) if self.late else []
            self.fields[key] = found = self.doubted(found)
        return found

    def trust_of(self, a: Anchor) -> float:
        """How sure the words at a place are, from 0 to 1; 1 where they are not in question."""
        lines = self.lines.get((a.part, a.block))
        return lines.trust_of(a.start, a.end) if lines else 1.0

    def doubted(self, found: list[Fact]) -> list[Fact]:
        """The same facts, those not sure that stand on words recognised with little trust."""
        return [self.doubted_by(self.trust_of(f.anchor), f) for f in found] if self.lines else found

    def doubted_by(self, trust: float, f: Fact) -> Fact:
        """``f``, not sure where the trust in its words is too little."""
        if trust >= TRUSTED or not f.sure:
            return f
        why = f"这一处是文字识别的结果，把握只有{trust:.0%}，请对照原件"
        return replace(f, sure=False, why=why)

    def doubt_at(self, a: Anchor | None) -> str:
        """Why what was found at ``a`` (``None``: that nothing was found) is not to be relied on, in
        Chinese; empty where it is."""
        if self.doubt:
            return self.doubt
        if a is not None:
            weak = self.trust_of(a) < TRUSTED
        else:
            weak = any(t < TRUSTED for lines in self.lines.values() for t in lines.trust)
        return "有的字是识别出来的，没有把握" if weak else ""

    def first(self, key: str) -> Fact | None:
        """The first filled fact under ``key``, else the first blank one, else ``None``."""
        found = self.all(key)
        if not found:
            return None
        return next((f for f in found if not f.blank), found[0])

    def value(self, key: str) -> Any:
        """The value of ``first(key)`` or ``None``."""
        fact = self.first(key)
        return None if fact is None else fact.value

    def locate(self, start: int, end: int) -> Anchor:
        """The anchor of ``text[start:end]``; the end is clipped to the block it starts in."""
        i = bisect_right(self.starts, start) - 1
        if i < 0:
            return self.title_anchor
        a = self.anchors[i]
        stop = self.starts[i + 1] - 1 if i + 1 < len(self.starts) else len(self.text)
        begin, end = start - self.starts[i], min(end, stop) - self.starts[i]
        lines = self.lines.get((a.part, a.block))
        box = lines.box_of(begin, end) if lines else None
        return Anchor(a.part, a.block, begin, end, a.table, a.row, a.col, a.page, box)

    def quote(self, start: int, end: int, value: Any = None, **kw: Any) -> Fact:
        """A fact whose words are ``text[start:end]``."""
        words = self.text[start:end]
        return Fact(words if value is None else value, words, self.locate(start, end), **kw)

    @property
    def name(self) -> str:
        """What to call the document to a user: its kind, else its title, else its file."""
        return self.kind or self.title or self.source


@dataclass(slots=True, frozen=True)
class Person:
    """A person named in a document, with the certificate number printed beside the name."""

    name: str
    cert: str | None = None


@dataclass(slots=True, frozen=True)
class Signature:
    """A place for a signature. ``filled``: a name stands there; ``ink``: a picture or drawing
    stands there, which somebody has to look at; ``refused``: the document says it was refused."""

    role: str  # 当事人 | 执法人员 | 协助人员 | 记录人 | 见证人 | 主持人 | 审核人 | 负责人 | 其他
    people: tuple[str, ...] = ()
    day: date | None = None
    filled: bool = False
    ink: bool = False
    refused: bool = False


@dataclass(slots=True, frozen=True)
class Opinion:
    """One box of an approval form: whose opinion, what it says, who signed and when."""

    role: str  # 承办人 | 承办机构 | 法制审核 | 负责人 | 其他
    text: str
    people: tuple[str, ...] = ()
    day: date | None = None
    label: str = ""
    ink: bool = False
    at: datetime | None = None  # the moment, where a time of day is written


@dataclass(slots=True, frozen=True)
class Citation:
    """One statute cited: the name between 《》 and the article number (``None``: none given)."""

    law: str
    article: int | None
    detail: str  # the words after the article: 第一款第（二）项
    sentence: str


@dataclass(slots=True, frozen=True)
class Penalty:
    """One penalty imposed or proposed: its kind as 行政处罚法第九条 names it, 元 where money."""

    kind: str
    yuan: Decimal | None = None


@dataclass(slots=True, frozen=True)
class Delivery:
    """One delivery of one document (a row of a 送达回证)."""

    title: str  # title of the served document as written, without 《》
    number: str | None
    day: date | None
    mode: str  # 直接送达 | 留置送达 | 邮寄送达 | 公告送达 | 电子送达 | 委托送达 | ""
    receiver: Signature = Signature("当事人")
    servers: tuple[str, ...] = ()
    witness: tuple[str, ...] = ()
    refusal: str = ""
    proxy: str = ""
    code: str | None = None  # kind of the served document, where its title tells it


@dataclass(slots=True, frozen=True)
class Listed:
    """One row of a 卷内目录. ``code`` is the kind its title stands for, where known."""

    title: str
    number: str | None
    day: date | None
    pages: str
    code: str | None = None


@dataclass(slots=True, frozen=True)
class Problem:
    """A file, or part of one, that could not be read: where, and why, in one Chinese line."""

    source: str
    message: str


@dataclass(slots=True, frozen=True)
class Act:
    """A fact of the whole case and the document it was read from."""

    fact: Fact
    document: Document

    @property
    def value(self) -> Any:
        """The fact's value."""
        return self.fact.value

    @property
    def day(self) -> date:
        """The calendar day of a dated act; a fact without a date is a ``TypeError``."""
        value = self.fact.value
        if isinstance(value, datetime):
            return value.date()
        if not isinstance(value, date):
            raise TypeError(f"not a date: {value!r}")
        return value


@dataclass(slots=True)
class CaseFile:
    """A case file (案卷): its documents, its case-level facts and what could not be read.

    ``acts`` holds facts of the whole case (``decision_date``, ``notice_served`` …; the list is
    ``casefiles/kinds/acts.toml``), each with the document it was read from.
    """

    path: str
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)  # recordings and photos, in natural order
    acts: dict[str, list[Act]] = field(default_factory=dict)
    agency: Act | None = None
    party: Act | None = None
    number: Act | None = None
    enforcement_type: str | None = None
    procedure: str | None = None

    def of(self, *codes: str) -> Iterator[Document]:
        """The documents of the given kinds, in file order."""
        return (d for d in self.documents if d.code in codes)

    def has(self, *codes: str) -> bool:
        """Whether a document of one of the kinds is in the file."""
        return any(d.code in codes for d in self.documents)

    def act(self, key: str) -> Act | None:
        """The first act under ``key`` that has a value, else the first, else ``None``."""
        found = self.acts.get(key)
        if not found:
            return None
        return next((a for a in found if not a.fact.blank), found[0])

    @property
    def unseen(self) -> bool:
        """Whether something was read by nobody that may be a document or show one: what could not
        be read, and photos."""
        return bool(self.problems) or any(m.kind == "照片" for m in self.media)

    @property
    def unknown(self) -> list[Document]:
        """Documents whose kind was not recognised."""
        return [d for d in self.documents if d.code is None]
