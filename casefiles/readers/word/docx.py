"""A .docx to blocks: the body, then what stands in headers, footers and notes.

In interview and inspection records the signature lines often stand only in a footer, and only in
that of the first page, so headers and footers are read like body text.
"""

import hashlib
import posixpath
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

from casefiles.model import Block, Reading, Unreadable
from casefiles.readers.limits import MAX_PARTS, open_zip, parse_xml, unpack_xml
from casefiles.readers.word.numbering import Lists, W, read_lists
from casefiles.readers.word.styles import Style, is_on, read_styles
from casefiles.readers.word.wordml import Context, PartReader
from casefiles.readers.word.wordxml import R_ID, TRACKED

# Files saved as "Strict Open XML" differ in nothing but their namespaces.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
_STRICT_WITHIN = 20_000  # bytes in which the root element names its namespaces
_NEXT_PAGE = ("nextPage", "oddPage", "evenPage")


class Package:
    """The parts of a docx: looked up by name without regard to case, unpacked within a budget."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._left = MAX_PARTS
        self.strict = False  # a part written as "Strict Open XML" was met
        self._members: dict[str, ZipInfo] = {}
        for info in archive.filelist:
            name = info.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._members and name.endswith(".xml"):
                raise Unreadable("含有重名的内部部件，无法确定以哪份为准，请另存后重新提交")
            self._members[name] = info

    def has(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name != "" and name.lower() in self._members

    def stored(self, data: bytes) -> bytes:
        """A part that was read with ``bytes`` and changed, in the namespaces of this package."""
        if self.strict:
            for strict, usual in _STRICT:
                data = data.replace(usual, strict)
        return data

    def bytes(self, name: str) -> bytes:
        """One part, unpacked, its namespaces in their usual form."""
        info = self._members.get(name.lower())
        if info is None:
            raise Unreadable("缺少必要的内部部件，请用 Word 或 WPS 另存后重新提交")
        data = unpack_xml(self._archive, info, self._left)
        self._left -= len(data)
        if b"purl.oclc.org" in data[:_STRICT_WITHIN]:
            strict_main, usual_main = _STRICT[0]
            self.strict |= strict_main in data and usual_main not in data
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return data

    def fingerprint(self, name: str) -> str:
        """What tells a part from others without unpacking it: check sum and size."""
        info = self._members[name.lower()]
        return f"{info.CRC:08x}-{info.file_size}"

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that ``part`` names as its own: id → (kind, name of the part)."""
        folder, _, base = part.rpartition("/")
        root = f"{folder}/" if folder else ""
        name = f"{root}_rels/{base}.rels"
        if not self.has(name):
            return {}
        found = {}
        for rel in parse_xml(self.bytes(name)):
            if rel.get("TargetMode") != "External":
                target = unquote(rel.get("Target", "")).replace("\\", "/")
                target = target[1:] if target.startswith("/") else f"{root}{target}"
                if "." in target[:2] or "/." in target:
                    target = posixpath.normpath(target)
                found[rel.get("Id", "")] = (rel.get("Type", "").rsplit("/", 1)[-1], target)
        return found


@dataclass(slots=True)
class Opened:
    """A docx with its body parsed and what its parts share; nothing of it is read yet."""

    package: Package
    main: str  # the name of the part that holds the body
    blob: bytes
    root: Any
    related: dict[str, tuple[str, str]]  # relationship id → (kind, name of the part)
    context: Context

    @property
    def named(self) -> dict[str, str]:
        """The names of the parts that there is one of: kind → name."""
        return dict(self.related.values())

    def margins(self) -> list[tuple[str, str, int]]:
        """Headers and footers that are printed, once the body was read: part, where, section."""
        sections = self.context.sections
        even = any(_references(s, "even") for s in sections)
        even = even and _even_pages(self.package, self.named)
        return _margins(sections, self.related, even)


def open_docx(data: bytes) -> Opened:
    """Open a docx given as bytes. Raises ``Unreadable`` with the second half of a sentence."""
    package = Package(open_zip(data))
    main = next((n for k, n in package.related("").values() if k == "officeDocument"), "")
    if not package.has(main):
        main = "word/document.xml"
    related = package.related(main)
    named = dict(related.values())

    @cache
    def styles() -> dict[str, Style]:
        name = named.get("styles", "")
        return read_styles(package.bytes(name)) if package.has(name) else {}

    @cache
    def lists() -> Lists:
        name = named.get("numbering", "")
        return read_lists(package.bytes(name)) if package.has(name) else Lists()

    blob = package.bytes(main)
    root = parse_xml(blob)
    if root.find(W + "body") is None:
        raise Unreadable("里面没有 Word 正文，请确认是文书后重新提交")
    return Opened(package, main, blob, root, related, Context(styles, lists))


def read_docx(data: bytes) -> Reading:
    """Read a docx given as bytes. ``source`` of the reading is left for the caller to fill.

    Raises ``Unreadable`` with the second half of a Chinese sentence: what is wrong, what to do.
    """
    opened = open_docx(data)
    package, context, named = opened.package, opened.context, opened.named
    blocks = PartReader(opened.main, opened.root, opened.blob, "body", context).read()
    _mark_sections(blocks, context.sections)
    for name, where, section in opened.margins():
        if package.has(name):
            part = package.bytes(name)
            top = parse_xml(part)
            blocks += PartReader(name, top, part, where, context).read(section)
    for kind in ("footnotes", "endnotes"):
        name = named.get(kind, "")
        if name and package.has(name):
            part = package.bytes(name)
            blocks += PartReader(name, parse_xml(part), part, "note", context).read()
    tracked = next(opened.root.iter(*TRACKED), None) is not None
    # Of the text itself only: a letterhead is on every paper of an agency.
    pictures = [n for kind, n in opened.related.values() if kind == "image" and package.has(n)]
    return Reading(
        "",
        hashlib.sha256(data).hexdigest(),
        blocks,
        _remarks(context, tracked),
        pictures=tuple(map(package.fingerprint, pictures)),
    )


def _mark_sections(blocks: list[Block], sections: list[Any]) -> None:
    """The first block of each section that begins on a new page says so."""
    seen = 0
    for b in blocks:
        if b.section > seen:
            seen = b.section
            kind = sections[seen].find(W + "type") if seen < len(sections) else None
            value = "nextPage" if kind is None else kind.get(W + "val", "nextPage")
            b.new_page = b.new_page or value in _NEXT_PAGE


def _references(section: Any, kind: str) -> list[tuple[str, str]]:
    """(where, relationship id) of the headers and footers of one kind set in a section."""
    return [
        (where, e.get(R_ID, ""))
        for where in ("header", "footer")
        for e in section.iterchildren(f"{W}{where}Reference")
        if e.get(W + "type", "default") == kind
    ]


def _margins(
    sections: list[Any], related: dict[str, tuple[str, str]], even: bool
) -> list[tuple[str, str, int]]:
    """Headers and footers that are printed: part, where, first section that shows it.

    A section that sets none keeps those of the section before it. A first-page header shows only
    where the section asks for one, one for even pages only where the document does.
    """
    valid: dict[tuple[str, str], str] = {}
    found: dict[str, tuple[str, str, int]] = {}
    for number, section in enumerate(sections):
        for kind in ("first", "default", "even"):
            for where, rel in _references(section, kind):
                valid[where, kind] = related.get(rel, ("", ""))[1]
        kinds = ["default", *(["even"] if even else [])]
        if is_on(section.find(W + "titlePg")):
            kinds.insert(0, "first")
        for where in ("header", "footer"):
            for kind in kinds:
                if name := valid.get((where, kind)):
                    found.setdefault(name, (name, where, number))
    return list(found.values())


def _even_pages(package: Package, named: dict[str, str]) -> bool:
    name = named.get("settings", "")
    if not package.has(name):
        return False
    return is_on(parse_xml(package.bytes(name)).find(W + "evenAndOddHeaders"))


def _remarks(context: Context, tracked: bool) -> list[str]:
    notes = []
    if tracked:
        notes.append("文件带有修订痕迹，按接受全部修订后的内容读取")
    if context.hidden:
        notes.append(f"文件中有{context.hidden}处隐藏文字，不作为正文读取")
    if context.unfilled:
        notes.append(f"文件中有{context.unfilled}处内容控件只显示提示文字，按空白处理")
    if context.embedded:
        notes.append(
            f"文件中插入了{context.embedded}个整体嵌入的文件，未读取，请另存为普通文档后重新提交"
        )
    return notes
