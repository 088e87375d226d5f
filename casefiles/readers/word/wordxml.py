"""The names of WordprocessingML that matter here, and how single elements are read."""

import tomllib
from pathlib import Path
from typing import Any

from casefiles.readers.limits import MAX_SPAN
from casefiles.readers.word.numbering import VAL, W, whole
from casefiles.readers.word.styles import is_on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

P, TBL, TR, TC, R, T = (W + n for n in ("p", "tbl", "tr", "tc", "r", "t"))
PPR, TRPR, SECTPR, SDT = (W + n for n in ("pPr", "trPr", "sectPr", "sdt"))
GRIDSPAN, VMERGE, GRID_BEFORE = W + "gridSpan", W + "vMerge", W + "gridBefore"
TAB, PTAB, BR, CR, SYM = (W + n for n in ("tab", "ptab", "br", "cr", "sym"))
HYPHEN, FLD, CHUNK = W + "noBreakHyphen", W + "fldChar", W + "altChunk"
JC, STYLE, NUM_ID, LEVEL = (W + n for n in ("jc", "pStyle", "numId", "ilvl"))
PAGE_BEFORE = W + "pageBreakBefore"
BOLD, SIZE, VANISH, FONTS = (W + n for n in ("b", "sz", "vanish", "rFonts"))
ASCII, HANSI, TYPE = W + "ascii", W + "hAnsi", W + "type"
DRAWING, PICT, OBJECT = W + "drawing", W + "pict", W + "object"
INK = W14 + "contentPart"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
BOX, DEL, MOVED, RUBY = (W + n for n in ("txbxContent", "del", "moveFrom", "rt"))
CHOICE, FALLBACK, ALTERNATE = MC + "Choice", MC + "Fallback", MC + "AlternateContent"

FRAME = frozenset((TC, TR, TBL, CHUNK))
PICTURES = frozenset((DRAWING, PICT, OBJECT, INK))
# What is listened to, the most frequent first; the fonts of runs only where symbol fonts are used.
HEARD = (
    T, R, SIZE, BOLD, P, JC, TC, GRIDSPAN, VMERGE, TR, TBL, STYLE, NUM_ID, LEVEL, TAB, BR, FLD,
    PAGE_BEFORE, SECTPR, VANISH, PTAB, CR, SYM, HYPHEN, DRAWING, PICT, OBJECT, INK, MATH, CHUNK,
)  # fmt: skip
SKIPPED = frozenset((BOX, DEL, MOVED, RUBY, FALLBACK, CHOICE))
APART = frozenset((MATH, SDT))  # stand beside runs: what hides the run before hides them not
# How things looked before a tracked change.
FORMER = frozenset(
    W + n for n in ("pPrChange", "rPrChange", "tcPrChange", "trPrChange", "tblPrChange",
                    "sectPrChange", "numberingChange")
)  # fmt: skip
# Where none of these stands in a part, it holds nothing to be passed over.
SPECIAL = (*SKIPPED, *FORMER, SDT)
TRACKED = (W + "ins", DEL, MOVED, W + "moveTo")
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


def deleted(tr: Any) -> bool:
    """Whether a tracked change deleted a table row."""
    return tr.find(f"{TRPR}/{DEL}") is not None


def prompts(sdt: Any) -> bool:
    """Whether a content control shows only its prompt, i.e. was left blank."""
    return is_on(sdt.find(f"{W}sdtPr/{W}showingPlcHdr"))


def span(element: Any, least: int) -> int:
    """The number of grid columns an element states, clamped."""
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
    """What a ``w:sym`` shows; empty where its font is not known."""
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
