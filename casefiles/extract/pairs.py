"""Labels and their values, wherever the form puts them.

A label may stand left of its value, above it, or in the same cell or line; several pairs may share
a line; a large box may span small ones. The result is a flat list of pairs in reading order, each
value a slice of the document's text. What a label means is decided later.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casefiles.facts import Document
from casefiles.model import Block
from casefiles.normalise import squash
from casefiles.vocabulary import fields_named, group_of, is_label, signature_role


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
    for i, block in enumerate(blocks):
        start = document.starts[i]
        end = start + len(block.text)
        if block.cell is None:
            found += line_pairs(document.text, start, end, _below(document, blocks, i))
            continue
        group = next((g for a, b, g in large if a <= start and end <= b), "")
        found += [
            Pair(p.label, group, p.start, p.end) for p in line_pairs(document.text, start, end)
        ]
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
    header: list[Box] = []
    for n, r in enumerate(order):
        row = rows[r]
        if header and _same_columns(header, row) and not is_label(row[0].text):
            found += _record(header, row, table * 10_000 + r)
            continue
        header = []
        if n + 1 < len(order) and _is_header(row, rows[order[n + 1]], r):
            header = row
            continue
        found += _row_pairs(row, r, width)
        if len(row) == 1 and n + 1 < len(order) and is_label(row[0].text):
            nxt = rows[order[n + 1]]
            if len(nxt) == 1 and nxt[0] is not row[0] and not is_label(nxt[0].text):
                found.append(Pair(row[0].text, "", nxt[0].start, nxt[0].end))
    return found


def _same_columns(header: list[Box], row: list[Box]) -> bool:
    starts = {b.col for b in header}
    return len(row) > 1 and all(b.col in starts for b in row) and len(row) <= len(header)


def _is_header(row: list[Box], nxt: list[Box], r: int) -> bool:
    """A row of labels over rows of values with the same columns (lists, receipts)."""
    row = [b for b in row if b.row == r]
    if len(row) < 2 or not _same_columns(row, nxt):
        return False
    known = sum(is_label(b.text) for b in row)
    short = all(len(squash(b.text)) <= 22 and "：" not in b.text for b in row)
    if not short or known * 10 < len(row) * 6 or (len(row) == 2 and known < 2):
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
    group = ""
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
            group = f"{group}/{inner}" if group and inner else inner or group
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

_COLON = re.compile(r"[：:](?![0-9０-９]{2}(?![0-9年]))|[：:](?=[0-9]{3})")
_STOP = re.compile(r"[。；;，,\n！？]")
_WIDE = re.compile(r"[\s\u3000]+")


def line_pairs(
    text: str, start: int, end: int, below: tuple[int, int] | None = None
) -> list[Pair]:
    """Pairs ``label：value`` in ``text[start:end]``; the last may have its value below."""
    heads: list[tuple[int, int, str]] = []  # label start, value start, label
    done = start
    for m in _COLON.finditer(text, start, end):
        if m.start() > start and text[m.start() - 1].isdigit() and m.end() < end and text[m.end()].isdigit():
            continue
        label = _label_before(text, done, m.start())
        if label is not None:
            heads.append((label[0], m.end(), label[1]))
            done = m.end()
    if not heads:
        return _bare_pairs(text, start, end) or _label_above(text, start, end, below)
    found = []
    for n, (_, value, label) in enumerate(heads):
        stop = _value_end(text, heads, n, end)
        if not text[value:stop].strip() and n + 1 == len(heads) and below and not signature_role(label):
            nxt = text[below[0] : below[1]]
            if not _COLON.search(nxt) or _label_before(text, below[0], below[0] + _first_colon(nxt)) is None:
                found.append(Pair(label, "", below[0], below[1]))
                continue
        found.append(Pair(label, "", value, stop))
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
            return low + s, word.strip()
    return None


_NUMBERED = re.compile(r"(?<=[、（(）)．.□☑√☐☒】])")


def _inner_starts(piece: str) -> Iterable[int]:
    return (m.start() for m in _NUMBERED.finditer(piece))


def _bare_pairs(text: str, start: int, end: int) -> list[Pair]:
    """``案    由　　涉嫌…``: a label at the start of a line, then white space, then the value;
    more labels may follow in the line."""
    line = text[start:end]
    first = _bare_label(line, 0, 14)
    if first is None:
        return []
    heads = [(0, *first)]  # label start, label end, value start
    for gap in _WIDE.finditer(line, first[1]):
        following = _bare_label(line, gap.end(), 10)
        if following is not None and following[1] < len(line):
            heads.append((gap.end(), *following))
    found = []
    for n, (a, b, value) in enumerate(heads):
        stop = heads[n + 1][0] if n + 1 < len(heads) else len(line)
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
    if not value.strip() or len(value) > 60 or is_label(value.strip()) or _COLON.search(value):
        return []
    return [Pair(label, "", *below)]
