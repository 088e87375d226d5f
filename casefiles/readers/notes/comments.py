"""Word comments on the words of a .docx: a copy that differs from the file in nothing else.

Comments are marks between the runs of a paragraph; a run is parted where one begins or ends within
it, and both halves keep their looks. Headers, footers, notes and text boxes cannot carry
comments: what is said about them stands as near to them as Word allows, and says where it belongs.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from casefiles.model import Unreadable
from casefiles.readers.limits import parse_xml
from casefiles.readers.notes.marking import END, ID, REFERENCE, RPR, SPACE, START, mark, spot
from casefiles.readers.notes.remarks import AUTHOR, Marked, Remark
from casefiles.readers.notes.repack import repack
from casefiles.readers.notes.tracing import Tracer
from casefiles.readers.word import wordxml as x
from casefiles.readers.word.docx import Opened, open_docx
from casefiles.readers.word.numbering import VAL, W, whole

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES_PART = "[Content_Types].xml"


def comment_docx(data: bytes, remarks: Sequence[Remark], out: Path) -> Marked:
    """Write the docx ``data`` with a comment for each remark to the new file ``out``.

    Raises ``Unreadable`` with the second half of a Chinese sentence where that cannot be done.
    """
    opened = open_docx(data)
    tracer = Tracer(opened.main, opened.root, opened.blob, "body", opened.context)
    tracer.read()
    if not tracer.paragraphs:
        raise Unreadable("正文里没有能加批注的文字")
    name, comments = _comments(opened)
    number = _next_id(opened.root, comments)
    sections = {part: (where, section) for part, where, section in opened.margins()}
    marked = Marked()
    ordered = sorted(remarks, key=lambda r: (r.part != opened.main, r.part, r.block, r.start))
    for r in ordered:
        at = spot(r, opened.main, tracer.paragraphs, sections)
        mark(at, r, number)
        comments.append(_comment(r, number, at.away))
        marked.exact += at.exact
        marked.near += not at.exact
        number += 1
    parts = {opened.main: _bytes(opened.root), name: _bytes(comments), **_declared(opened, name)}
    repack(data, {n: opened.package.stored(d) for n, d in parts.items()}, out)
    return marked


def _comment(r: Remark, number: int, away: str) -> Any:
    comment = etree.Element(
        W + "comment", {ID: str(number), W + "author": AUTHOR, W + "initials": "案"}
    )
    lines = list(r.lines)
    if away:
        about = f"“{r.quote}”，" if r.quote else ""
        lines.insert(0, f"位置：{away}，{about}那里不能加批注，所以标在这里")
    _line(comment, r.head, bold=True)
    for line in lines:
        _line(comment, line)
    return comment


def _line(comment: Any, text: str, bold: bool = False) -> None:
    """A paragraph small and unindented, whatever the body text of the document looks like."""
    p = etree.SubElement(comment, x.P)
    properties = etree.SubElement(p, x.PPR)
    for tag, values in (
        ("spacing", {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}),
        ("ind", {"left": "0", "firstLineChars": "0", "firstLine": "0"}),
        ("jc", {"val": "left"}),
    ):
        etree.SubElement(properties, W + tag, {W + k: v for k, v in values.items()})
    if bold:
        etree.SubElement(etree.SubElement(p, x.R), W + "annotationRef")
    run = etree.SubElement(p, x.R)
    looks = etree.SubElement(run, RPR)
    if bold:
        etree.SubElement(looks, x.BOLD)
    etree.SubElement(looks, x.SIZE, {VAL: "18"})
    words = etree.SubElement(run, x.T, {SPACE: "preserve"})
    words.text = _ILLEGAL.sub("", text)


def _comments(opened: Opened) -> tuple[str, Any]:
    """The part with the comments of the file: its name and root, an empty one where none is."""
    name = opened.named.get("comments", "")
    if opened.package.has(name):
        return name, parse_xml(opened.package.bytes(name))
    folder = opened.main.rpartition("/")[0]
    stem, more = f"{folder}/comments" if folder else "comments", 1
    name = name or f"{stem}.xml"
    while opened.package.has(name):
        more += 1
        name = f"{stem}{more}.xml"
    return name, etree.Element(W + "comments", nsmap={"w": W[1:-1]})


def _next_id(root: Any, comments: Any) -> int:
    """A number that no comment has, and no mark of one."""
    marks: Iterable[Any] = root.iter(START, END, REFERENCE)
    used = [whole(e.get(ID), 0) for e in (*marks, *comments)]
    return max((n for n in used if 0 <= n < 1_000_000_000), default=-1) + 1


def _declared(opened: Opened, name: str) -> dict[str, bytes]:
    """The parts that say that there are comments, changed where they do not say so yet."""
    package, changed = opened.package, {}
    if not package.has(_TYPES_PART):
        raise Unreadable("缺少必要的内部部件")
    types = parse_xml(package.bytes(_TYPES_PART))
    named = [e.get("PartName", "").lower() for e in types.iter(_TYPES + "Override")]
    if f"/{name}".lower() not in named:
        etree.SubElement(
            types, _TYPES + "Override", {"PartName": f"/{name}", "ContentType": _CONTENT_TYPE}
        )
        changed[_TYPES_PART] = _bytes(types)
    if opened.named.get("comments", "") != name:
        folder, _, base = opened.main.rpartition("/")
        path = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        rels = parse_xml(package.bytes(path) if package.has(path) else _NO_RELATIONS)
        ids = {e.get("Id", "") for e in rels}
        free = next(f"rId{n}" for n in range(1, len(ids) + 2) if f"rId{n}" not in ids)
        etree.SubElement(
            rels,
            f"{{{_RELATIONS}}}Relationship",
            {"Id": free, "Type": _KIND, "Target": _from(folder, name)},
        )
        changed[path] = _bytes(rels)
    return changed


def _from(folder: str, name: str) -> str:
    """The name of a part as the parts in ``folder`` write it."""
    inside = name.removeprefix(f"{folder}/") if folder else name
    return inside if "/" not in inside else f"/{name}"


def _bytes(root: Any) -> bytes:
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found
