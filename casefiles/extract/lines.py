"""Labels and values in lines: ``label：value``, several in one, or the value in the line below."""

import re
from collections.abc import Iterable

from casefiles.extract.pair import Pair
from casefiles.normalise import squash
from casefiles.vocabulary import fields_named, group_of, is_label, signature_role

COLON = re.compile(r"[：:]")
# On receipts （小写） is a label without a colon.
AMOUNT = re.compile(COLON.pattern + r"|(?<=[大小]写[）)])(?![：:\s）)])")
_STOP = re.compile(r"[。；;，,\n！？]")
_WIDE = re.compile(r"[\s\u3000]+")


def line_pairs(
    text: str,
    start: int,
    end: int,
    below: tuple[int, int] | None = None,
    colon: re.Pattern[str] = COLON,
) -> list[Pair]:
    """Pairs ``label：value`` in ``text[start:end]``; the last may have its value below."""
    heads: list[tuple[int, int, str]] = []  # label start, value start, label
    done = start
    for m in colon.finditer(text, start, end):
        if (
            m.start() > start
            and text[m.start() - 1].isdigit()
            and m.end() < end
            and text[m.end()].isdigit()
        ):
            continue
        before = label_before(text, done, m.start())
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
        if (
            not text[value:stop].strip()
            and n + 1 == len(heads)
            and below
            and not signature_role(label)
            and _value_below(text, *below)
        ):
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


def _value_below(text: str, start: int, end: int) -> bool:
    """Whether a line is the value of the label above it: it has no label of its own, but one in
    brackets as in 罚款1000元（大写：壹仟元）. 问：… and 甲：… are lines of their own."""
    colon = COLON.search(text, start, end)
    if colon is None:
        return True
    if colon.start() - start <= 3:
        return False
    own = label_before(text, start, colon.start())
    return own is None or _in_brackets(text, own[0])


def label_before(text: str, low: int, colon: int) -> tuple[int, str] | None:
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


def _label_above(text: str, start: int, end: int, below: tuple[int, int] | None) -> list[Pair]:
    """A line that is a label, over a line that is its value (as copied from a web page)."""
    label = text[start:end].strip()
    if below is None or len(label) > 16 or not fields_named(label, "", None):
        return []
    value = text[below[0] : below[1]]
    if is_label(text[start : below[1]]):
        return []  # one label in two lines: 当事人⏎基本情况
    if not value.strip() or len(value) > 60 or is_label(value.strip()) or COLON.search(value):
        return []
    return [Pair(label, "", *below)]
