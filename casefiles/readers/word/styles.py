"""Paragraph styles of a docx, as far as they tell a title from body text."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from casefiles.model import Block
from casefiles.readers.limits import parse_xml
from casefiles.readers.word.numbering import VAL, W, whole

BODY_LINE = 30  # a longer paragraph is body text, not a title; in characters
LARGE = 30  # half-points: 15 pt (小三); body text of documents is 16 pt at most, titles are above


@dataclass(slots=True, frozen=True)
class Style:
    """What a paragraph gets from its style where it says nothing itself; ``None``: nothing."""

    centred: bool | None = None
    bold: bool | None = None
    size: int | None = None  # half-points
    list_id: str | None = None
    level: int | None = None
    page_break: bool | None = None


def is_on(element: Any) -> bool:
    """Whether a switch such as ``w:b`` is on: present, and not set to false."""
    return element is not None and element.get(VAL, "true") not in ("0", "false", "off", "none")


@lru_cache(maxsize=32)
def read_styles(data: bytes) -> dict[str, Style]:
    """Paragraph styles by id, what they inherit resolved (cached: agencies share templates)."""
    root = parse_xml(data)
    raw: dict[str, tuple[str | None, Style]] = {}
    for style in root.iterchildren(W + "style"):
        if style.get(W + "type", "paragraph") == "paragraph":
            based = style.find(W + "basedOn")
            raw[style.get(W + "styleId", "")] = (
                based.get(VAL) if based is not None else None, _own(style),
            )  # fmt: skip
    return {name: _resolved(name, raw) for name in raw}


def _own(style: Any) -> Style:
    ppr, rpr = style.find(W + "pPr"), style.find(W + "rPr")

    def get(box: Any, path: str) -> Any:
        return None if box is None else box.find(path)

    jc, bold, size = get(ppr, W + "jc"), get(rpr, W + "b"), get(rpr, W + "sz")
    num = get(ppr, f"{W}numPr/{W}numId")
    level = get(ppr, f"{W}numPr/{W}ilvl")
    page = get(ppr, W + "pageBreakBefore")
    return Style(
        None if jc is None else jc.get(VAL) == "center",
        None if bold is None else is_on(bold),
        None if size is None else whole(size.get(VAL), 0),
        None if num is None else num.get(VAL),
        None if level is None else whole(level.get(VAL), 0),
        None if page is None else is_on(page),
    )


def _resolved(name: str, raw: dict[str, tuple[str | None, Style]]) -> Style:
    chain: list[Style] = []
    at: str | None = name
    seen: set[str] = set()
    while at is not None and at in raw and at not in seen:
        seen.add(at)
        at, own = raw[at]
        chain.append(own)

    def first(key: str) -> Any:
        return next((v for s in chain if (v := getattr(s, key)) is not None), None)

    return Style(*(first(key) for key in Style.__slots__))


def mark_large(blocks: list[Block], sizes: list[int]) -> None:
    """Mark what is printed larger than the body text; ``sizes`` in half-points, 0: not said.

    Body text of official documents is itself 16 pt, so a size alone tells no title.
    """
    weights: dict[int, int] = {}
    for b, size in zip(blocks, sizes, strict=True):
        if len(b.text) > BODY_LINE:
            weights[size] = weights.get(size, 0) + len(b.text)
    usual = max(weights, key=lambda s: weights[s], default=0)
    for b, size in zip(blocks, sizes, strict=True):
        b.large = b.large or (size >= LARGE and size > usual)
