"""The names of WordprocessingML that matter here, and how single elements are read."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casefiles.readers.limits import MAX_SPAN
from casefiles.readers.numbering import VAL, W, whole
from casefiles.readers.styles import Style, is_on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

P, TBL, TR, TC, R, T = (W + n for n in ("p", "tbl", "tr", "tc", "r", "t"))
PPR, RPR, TCPR, TRPR, SECTPR = (W + n for n in ("pPr", "rPr", "tcPr", "trPr", "sectPr"))
TAB, PTAB, BR, CR, SYM = (W + n for n in ("tab", "ptab", "br", "cr", "sym"))
HYPHEN, FLD, SDT = W + "noBreakHyphen", W + "fldChar", W + "sdt"
DRAWING, PICT, OBJECT = W + "drawing", W + "pict", W + "object"
INK = W14 + "contentPart"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
BOX, DEL, MOVED, RUBY = (W + n for n in ("txbxContent", "del", "moveFrom", "rt"))
CHOICE, FALLBACK, ALTERNATE = MC + "Choice", MC + "Fallback", MC + "AlternateContent"

# What stands between a container and its paragraphs, rows or cells without meaning anything.
WRAPPERS = (
    SDT, W + "sdtContent", W + "customXml", W + "smartTag", W + "ins", W + "moveTo",
    ALTERNATE, CHOICE,
)  # fmt: skip
SPOKEN = (R, T, TAB, PTAB, BR, CR, SYM, HYPHEN, FLD, DRAWING, PICT, OBJECT, INK, MATH)
HEARD = frozenset(SPOKEN)
SKIPPED = frozenset((BOX, DEL, MOVED, RUBY, FALLBACK, CHOICE))
# Where none of these words stands in a part, its paragraphs hold nothing to be skipped.
SKIPS = (b"txbxContent", b":del ", b"<del ", b"moveFrom", b":rt>", b"<rt>", b"Fallback", b"Choice",
          b"checkbox", b"showingPlcHdr")  # fmt: skip
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}custGeom",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    "{urn:schemas-microsoft-com:vml}imagedata",
    "{urn:schemas-microsoft-com:office:office}ink",
    INK,
)

SYMBOLS: dict[str, dict[int, str]] = {
    font: {int(code, 16): sign for code, sign in signs.items()}
    for font, signs in tomllib.loads(
        (Path(__file__).with_name("symbols.toml")).read_text("utf-8")
    ).items()
}

MARKS = {TAB: "\t", PTAB: "\t", BR: "\n", CR: "\n", HYPHEN: "-"}


def unwrapped(container: Any, tag: str) -> Iterator[Any]:
    """The children with ``tag``, also those inside content controls and tracked insertions."""
    for e in container.iterchildren(tag, *WRAPPERS):
        if e.tag == tag:
            yield e
        else:
            yield from unwrapped(e, tag)
            if e.tag == CHOICE:
                return


def rows(tbl: Any) -> Iterator[Any]:
    """The rows of a table without those that a tracked change deleted."""
    for tr in unwrapped(tbl, TR):
        pr = tr.find(TRPR)
        if pr is None or pr.find(DEL) is None:
            yield tr


def span(element: Any, least: int) -> int:
    if element is None:
        return least
    return max(least, min(whole(element.get(VAL), least), MAX_SPAN))


def field_sign(char: Any, fields: list[bool]) -> str:
    """Keep track of the open fields; the sign of a tick box where the field is one."""
    kind = char.get(W + "fldCharType")
    if kind == "begin":
        fields.append(True)
        box = char.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            state = box.find(W + "checked")
            return "☑" if is_on(box.find(W + "default") if state is None else state) else "□"
    elif fields:
        if kind == "separate":
            fields[-1] = False
        else:
            fields.pop()
    return ""


def tick_box(sdt: Any) -> str:
    """The sign a tick-box control shows; empty where it is no tick box."""
    box = sdt.find(f"{W}sdtPr/{W14}checkbox")
    if box is None:
        return ""
    state = box.find(W14 + "checked")
    on = state is not None and state.get(W14 + "val", "1") not in ("0", "false", "off")
    return "☑" if on else "□"


def symbol(char: str, font: dict[int, str]) -> str:
    """A character of a symbol font as what it shows. Word may write it as itself or at U+F0xx."""
    code = ord(char)
    return font.get(code & 0xFF, char) if code < 0x100 or 0xF000 <= code <= 0xF0FF else char


def sym(element: Any) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    font = SYMBOLS.get((element.get(W + "font") or "").lower(), {})
    if 0xF000 <= code <= 0xF0FF:
        return font.get(code & 0xFF, "")
    return font.get(code) or (chr(code) if 0x20 <= code < 0xD800 else "")


def pictured(drawing: Any) -> bool:
    """Whether a drawing shows a picture, ink or free drawing, and not just a line or a frame."""
    found = drawing.iter(*_PICTURES)
    return any(not e.tag.endswith("}imagedata") or e.get(R_ID) for e in found)


def print_of(run: Any, style: Style | None) -> tuple[bool, int]:
    """Whether a run is bold, and its size in half-points (0: not said)."""
    bold = bool(style and style.bold)
    size = (style.size if style else None) or 0
    rpr = run.find(RPR) if run is not None else None
    if rpr is not None:
        for e in rpr.iterchildren(W + "b", W + "sz"):
            if e.tag == W + "b":
                bold = is_on(e)
            else:
                size = whole(e.get(VAL), size)
    return bold, size
