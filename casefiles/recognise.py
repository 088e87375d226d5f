"""Which kind of document (文书种类) some blocks are: by title, else by what stands in them.

The printed title decides; a title that several kinds share is settled by the content; a document
without a title is told from its content where one kind is clearly ahead. Nothing is told from a
file name, and what cannot be told stays unknown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from casefiles.kinds import all_kinds, keys, spellings
from casefiles.model import Block
from casefiles.normalise import label_key
from casefiles.pattern import source
from casefiles.titles import Title, clean_line, foreign_title, read_title

HEAD = 16  # lines at the beginning of a document in which its title is looked for
CLEAR = 2  # clues by which a kind must be ahead of any other to be told from content
_CONTENT = 8000  # characters of a document in which clues are looked for


@dataclass(slots=True, frozen=True)
class Recognition:
    """What a document is. ``code`` and ``kind`` are ``None`` where it cannot be said.

    ``title`` is the printed title without white space and the agency in front of it; ``how`` is
    标题 (a known title), 标题样式 (a title of a known shape), 内容 or an empty string; ``others``
    are kinds that were considered as well.
    """

    code: str | None = None
    kind: str | None = None
    title: str = ""
    title_block: Block | None = None
    how: str = ""
    others: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Line:
    """One line that may be a title, the block it stands in, and the title read from it.

    ``title`` is ``None`` where no known kind goes by it; ``foreign`` is then the title of a
    document of an unknown kind, or empty. ``span`` is the number of blocks it was joined from.
    """

    block: Block
    text: str
    title: Title | None = None
    foreign: str = ""
    span: int = 1


def recognise(blocks: Sequence[Block]) -> Recognition:
    """The kind and title of the document that ``blocks`` are."""
    line = _title_line(blocks)
    if line is None or line.title is None:
        code, others = _by_content(_text(blocks))
        if line is not None:
            maybe = (code,) if code else others
            return Recognition(title=line.foreign, title_block=line.block, others=maybe)
        return _known(code, "", None, "内容") if code else Recognition(others=others)
    title = line.title
    how = "标题样式" if title.pattern else "标题"
    if not title.claimed:
        assert title.code is not None
        return _known(title.code, title.printed, line.block, how)
    code, others = _settle(title, blocks)
    if code is None:
        return Recognition(None, None, title.printed, line.block, "", others)
    return _known(code, title.printed, line.block, how, others)


def _known(
    code: str, title: str, block: Block | None, how: str, others: tuple[str, ...] = ()
) -> Recognition:
    return Recognition(code, all_kinds()[code].name, title, block, how, others)


# --- titles -----------------------------------------------------------------------------------


def _title_line(blocks: Sequence[Block]) -> Line | None:
    """The line that is the title: a known one, else one of unknown kind, else a page header."""
    body = [b for b in blocks[: 8 * HEAD] if b.where in ("body", "textbox")]
    plain = not any(b.centred or b.large for b in body[:HEAD])
    foreign: Line | None = None
    for line in title_lines(body[: 4 * HEAD]):
        stands_out = plain or line.block.centred or line.block.large
        if line.title is not None:
            if foreign is None or (line.block.cell is None and stands_out):
                return line
        elif foreign is None and stands_out:
            foreign = line
    if foreign is not None:
        return foreign
    headers = [b for b in blocks if b.where == "header"]
    return next((x for x in title_lines(headers[:HEAD]) if x.title is not None), None)


def title_lines(blocks: Sequence[Block]) -> Iterator[Line]:
    """The lines among the first ``HEAD`` of ``blocks`` that read as titles, in order."""
    alone = alone_in_row(blocks)
    seen = 0
    for i, block in enumerate(blocks):
        if not block.text or block.text.isspace():
            continue
        if seen >= HEAD:
            return
        seen += 1
        if i not in alone:
            continue
        line = read_line(blocks, i)
        if line is not None:
            yield line


def read_line(blocks: Sequence[Block], i: int) -> Line | None:
    """Block ``i`` read as a title, together with the blocks it is continued in, else ``None``."""
    block = blocks[i]
    if len(block.text) > 400:
        return None
    best: Line | None = None
    for text in (block.text, *block.text.split("\n")) if "\n" in block.text else (block.text,):
        title = read_title(text)
        if title is not None and (best is None or best.title is None):
            best = Line(block, text, title)
        elif best is None and (foreign := foreign_title(text)):
            best = Line(block, text, None, foreign)
    return _continued(blocks, i, best) or best


def _continued(blocks: Sequence[Block], i: int, alone: Line | None) -> Line | None:
    """A title that begins in block ``i`` and ends in one of the next two."""
    first = blocks[i]
    text = clean_line(first.text)
    if first.cell is not None or not text:
        return None
    best = None
    size = len(alone.title.core) if alone is not None and alone.title is not None else 0
    behind = 0
    for span in (2, 3):
        if i + span > len(blocks):
            break
        block = blocks[i + span - 1]
        part = clean_line(block.text)
        if block.cell or block.where != first.where or block.new_page or not 0 < len(part) <= 20:
            break
        text += part
        behind += len(label_key(part))
        title = read_title(text)
        # It has to begin in the first of the lines: the agency above is not part of a title. A
        # line that is a title by itself is continued only in a title that is known.
        if title is None or (size and title.pattern):
            continue
        if len(title.core) > max(size, behind):
            best, size = Line(first, text, title, span=span), len(title.core)
    return best


def alone_in_row(blocks: Sequence[Block]) -> set[int]:
    """Indexes of the blocks that may hold a title: outside tables, or alone in their row."""
    rows: dict[tuple[str, int, int], int] = {}
    for b in blocks:
        if b.cell is not None:
            row = (b.part, b.cell.table, b.cell.row)
            rows[row] = rows.get(row, 0) + (1 if not b.text.isspace() and b.text else 0)
    first: dict[str, int] = {}
    for b in blocks:
        if b.cell is not None:
            first.setdefault(b.part, b.cell.table)
    return {
        i
        for i, b in enumerate(blocks)
        if b.cell is None
        or (
            b.cell.col == 0
            and b.cell.row <= 2
            and b.cell.table == first[b.part]
            and rows[b.part, b.cell.table, b.cell.row] == 1
        )
    }


# --- content ----------------------------------------------------------------------------------

_UNCHOSEN = re.compile(r"[□☐][^□☐☑☒√✓■\n]{0,30}")
# A hint printed in the form says what could stand there, not what does.
_HINT = re.compile(r"[（(](?:如|若|注|可以?填|包括|例如|请)[^（）()\n]{5,160}[）)]")
_WHITE = re.compile(r"[ \t\u3000\u00a0\r]+")


def _text(blocks: Sequence[Block]) -> str:
    """The text in which clues are looked for: no white space, choices not made left out."""
    parts: list[str] = []
    size, row = 0, None
    for b in blocks:
        here = (b.part, b.cell.table, b.cell.row) if b.cell is not None else None
        if here is None or here != row:
            parts.append("\n")
        row = here
        parts.append(b.text)
        size += len(b.text)
        if size > _CONTENT:
            break
    text = _HINT.sub("", _WHITE.sub("", "".join(parts)))
    chosen = any(mark in text for mark in "☑☒√✓■")
    return _UNCHOSEN.sub("", text) if chosen else text


@dataclass(slots=True, frozen=True)
class _Clue:
    words: tuple[str, ...]  # any of them, where the clue has no gap
    shape: re.Pattern[str] | None

    def stands_in(self, text: str) -> bool:
        if self.shape is not None:
            return self.shape.search(text) is not None
        return any(w in text for w in self.words)


@lru_cache(maxsize=4096)
def _clue(pattern: str) -> _Clue:
    if "…" in pattern or "#" in pattern:
        return _Clue((), re.compile(source(pattern, spaced=False)))
    return _Clue(tuple(dict.fromkeys(spellings(pattern))), None)


def _count(clues: Sequence[str], text: str) -> int:
    return sum(_clue(c).stands_in(text) for c in clues)


def _settle(title: Title, blocks: Sequence[Block]) -> tuple[str | None, tuple[str, ...]]:
    """The kind meant by a title that several kinds share, and the other ones."""
    text = _text(blocks)
    kinds = all_kinds()
    found: list[tuple[int, str]] = []
    for claimant in title.claimed:
        claims = [c for c in kinds[claimant].when if title.core in _claimed(c.titles)]
        surplus = max((_count(c.words, text) - c.needs for c in claims), default=-1)
        if surplus >= 0:
            found.append((surplus, claimant))
    found.sort(key=lambda pair: -pair[0])
    code = title.code
    if found and (len(found) == 1 or found[0][0] > found[1][0]):
        code = found[0][1]
    everyone = (*([title.code] if title.code else []), *title.claimed)
    return code, tuple(c for c in everyone if c != code)


@lru_cache(maxsize=256)
def _claimed(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(keys(titles))


def _by_content(text: str) -> tuple[str | None, tuple[str, ...]]:
    """The kind that ``text`` clearly is, else ``None`` and the kinds it may be, best first."""
    found: list[tuple[int, str]] = []
    reached: set[str] = set()
    for kind in all_kinds().values():
        if not kind.needs:
            continue
        count = _count(kind.words, text)
        # A kind that only just misses its mark is a rival all the same.
        if count >= kind.needs - 1 and not _count(kind.never, text):
            found.append((count, kind.code))
            reached |= {kind.code} if count >= kind.needs else set()
    found.sort(key=lambda pair: -pair[0])
    clear = len(found) == 1 or (len(found) > 1 and found[0][0] - found[1][0] >= CLEAR)
    if clear and found[0][1] in reached:
        return found[0][1], ()
    return None, tuple(code for _, code in found if code in reached)
