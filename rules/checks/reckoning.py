"""Amounts in a decision: whether sums come out, agree between papers, and keep within ranges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casefiles.facts import CaseFile, Document, chinese_number, find_dates, squash
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, no, show, unknown, yes
from rules.checks import check
from rules.days import deadline
from rules.looking import act_of

# Full-width figures become plain ones; no character is added or lost, so places stay right.
_PLAIN = str.maketrans("０１２３４５６７８９．％￥", "0123456789.%¥")
_NUM = r"(?:\d[\d,]*(?:\.\d+)?万?|[〇零一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟]+)"
_FILL = r"(?:合计|共计|总计|分别|为|共|计|人民币|金额|是|即|处|罚款|收取|[:：，、¥])*"
_YUAN = rf"{_FILL}(?P<q>{_NUM})元"
_IS = r"(?:合计|共计|总计|分别|均|为|共|计|人民币|金额|是|约|[:：¥])*"


def _number(words: str | None) -> Decimal | None:
    value = chinese_number(words.replace(",", "")) if words else None
    return None if value is None else Decimal(value)


def _text(d: Document) -> str:
    return d.text.translate(_PLAIN)


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def _up_to(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """The beginnings of sentences up to the end of one of ``words`` in them."""
    for m in re.finditer(_any(words), text):
        yield max(text.rfind(c, 0, m.start()) for c in "。；\n") + 1, m.end()


def _labelled(text: str, label: str) -> set[Decimal]:
    """The amounts in 元 that stand behind ``label``."""
    found = re.finditer(rf"{re.escape(label)}{_IS}(?P<q>{_NUM})元", text)
    return {v for m in found if (v := _number(m["q"])) is not None}


def _counted(text: str, unit: str) -> set[Decimal]:
    """The numbers that stand before ``unit``."""
    found = re.findall(rf"({_NUM})余?{re.escape(unit)}", text)
    return {v for x in found if (v := _number(x)) is not None}


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
        rf"(?P<n>{_NUM})(?P<u>[一-鿿]{{1,3}}?)[，、]?(?:以|按|按照|单价|售价|价格)?每(?P=u)"
        rf"(?:售价|收费|单价|价格|销售|售)?为?(?P<p>{_NUM})元(?:的价格)?"
        rf"(?:销售|结算|计算|收取|出售|计)?[，、]?(?P<l>{_any([*labels, *net])}){_YUAN}"
    )
    for m in re.finditer(pattern, text):
        n, p, q = (_number(m[k]) for k in "npq")
        before = re.split("[。\n]", text[: m.start()])[-1]
        if n is not None and p is not None and q is not None:
            # 10瓶、20瓶，每瓶…: it may be the price of all; 每批10瓶 or an amount before it: there
            # may be another factor or summand
            every = sum(_counted(before, m["u"]), n)
            sure = m["l"] not in net and not re.search("元|每.{1,3}$", before)
            s.put(m, {n * p, every * p}, q, f"{m['n']}{m['u']}×{m['p']}元＝", sure)


def _multiples(s: _Sums, text: str, bases: list[str]) -> None:
    """货值金额（1000元）3倍的罚款，计3000元; 价款百分之一点二; 每平方米100元."""
    ends = rf"的?罚款{_YUAN}"
    rate = rf"(?:(?P<t>{_NUM})倍|百分之(?P<c>{_NUM})|(?P<h>\d[\d.]*)%)"
    base = rf"(?P<l>{_any(bases)})(?:金额)?(?:(?P<b>{_NUM})元)?的?"
    for m in re.finditer(rf"{base}{rate}{ends}", text):
        times, part, got = _number(m["t"]), _number(m["c"] or m["h"]), _number(m["q"])
        given = _number(m["b"])
        known = {given} if given is not None else _labelled(text, m["l"])
        factor = times if times is not None else part / 100 if part is not None else None
        if factor is not None and got is not None and known:
            s.put(m, {x * factor for x in known}, got, "按所写的倍数或者比例应为", True)
    for m in re.finditer(rf"每(?P<u>[一-鿿]{{1,4}}?)(?P<p>{_NUM})元{ends}", text):
        price, got = _number(m["p"]), _number(m["q"])
        known = _counted(text, m["u"])
        if price is not None and got is not None and known:
            s.put(m, {x * price for x in known}, got, f"按每{m['u']}{m['p']}元应为", True)


def _totals(s: _Sums, text: str, totals: list[str]) -> None:
    """The total of all money penalties is the sum of the single ones."""
    parts = [f.value for f in s.d.all("penalties") if f.value.kind in ("罚款", "没收违法所得")]
    for m in re.finditer(rf"{_any(totals)}{_YUAN}", text):
        got = _number(m["q"])
        if got is None or len(parts) < 2 or any(p.yuan is None for p in parts):
            continue
        sure = len({p.kind for p in parts}) == len(parts)
        s.put(m, {sum((p.yuan for p in parts), Decimal())}, got, "各项相加为", sure)


@check
def sums_right(
    case: CaseFile, ctx: Context, documents: list[str], labels: list[str], net: list[str],
    bases: list[str], totals: list[str], rough: list[str], least: int,
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
        text, s = _text(d), _Sums(d, rough, bad, doubt, good)
        _prices(s, text, labels, net)
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
    return unknown("决定书没有读全", seen) if short else yes("决定书没有写出算式", seen)


@check
def figures_agree(
    case: CaseFile, ctx: Context, decision: list[str], documents: list[str], labels: list[str],
    units: list[str],
) -> Answer:  # fmt: skip
    """The amounts behind ``labels`` and the numbers before ``units`` of the decision stand in the
    other papers too, where they give such a figure (行政处罚法第四十条). One place each."""
    bad: list[Evidence] = []
    compared = 0
    for own in case.of(*decision):
        text = _text(own)
        wanted = [(w, found) for w in labels if (found := _labelled(text, w))]
        wanted += [(w, found) for w in units if (found := _counted(text, w))]
        for d in case.of(*documents):
            other = _text(d)
            for word, mine in wanted:
                theirs = _labelled(other, word) if word in labels else _counted(other, word)
                compared += bool(theirs)
                if theirs and not mine & theirs:
                    a, b = (show(sorted(v)) for v in (mine, theirs))
                    at = other.find(word)
                    fact = d.quote(max(0, at - 8), at + len(word) + 8)
                    bad.append(evidence_of(d, fact, f"{own.name}的{word}：{a}", b))
    seen = [evidence_of(d) for d in case.of(*decision)]
    if bad:
        return no("数量、金额与决定书不同", bad)
    return yes("各处相符" if compared else "没有可以比较的数值", seen)


@dataclass(slots=True, frozen=True)
class _Range:
    low: Decimal
    high: Decimal
    place: Evidence


_INCL = r"(?:[（(][^（）()]{0,6}[）)])?"  # （含本数）
_BOUNDS = re.compile(
    rf"(?:每(?P<u>[一-鿿]{{1,4}}?))?(?:(?P<c>百分之)?(?P<a>{_NUM})(?P<x>元|倍|%)?"
    rf"(?:以上{_INCL}|至|到|[~～—-]+))?(?P<d>百分之)?(?P<b>{_NUM})(?P<y>元|倍|%)?{_INCL}(?P<z>以下)?"
)


def _ranges(d: Document, words: list[str], bases: list[str]) -> Iterator[_Range]:
    """The ranges of fines written in sentences with one of ``words``, in 元: a multiple or a
    price is worked out from each base that the document gives."""
    text = _text(d)
    known = {x for w in bases for x in _labelled(text, w)}
    for m in _BOUNDS.finditer(text):
        start = max(text.rfind(c, 0, m.start()) for c in "。；\n") + 1
        low, high = _number(m["a"]) or Decimal(), _number(m["b"])
        if high is None or not (m["z"] or m["a"]):
            continue
        if not any(w in text[start : m.end() + 12] for w in words):
            continue
        top = "%" if m["d"] else m["y"] or m["x"] or ("%" if m["c"] else None)
        bottom = "%" if m["c"] else m["x"] or top
        if top == "元" and any(w in text[max(0, m.start() - 6) : m.start()] for w in bases):
            continue  # 违法所得五千元以下的: a condition, no range
        times = {"元": Decimal(1), "倍": Decimal(1), "%": Decimal("0.01")}
        if top is None or bottom is None or (top == "元") != (bottom == "元"):
            continue
        scale = known if top != "元" else _counted(text, m["u"]) if m["u"] else {Decimal(1)}
        place = evidence_of(d, d.quote(m.start(), m.end()))
        yield from (_Range(low * times[bottom] * x, high * times[top] * x, place) for x in scale)


def _fine(case: CaseFile) -> tuple[Decimal, Evidence] | None:
    act = case.act("fine")
    if act is None or act.fact.blank or not act.fact.sure:
        return None
    return Decimal(str(act.value)), evidence_of(act.document, act.fact)


def _money(x: Decimal) -> str:
    return f"{x.normalize():f}元"


@check
def within_range(
    case: CaseFile, ctx: Context, documents: list[str], words: list[str], bases: list[str],
    less: list[str],
) -> Answer:  # fmt: skip
    """The fine is no lower and no higher than every range that the papers quote (行政处罚法
    第五条、第三十二条); below all of them only where a word of ``less`` (减轻) tells why."""
    fine = _fine(case)
    ranges = [r for d in case.of(*documents) for r in _ranges(d, words, bases)]
    if fine is None or not ranges:
        gone = "罚款数额" if fine is None else "罚款的幅度"
        return unknown(f"没有读到{gone}，请对照罚则核对", [looked_at(case, gone)])
    value, place = fine
    seen = [place, *(r.place for r in ranges)]
    if value > max(r.high for r in ranges):
        return no(f"罚款{_money(value)}，高于文书所写的幅度", seen)
    if value < min(r.low for r in ranges):
        if any(w in d.text for d in case.of(*documents) for w in less):
            return unknown(
                f"罚款{_money(value)}，低于文书所写的幅度；是否有法定减轻情节请核对", seen
            )
        return no(f"罚款{_money(value)}，低于文书所写的幅度，没有写减轻的理由", seen)
    return yes(f"罚款{_money(value)}，在文书所写的幅度内", seen)


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
    fine = _fine(case)
    ranges = [r for d in case.of(*decision) for r in _ranges(d, words, bases)]
    if fine is not None and ranges and not any(r.low <= fine[0] <= r.high for r in ranges):
        seen = [fine[1], *(r.place for r in ranges)]
        return no(f"罚款{_money(fine[0])}，不在决定书所写的幅度内", seen)
    return yes("写有裁量的理由", map(evidence_of, told))


@check
def mildness_kept(
    case: CaseFile, ctx: Context, decision: list[str], mild: list[str], unless: list[str],
    grades: list[str], words: list[str], bases: list[str],
) -> Answer:  # fmt: skip
    """A decision that finds reasons for a milder penalty (``mild``) names no heavy grade
    (``grades``) and does not impose the highest amount of its range (行政处罚法第三十二条).

    A sentence with a word of ``unless`` (请求, 不予采纳) tells what somebody wanted.
    """
    bad: list[Evidence] = []
    seen: list[Evidence] = []
    fine = _fine(case)
    for d in case.of(*decision):
        seen.append(evidence_of(d))
        text = _text(d)
        said = re.finditer(rf"[^。；\n]*{_any(mild)}[^。；\n]*", text)
        hits = [m for m in said if not any(w in m[0] for w in unless)]
        if not hits:
            continue
        fact = d.quote(*hits[0].span())
        heavy = next((w for w in grades if w in text), None)
        tops = [r for r in _ranges(d, words, bases) if r.high == (fine[0] if fine else None)]
        if heavy is not None:
            bad.append(evidence_of(d, fact, "从轻、减轻", heavy))
        elif tops:
            bad.append(evidence_of(d, fact, "从轻、减轻", f"按上限{_money(tops[0].high)}罚款"))
    return no("认定有从轻、减轻情节，处罚没有体现", bad) if bad else yes("没有发现矛盾", seen)


@check
def crime_considered(
    case: CaseFile, ctx: Context, documents: list[str], labels: list[str], signs: list[str],
    unless: list[str], settled: list[str], limit: str,
) -> Answer:  # fmt: skip
    """Papers that speak of a crime (``signs``), or give amounts from the parameter ``limit`` on,
    without a transfer in the file or words of ``settled`` (不构成犯罪) (行政处罚法第二十七条)."""
    found = list(case.of(*documents))
    if case.has("YS_F"):
        return yes("已移送", map(evidence_of, case.of("YS_F")))
    said = [d.text[a:b] for d in case.documents for a, b in _up_to(d.text, settled)]
    if any(not re.search("[□☐]|是否", x) for x in said):
        return yes("写有不构成犯罪或者不追究刑事责任", map(evidence_of, found))
    places = [
        evidence_of(d, d.quote(a, b), "移送公安机关")
        for d in found
        for a, b in _up_to(d.text, signs)
        if not any(w in d.text[a:b] for w in unless)
    ]
    if places:
        return no("文书写有涉嫌犯罪，没有找到移送材料", places)
    amounts = {x for d in found for w in labels for x in _labelled(_text(d), w)}
    seen = [evidence_of(d) for d in found]
    if not amounts:
        return yes("没有涉嫌犯罪的记载，没有涉案数额", seen)
    value = ctx.lookup(limit, a.day) if (a := act_of(case, "case.decision_date")) else None
    most = _money(max(amounts))
    if value is None:
        return unknown(f"涉案数额{most}；参数中没有填写追诉标准，请核对是否应当移送", seen)
    if max(amounts) >= value.amount:
        return no(f"涉案数额{most}，达到{value.value}元，没有找到移送材料", seen)
    return yes(f"涉案数额{most}，不足{value.value}元", seen)


@check
def found_in_time(
    case: CaseFile, ctx: Context, documents: list[str], starts: list[str], ends: list[str],
    own: list[str], limit: str,
) -> Answer:  # fmt: skip
    """The act was discovered within the parameter ``limit`` after it ended (行政处罚法第三十六条):
    the last day up to the discovery that is named between a word of ``starts`` (经查) and one of
    ``ends``; a day before a word of ``own`` (检查, 立案) is what the agency did."""
    keys = ("source_date", "first_inquiry", "filing_date")
    known = [a for k in keys if (a := act_of(case, f"case.{k}")) is not None and a.fact.sure]
    if not known:
        return unknown("没有读到案件来源、检查和立案的日期", [looked_at(case, "发现日期")])
    act = min(known, key=lambda a: a.day)
    seen = evidence_of(act.document, act.fact)
    ended: list[tuple[date, Evidence]] = []
    span = re.compile(rf"{_any(starts)}(.*?)(?:{_any(ends)}|\Z)", re.S)
    for d in case.of(*documents):
        for m in span.finditer(d.text):
            for x in find_dates(m[1]):
                after = re.split("[，。；]", m[1][x.end : x.end + 16], maxsplit=1)[0]
                theirs = after.startswith("被") or m[1][: x.start].endswith(("至", "到"))
                theirs = theirs or not any(w in after for w in own)
                if x.value is not None and x.value <= act.day and theirs:
                    fact = d.quote(m.start(1) + x.start, m.start(1) + x.end)
                    ended.append((x.value, evidence_of(d, fact)))
    if not ended:
        return unknown("没有读到违法行为的时间", [seen])
    end, place = max(ended, key=lambda t: t[0])
    value = ctx.lookup(limit, act.day)
    if value is None:
        return unknown("没有追责时效的数值", [place])
    last = deadline(end, value.days, value.unit)
    why = f"违法行为至{show(end)}，{show(act.day)}发现，{value.value}年至{show(last)}届满"
    if act.day > last:
        return no(f"{why}；请核对行为何时终了、有无更早的线索", [place, seen])
    return yes(why, [place, seen])


@check
def within_area(
    case: CaseFile, ctx: Context, documents: list[str], bodies: list[str], other: list[str]
) -> Answer:
    """No place of inspection begins with a county other than the agency's (行政处罚法第二十二条;
    words of ``other``, 园区, are no counties). What an agency of ``bodies`` (街道办事处) may punish
    depends on a list, left to a person."""
    name = ctx.agency or ""
    if any(w in name for w in bodies):
        return unknown(f"{name}：事项是否在赋权清单内请核对", [looked_at(case, "赋权清单")])
    places = [(d, f) for d in case.of(*documents) for f in d.all("place") if not f.blank]
    if not places or not name:
        return unknown("没有读到检查地点或者机关名称", [looked_at(case, "检查地点")])
    own = re.search(r"[一-鿿]{2}[县区]", name)
    county = re.compile(r"(?:[一-鿿]{2,6}?[省州市])*([一-鿿]{2,3}?[县区])")
    bad = [
        evidence_of(d, f, name, m[1])
        for d, f in places
        if own and own[0] not in str(f.value) and (m := county.match(squash(str(f.value))))
        if not m[1].endswith(tuple(other))
    ]
    seen = [evidence_of(d, f) for d, f in places]
    return no("检查地点可能不在本机关辖区", bad) if bad else yes("没有发现辖区以外的地点", seen)
