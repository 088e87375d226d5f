"""Labels and their values, wherever the form puts them.

A label may stand left of its value, above it, or in the same cell or line; several pairs may share
a line; a large box may span small ones. The result is a flat list of pairs in reading order, each
value a slice of the document's text. What a label means is decided later.
"""

from casefiles.extract.boxes import table_pairs, tables
from casefiles.extract.lines import AMOUNT, COLON, label_before, line_pairs
from casefiles.extract.pair import Pair
from casefiles.facts import Document
from casefiles.model import Block
from casefiles.normalise import squash
from casefiles.vocabulary import group_of


def pairs(document: Document, blocks: list[Block]) -> list[Pair]:
    """All pairs of a document: table cells and lines, headers and footers included."""
    found: list[Pair] = []
    for t, boxes in enumerate(tables(document, blocks)):
        found += table_pairs(boxes, t)
    large = [(p.start, p.end, g) for p in found if (g := _inside(p))]
    colon = AMOUNT if document.code == "ZX_PJ" else COLON
    title = squash(document.title)
    for i, block in enumerate(blocks):
        start = document.starts[i]
        end = start + len(block.text)
        if title and len(block.text) < 60 and squash(block.text) == title:
            continue  # 检查记录 may be a label, too
        next_to = _below if block.cell is None else _rest_of_cell
        below = next_to(document, blocks, i)
        inner = line_pairs(document.text, start, end, below, colon)
        if block.cell is not None and inner:
            group = next((g for a, b, g in large if a <= start and end <= b), "")
            inner = [Pair(p.label, group or p.group, p.start, p.end) for p in inner]
        found += inner
    found.sort(key=lambda p: p.start)
    first: dict[tuple[str, int, str], Pair] = {}
    for p in found:
        first.setdefault((p.label, p.start, p.group), p)
    return list(first.values())


def _inside(pair: Pair) -> str:
    """The larger box that the cell of ``pair`` is, where it may hold pairs of its own."""
    inner = group_of(pair.label)
    return f"{pair.group}/{inner}" if pair.group and inner else inner


def _below(document: Document, blocks: list[Block], i: int) -> tuple[int, int] | None:
    """The next body paragraph, as the place of a value that stands below its label."""
    if i + 1 < len(blocks) and blocks[i + 1].cell is None and blocks[i + 1].part == blocks[i].part:
        start = document.starts[i + 1]
        return start, start + len(blocks[i + 1].text)
    return None


def _rest_of_cell(document: Document, blocks: list[Block], i: int) -> tuple[int, int] | None:
    """The paragraphs below in the same cell, up to the next one with a label of its own."""
    last = i
    while last + 1 < len(blocks) and blocks[last + 1].cell == blocks[i].cell:
        start = document.starts[last + 1]
        at = document.text.find("：", start, start + len(blocks[last + 1].text))
        if at >= 0 and label_before(document.text, start, at) is not None:
            break
        last += 1
    if last == i:
        return None
    return document.starts[i + 1], document.starts[last] + len(blocks[last].text)
