"""The daily surcharge on a fine paid late: its rate, its days, its sum and its upper limit."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from casefiles.facts import CaseFile, Document, find_dates, squash
from rules.answers import Context, Evidence, evidence_of, show
from rules.checks.amounts import NUM, money, number_of, plain_text
from rules.looking import act_of, day_of
from rules.parameters import Value

Found = Iterator[tuple[bool | None, Evidence]]

_RATE = (
    r"(?P<r>百分之[一二三四五六七八九十点零\d.]+|千分之[一二三四五六七八九十点零\d.]+"
    r"|\d+(?:\.\d+)?[%‰]|0?\.0\d+)"
)
# 每日按罚款数额的百分之三加处罚款; 按日加处罚款数额3%的罚款
_TOLD = re.compile(
    rf"(?:每[日天]|按[日天]|日)[^。；\n]{{0,14}}?{_RATE}[^。；\n\d]{{0,8}}?(?:加处|加收)"
    rf"|(?:加处|加收)[^。；\n\d%]{{0,14}}?{_RATE.replace('<r>', '<s>')}"
)
_BASE, _DAYS = rf"(?P<b>{NUM})元?", rf"(?P<n>{NUM})[日天]"
_TIMES = r"\s*[×xX*]\s*"
_PRODUCT = re.compile(
    rf"{_BASE}{_TIMES}{_RATE}(?:[/／每]?[日天])?{_TIMES}{_DAYS}"
    rf"|(?P<b2>{NUM})元?{_TIMES}(?P<n2>{NUM})[日天]{_TIMES}{_RATE.replace('<r>', '<r2>')}"
)
_RESULT = re.compile(rf"\s*[=＝为计，,：:]*\s*(?P<q>{NUM})(?:元|\s|$)")
_BEFORE = re.compile(rf"(?P<q>{NUM})元[（(]$")
_SURCHARGE = re.compile(rf"加处(?:的)?罚款(?:人民币)?(?:共计|合计|共|计|为)?(?P<q>{NUM})元")
_DUE = re.compile(r"(?:前|以前|之前|止|内)?[^。；，,\n\d]{0,4}(?:缴|交|届满|到期)")


def _share(words: str) -> Decimal | None:
    """The rate that ``words`` write: 百分之三, 3%, 千分之五, 0.03."""
    for mark, scale in (("百分之", 100), ("千分之", 1000)):
        if words.startswith(mark):
            value = number_of(words.removeprefix(mark))
            return None if value is None else value / scale
    value = number_of(words.strip("%‰"))
    scale = 100 if words.endswith("%") else 1000 if words.endswith("‰") else 1
    return None if value is None else value / scale


def _rates(d: Document, lawful: Value) -> Found:
    """The rate that a decision tells is the lawful one."""
    text = plain_text(d)
    for m in _TOLD.finditer(text):
        rate = _share(m["r"] or m["s"])
        if rate is None or rate == 1:
            continue
        e = evidence_of(d, d.quote(*m.span()), f"每日{_percent(lawful.amount)}", _percent(rate))
        yield rate == lawful.amount or (False if lawful.status == "核实" else None), e


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"


def _products(d: Document) -> Iterator[tuple[re.Match[str], Decimal, Decimal, Decimal]]:
    """Each surcharge worked out in ``d``: where, from what amount, rate and number of days."""
    for m in _PRODUCT.finditer(plain_text(d)):
        base, days = number_of(m["b"] or m["b2"]), number_of(m["n"] or m["n2"])
        rate = _share(m["r"] or m["r2"])
        if base is not None and days is not None and rate is not None:
            yield m, base, rate, days


def _worked_out(d: Document, lawful: Value, cap: Value | None) -> Found:
    """What is written behind or before a product is its result, and no more than the limit."""
    text = plain_text(d)
    for m, base, rate, days in _products(d):
        place = d.quote(*m.span())
        if rate != lawful.amount:
            e = evidence_of(d, place, f"每日{_percent(lawful.amount)}", _percent(rate))
            yield (False if lawful.status == "核实" else None), e
        right = base * rate * days
        most = base * cap.amount if cap is not None else right
        after = _RESULT.match(text, m.end())
        before = _BEFORE.search(text[max(0, m.start() - 16) : m.start()])
        written = [number_of(x["q"]) for x in (after, before) if x is not None]
        for got in (q for q in written[:1] if q is not None):
            due = min(right, most)
            e = evidence_of(d, place, f"加处{money(due)}", money(got))
            yield abs(got - due) < 1 or (None if got < due else False), e


def _last_day(d: Document) -> date | None:
    """The last day to pay, where the paper names one: 应于2024年5月1日前缴纳."""
    text = squash(d.text)
    days = {
        x.value
        for x in find_dates(text)
        if x.value is not None and _DUE.match(text, x.end) and "前" in text[x.end : x.end + 3]
    }
    return days.pop() if len(days) == 1 else None


def _days_late(d: Document) -> Found:
    """The days counted are those from the last day to pay until the payment; whether the day of
    payment counts is not said, so one more or less is left to a person."""
    last, paid = _last_day(d), d.first("pay_date")
    day = day_of(paid.value) if paid is not None and paid.sure else None
    if last is None or day is None or day <= last:
        return
    late = (day - last).days
    for m, _, _, days in _products(d):
        e = evidence_of(
            d, d.quote(*m.span()), f"逾期{late}日（{show(last)}至{show(day)}）", f"{days}日"
        )
        yield True if days == late else False if days > late + 1 else None, e


def surcharges(case: CaseFile, ctx: Context, rate: str, cap: str) -> Found:
    """(right?, evidence) for each surcharge that a paper tells of or works out
    (行政处罚法第七十二条第一款第一项; 行政强制法第四十五条第二款).

    ``rate`` and ``cap`` name the parameters of the share a day and of the most in all. Too little
    may have a reason, such as a review whose time does not count: that is left to a person.
    """
    decided = act_of(case, "case.decision_date")
    day = decided.day if decided is not None else None
    lawful = ctx.lookup(rate, day) if day else None
    most = ctx.lookup(cap, day) if day else None
    if lawful is None:
        return
    for d in case.of("CF_JD2", "CF_DC"):
        if not d.first("collected_on_spot"):  # the other alternative of the form was not ticked
            yield from _rates(d, lawful)
    fine = case.act("fine")
    for d in case.of("ZX_PJ", "ZX_JA", "ZX_CG", "ZX_SQ", "ZX_FQ"):
        yield from _worked_out(d, lawful, most)
        yield from _days_late(d)
        for m in _SURCHARGE.finditer(plain_text(d)):
            got = number_of(m["q"])
            if got is None or most is None or fine is None or fine.fact.blank:
                continue
            limit = Decimal(fine.value) * most.amount
            e = evidence_of(d, d.quote(*m.span()), f"不超过{money(limit)}", money(got))
            sure = most.status == "核实" and fine.fact.sure
            yield got <= limit or (False if sure else None), e
