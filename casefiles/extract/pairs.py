"""Labels and their values, wherever the form puts them.

A label may stand left of its value, above it, or in the same cell or line; several pairs may share
a line; a large box may span small ones. The result is a flat list of pairs in reading order, each
value a slice of the document's text. What a label means is decided later.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from casefiles.facts import Document
from casefiles.model import Block
from casefiles.normalise import squash
from casefiles.vocabulary import fields_named, group_of, is_label, opinion_role, signature_role


@dataclass(slots=True, frozen=True)
class Pair:
    """A label as printed, the larger box it stands in, and its value ``text[start:end]``.

    ``record`` numbers the row of a list whose labels stand in a header row, else -1.
    """

    label: str
    group: str
    start: int
    end: int
    record: int = -1


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


def pairs(document: Document, blocks: list[Block]) -> list[Pair]:
    """All pairs of a document: table cells and lines, headers and footers included."""
    found: list[Pair] = []
    for t, boxes in enumerate(_tables(document, blocks)):
        found += _table_pairs(boxes, t)
    large = [(p.start, p.end, g) for p in found if (g := _inside(p))]
    colon = _AMOUNT if document.code == "ZX_PJ" else _COLON
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
    seen: set[tuple[str, int, str]] = set()
    return [p for p in found if (k := (p.label, p.start, p.group)) not in seen and not seen.add(k)]  # type: ignore[func-returns-value]


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
        if at >= 0 and _label_before(document.text, start, at) is not None:
            break
        last += 1
    if last == i:
        return None
    return document.starts[i + 1], document.starts[last] + len(blocks[last].text)


# --- tables -----------------------------------------------------------------------------------


def _tables(document: Document, blocks: list[Block]) -> Iterator[list[Box]]:
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


def _table_pairs(boxes: list[Box], table: int) -> list[Pair]:
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
        if not is_label(box.text):
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
        if nxt is not None and touching:
            found.append(Pair(box.text, group, nxt.start, nxt.end))
            i += 2
            continue
        if nxt is not None or box.right < width:
            found.append(Pair(box.text, group, box.end, box.end))  # the cell beside it is empty
        i += 1
    return found


# --- lines ------------------------------------------------------------------------------------

_COLON = re.compile(r"[：:]")
# On receipts （小写） is a label without a colon.
_AMOUNT = re.compile(_COLON.pattern + r"|(?<=[大小]写[）)])(?![：:\s）)])")
_STOP = re.compile(r"[。；;，,\n！？]")
_WIDE = re.compile(r"[\s\u3000]+")


def line_pairs(
    text: str, start: int, end: int, below: tuple[int, int] | None = None,
    colon: re.Pattern[str] = _COLON,
) -> list[Pair]:
    """Pairs ``label：value`` in ``text[start:end]``; the last may have its value below."""
    heads: list[tuple[int, int, str]] = []  # label start, value start, label
    done = start
    for m in colon.finditer(text, start, end):
        if m.start() > start and text[m.start() - 1].isdigit() and m.end() < end and text[m.end()].isdigit():
            continue
        before = _label_before(text, done, m.start())
        if before is not None:
            heads.append((before[0], m.end(), before[1]))
            done = m.end()
    if not heads:
        return _bare_pairs(text, start, end) or _label_above(text, start, end, below)
    # A label in front of them may do without a colon.
    found = _bare_pairs(text, start, heads[0][0])
    group = ""
    for n, (_, value, label) in enumerate(heads):
        stop = _value_end(text, heads, n, end)
        if stop - value <= 1 and n + 1 < len(heads) and group_of(label):
            group = group_of(label)  # 当事人（个人）：姓名：…
            continue
        if not text[value:stop].strip() and n + 1 == len(heads) and below and not signature_role(label):
            nxt = text[below[0] : below[1]]
            at = _first_colon(nxt)  # 问：… and 甲：… are lines of their own
            if not at or (at > 3 and _label_before(text, below[0], below[0] + at) is None):
                found.append(Pair(label, group, below[0], below[1]))
                continue
        found.append(Pair(label, group, value, stop))
    return found


def _value_end(text: str, heads: list[tuple[int, int, str]], n: int, end: int) -> int:
    """Where the value of the n-th label ends: at the next label, but a label in brackets, as in
    由甲（执法证号：1）、乙（执法证号：2）承办, ends only its own value, at the bracket."""
    if _in_brackets(text, heads[n][0]):
        closing = [i for c in "）)" if (i := text.find(c, heads[n][1], end)) >= 0]
        return min(closing, default=end)
    for head, _, _ in heads[n + 1 :]:
        if not _in_brackets(text, head):
            return head
    return end


def _in_brackets(text: str, label: int) -> bool:
    return text[max(0, label - 3) : label].rstrip().endswith(("（", "("))


def _first_colon(text: str) -> int:
    m = _COLON.search(text)
    return m.start() if m else 0


def _label_before(text: str, low: int, colon: int) -> tuple[int, str] | None:
    """The longest known label that ends at ``colon``, not reaching back beyond ``low``."""
    low = max(low, colon - 60)
    stops = [m.end() for m in _STOP.finditer(text, low, colon)]
    if stops:
        low = stops[-1]
    piece = text[low:colon]
    if not piece.strip():
        return None
    starts = [0, *(m.end() for m in _WIDE.finditer(piece)), *_inner_starts(piece)]
    for s in sorted(set(starts)):
        word = piece[s:]
        if word.strip() and (is_label(word.strip()) or signature_role(word, bare=True)):
            return low + s + len(word) - len(word.lstrip()), word.strip()
    return None


_NUMBERED = re.compile(r"(?<=[、（(）)．.□☑√☐☒】])")


def _inner_starts(piece: str) -> Iterable[int]:
    return (m.start() for m in _NUMBERED.finditer(piece))


def _bare_pairs(text: str, start: int, end: int) -> list[Pair]:
    """``案    由　　涉嫌…``: a label at the start of a line, then white space, then the value;
    more labels may follow in the line, in columns of their own."""
    line = text[start:end]
    if is_label(line.strip()):
        return []  # 当事人　基本情况 is one label
    first = _bare_label(line, 0, 14)
    heads = [(0, *first)] if first else []  # label start, label end, value start
    for gap in _WIDE.finditer(line, first[0] if first else 0):
        following = _bare_label(line, gap.end(), 10)
        if following is None or following[1] >= len(line):
            continue
        wide = len(gap.group()) > 1 and following[1] - following[0] > 1
        if first or wide:  # one space in running text is no column
            heads.append((gap.end(), *following))
    found = []
    for n, (a, b, value) in enumerate(heads):
        stop = heads[n + 1][0] if n + 1 < len(heads) else len(line)
        if fields_named(line[value:stop].strip(), "", None):
            stop = value  # labels side by side: nothing was filled in
        if value <= stop:
            found.append(Pair(line[a:b], "", start + value, start + stop))
    return found


def _bare_label(line: str, at: int, longest: int) -> tuple[int, int] | None:
    """Where the longest label that begins at ``at`` ends, and where its value begins."""
    best = None
    if all(len(word) == 1 for word in line[at:].split()):
        return None  # a letter-spaced heading
    for gap in list(_WIDE.finditer(line, at))[:8]:
        word = line[at : gap.start()]
        if len(squash(word)) > longest:
            break
        if not word.strip() or word[-1] in "、，,":
            continue
        if gap.end() < len(line) and is_label(word):
            best = (gap.start(), gap.end())
    return best


def _label_above(
    text: str, start: int, end: int, below: tuple[int, int] | None
) -> list[Pair]:
    """A line that is a label, over a line that is its value (as copied from a web page)."""
    label = text[start:end].strip()
    if below is None or len(label) > 16 or not fields_named(label, "", None):
        return []
    value = text[below[0] : below[1]]
    if is_label(text[start : below[1]]):
        return []  # one label in two lines: 当事人⏎基本情况
    if not value.strip() or len(value) > 60 or is_label(value.strip()) or _COLON.search(value):
        return []
    return [Pair(label, "", *below)]
