"""Records and photos that look copied from another case file."""

import heapq
import re
from array import array
from collections.abc import Iterator, Sequence
from zlib import crc32

from casefiles.facts import CaseFile, Document, squash
from rules.across import Found, Item, across, number_limit, pairs
from rules.answers import Context, evidence_of
from rules.looking import day_of

SHINGLE = 5  # characters that are compared as one piece
SKETCH = 128  # pieces kept of a text: the smallest by their hash
KEYS = 4  # of these, how many bring two texts together
_ANSWER = re.compile(r"答\s*[：:]\s*(.+)")
_NUMBERS = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万两]+")


def collect(
    case: CaseFile,
    ctx: Context,
    documents: list[str],
    photos: list[str],
    similarity: str,
    least: int,
) -> Iterator[Item]:
    """A sketch of what each record says, and each picture on a page of photos."""
    for d in case.of(*documents):
        day = day_of(d.value("doc_date")) or day_of(d.value("start_time"))
        limit = number_limit(ctx, similarity, day) if day else None
        text = _said(case, d)
        if limit is None or len(text) < least:
            continue
        sketch = _sketch(text)
        value = (sketch, limit, len(text))
        for n in sketch[:KEYS]:
            yield Item(("text", d.code, n), value, evidence_of(d), day)
    for d in case.of(*photos):
        for picture in d.pictures:
            yield Item(("photo", picture), None, evidence_of(d), day_of(d.value("doc_date")))


def _said(case: CaseFile, d: Document) -> str:
    """What the person answered, or what was seen, without the names, places and numbers that
    differ from case to case anyway. Printed questions and notices are left out."""
    answers = _ANSWER.findall(d.text)
    text = squash("".join(answers) if answers else str(d.value("facts_text") or ""))
    own = [case.party.value if case.party else ""]
    own += [f.value for x in case.documents for k in _OWN for f in x.all(k)]
    own += [p.name for x in case.documents for f in x.all("acting") for p in f.value or ()]
    for word in sorted({squash(str(w)) for w in own if w}, key=len, reverse=True):
        if len(word) > 1:
            text = text.replace(word, "")
    return _NUMBERS.sub("#", text)


_OWN = ("party_name", "interviewee", "legal_rep", "place", "party_addr", "agency")


def _sketch(text: str) -> "array[int]":
    pieces = {text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)}
    return array("L", heapq.nsmallest(SKETCH, {crc32(p.encode()) for p in pieces}))


def _alike(a: "array[int]", b: "array[int]") -> float:
    """The share of pieces that two texts have in common, estimated from their sketches."""
    most = set(heapq.nsmallest(SKETCH, {*a, *b}))
    return len(most & set(a) & set(b)) / len(most)


def compare(
    items: Sequence[Item],
    documents: list[str],
    photos: list[str],
    similarity: str,
    least: int,
) -> Iterator[Found]:
    """Records of two cases as alike as the parameter ``similarity`` says, and the same picture in
    two cases: doubts, for both may have an innocent reason."""
    if items[0].value is None:
        yield Found(None, "不同案件使用同一张照片", tuple(items))
        return
    for a, b in pairs(items, most=50):
        share = _alike(a.value[0], b.value[0])
        if share >= min(a.value[1], b.value[1]):
            size = f"{b.value[2]}字，不计姓名、地点、数字"
            why = f"两案《{a.evidence.document}》内容{share:.0%}相同（{size}）"
            yield Found(None, why, (a, b))


across("not_copied", collect, compare)
