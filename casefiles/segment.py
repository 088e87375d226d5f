"""One file that holds several documents → its documents.

A document begins at a title that starts a page. A file is taken apart only where titles of two
different kinds each start a page, or where three different kinds stand out as titles: most files
are one document, even if a form in it is printed twice or an identity card is copied below a
business licence. Forms that fill one page each, such as receipts, are parted at every page that
begins with their title.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casefiles.kinds import all_kinds
from casefiles.model import Block, Reading
from casefiles.normalise import find_doc_numbers
from casefiles.recognise import Line, alone_in_row, read_line, recognise

_ABOVE = 3  # lines that may stand above a title on its page: agency, series name, number
_THIN = 120  # characters below which there is hardly more to a document than its title
_SHORT = 20  # characters of a title of unknown kind that is not printed as one
_RECORDS = ("笔录", "记录")
_CONTINUED = ("续页", "（续）", "(续)", "附页")


@dataclass(slots=True, frozen=True)
class _Start:
    """Where a document may begin: block ``at``; ``page``: its title starts a page.

    ``sure`` is false where a title only stands out in the middle of a page: it counts in a file
    that is a bound one for other reasons.
    """

    at: int
    line: Line
    page: bool
    sure: bool = True
    code: str | None = None  # the kind, where its pages settle what a shared title means

    @property
    def name(self) -> str:
        """What kind it begins: its code, or its title where the kind is open or unknown."""
        title = self.line.title
        return self.line.foreign if title is None else self.code or title.code or title.core


def segment(reading: Reading) -> list[Reading]:
    """The documents in ``reading``, in order; the reading itself where it is one document.

    The parts of ``merged.docx`` are called ``merged.docx#1``, ``merged.docx#2`` … Page headers
    and footers go to every document of their section, remarks to the first.
    """
    body = [b for b in reading.blocks if b.where in ("body", "textbox")]
    return _parted(reading, body, _cuts(body))


def alike(reading: Reading) -> list[Reading]:
    """The forms in a file that is one document as far as it tells: those of one kind, each with its
    title on a page of its own. Only the 卷内目录 can say whether they are documents of their own.
    Fewer than two: nothing to take apart."""
    body = [b for b in reading.blocks if b.where in ("body", "textbox")]
    starts = [s for s in _settled(_starts(body), body) if s.page and s.line.title is not None]
    forms = [s for s in starts if not any(w in s.line.text for w in _CONTINUED)]
    records = any(s.line.title and s.line.title.core.endswith(_RECORDS) for s in forms)
    if records or len({s.name for s in forms}) != 1:
        return []
    found = _parted(reading, body, [0, *(s.at for s in forms[1:])])
    return found if len(found) > 1 else []


def _parted(reading: Reading, body: list[Block], cuts: list[int]) -> list[Reading]:
    """``reading`` cut before the blocks ``cuts``; itself where there are fewer than two."""
    if len(cuts) < 2:
        return [reading]
    parts = [body[a:z] for a, z in zip(cuts, [*cuts[1:], len(body)], strict=True)]
    thin = sum(sum(len(b.text) for b in part) < _THIN for part in parts)
    if reading.flat and thin * 2 > len(parts):
        return [reading]  # a list of titles: a 卷内目录 whose table was lost
    rest = [b for b in reading.blocks if b.where not in ("body", "textbox")]
    found = []
    notes_given: set[int] = set()
    for n, part in enumerate(parts, 1):
        sections = {b.section for b in part}
        mine = [b for b in rest if b.where in ("header", "footer") and b.section in sections]
        for b in rest:
            # A footnote is printed once: with the first document of its section.
            if b.where == "note" and b.section in sections and id(b) not in notes_given:
                notes_given.add(id(b))
                mine.append(b)
        remarks = list(reading.notes) if n == 1 else []
        found.append(
            replace(
                reading,
                source=f"{reading.source}#{n}",
                blocks=[*part, *mine],
                notes=remarks,
                pictures=(),
            )
        )
    return found


def _cuts(body: Sequence[Block]) -> list[int]:
    """Indexes of the blocks at which documents begin; fewer than two where there is only one."""
    starts = _settled(_starts(body), body)
    known = [s for s in starts if s.line.title is not None]
    on_pages = {s.name for s in known if s.page}
    everywhere = {s.name for s in known if s.sure}
    if len(on_pages) >= 2:
        # In the middle of a page only in what is clearly a bound file.
        cuts = [s for s in starts if s.page or (len(everywhere) >= 3 and s.sure)]
    elif len(everywhere) >= 3:
        cuts = starts
    elif _one_a_page(known):
        cuts = [s for s in known if s.page]
    else:
        return []
    kept: list[_Start] = []
    for s in cuts:
        again = bool(kept) and kept[-1].name == s.name
        if again and (not s.page or any(w in s.line.text for w in _CONTINUED)):
            continue  # the same form once more, or its next page
        kept.append(s)
    first = kept[0].at
    return [*([0] if first else []), *(s.at for s in kept)]


def _settled(starts: Sequence[_Start], body: Sequence[Block]) -> list[_Start]:
    """The same, each title that several kinds share settled by what follows up to the next one.

    Not those of records: their next page may be about something else.
    """
    ends = [*(s.at for s in starts), len(body)][1:]
    found: list[_Start] = []
    for s, end in zip(starts, ends, strict=True):
        title = s.line.title
        if s.page and title is not None and title.claimed and not title.core.endswith(_RECORDS):
            s = replace(s, code=recognise(body[s.at : end]).code)
        found.append(s)
    return found


def _one_a_page(known: Sequence[_Start]) -> bool:
    """Whether every page that begins with a title is a form of its own (送达回证).

    A title that several kinds share stands for such forms only where all of them are.
    """
    titles = [s.line.title for s in known if s.page and s.line.title is not None]
    codes = [c for t in titles for c in ([t.code] if t.code else t.claimed)]
    return len(titles) > 1 and all(all_kinds()[c].single for c in codes)


def _starts(body: Sequence[Block]) -> list[_Start]:
    alone = alone_in_row(body)
    paged = any(b.page is not None for b in body)
    plain = not any(b.centred or b.large for b in body)
    found: list[_Start] = []
    page_at, above, skip = 0, 0, 0
    for i, block in enumerate(body):
        if i == 0 or block.new_page or (paged and block.page != body[i - 1].page):
            page_at, above = i, 0
        if i < skip or not block.text or block.text.isspace():
            continue
        above += 1
        on_top = above <= _ABOVE + 1
        stands_out = block.centred or block.large or (plain and not paged)
        if i not in alone or not (on_top or stands_out):
            continue
        line = read_line(body, i)
        if line is None:
            if len(block.text) > 60 or block.cell is not None:
                above = _ABOVE + 1  # text has begun: no title stands on top of this page any more
            continue
        shown = block.centred or block.large or (block.new_page and len(block.text) <= _SHORT)
        if line.title is None and not (on_top and shown):
            continue
        if on_top:
            found.append(_Start(page_at, line, True))
            above = _ABOVE + 1
        elif stands_out and not paged:
            at = _begins(body, i, line)
            if at is not None:
                found.append(_Start(at, line, False))
            elif not plain and block.cell is None:
                found.append(_Start(i, line, False, sure=False))
        skip = i + line.span
    return found


def _begins(body: Sequence[Block], i: int, line: Line) -> int | None:
    """Where a document begins whose title stands in the middle of a page, or ``None``.

    A number or a form has to follow, or the agency to stand above: other words may look the same.
    """
    above = body[i - 1]
    after = body[i + line.span] if i + line.span < len(body) else None
    by_agency = (
        above.cell is None
        and (above.centred or above.large)
        and len(above.text) <= 40
        and above.text.strip().endswith(("局", "厅", "委员会", "政府", "队", "所"))
    )
    if by_agency:
        return i - 1
    if after is None:
        return None
    if after.cell is not None and body[i].cell is None:
        return i
    return i if len(after.text) <= 60 and find_doc_numbers(after.text) else None
