"""Page headers and footers, told from what stands between them."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from casefiles.normalise import squash
from casefiles.readers.pages.grid import Table
from casefiles.readers.pages.page import Page
from casefiles.readers.pages.paragraphs import Piece

_PAGE_NUMBER = re.compile(
    r"[-—－–·\s]*\d{1,4}[-—－–·\s]*|\d{1,4}\s*/\s*\d{1,4}|"
    r"第\s*\d{1,4}\s*页(\s*[，,、/（(]?\s*共\s*\d{1,4}\s*页\s*[）)]?)?|共\s*\d{1,4}\s*页\s*第\s*\d{1,4}\s*页"
)
MARGIN = 64.0  # points from the edge of the paper within which no text of its own stands
_SENTENCE = tuple("。？！；，")  # ends a line of text, not of a header
_SAME_HEIGHT = 4.0  # points
# A signature asked for on every page of a record, and the heading of its further pages.
_SIGNED = re.compile(
    r"[\u4e00-\u9fff（）()、]{2,14}签[名字](?:[）)]|或[\u4e00-\u9fff]{2,4}|[、盖捺章手印])*[：:]"
)
_FURTHER = re.compile(r"[（(]?[\u4e00-\u9fff]{2,20}(?:续页|[（(]续[）)]|附页)[）)]?")
_DIGITS = re.compile(r"\d+")


def margins_of(pages: Sequence[Page]) -> dict[int, str]:
    """Which lines are headers or footers, by identity: page numbers, and lines that stand at the
    same height on the page before or after as well, with nothing else further out.

    What is printed larger than other text is a title, even if the next page has the same.
    """
    found: dict[int, str] = {}
    heights: Counter[int] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, Piece):
                heights[round(item.em)] += len(item.text)
                continue
            for line in (i for c in item.cells for p in c.paragraphs for i in p):
                heights[round(line.em)] += len(line.text)
    usual = heights.most_common(1)[0][0] if heights else 0
    for where in ("header", "footer"):
        edges = [_outermost(page, where == "footer") for page in pages]
        for n, edge in enumerate(edges):
            numbered = False
            for line, behind in zip_longest(edge, edge[1:]):
                beside = [o for k in (n - 1, n + 1) if 0 <= k < len(edges) for o in edges[k]]
                small = line.em <= usual + 1.5 and not _is_prose(line, pages[n])
                if where == "header" and behind is not None and _above_title(line, behind):
                    break  # the agency above the title of a form printed on every page
                again = small and any(_same(line, other) for other in beside)
                number = _PAGE_NUMBER.fullmatch(line.text) is not None
                numbered = numbered or number
                if not (
                    again
                    or number
                    or _is_margin(line.text, where, n, len(pages), numbered)
                    or (small and _stands_off(line, pages[n], where == "footer"))
                ):
                    break
                found[id(line)] = where
    return found


def _stands_off(line: Piece, page: Page, below: bool) -> bool:
    """Whether a line stands in the margin of the paper, well apart from what comes next."""
    edge = page.height - line.box[1] if below else line.box[3]
    if edge > MARGIN:
        return False
    others = [i.box for i in page.items if i is not line]
    if below:
        gaps = [line.box[1] - b[3] for b in others if b[3] <= line.box[1]]
    else:
        gaps = [b[1] - line.box[3] for b in others if b[1] >= line.box[3]]
    return bool(gaps) and min(gaps) > 1.2 * line.height


def _above_title(line: Piece, behind: Piece) -> bool:
    """Whether a line below the margin of the paper stands close above a larger one."""
    close = behind.box[1] - line.box[3] < 1.5 * behind.height
    return line.box[3] > MARGIN and close and behind.em > line.em + 1.5


def _same(one: Piece, two: Piece) -> bool:
    return abs(one.box[1] - two.box[1]) <= _SAME_HEIGHT and _key(one) == _key(two)


def _is_prose(line: Piece, page: Page) -> bool:
    """Whether a line is one of running text: it ends like a sentence, or fills the page."""
    full = line.width > 0.65 * page.width and "签" not in line.text and "\u3000" not in line.text
    return full or line.text.endswith(_SENTENCE)


def _is_margin(text: str, where: str, page: int, pages: int, numbered: bool) -> bool:
    """Whether a line is a header or footer by what it says; ``page`` counts from 0. ``numbered``:
    the page number stands further out."""
    if where == "header":
        return page > 0 and _FURTHER.fullmatch(squash(text)) is not None
    return numbered and page + 1 < pages and _SIGNED.match(text) is not None


def _outermost(page: Page, below: bool) -> list[Piece]:
    """The lines at one end of a page up to its first table, from the outside."""
    side = 3 if below else 1
    items = sorted(page.items, key=lambda i: i.box[side], reverse=below)
    found = []
    for item in items[:8]:
        if isinstance(item, Table):
            break
        if abs((item.box[1] + item.box[3]) / 2 - page.height / 2) < 0.2 * page.height:
            break  # in the middle of the page
        found.append(item)
    return found


def _key(line: Piece) -> str:
    """What is the same about a line on every page: what is filled in after a label may differ."""
    text = _DIGITS.sub("#", squash(line.text))
    label = re.split("[：:]", text, maxsplit=1)[0]
    return label if len(label) >= 4 else text
