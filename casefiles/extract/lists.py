"""Lists: the rows of a 音像记录清单 and of a 卷内目录."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from casefiles import normalise as n
from casefiles.extract.pair import Pair
from casefiles.facts import Document, Fact, Listed, Recording
from casefiles.vocabulary import fields_named

Reader = Callable[[list[Pair], str], Fact | None]


def records(found: list[Pair]) -> list[list[Pair]]:
    """The entries of a list: its rows, or what repeats under the same labels."""
    rows: dict[int, list[Pair]] = {}
    for p in found:
        if p.record >= 0:
            rows.setdefault(p.record, []).append(p)
    return list(rows.values()) or _repeated(found)


def _repeated(found: list[Pair]) -> list[list[Pair]]:
    """The entries of a list in which each has its own labels: one begins where a label returns."""
    entries: list[list[Pair]] = [[]]
    for p in found:
        if any(q.label == p.label for q in entries[-1]):
            entries.append([])
        entries[-1].append(p)
    return entries if len(entries) > 1 else []


def recordings(document: Document, found: list[Pair], field: Reader) -> list[Fact]:
    """The rows of a 音像记录清单."""
    facts: list[Fact] = []
    for row in records(found) or [[p for p in found if p.record < 0]]:
        name, start, end = field(row, "file_name"), field(row, "rec_start"), field(row, "rec_end")
        span = field(row, "rec_time")
        a, b = (start.value if start else None), (end.value if end else None)
        if a is None and span is not None and span.value is not None:
            a, b = span.value.start, span.value.end
        if b is None and isinstance(a, datetime):
            b = _clock(document, row, a)
        length = _length(document, row)
        if b is None and isinstance(a, datetime) and length is not None:
            b = a + length
        digests, sure = _digests(document, row)
        subject, place, who = field(row, "rec_subject"), field(row, "place"), field(row, "recorder")
        if not (name or subject) or (a is None and not (name and name.value)):
            continue
        rec = Recording(
            str(name.value or "") if name else "",
            _moment(a),
            _moment(b),
            str(place.value or "") if place else "",
            str(subject.value or "") if subject else "",
            who.words if who else "",
            length,
            digests,
        )
        anchor = (name or subject or Fact(None, "")).anchor
        facts.append(Fact(rec, f"{rec.name} {rec.subject}".strip(), anchor, sure))
    return facts


_DIGEST = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-f])")
_CLOCK = re.compile(r"(?:(\d+)[:：])?(\d{1,3})[:：](\d{2})(?:\.\d+)?")
_SPOKEN = re.compile(
    r"(?:(\d+)(?:个?小时|时|h))?(?:(\d+(?:\.\d+)?)(?:分钟|分|min|m|′|'))?(?:(\d+)(?:秒钟?|s|″|\"|′′|''))?"
)


def _digests(document: Document, row: list[Pair]) -> tuple[tuple[str, ...], bool]:
    """The digests of a row, and whether their signs were read for sure."""
    found: list[str] = []
    sure = True
    for p in row:
        if any(f.key == "rec_digest" for f in fields_named(p.label, p.group, document.code)):
            # Long as they are, they are broken into several lines of their cell.
            said = n.squash(document.text[p.start : p.end]).lower()
            here = _DIGEST.findall(said)
            found += here
            place = document.quote(p.start, p.end)
            sure &= not here or document.doubted([place])[0].sure
    return tuple(dict.fromkeys(found)), sure


def _length(document: Document, row: list[Pair]) -> timedelta | None:
    """How long a recording runs: 42分钟, 1小时02分, 00:42:10; a bare number where its label names
    the unit."""
    for p in row:
        if any(f.key == "rec_length" for f in fields_named(p.label, p.group, document.code)):
            said = n.squash(document.text[p.start : p.end]).lower().removeprefix("约")
            if said.isdecimal():
                unit = "秒" if "秒" in p.label else "分" if "分" in p.label else ""
                said += unit
            if m := _CLOCK.fullmatch(said) or (_SPOKEN.fullmatch(said) if said else None):
                hours, minutes, seconds = (float(x or 0) for x in m.groups())
                return timedelta(hours=hours, minutes=minutes, seconds=seconds) or None
    return None


def _clock(document: Document, row: list[Pair], start: datetime) -> datetime | None:
    """The end of a recording given as a time of day only: of the day on which it began."""
    for p in row:
        if any(f.key == "rec_end" for f in fields_named(p.label, p.group, document.code)):
            said = f"{start:%Y-%m-%d} {document.text[p.start : p.end].strip()}"
            for m in n.find_moments(said)[:1]:
                return _moment(m.value)
    return None


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def listed(
    document: Document, found: list[Pair], field: Reader, code_of: Callable[[str], str | None]
) -> list[Fact]:
    """The rows of a 卷内目录."""
    facts: list[Fact] = []
    for row in records(found):
        title = field(row, "toc_title")
        if title is None or title.blank:
            continue
        number, day, page = field(row, "toc_no"), field(row, "toc_day"), field(row, "toc_page")
        name = n.squash(title.words)
        written = next((d.value for d in n.find_doc_numbers(title.words)), None)
        value = Listed(
            name,
            number.value if number and number.value else written,
            day.value if day else None,
            page.words.strip() if page else "",
            code_of(name),
        )
        facts.append(Fact(value, title.words, title.anchor))
    return facts
