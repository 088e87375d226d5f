"""Marks of a comment in a paragraph of Word: around which words, beside which elements.

A run is parted where a mark falls within it. What cannot carry a comment has its mark nearby.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from casefiles.readers.notes.remarks import Remark
from casefiles.readers.notes.tracing import Piece, Traced
from casefiles.readers.word import wordxml as x
from casefiles.readers.word.numbering import W

ID, SPACE = W + "id", "{http://www.w3.org/XML/1998/namespace}space"
START, END, REFERENCE = (
    W + n for n in ("commentRangeStart", "commentRangeEnd", "commentReference")
)
RPR = W + "rPr"
_SDTPR, _CONTENT = W + "sdtPr", W + "sdtContent"
# What a mark may stand in, as in the paragraph itself.
_THROUGH = frozenset(
    (*(W + n for n in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "dir", "bdo")),
     _CONTENT)
)  # fmt: skip
# Content controls of one plain value; they may hold nothing else.
_VALUES = frozenset(
    W + n
    for n in ("text", "date", "dropDownList", "comboBox", "dataBinding", "picture", "equation")
)
_WHERE = {"header": "页眉", "footer": "页脚", "note": "脚注或尾注", "textbox": "文本框",
          "control": "内容控件"}  # fmt: skip


@dataclass(slots=True)
class Spot:
    """Where a remark goes: its paragraph, whether that is the very place, and else what it is."""

    traced: Traced
    exact: bool
    away: str = ""


def spot(
    r: Remark, main: str, paragraphs: dict[int, Traced], sections: dict[str, tuple[str, int]]
) -> Spot:
    """The paragraph for a remark; for what no comment can be put on, the nearest one."""
    own = paragraphs.get(r.block) if r.part == main else None
    if own is not None and own.where != "body":
        return Spot(own, False, _WHERE[own.where])
    if own is not None and not _leads_control(own.element):
        return Spot(own, True)
    body = [(i, t) for i, t in paragraphs.items() if t.where == "body"] or [*paragraphs.items()]
    free = [(i, t) for i, t in body if not _leads_control(t.element)] or body
    if own is not None:
        near = next((t for i, t in free if i > r.block), free[-1][1])
        return Spot(near, False, _WHERE["control"])
    where, section = sections.get(r.part, ("note", 0))
    near = next((t for _, t in free if t.section >= section), free[0][1])
    return Spot(near, False, _WHERE[where])


def _leads_control(paragraph: Any) -> bool:
    """Whether a paragraph is the first in a content control around whole paragraphs or cells.

    Word shows a comment there; LibreOffice shows it and swallows the words before it.
    """
    for above in paragraph.iterancestors(x.SDT):
        rows = above.find(f"{_CONTENT}/{x.TR}") is not None
        if not rows and next(above.iter(x.P)) is paragraph:
            return True
    return False


def mark(at: Spot, r: Remark, number: int) -> None:
    """Put the marks of one comment around its words."""
    traced = at.traced
    start, end = traced.span(r.start, r.end) if at.exact else traced.span(0, 0)
    _part(traced, start)
    _part(traced, end)
    # What begins in an automatic number has no words of its own there: the first ones stand for it.
    words = [p for p in traced.pieces if p.start < end and p.end > start] or traced.pieces[:1]
    if words:
        first, last = words[0].element, words[-1].element
        _cut(first, first)
        _cut(last, last.getnext())
        before = _out_of_field(_beside(first), back=True)
        after = _out_of_field(_beside(last), back=False)
    else:
        before = after = _picture(traced.element)
    outer = after
    while outer.getparent().tag != x.P:
        outer = outer.getparent()
    before.addprevious(_element(START, number))
    run = outer.makeelement(x.R)
    run.append(_element(REFERENCE, number))
    outer.addnext(run)
    after.addnext(_element(END, number))


def _element(tag: str, number: int) -> Any:
    return etree.Element(tag, {ID: str(number)})


def _picture(paragraph: Any) -> Any:
    """The last thing in a paragraph without words, beside which marks may stand."""
    host = _host(paragraph)
    if len(host) and host[-1].tag != x.PPR:
        return host[-1]
    return etree.SubElement(host, x.R)


def _host(e: Any) -> Any:
    """The paragraph around ``e``, or the one itself, that stands in no text box."""
    chain = [e, *e.iterancestors()]
    boxes = [i for i, a in enumerate(chain) if a.tag == x.BOX]
    outside = [a for a in chain[boxes[-1] :] if a.tag == x.P] if boxes else []
    return outside[0] if outside else next(a for a in chain if a.tag == x.P)


def _beside(e: Any) -> Any:
    """The element around ``e`` beside which a mark may stand: mostly its run."""
    host = _host(e)
    path = [e]
    while path[-1].getparent() is not host:
        path.append(path[-1].getparent())
    node = path.pop()
    while path and (node.tag in _THROUGH or (node.tag == x.SDT and _rich(node))):
        node = path.pop()
    return node


def _out_of_field(node: Any, back: bool) -> Any:
    """The run that begins (or ends) the field a node stands in, else the node itself.

    What stands in the result of a field is lost when a program renews the field.
    """
    opens, closes = ("begin", "end") if back else ("end", "begin")
    depth, edge = 0, None
    for sibling in node.itersiblings(preceding=back):
        signs = list(sibling.iter(x.FLD))
        for sign in reversed(signs) if back else signs:
            kind = sign.get(f"{W}fldCharType")
            if kind == closes:
                depth += 1
            elif kind == opens and depth:
                depth -= 1
            elif kind == opens:
                edge = sign
    if edge is None:
        return node
    _cut(edge, edge if back else edge.getnext())
    return _beside(edge)


def _rich(control: Any) -> bool:
    """Whether a content control may hold more than one plain value."""
    properties = control.find(_SDTPR)
    if properties is None:
        return True
    return not any(e.tag in _VALUES or e.tag.startswith(x.W14) for e in properties)


def _part(traced: Traced, at: int) -> None:
    """Part the text element that runs over an offset in two, where there is one."""
    here = next((i for i, p in enumerate(traced.pieces) if p.start < at < p.end), -1)
    if here < 0:
        return
    piece = traced.pieces[here]
    e = piece.element
    if e.tag != x.T or _beside(e) is not e.getparent():
        return
    kept = at - piece.start
    rest = e.makeelement(x.T, dict(e.attrib))
    e.text, rest.text = e.text[:kept], e.text[kept:]
    for half in (e, rest):
        if half.text != half.text.strip():
            half.set(SPACE, "preserve")
    e.addnext(rest)
    traced.pieces.insert(here + 1, Piece(rest, at, piece.length - kept))
    piece.length = kept


def _cut(e: Any, at: Any) -> None:
    """Part the run of ``e`` before its child ``at``: both halves look as the whole did."""
    run = e.getparent()
    if at is None or run.tag != x.R or _beside(e) is not run:
        return
    if at.getprevious() is None or at.getprevious().tag == RPR:
        return
    tail = run.makeelement(x.R, dict(run.attrib))
    looks = run.find(RPR)
    if looks is not None:
        tail.append(deepcopy(looks))
    for thing in [at, *at.itersiblings()]:
        tail.append(thing)
    run.addnext(tail)
