"""Amounts in a decision: whether the sums that it writes out come out."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from casefiles.facts import CaseFile, Document
from rules.answers import Answer, Context, Evidence, evidence_of, moot, no, unknown, yes
from rules.checks import check
from rules.checks.amounts import (
    NUM,
    YUAN,
    counted_before,
    either,
    labelled,
    number_of,
    plain_text,
)


@dataclass(slots=True)
class _Sums:
    """The sums of one decision: wrong, in doubt, right."""

    d: Document
    rough: list[str]
    bad: list[Evidence]
    doubt: list[Evidence]
    good: list[Evidence]

    def put(self, m: re.Match[str], due: set[Decimal], got: Decimal, how: str, sure: bool) -> None:
        """``due``: the results that the words allow; one cent up to one 元 is rounding."""
        right = any(abs(x - got) < 1 for x in due)
        rest = re.split("[。；\n]", m.string[m.end() :], maxsplit=1)[0]
        near = m.string[max(0, m.start() - 6) : m.end()] + rest
        sure = sure and len(due) == 1 and not any(w in near for w in self.rough)
        sure = sure and not any(x % 1 and abs(x - got) < x / 100 for x in due)  # rounded to tens
        fact = self.d.quote(m.start(), m.end())
        wanted = "、".join(f"{x.normalize():f}元" for x in sorted(due))
        e = evidence_of(self.d, fact, f"{how}{wanted}", f"{got.normalize():f}元")
        (self.good if right else self.bad if sure else self.doubt).append(e)


def _prices(s: _Sums, text: str, labels: list[str], net: list[str]) -> None:
    """N瓶，每瓶P元，收入Q元. A net figure (违法所得) may lawfully be less."""
    pattern = (
        rf"(?P<n>{NUM})(?P<u>[一-鿿]{{1,3}}?)[，、]?(?:以|按|按照|单价|售价|价格)?每(?P=u)"
        rf"(?:售价|收费|单价|价格|销售|售)?为?(?P<p>{NUM})元(?:的价格)?"
        rf"(?:销售|结算|计算|收取|出售|计)?[，、]?(?P<l>{either([*labels, *net])}){YUAN}"
    )
    for m in re.finditer(pattern, text):
        n, p, q = (number_of(m[k]) for k in "npq")
        before = re.split("[。\n]", text[: m.start()])[-1]
        if n is not None and p is not None and q is not None:
            # 10瓶、20瓶，每瓶…: it may be the price of all; 每批10瓶 or an amount before it: there
            # may be another factor or summand
            every = sum(counted_before(before, m["u"]), n)
            sure = m["l"] not in net and not re.search("元|每.{1,3}$", before)
            s.put(m, {n * p, every * p}, q, f"{m['n']}{m['u']}×{m['p']}元＝", sure)


_UNIT = r"[一-鿿]{1,3}?"
_N, _P = rf"(?P<n>{NUM})(?P<u>{_UNIT})", rf"(?P<p>{NUM})元"
_EACH, _TO = r"(?:[/／每](?P=u))?", r"[，、,]?"


def _products(labels: list[str]) -> tuple[re.Pattern[str], ...]:
    """N瓶 and P元 with their product: 以38元/盒销售180盒，金额6840元; 180盒，单价38元，金额6840元;
    6840元（180盒×38元/盒）; 180盒×38元＝6840元."""
    ends = rf"{_TO}{either(labels)}{YUAN}"
    price = r"(?:销售|购进|出厂|平均)?(?:单价|售价|进价|价格)[为:：]?"
    forms = (
        rf"{_P}[/／每](?P<u>{_UNIT})[^，。；、,;\d]{{0,12}}?(?P<n>{NUM})(?P=u){ends}",
        rf"{_N}{_TO}{price}{_P}{_EACH}{ends}",
        rf"(?P<q>{NUM})元[（(]{_N}[×xX*]{_P}{_EACH}[）)]",
        rf"{_N}[×xX*]{_P}{_EACH}[=＝](?P<q>{NUM})元",
    )
    return tuple(map(re.compile, forms))


def _listed(s: _Sums, text: str, labels: list[str], net: list[str], whole: list[str]) -> None:
    """Goods one by one with price and amount, and what they come to: 货值金额共计11076元.

    The total is certain only where nothing else in 元 stands between the first of the goods and
    it, and no word of ``rough``; a net figure may lawfully be less.
    """
    forms = _products(labels)
    for line in re.finditer(r"[^\n]+", text):
        found = [m for form in forms for m in form.finditer(text, *line.span())]
        items = sorted(found, key=lambda m: m.start())
        parts = []
        for m in items:
            n, p, q = (number_of(m[k]) for k in "npq")
            if n is None or p is None or q is None:
                continue
            s.put(m, {n * p}, q, f"{m['n']}{m['u']}×{m['p']}元＝", sure=True)
            parts.append(q)
        if len(parts) < 2:
            continue
        first, last = items[0].start(), items[-1].end()
        between = "".join(text[a.end() : b.start()] for a, b in pairwise(items))
        total = re.compile(rf"(?P<l>{either([*labels, *net])})(?:{either(whole)})为?{YUAN}")
        for m in total.finditer(text, last, line.end()):
            rest = re.sub(total, "", between + text[last : m.start()])
            sure = m["l"] not in net and "元" not in rest
            sure = sure and not any(w in text[first : m.end()] for w in s.rough)
            s.put(m, {sum(parts, Decimal())}, number_of(m["q"]) or Decimal(), "各项相加为", sure)


_ADDED = re.compile(rf"(?P<a>{NUM}元?(?:[+＋]{NUM}元?)+)[=＝](?P<q>{NUM})元")


def _additions(s: _Sums, text: str) -> None:
    """6840元+3780元+456元＝11076元."""
    for m in _ADDED.finditer(text):
        parts = [number_of(x) for x in re.split("元?[+＋]|元", m["a"]) if x]
        got = number_of(m["q"])
        if got is not None and all(x is not None for x in parts):
            s.put(m, {sum((x or Decimal() for x in parts), Decimal())}, got, "相加为", sure=True)


def _multiples(s: _Sums, text: str, bases: list[str]) -> None:
    """货值金额（1000元）3倍的罚款，计3000元; 价款百分之一点二; 每平方米100元."""
    ends = rf"的?罚款{YUAN}"
    rate = rf"(?:(?P<t>{NUM})倍|百分之(?P<c>{NUM})|(?P<h>\d[\d.]*)%)"
    base = rf"(?P<l>{either(bases)})(?:金额)?(?:(?P<b>{NUM})元)?的?"
    for m in re.finditer(rf"{base}{rate}{ends}", text):
        times, part, got = number_of(m["t"]), number_of(m["c"] or m["h"]), number_of(m["q"])
        given = number_of(m["b"])
        known = {given} if given is not None else labelled(text, m["l"])
        factor = times if times is not None else part / 100 if part is not None else None
        if factor is not None and got is not None and known:
            s.put(m, {x * factor for x in known}, got, "按所写的倍数或者比例应为", True)
    for m in re.finditer(rf"每(?P<u>[一-鿿]{{1,4}}?)(?P<p>{NUM})元{ends}", text):
        price, got = number_of(m["p"]), number_of(m["q"])
        known = counted_before(text, m["u"])
        if price is not None and got is not None and known:
            s.put(m, {x * price for x in known}, got, f"按每{m['u']}{m['p']}元应为", True)


def _totals(s: _Sums, text: str, totals: list[str]) -> None:
    """The total of all money penalties is the sum of the single ones."""
    parts = [f.value for f in s.d.all("penalties") if f.value.kind in ("罚款", "没收违法所得")]
    for m in re.finditer(rf"{either(totals)}{YUAN}", text):
        got = number_of(m["q"])
        if got is None or len(parts) < 2 or any(p.yuan is None for p in parts):
            continue
        sure = len({p.kind for p in parts}) == len(parts)
        s.put(m, {sum((p.yuan for p in parts), Decimal())}, got, "各项相加为", sure)


@check
def sums_right(
    case: CaseFile, ctx: Context, documents: list[str], labels: list[str], net: list[str],
    bases: list[str], totals: list[str], whole: list[str], rough: list[str], least: int,
) -> Answer:  # fmt: skip
    """Products, multiples and totals that a decision writes out come out (行政处罚法第二十八条
    第二款、第五条第二款); one fault each. Words of ``rough`` (约, 扣除), labels of ``net``, bases
    with several amounts are left to a person, as is a text shorter than ``least`` characters.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    found = list(case.of(*documents))
    for d in found:
        text, s = plain_text(d), _Sums(d, rough, bad, doubt, good)
        _prices(s, text, labels, net)
        _listed(s, text, labels, net, whole)
        _additions(s, text)
        _multiples(s, text, bases)
        _totals(s, text, totals)
    if bad:
        return no("计算有误：" + "；".join(f"{e.expected}，写作{e.found}" for e in bad), bad)
    if doubt:
        return unknown("算式与结果不符，可能另有约数、扣除，请核对", doubt)
    if good:
        return yes("算式正确", good)
    short = any(len(d.text) < least for d in found)
    seen = map(evidence_of, found)
    return unknown("决定书没有读全", seen) if short else moot(case, "决定书没有写出算式")
