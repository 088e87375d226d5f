"""One page as a picture → its words, ruling lines and seals, measured like those of any page.

``recognise`` gives a page like those of a PDF with a text layer; putting pages together to blocks
is then the same for all of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from casefiles.facts import TRUSTED
from casefiles.model import Box
from casefiles.readers.ocr import marks
from casefiles.readers.ocr.engine import Engine, Image, Points, engine
from casefiles.readers.ocr.image import Upright, crop, lengths, upright
from casefiles.readers.ocr.marks import Marks
from casefiles.readers.pages.grid import Segment, Table, fill, grids
from casefiles.readers.pages.page import Page, is_told_apart
from casefiles.readers.pages.paragraphs import Piece, lines_of

# Recognition takes one bracket for another; of a document number they are known.
_NUMBER = re.compile(r"[\[［〔{]((?:19|20)\d{2})[\]］〕}]\s*(第?\d{1,6}\s?号)")
_STROKES = frozenset("1lI|J/7丿")
_RIM = 0.2  # times its height: white that words are found with on either side
_LEANS = -0.8  # correlation of the places across and down
MAX_WORDS = 1_500  # runs of words of one page
_STACKED = 1.7  # times its width: a run of words as high as this is written from top to bottom


@dataclass(slots=True)
class Scan:
    """What was seen on a page. ``page`` is what is put together to blocks like any other; its
    places are in points on the page as set upright, and so are those of ``marks`` and ``drawn``.
    ``place`` gives them on the page as it came, in its own unit."""

    page: Page
    marks: Marks
    drawn: list[Box]  # what was written or drawn and not recognised as words
    turned: Upright
    scale: float  # points for a pixel of the picture
    unit: float  # of the page as it came, for a pixel of the picture
    letters: int = 0  # recognised, and how many of them in lines nobody need look at
    sure: int = 0
    inked: float = 0.0  # share of the page that is darker than paper

    def place(self, box: Box) -> Box:
        """Where ``box`` stands on the page as it came."""
        a, b, c, d = self.turned.original(_times(box, 1 / self.scale))
        return a * self.unit, b * self.unit, c * self.unit, d * self.unit


def recognise(image: Image, number: int, scale: float, unit: float | None = None) -> Scan:
    """The words, ruling lines and seals of page ``number``; a pixel is ``scale`` points, and
    ``unit`` of what places on the page as it came are counted in (points where not given)."""
    models = engine()
    red = marks.red_marks(image)
    turned = upright(marks.without(image, red.seals), models)
    clean = turned.image
    lines = marks.rulings(clean, [_around(w) for w in turned.words])
    words = [part for w in turned.words[:MAX_WORDS] for part in _parted(w, lines)]
    pieces = [Piece(p.text, _times(p.box, scale), p.trust) for p in _read(clean, words, models)]
    height, width = turned.image.shape[:2]
    page = Page(number, width * scale, height * scale)
    segments = [_segment(_times(line, scale)) for line in lines]
    page.items = _arranged(_evened(pieces), segments)
    page.doubtful = not is_told_apart(page, segments)
    page.characters = sum(len(p.text) for p in pieces)
    seen = Marks(
        tuple(_times(turned.here(b), scale) for b in red.seals),
        tuple(b for p in red.prints if not _spoken(b := _times(turned.here(p), scale), pieces)),
        red.coloured,
    )
    drawn = [_times(b, scale) for b in marks.drawn(clean, [_around(w) for w in words], lines)]
    scan = Scan(page, seen, drawn, turned, scale, scale if unit is None else unit)
    scan.inked = marks.inked(image)
    for p in pieces:
        scan.letters += len(p.text)
        scan.sure += len(p.text) if p.trust is not None and p.trust >= TRUSTED else 0
    return scan


def _spoken(mark: Box, pieces: Sequence[Piece]) -> bool:
    """Whether a red mark is no more than a red word."""
    return any(
        p.box[0] - p.height < mark[0]
        and mark[2] < p.box[2] + p.height
        and p.box[1] - 0.2 * p.height < mark[1]
        and mark[3] < p.box[3] + 0.2 * p.height
        for p in pieces
    )


def _times(box: Box, by: float) -> Box:
    return box[0] * by, box[1] * by, box[2] * by, box[3] * by


def _evened(pieces: list[Piece]) -> list[Piece]:
    """The same, those about as high as most of them made exactly as high: what a line measures
    depends on the characters in it, and a paragraph is told by lines of one height."""
    heights = sorted(p.height for p in pieces for _ in p.text)
    usual = heights[len(heights) // 2] if heights else 0.0
    found = []
    for p in pieces:
        if abs(p.height - usual) < 0.3 * usual:
            left, top, right, bottom = p.box
            middle = (top + bottom) / 2
            p = replace(p, box=(left, middle - usual / 2, right, middle + usual / 2))
        found.append(p)
    return found


def _arranged(pieces: list[Piece], segments: list[Segment]) -> list[Piece | Table]:
    """Lines and tables from top to bottom."""
    ruled = grids(segments)
    items: list[Piece | Table] = [*lines_of(fill(ruled, pieces)), *ruled]
    return sorted(items, key=lambda i: i.box[1])


def _read(image: Image, words: Sequence[Points], models: Engine) -> list[Piece]:
    crops = []
    for w in words:
        width, height = lengths(w)
        part = crop(image, w)
        crops.append(_laid_flat(part) if height > _STACKED * width else part)
    found = []
    for w, part, (text, trust) in zip(words, crops, models.read(crops), strict=True):
        text = _NUMBER.sub("〔\\1〕\\2", text.strip())
        if text in _STROKES and _slants(part):
            text, trust = "/", 1.0
        if trust > 0 and text:
            left, top, right, bottom = _around(w)
            rim = min(_RIM * (bottom - top), (right - left) / 4)
            found.append(Piece(text, (left + rim, top, right - rim, bottom), trust))
    return found


def _slants(stroke: Image) -> bool:
    """Whether a single stroke leans to the right like the one that strikes out a blank."""
    grey = stroke.min(axis=2).astype(np.int16)
    ys, xs = np.nonzero(grey < np.median(grey) - 60)
    if len(xs) < 5 or np.ptp(xs) < 0.25 * np.ptp(ys):
        return False
    return bool(np.corrcoef(xs, ys)[0, 1] < _LEANS)


def _around(words: Points) -> Box:
    left, top = (float(v) for v in words.min(axis=0))
    right, bottom = (float(v) for v in words.max(axis=0))
    return left, top, right, bottom


def _segment(box: Box) -> Segment:
    left, top, right, bottom = box
    if right - left > bottom - top:
        y = (top + bottom) / 2
        return Segment(left, y, right, y)
    x = (left + right) / 2
    return Segment(x, top, x, bottom)


def _parted(words: Points, lines: Sequence[Box]) -> list[Points]:
    """A run of words cut where a ruling line goes through it: what stands in two cells."""
    left, top, right, bottom = _around(words)
    edge = 0.4 * (bottom - top)
    cuts = sorted(
        (a + c) / 2
        for a, b, c, d in lines
        if d - b > c - a
        and left + edge < (a + c) / 2 < right - edge
        and min(d, bottom) - max(b, top) > 0.8 * (bottom - top)
    )
    found = []
    for x in cuts:
        share = (x - left) / (right - left)
        above = words[0] + (words[1] - words[0]) * share
        below = words[3] + (words[2] - words[3]) * share
        found.append(np.array([words[0], above, below, words[3]], np.float32))
        words = np.array([above, words[1], words[2], below], np.float32)
        left = x
    return [*found, words]


def _laid_flat(stack: Image) -> Image:
    """Characters written below each other, side by side."""
    width = stack.shape[1]
    grey: Any = stack.min(axis=2)
    ink = (grey < (int(grey.min()) + int(np.median(grey))) / 2).any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], ink.astype(np.int8), [0]])))
    runs: list[tuple[int, int]] = []
    for top, bottom in edges.reshape(-1, 2):
        # Strokes of one character may not touch; together they are about as high as wide.
        if runs and bottom - runs[-1][0] <= 1.05 * width and top - runs[-1][1] < 0.25 * width:
            runs[-1] = (runs[-1][0], int(bottom))
        else:
            runs.append((int(top), int(bottom)))
    if len(runs) < 2:
        return stack
    rim = max(width // 8, 2)
    paper = int(np.median(grey))
    side = max(max(b - a for a, b in runs), width) + 2 * rim
    strip = np.full((side, side * len(runs), 3), paper, np.uint8)
    for i, (top, bottom) in enumerate(runs):
        y, x = (side - (bottom - top)) // 2, side * i + (side - width) // 2
        strip[y : y + bottom - top, x : x + width] = stack[top:bottom]
    return strip
