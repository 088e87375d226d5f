"""From pieces of text standing on a page to lines, and from lines to the paragraphs they were set
from.

A page knows no paragraphs, only words in places. Words side by side are a line; a line without
room for more goes on in the next one, unless that begins something of its own. No format is known
here: a text layer and recognised words are put together in the same way.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from casefiles.model import Block, Box, Cell
from casefiles.people import find_people
from casefiles.vocabulary import is_label, signature_role

_LONGEST = 16.4  # in em: no word leaves more room than this
_AHEAD = 14.0  # in em: room that a line may be left with where a bracket is still open
PADDING = 5.5  # points: usual distance between the border of a cell and its text
_HAN = "一二三四五六七八九十"
# Begins something of its own even where the line before is full.
_ANSWER = re.compile(r"[问答][：:]")
_SPACED = r"[\u4e00-\u9fff](?:[ \u3000]{0,4}[\u4e00-\u9fff]){1,9}"
_ITEM = re.compile(rf"{_SPACED}(?:[（(][^（）()]{{1,8}}[）)][\u4e00-\u9fff]{{0,3}})?[：:]")
_COLUMN = re.compile(rf"{_SPACED}(?:\u3000{{2,}}|\t)")
_WORD = re.compile(r"[\u4e00-\u9fff]{1,6}$")
_NUMBERED = re.compile(rf"[{_HAN}]{{1,3}}、|[（(][{_HAN}\d]{{1,3}}[）)]|\d{{1,2}}[.．、]")
# A number that goes on in the next line may take along what is written close to it: a document
# number its year and its 号, a list of numbers its commas.
_NUMBER = re.compile(r"[（(〔【\[]?[0-9A-Za-z〔〕（）()【】\[\]、，,./:%·¥￥-]+[\u4e00-\u9fff]?")
_SHORT_BRACKET = re.compile(r"[（(〔【][^（）()〔〕【】]{1,4}[）)〕】].?")
# What is not broken at the end of a line: a number, word or character with its brackets and marks.
_MARKS = r"[，。、；：！？）)》〕】\]”’]*"
_UNBROKEN = re.compile(
    r"[（(《〔【\[“‘¥￥]*(?:[0-9A-Za-z][0-9A-Za-z·.,/:%-]*[\u4e00-\u9fff]?|.)"
    rf"{_MARKS}(?:[“‘][0-9A-Za-z]*.?{_MARKS})?"
)
_DAY = re.compile(r"\d{1,4}[年.／/-]\d{1,2}[月.／/-]\d{1,2}日?$")
_WHOLE_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日?(?:\s*\d{1,2}[时:：点]\d{0,2}分?)?")
_RUNS_ON = tuple("于至自从到在为是即截")
_TIME = re.compile(r"\d{1,2}[:：时点]")
_LAST_NUMBER, _FIRST_NUMBER = re.compile(r"(?<!\d)\d{7,18}$"), re.compile(r"\d{7,18}(?!\d)")
_ENDS = tuple("。；：;:！？")
_TICK = tuple("□☐☑☒√✓")
_PAIRS = (("（", "）"), ("《", "》"), ("〔", "〕"))
_BRACKETS = frozenset("（(〔【[")
_CLOSES = tuple("）)》〕】]”’，。、；")  # begins nothing
_OPENS = tuple("（(《〔【[“‘，、")  # nothing ends with


@dataclass(slots=True)
class Piece:
    """Some text on one line: a character, a word or all of it, and the place it stands in.

    ``trust`` is how sure recognised words are, from 0 to 1; ``None`` where they are not in
    question.
    """

    text: str
    box: Box
    trust: float | None = None
    size: float | None = None  # of the type, where it is known

    @property
    def height(self) -> float:
        """The height of the line, at least 1."""
        return max(self.box[3] - self.box[1], 1.0)

    @property
    def width(self) -> float:
        """How far the text runs."""
        return self.box[2] - self.box[0]

    @property
    def em(self) -> float:
        """The width of a Chinese character of the line."""
        return self.size or min(
            max(self.width / max(units(self.text), 1.0), 0.55 * self.height), self.height
        )


def units(text: str) -> float:
    """How much room text takes, in Chinese characters."""
    return sum(1.0 if c > "\x7f" else 0.7 if "A" <= c <= "Z" else 0.55 for c in text)


def beside(one: Piece, two: Piece) -> Piece | None:
    """Both as one line where they stand side by side; words far apart keep a gap between them."""
    a, b = one.box, two.box
    if min(a[3], b[3]) - max(a[1], b[1]) < 0.6 * min(one.height, two.height):
        return None
    left, right = (one, two) if a[0] <= b[0] else (two, one)
    space = right.box[0] - left.box[2]
    if space < -0.5 * one.height:
        return None
    gap = "" if space < 0.4 * one.height else "\t"
    trust = min((t for t in (one.trust, two.trust) if t is not None), default=None)
    box = (left.box[0], min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    return Piece(left.text + gap + right.text, box, trust, one.size)


def lines_of(pieces: Iterable[Piece]) -> list[Piece]:
    """The lines that pieces make up, from top to bottom, each from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.box[1] + p.box[3], p.box[0])):
        row = rows[-1] if rows else None
        if row is not None and _level(row[-1], piece):
            row.append(piece)
        else:
            rows.append([piece])
    lines: list[Piece] = []
    for row in rows:
        row.sort(key=lambda p: p.box[0])
        line = row[0]
        for piece in row[1:]:
            joined = beside(line, piece)
            if joined is None:  # printed over one another
                lines.append(line)
                line = piece
            else:
                line = joined
        lines.append(line)
    return lines


def _level(one: Piece, two: Piece) -> bool:
    common = min(one.box[3], two.box[3]) - max(one.box[1], two.box[1])
    return common >= 0.6 * min(one.height, two.height)


def begins_anew(before: str, text: str, listed: bool = False) -> bool:
    """Whether ``text`` begins an item or a label of its own after the line ``before``.

    ``listed``: it stands among lines that begin with labels.
    """
    if before.endswith(_ENDS) and (_NUMBERED.match(text) or text.startswith(_TICK)):
        return True
    if _ANSWER.match(text) or _COLUMN.match(text):
        return True
    if _WHOLE_DAY.fullmatch(text) and not before.endswith((*_OPENS, *_RUNS_ON)):
        return True  # the day below a signature
    if len(before) <= 4 and len(text) <= 4 and _is_name(before) and _is_name(text):
        return True
    one, two = _LAST_NUMBER.search(before), _FIRST_NUMBER.match(text)
    if one and two and len(one[0]) == len(two[0]):
        return True  # two numbers of a kind, one below the other
    item = _ITEM.match(text)
    if item is None or before.endswith(_OPENS):
        return False
    label = item[0][:-1]
    known = is_label(label) or signature_role(label, bare=True) is not None
    if not (known or listed or before.endswith(_ENDS) or _DAY.search(before)):
        return False  # the end of a word, as in 提|供人：
    word = _WORD.search(before)
    ends = word[0] if word else ""
    return not any(is_label(ends[i:] + label) for i in range(len(ends)))  # 执法|证号：


def _is_name(text: str) -> bool:
    return [p.name for p in find_people(text)] == [text]


def open_bracket(text: str) -> bool:
    """Whether a bracket in the last words of a paragraph is still open: it goes on for sure."""
    last = text[-80:]
    return any(last.rfind(a) > last.rfind(b) for a, b in _PAIRS)


def goes_on_inside(lines: Sequence[Piece], room: float) -> bool:
    """Whether a paragraph of these lines goes on because a bracket is open, and the ``room`` left
    may be that of a long number or word."""
    return room < _AHEAD * lines[-1].em and open_bracket("".join([i.text for i in lines[-2:]]))


def begins_item(text: str) -> bool:
    """Whether a line begins with what looks like a label."""
    return _ITEM.match(text) is not None


def same_type(one: Piece, two: Piece) -> bool:
    """Whether two lines are set in type of the same size."""
    if one.size and two.size:
        return abs(one.size - two.size) <= 0.15 * max(one.size, two.size)
    return abs(one.height - two.height) <= 0.4 * max(one.height, two.height)


def has_room(room: float, before: Piece, text: str) -> bool:
    """Whether ``room`` left at the end of a line would have been enough for what comes next: the
    first character of ``text``, or the number or word that it begins with. A comma ends nothing."""
    em = before.em
    if room > _LONGEST * em:
        return True
    if room < 0.9 * em:
        return False
    if before.text.endswith(_OPENS) or text.startswith(_CLOSES) or text in _BRACKETS:
        return False
    inside = before.text[-1:].isascii() and before.text[-1:].isalnum() and text[:1].isascii()
    tokens = [_UNBROKEN.match(text), _SHORT_BRACKET.match(text)]
    if inside or text[:1] in _BRACKETS:
        tokens.append(_NUMBER.match(text))
    # Widths are estimated: the longer, the less exactly.
    need = min(1.04 * max(units(m[0]) for m in tokens if m), _LONGEST - 0.4)
    return room > (need + 0.4) * em


def paragraphs_in(lines: Sequence[Piece], left: float, right: float) -> list[list[Piece]]:
    """The lines between two edges, such as those of a cell, as the paragraphs they were set from.

    However lines are aligned, one that goes on has no room left for what the next begins with. A
    paragraph that begins indented is not followed by one that does not.
    """
    if not lines:
        return []
    indent = min(line.box[0] for line in lines) - left
    middles = [abs(line.box[0] + line.box[2] - left - right) for line in lines]
    margin = max(min(indent, PADDING if max(middles) < 4 else 0.15 * (right - left)), 0.0)
    left, right = left + margin, right - margin
    listed = sum(begins_item(line.text) for line in lines) >= 3
    found = [[lines[0]]]
    for before, line in pairwise(lines):
        em = before.em
        a, b = before.box, line.box
        indented = found[-1][0].box[0] > b[0] + 1.5 * em
        if b[0] <= a[0] + 0.8 * em and a[0] <= left + 4 * em:
            room = right - a[2]
        elif abs((a[0] + a[2]) - (b[0] + b[2])) < em or abs(a[2] - b[2]) < 0.5 * em:
            room = right - left - before.width  # centred, or set to the right
        else:
            room = right - left
        unclosed = goes_on_inside(found[-1], room)
        goes_on = (
            (unclosed or not has_room(room, before, line.text))
            and same_type(before, line)
            and b[1] - a[3] < 2 * em
            and (indented or unclosed or not begins_anew(before.text, line.text, listed))
        )
        if goes_on:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def joined(lines: Sequence[Piece]) -> tuple[str, tuple[int, ...]]:
    """The text of the lines of a paragraph, and where in it each of them begins. The space between
    a day and a time of day stands at the end of a line without being seen."""
    runs: list[int] = []
    parts: list[str] = []
    at, before = 0, ""  # before: the end of what was written
    for line in lines:
        if before and _TIME.match(line.text) and _DAY.search(before):
            parts.append(" ")
            at += 1
        runs.append(at)
        before = (before + line.text)[-12:]
        parts.append(line.text)
        at += len(line.text)
    return "".join(parts), tuple(runs)


def block_of(
    lines: Sequence[Piece], part: str, index: int, page: int, cell: Cell | None = None
) -> Block:
    """A paragraph as a block: a run, a box and the trust for each of its lines."""
    text, runs = joined(lines)
    trust: tuple[float, ...] = ()
    if any(line.trust is not None for line in lines):
        trust = tuple(1.0 if line.trust is None else line.trust for line in lines)
    boxes = tuple(line.box for line in lines)
    return Block(text, part, index, cell, runs=runs, page=page, boxes=boxes, trust=trust)
