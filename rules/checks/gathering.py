"""What several checks gather from the papers of a step: faults, doubts, days, deliveries."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from casefiles.facts import CaseFile, Document, Fact, chinese_number, same_doc_number, squash
from rules.answers import Answer, Evidence, evidence_of, no, unknown, yes
from rules.checks.evidence import never_signed, unsigned
from rules.days import CalendarUnknown, is_workday
from rules.looking import day_of

SHOWN = 4  # faults that the words of an answer name
Dated = tuple[date, Fact, Document]


@dataclass(slots=True)
class Tally:
    """Faults, doubts and what was found in order, gathered over several papers."""

    bad: list[Evidence] = field(default_factory=list)
    doubt: list[Evidence] = field(default_factory=list)
    good: list[Evidence] = field(default_factory=list)

    def put(self, right: bool | None, e: Evidence) -> None:
        """File one piece of evidence: right, wrong, or (``None``) for a person to look at."""
        (self.good if right else self.bad if right is False else self.doubt).append(e)

    def answer(self, wrong: str, doubtful: str) -> Answer:
        """否 with the faults, else 不明 with the doubts, else 是. The words name the first few."""
        if self.bad:
            return no(f"{wrong}：{_named(self.bad)}", self.bad)
        if self.doubt:
            return unknown(f"{doubtful}：{_named(self.doubt)}", self.doubt)
        return yes("", self.good) if self.good else unknown(doubtful)


def _named(places: list[Evidence]) -> str:
    said = (f"{e.expected}（{e.found}）" if e.found else e.expected for e in places)
    return "；".join(list(dict.fromkeys(said))[:SHOWN])


def firm(f: Fact) -> bool:
    """Whether a date was read for sure and from a place that says what it is."""
    return f.sure and not f.why


def dated(case: CaseFile, codes: Iterable[str]) -> list[Dated]:
    """The dated papers of the kinds, earliest first; a record counts by when it began."""
    found: list[Dated] = []
    for d in case.of(*codes):
        for f in (d.first("start_time"), d.first("doc_date")):
            if f is not None and (day := day_of(f.value)) is not None:
                found.append((day, f, d))
                break
    return sorted(found, key=lambda x: (x[0], x[2].source))


def served(case: CaseFile, d: Document) -> list[tuple[date | None, Fact, Document]]:
    """Where the paper was handed over: rows of 送达回证, and the party's mark on the paper."""
    own = d.value("doc_no")
    found: list[tuple[date | None, Fact, Document]] = []
    for receipt in case.of("SD_HZ"):
        for f in receipt.all("deliveries"):
            x = f.value
            if x.code == d.code and (not x.number or not own or same_doc_number(x.number, own)):
                found.append((x.day, f, receipt))
    for f in d.all("signatures"):
        if f.value.role == "当事人" and (f.value.filled or f.value.ink or f.value.refused):
            found.append((f.value.day, f, d))
    return found


def saying(case: CaseFile, words: Sequence[str], but: Sequence[str] = ()) -> list[Document]:
    """The documents, those of the kinds ``but`` left out, that say one of the words."""
    return [
        d
        for d in case.documents
        if d.code not in but and any(w in squash(d.title + d.text) for w in words)
    ]


def parts(t: Tally, d: Document, elements: list[dict[str, Any]], least: int, strict: bool) -> None:
    """Look for each of ``elements`` in a document: one of its ``fields`` (or phrases) is filled,
    or one of its ``words`` stands in the text. One left out is a fault, but not in a text shorter
    than ``least`` characters, which was hardly read whole, nor where it is not ``strict``, the
    element is ``soft``, or one of its phrases ``maybe`` may say it. ``only`` limits an element to
    texts with one of these words."""
    text = squash(d.text)
    for x in elements:
        if "only" in x and not any(w in text for w in x["only"]):
            continue
        fact = next((f for k in x.get("fields", []) for f in d.all(k) if not f.blank), None)
        if fact is not None or any(w in text for w in x.get("words", [])):
            t.put(True, evidence_of(d, fact))
        else:
            maybe = x.get("soft") or any(d.first(k) for k in x.get("maybe", []))
            sure = strict and len(text) >= least and not maybe
            t.put(False if sure else None, evidence_of(d, None, x["name"], "没有读到"))


def marked(t: Tally, case: CaseFile, d: Document) -> None:
    """The party signed, refused, or was witnessed; or the paper was delivered."""
    blank = unsigned(d, "当事人")
    witness = [f for f in d.all("signatures") if f.value.role == "见证人" and f.value.filled]
    if served(case, d) or witness or d.first("refused") is not None:
        t.put(True, evidence_of(d))
    else:
        sure = blank is not None and not never_signed(case)
        e = evidence_of(d, blank, "当事人签名，或者注明拒签并有见证人签名", "没有")
        t.put(False if sure else None, e)


_NOTHING = re.compile(r"[\s_＿—\-/年月日]*")


def taken_by(t: Tally, case: CaseFile, d: Document, takers: Sequence[str]) -> None:
    """The line for who takes the goods (领取人：…) is filled in, where the paper has one."""
    if not takers:
        return
    label = rf"(?:{'|'.join(map(re.escape, takers))})(?:[（(][^（）()\n]*[）)])?[：:]"
    for m in re.finditer(rf"{label}([^\n]*)", d.text):
        blank = _NOTHING.fullmatch(m[1]) is not None
        drawn = bool(d.pictures) or never_signed(case)  # signed by hand, on the paper only
        right = True if not blank else None if drawn else False
        t.put(right, evidence_of(d, d.quote(m.start(), m.end()), "领取财物的签名", "空白"))


def counted(documents: Iterable[Document], units: Sequence[str]) -> list[str]:
    """How many things of each unit the documents name together, as words (50台), sorted."""
    found: Counter[str] = Counter()
    number = r"(?<![\d.第一二两三四五六七八九十百])(\d+|[一二两三四五六七八九十百]+)"
    pattern = re.compile(rf"{number}\s*({'|'.join(map(re.escape, units))})")
    for d in documents:
        for m in pattern.finditer(d.text):
            found[m[2]] += int(m[1]) if m[1].isascii() else int(chinese_number(m[1]) or 0)
    return sorted(f"{n}{unit}" for unit, n in found.items())


def heads(case: CaseFile, forms: Sequence[str]) -> list[Dated]:
    """The dated opinions of the head of the agency on the forms, earliest first."""
    found = [
        (f.value.day, f, d)
        for d in case.of(*forms)
        for f in d.all("opinions")
        if f.value and f.value.role == "负责人" and f.value.day
    ]
    return sorted(found, key=lambda x: (x[0], x[2].source))


def agreed_elsewhere(
    case: CaseFile, about: Sequence[str], by: date, but: Sequence[str]
) -> list[Document]:
    """Papers not of the kinds ``but`` that the head signed by the day ``by`` and that speak of the
    measure (words ``about``): one form may approve several things."""
    found = []
    for d in case.documents:
        days = [f.value.day for f in d.all("opinions") if f.value and f.value.role == "负责人"]
        early = any(day is not None and day <= by for day in days)
        if d.code not in but and early and any(w in squash(d.text) for w in about):
            found.append(d)
    return found


def only_days_off(a: date, b: date) -> bool:
    """Whether every day from ``a`` up to the day before ``b`` is a day off."""
    try:
        return all(not is_workday(a + timedelta(n)) for n in range((b - a).days))
    except CalendarUnknown:
        return False
