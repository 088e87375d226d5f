"""Labels and values in tables: a label left of its value, above it, or over a whole list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from casefiles.extract.pair import Pair
from casefiles.facts import Document
from casefiles.model import Block
from casefiles.normalise import squash
from casefiles.vocabulary import bare_role, group_of, is_label, opinion_role


@dataclass(slots=True)
class Box:
    """A table cell with the slice of the document's text it holds."""

    row: int
    col: int
    rowspan: int
    colspan: int
    start: int
    end: int
    text: str

    @property
    def right(self) -> int:
        return self.col + self.colspan


def tables(document: Document, blocks: list[Block]) -> Iterator[list[Box]]:
    tables: dict[tuple[str, int], dict[tuple[int, int], Box]] = {}
    for i, block in enumerate(blocks):
        c = block.cell
        if c is None:
            continue
        start = document.starts[i]
        end = start + len(block.text)
        cells = tables.setdefault((block.part, c.table), {})
        box = cells.get((c.row, c.col))
        if box is None:
            cells[c.row, c.col] = Box(c.row, c.col, c.rowspan, c.colspan, start, end, block.text)
        elif document.starts[i] - box.end <= 1:
            box.end = end
            box.text = document.text[box.start : end]
    for cells in tables.values():
        yield list(cells.values())


def table_pairs(boxes: list[Box], table: int) -> list[Pair]:
    rows: dict[int, list[Box]] = {}
    for b in boxes:
        for r in range(b.row, b.row + min(b.rowspan, 200)):
            rows.setdefault(r, []).append(b)
    for row in rows.values():
        row.sort(key=lambda b: b.col)
    width = max(b.right for b in boxes)
    found: list[Pair] = []
    order = sorted(rows)
    above = _labels_above(rows)
    header: list[Box] = []
    listed: list[list[Pair]] = []  # the rows of values under ``header``
    for n, r in enumerate(order):
        row = rows[r]
        nxt = rows[order[n + 1]] if n + 1 < len(order) else []
        if _divides(nxt) and n + 2 < len(order):
            nxt = rows[order[n + 2]]
        heads = bool(nxt) and _is_header(row, nxt, r, above)
        if header and not heads and _same_columns(header, row) and not is_label(row[0].text):
            listed.append(_record(header, row, table * 10_000 + r))
            continue
        if header and _divides(row):
            continue
        found += _flat(listed)
        header, listed = (row, []) if heads else ([], [])
        if heads:
            continue
        found += _row_pairs(row, r, width)
        if len(row) == 1 and nxt and is_label(row[0].text):
            found += _value_below(row[0], nxt)
    return found + _flat(listed)


def _divides(row: list[Box]) -> bool:
    """A row between the rows of a list that only divides it: 正卷, 副卷."""
    return len(row) == 1 and len(squash(row[0].text)) <= 8 and not is_label(row[0].text)


def _flat(listed: list[list[Pair]]) -> list[Pair]:
    """The pairs of rows under one header. A single row is no list: its labels stand above."""
    if len(listed) == 1:
        return [replace(p, record=-1) for p in listed[0]]
    return [p for row in listed for p in row]


def _value_below(label: Box, row: list[Box]) -> list[Pair]:
    """The value of a label that has a row to itself: the row below, where no label is in it. An
    opinion may have the cell with its signature beside it."""
    if label in row or any(is_label(b.text) for b in row):
        return []
    if len(row) == 1 or opinion_role(label.text) is not None:
        return [Pair(label.text, "", row[0].start, row[-1].end)]
    return []


def _same_columns(header: list[Box], row: list[Box]) -> bool:
    starts = {b.col for b in header}
    return len(row) > 1 and all(b.col in starts for b in row) and len(row) <= len(header)


def _labels_above(rows: dict[int, list[Box]]) -> bool:
    """Whether the form has its labels above the values throughout: rows of labels only, and none
    that begins with a label beside a value."""
    wide = [row for row in rows.values() if len(row) > 1]
    heads = sum(all(is_label(b.text) for b in row) for row in wide)
    beside = sum(is_label(row[0].text) and not is_label(row[1].text) for row in wide)
    return heads >= 2 and beside * 3 <= heads


def _is_header(row: list[Box], nxt: list[Box], r: int, above: bool) -> bool:
    """A row of labels over rows of values with the same columns (lists, receipts)."""
    row = [b for b in row if b.row == r]
    if len(row) < 2 or not _same_columns(row, nxt):
        return False
    known = sum(is_label(b.text) for b in row)
    short = all(len(squash(b.text)) <= 22 and "：" not in b.text for b in row)
    enough = known > 0 if above else known * 10 >= len(row) * 6 and (len(row) > 2 or known == 2)
    if not short or not enough:
        return False
    return sum(is_label(b.text) for b in nxt) * 3 <= len(nxt)


def _record(header: list[Box], row: list[Box], r: int) -> list[Pair]:
    by_col = {b.col: b for b in row}
    return [
        Pair(h.text, "", v.start, v.end, r)
        if (v := by_col.get(h.col))
        else Pair(h.text, "", row[0].end, row[0].end, r)
        for h in header
    ]


def _row_pairs(row: list[Box], r: int, width: int) -> list[Pair]:
    found: list[Pair] = []
    group, used = "", 0  # ``used``: pairs already read when the group was set
    i = 0
    while i < len(row):
        box = row[i]
        nxt = row[i + 1] if i + 1 < len(row) else None
        if not is_label(box.text) and bare_role(box.text) is None:
            i += 1
            continue
        touching = nxt is not None and nxt.col <= box.right
        if nxt is not None and touching and is_label(nxt.text):
            # A label before a label is the larger box, or a label left blank by a merged form.
            inner = group_of(box.text)
            outer = group if len(found) == used else "/".join(group.split("/")[:-1])
            if inner:
                group, used = f"{outer}/{inner}" if outer else inner, len(found)
            i += 1
            continue
        opinion = nxt is not None and opinion_role(box.text) is not None
        if nxt is not None and (touching or (opinion and _signed_beside(row, i, gap=True))):
            last = i + 1
            while opinion and _signed_beside(row, last):
                last += 1
            found.append(Pair(box.text, group, nxt.start if touching else box.end, row[last].end))
            i = last + 1
            continue
        if nxt is not None or box.right < width:
            found.append(Pair(box.text, group, box.end, box.end))  # the cell beside it is empty
        i += 1
    return found


def _signed_beside(row: list[Box], i: int, gap: bool = False) -> bool:
    """Whether the cell behind the i-th one goes with it: name and day of an opinion may have a
    cell without a label; ``gap``: the cell for the opinion itself is empty."""
    if i + 1 >= len(row):
        return False
    box, beside = row[i], row[i + 1]
    close = beside.row == box.row and beside.start >= box.end and (gap or beside.col <= box.right)
    return close and not is_label(beside.text) and not any(c in beside.text for c in "：:")
