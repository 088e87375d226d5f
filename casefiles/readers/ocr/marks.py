"""What stands on a page besides words: seals and other red marks, and ruling lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from casefiles.model import Box
from casefiles.readers.ocr.engine import Image

# Sizes are shares of the page width; a sheet of A4 is 210 mm wide.
_SEAL = (0.09, 0.40)  # 19 to 84 mm: round seals have 38 to 60, rectangular ones and photos vary
_PRINT = (0.035, 0.09)  # finger prints and small name stamps
_JOIN = 0.012  # gaps between the strokes of one mark
_RED_HUES = (8, 168)  # below, above (of 180)
_GREY = 4  # difference of the colour values that compression alone does not make
_STROKE = 0.012  # least height and width of something drawn: 2.5 mm
_EDGE = 0.025  # rim of a sheet where shadows of the scanner stand
_ACROSS = 0.045  # shortest horizontal ruling line: 9 mm, longer than the strokes of a heading
_DOWN = 0.017  # shortest vertical one: 3.6 mm, the height of a narrow row
_FAINT = 0.7  # share of a gap between two lines to be dark where they are one
_LONG = 3  # times the shortest: a vertical line as long as this is no stroke of a character


@dataclass(slots=True, frozen=True)
class Marks:
    """Red marks on a page. ``coloured`` is false where the scan shows no colours at all: nothing
    can be said about seals then."""

    seals: tuple[Box, ...]
    prints: tuple[Box, ...]  # smaller: finger prints, name stamps
    coloured: bool


def red_marks(image: Image) -> Marks:
    """The seals and smaller red marks of a page. Lines of red print are neither."""
    import cv2

    width = image.shape[1]
    mask = _red(image)
    gap = max(int(_JOIN * width), 3)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    seals: list[Box] = []
    prints: list[Box] = []
    for i in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[i])
        share = cv2.countNonZero(mask[y : y + h, x : x + w]) / (w * h)
        if not 0.5 <= w / h <= 2.0 or share < 0.03:
            continue
        size = max(w, h) / width
        box = (float(x), float(y), float(x + w), float(y + h))
        if _SEAL[0] <= size <= _SEAL[1]:
            seals.append(box)
        elif _PRINT[0] <= size < _SEAL[0]:
            prints.append(box)
    prints = [p for p in prints if not any(_within(p, seal) for seal in seals)]  # the star
    return Marks(tuple(seals), tuple(prints), _coloured(image))


def _within(one: Box, outer: Box) -> bool:
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _red(image: Image) -> Any:
    import cv2

    hue, saturation, value = cv2.split(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    red = ((hue <= _RED_HUES[0]) | (hue >= _RED_HUES[1])) & (saturation > 60) & (value > 90)
    return red.astype(np.uint8) * 255


def _coloured(image: Image) -> bool:
    """Whether the picture has colours: paper scanned in colour is never grey throughout."""
    small = image[::4, ::4].astype(np.int16)
    spread = small.max(axis=2) - small.min(axis=2)
    return bool((spread > _GREY).mean() > 0.01)


def without(image: Image, seals: Sequence[Box]) -> Image:
    """``image`` with its seals taken off the print below them: red ink is as light as paper in
    the red part of the picture, black ink is not."""
    clean = image.copy()
    for left, top, right, bottom in seals:
        part = np.s_[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
        clean[part] = image[part][:, :, 2:]
    return clean


def rulings(image: Image, words: Sequence[Box]) -> list[Box]:
    """The horizontal and vertical ruling lines of an upright page, each as the box around it.

    Strokes of characters are as straight as rulings. A short vertical line counts only where it
    runs from one horizontal line to another, and in the middle of ``words`` only below or above a
    long one.
    """
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    width = min(image.shape[:2])
    longer, shortest = max(int(_ACROSS * width), 20), max(int(_DOWN * width), 10)
    level = _bridged(_straight(grey, longer), _dark(grey, 41, 6), longer)
    upright = _bridged(_straight(grey.T, shortest), _dark(grey.T, 41, 6), longer)
    upright = [(b, a, d, c) for a, b, c, d in upright]
    long = [v for v in upright if v[3] - v[1] >= _LONG * shortest]
    near = max(0.004 * width, 4.0)

    def meets(x: float, y: float) -> bool:
        return any(a - near <= x <= c + near and b - near <= y <= d + near for a, b, c, d in level)

    def crossed(x: float, y: float) -> bool:
        """Whether words stand on both sides, and not just the rim of their box."""
        return any(b < y < d and a + 0.1 * (d - b) < x < c - 0.1 * (d - b) for a, b, c, d in words)

    for v in upright:
        x, top, bottom = (v[0] + v[2]) / 2, v[1], v[3]
        if bottom - top >= _LONG * shortest or not (meets(x, top) and meets(x, bottom)):
            continue
        if not crossed(x, (top + bottom) / 2) or any(
            abs(x - (a + c) / 2) < near for a, _, c, _ in long
        ):
            level.append(v)
    return level + long


def _straight(grey: Any, length: int) -> list[Box]:
    """The horizontal lines of at least ``length`` pixels."""
    import cv2

    # Scanned lines waver: they are thickened a little, or they would fall apart.
    thick = cv2.dilate(_dark(grey, 25, 12), np.ones((3, 1), np.uint8))
    only = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    only = cv2.morphologyEx(only, cv2.MORPH_CLOSE, np.ones((3, 7), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(only)
    found = []
    for i in range(1, count):
        x, y, w, h, _ = (float(v) for v in stats[i])
        if h <= max(8.0, w / 6):
            found.append((x, y, x + w, y + h))
    return found


def _dark(grey: Any, around: int, by: int) -> Any:
    """Where a picture is darker than its surroundings."""
    import cv2

    return cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, by
    )


def _bridged(lines: list[Box], faint: Any, length: int) -> list[Box]:
    """Horizontal lines put together where between two of them a ``faint`` one goes on: beside
    dark print a thin line is hardly darker than what is around it. Only lines of ``length`` count,
    and gaps of twice that: shorter ones may be strokes."""
    found: list[Box] = []
    for line in sorted(lines, key=lambda line: (round((line[1] + line[3]) / 8), line[0])):
        before = found[-1] if found else line
        gap = line[0] - before[2]
        middle = int((line[1] + line[3] + before[1] + before[3]) / 4)
        level = abs(line[1] + line[3] - before[1] - before[3]) <= 6
        both = min(line[2] - line[0], before[2] - before[0]) >= length
        if both and level and 0 < gap <= 2 * length:
            between = faint[max(middle - 2, 0) : middle + 3, int(before[2]) : int(line[0])]
            if between.any(axis=0).mean() >= _FAINT:
                top, bottom = min(before[1], line[1]), max(before[3], line[3])
                found[-1] = (before[0], top, line[2], bottom)
                continue
        found.append(line)
    return found


def inked(image: Image) -> float:
    """The share of a page that is clearly darker than its paper; its rim does not count."""
    rim = int(_EDGE * image.shape[1])
    grey = image[rim : -rim or None : 2, rim : -rim or None : 2].min(axis=2)
    paper = max(float(np.median(grey)), 160.0)
    return float((grey < paper - 60).mean())


def drawn(image: Image, words: Sequence[Box], lines: Sequence[Box]) -> list[Box]:
    """What is written or drawn on a page beside the words that were found: each as the box around
    it. Specks and the edges of the sheet do not count."""
    import cv2

    height, width = image.shape[:2]
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(
        cv2.GaussianBlur(grey, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV,
        51, 25,
    )  # fmt: skip
    for left, top, right, bottom in [*words, *lines]:
        pad = 4
        ink[
            max(int(top) - pad, 0) : int(bottom) + pad, max(int(left) - pad, 0) : int(right) + pad
        ] = 0
    edge = int(_EDGE * width)
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    gap = max(int(_JOIN * width), 3)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for i in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[i])
        strokes = cv2.countNonZero(ink[y : y + h, x : x + w])
        if min(w, h) >= _STROKE * width and strokes > 0.02 * w * h and max(w, h) < 0.6 * height:
            found.append((float(x), float(y), float(x + w), float(y + h)))
    return found
