"""Discretion: whether the fine keeps within the ranges that the papers quote, and fits the
reasons they give."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from casefiles.facts import CaseFile, Document
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, moot, no, unknown, yes
from rules.checks import check
from rules.checks.amounts import (
    NUM,
    counted_before,
    either,
    labelled,
    money,
    number_of,
    plain_text,
)


@dataclass(slots=True, frozen=True)
class Range:
    low: Decimal
    high: Decimal
    place: Evidence


_INCL = r"(?:[（(][^（）()]{0,6}[）)])?"  # （含本数）
_BOUNDS = re.compile(
    rf"(?:每(?P<u>[一-鿿]{{1,4}}?))?(?:(?P<c>百分之)?(?P<a>{NUM})(?P<x>元|倍|%)?"
    rf"(?:以上{_INCL}|至|到|[~～—-]+))?(?P<d>百分之)?(?P<b>{NUM})(?P<y>元|倍|%)?{_INCL}(?P<z>以下)?"
)


@dataclass(slots=True, frozen=True)
class _Bound:
    """A range as written: in 元, times (倍) or hundredths (%) of something."""

    low: Decimal
    high: Decimal
    bottom: str
    top: str
    each: str | None  # 每平方米…元
    place: tuple[int, int]


def _bounds(text: str, words: list[str], bases: list[str]) -> Iterator[_Bound]:
    """The ranges in sentences with one of ``words``; 违法所得五千元以下的 is a condition."""
    for m in _BOUNDS.finditer(text):
        start = max(text.rfind(c, 0, m.start()) for c in "。；\n") + 1
        low, high = number_of(m["a"]) or Decimal(), number_of(m["b"])
        if high is None or not (m["z"] or m["a"]):
            continue
        sentence = text[start : m.end() + 12]
        if not any(w in sentence for w in words):
            continue
        top = "%" if m["d"] else m["y"] or m["x"] or ("%" if m["c"] else None)
        bottom = "%" if m["c"] else m["x"] or top
        if top == "元" and any(w in text[max(0, m.start() - 6) : m.start()] for w in bases):
            continue
        if top is None or bottom is None or (top == "元") != (bottom == "元"):
            continue
        yield _Bound(low, high, bottom, top, m["u"], m.span())


def ranges_in(d: Document, words: list[str], bases: list[str]) -> Iterator[Range]:
    """The ranges of fines written in sentences with one of ``words``, in 元: a multiple or a
    price is worked out from each base that the document gives."""
    text = plain_text(d)
    known = {x for w in bases for x in labelled(text, w)}
    times = {"元": Decimal(1), "倍": Decimal(1), "%": Decimal("0.01")}
    for b in _bounds(text, words, bases):
        scale = known if b.top != "元" else counted_before(text, b.each) if b.each else {Decimal(1)}
        place = evidence_of(d, d.quote(*b.place))
        low, high = b.low * times[b.bottom], b.high * times[b.top]
        yield from (Range(low * x, high * x, place) for x in scale)


# 按3.5倍处罚, 处货值金额6倍的罚款; not 三倍以上四倍以下罚款, not 三至四倍罚款
_APPLIED = re.compile(
    rf"(?<![至到~～—\-\d.])(?P<t>{NUM})倍的?(?:罚款|处罚|处以罚款|进行处罚|予以处罚)"
)


def _multiple(d: Document, words: list[str], bases: list[str]) -> tuple[Decimal, list[Range]]:
    """The multiple that the decision applies and the ranges of multiples it quotes; none where it
    names several."""
    text = plain_text(d)
    applied = {v for m in _APPLIED.finditer(text) if (v := number_of(m["t"])) is not None}
    if len(applied) != 1:
        return Decimal(), []
    found = [b for b in _bounds(text, words, bases) if b.bottom == b.top == "倍"]
    quoted = [(b, evidence_of(d, d.quote(*b.place))) for b in found]
    return applied.pop(), [Range(b.low, b.high, place) for b, place in quoted]


def fine_of(case: CaseFile) -> tuple[Decimal, Evidence] | None:
    act = case.act("fine")
    if act is None or act.fact.blank or not act.fact.sure:
        return None
    return Decimal(str(act.value)), evidence_of(act.document, act.fact)


@check
def within_range(
    case: CaseFile, ctx: Context, documents: list[str], words: list[str], bases: list[str],
    less: list[str],
) -> Answer:  # fmt: skip
    """The fine is no lower and no higher than every range that the papers quote (行政处罚法
    第五条、第三十二条); below all of them only where a word of ``less`` (减轻) tells why."""
    fine = fine_of(case)
    ranges = [r for d in case.of(*documents) for r in ranges_in(d, words, bases)]
    if fine is None or not ranges:
        gone = "罚款数额" if fine is None else "罚款的幅度"
        return unknown(f"没有读到{gone}，请对照罚则核对", [looked_at(case, gone)])
    value, place = fine
    seen = [place, *(r.place for r in ranges)]
    if value > max(r.high for r in ranges):
        return no(f"罚款{money(value)}，高于文书所写的幅度", seen)
    if value < min(r.low for r in ranges):
        if any(w in d.text for d in case.of(*documents) for w in less):
            return unknown(
                f"罚款{money(value)}，低于文书所写的幅度；是否有法定减轻情节请核对", seen
            )
        return no(f"罚款{money(value)}，低于文书所写的幅度，没有写减轻的理由", seen)
    return yes(f"罚款{money(value)}，在文书所写的幅度内", seen)


@check
def discretion_told(
    case: CaseFile, ctx: Context, decision: list[str], documents: list[str], words: list[str],
    reasons: list[str], bases: list[str],
) -> Answer:  # fmt: skip
    """The papers give reasons for the amount (``reasons``: 裁量, 阶次), and the fine lies within
    the range that the decision states (行政处罚法第三十四条)."""
    told = [d for d in case.of(*decision, *documents) if any(w in d.text for w in reasons)]
    if not told:
        return no("决定书、报告没有写裁量的理由", map(evidence_of, case.of(*decision)))
    fine = fine_of(case)
    ranges = [r for d in case.of(*decision) for r in ranges_in(d, words, bases)]
    if fine is not None and ranges and not any(r.low <= fine[0] <= r.high for r in ranges):
        seen = [fine[1], *(r.place for r in ranges)]
        return no(f"罚款{money(fine[0])}，不在决定书所写的幅度内", seen)
    for d in case.of(*decision):
        times, quoted = _multiple(d, words, bases)
        if quoted and not any(r.low <= times <= r.high for r in quoted):
            seen = [r.place for r in quoted]
            return no(f"按{times.normalize():f}倍罚款，不在决定书所写的幅度内", seen)
    return yes("写有裁量的理由", map(evidence_of, told))


@check
def mildness_kept(
    case: CaseFile, ctx: Context, decision: list[str], mild: list[str], unless: list[str],
    grades: list[str], words: list[str], bases: list[str],
) -> Answer:  # fmt: skip
    """A decision that finds reasons for a milder penalty (``mild``) names no heavy grade
    (``grades``) and imposes less than the highest amount of its ranges (行政处罚法第三十二条).

    A sentence with a word of ``unless`` (请求, 不予采纳) tells what somebody wanted.
    """
    bad: list[Evidence] = []
    seen: list[Evidence] = []
    fine = fine_of(case)
    for d in case.of(*decision):
        text = plain_text(d)
        said = re.finditer(rf"[^。；\n]*{either(mild)}[^。；\n]*", text)
        hits = [m for m in said if not any(w in m[0] for w in unless)]
        if not hits:
            continue
        fact = d.quote(*hits[0].span())
        seen.append(evidence_of(d, fact))
        heavy = next((w for w in grades if w in re.sub('[“”"]', "", text)), None)
        written = list(ranges_in(d, words, bases))
        tops = [r for r in written if fine is not None and r.high == fine[0]]
        times, quoted = _multiple(d, words, bases)
        if heavy is not None:
            bad.append(evidence_of(d, fact, "从轻、减轻", heavy))
        elif tops:
            bad.append(evidence_of(d, fact, "从轻、减轻", f"按上限{money(tops[0].high)}罚款"))
        elif fine is not None and written and all(r.high < fine[0] for r in written):
            bad.append(evidence_of(d, fact, "从轻、减轻", f"罚款{money(fine[0])}，高于所写的幅度"))
        elif quoted and all(r.high <= times for r in quoted):
            found = f"按{times.normalize():f}倍罚款，不低于所写幅度的上限"
            bad.append(evidence_of(d, fact, "从轻、减轻", found))
    if bad:
        return no("认定有从轻、减轻情节，处罚没有体现", bad)
    return yes("没有发现矛盾", seen) if seen else moot(case, "决定书没有认定从轻、减轻情节")
