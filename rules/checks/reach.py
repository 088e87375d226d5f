"""When, where and how grave the act was: the limitation, the area, the threshold of a crime."""

import re
from collections.abc import Iterator
from datetime import date

from casefiles.facts import CaseFile, Document, find_dates, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    looked_at,
    moot,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.checks.amounts import NUM, either, labelled, money, number_of, plain_text, up_to
from rules.days import deadline
from rules.looking import act_of


def _measured(d: Document, measures: dict[str, str]) -> Iterator[Evidence]:
    """Where a paper tells how much of something was cut, dug or occupied: 立木蓄积21.6立方米."""
    text = plain_text(d)
    for name, unit in measures.items():
        for m in re.finditer(rf"{name}[^。；，,\n\d]{{0,10}}({NUM}){unit}(?!以上|以下)", text):
            if number_of(m[1]):
                yield evidence_of(d, d.quote(*m.span()), "不足追诉标准，或者移送公安机关", m[0])


@check
def crime_considered(
    case: CaseFile, ctx: Context, documents: list[str], labels: list[str], signs: list[str],
    unless: list[str], settled: list[str], limit: str, measures: dict[str, str],
) -> Answer:  # fmt: skip
    """Papers that speak of a crime (``signs``), or give amounts from the parameter ``limit`` on,
    without a transfer in the file or words of ``settled`` (不构成犯罪) (行政处罚法第二十七条).

    Where the threshold is one of quantity (``measures``: 立木蓄积 → 立方米), a person compares.
    """
    found = list(case.of(*documents))
    if case.has("YS_F"):
        return yes("已移送", map(evidence_of, case.of("YS_F")))
    said = [d.text[a:b] for d in case.documents for a, b in up_to(d.text, settled)]
    if any(not re.search("[□☐]|是否", x) for x in said):
        return yes("写有不构成犯罪或者不追究刑事责任", map(evidence_of, found))
    places = [
        evidence_of(d, d.quote(a, b), "移送公安机关")
        for d in found
        for a, b in up_to(d.text, signs)
        if not any(w in d.text[a:b] for w in unless)
    ]
    if places:
        return no("文书写有涉嫌犯罪，没有找到移送材料", places)
    amounts = {x for d in found for w in labels for x in labelled(plain_text(d), w)}
    seen = [evidence_of(d) for d in found]
    sizes = [e for d in found for e in _measured(d, measures)]
    if not amounts and sizes:
        return unknown(f"{sizes[0].found}；是否达到追诉标准、应当移送，请核对", sizes)
    if not amounts:
        return moot(case, "没有涉嫌犯罪的记载，没有读到涉案数额")
    value = ctx.lookup(limit, a.day) if (a := act_of(case, "case.decision_date")) else None
    most = money(max(amounts))
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
    span = re.compile(rf"{either(starts)}(.*?)(?:{either(ends)}|\Z)", re.S)
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


_REGION = re.compile(r"([一-鿿]{2,6}?(?:省|自治区|自治州|[市州盟县区旗]))")


@check
def within_area(
    case: CaseFile, ctx: Context, documents: list[str], bodies: list[str], other: list[str]
) -> Answer:
    """No place of inspection begins with a county other than the agency's (行政处罚法第二十二条;
    words of ``other``, 园区, are no counties), and one of them names the agency's own area. What an
    agency of ``bodies`` (街道办事处) may punish depends on a list, left to a person."""
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
    if bad:
        return no("检查地点可能不在本机关辖区", bad)
    first = _REGION.match(name)
    mine = own[0] if own else first[1] if first else ""
    if mine and any(mine in squash(str(f.value)) for _, f in places):
        return yes(f"检查地点在{mine}", seen)
    return unknown("检查地点没有写明在本机关辖区，请核对", seen)
