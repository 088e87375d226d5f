"""Steps towards the party and other agencies: requests that officers withdraw, refusal and
delivery of licences, transfer of crimes."""

import math
from datetime import date, timedelta

from casefiles.facts import CaseFile, Document, Fact
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.checks.licence import dated, deliveries_of, settle, signed_for, terms
from rules.days import CalendarUnknown, is_workday


@check
def avoidance_decided(case: CaseFile, ctx: Context) -> Answer:
    """Where a party asked that officers withdraw, the head decided in writing (第四十三条)."""
    papers = list(case.of("CF_HB"))
    asked = [(d, f) for d in case.documents if d.code != "CF_HB" and (f := d.first("avoid_asked"))]
    decided = [
        d
        for d in papers
        if "决定" in d.title
        or "答复" in d.title
        or any(f.value and f.value.role == "负责人" and f.value.day for f in d.all("opinions"))
        or d.first("avoid_decided")
    ]
    if decided:
        return yes("有回避决定", map(evidence_of, decided))
    where = [*map(evidence_of, papers), *(evidence_of(d, f) for d, f in asked)]
    return unknown("有人申请回避，卷内没有负责人的决定", where)


@check
def crime_transferred(
    case: CaseFile, ctx: Context, decide: str, send: str, approvals: list[str]
) -> Answer:
    """The head decided within ``decide`` after the report, the case went to the police within
    ``send`` after that, with its papers (移送规定第五条、第六条).

    The approval may stand on a form of its own, whose title holds all words of ``approvals``.
    Papers give days and no hours, so ``send`` counts in whole days, rounded up: after 24 hours the
    next day is still in time. One day more than ``decide`` is left to a person, because the text
    does not say how days are counted.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    forms = list(case.of("YS_F"))
    asked = [d for d in case.unknown if all(w in d.title for w in approvals)]
    told = (*asked, *forms)
    boxes = [(d, f) for d in told for f in d.all("opinions") if f.value and f.value.day]
    heads = [(d, f) for d, f in boxes if f.value.role == "负责人"]
    officers = [(d, f) for d, f in boxes if f.value.role in ("承办人", "承办机构")]
    if not heads:
        doubt.append(evidence_of(forms[0], None, "负责人批准", "没有读到负责人批准的日期"))
    else:
        d, f = heads[-1]
        approved: date = f.value.day
        if officers:
            report: date = officers[-1][1].value.day
            value = ctx.lookup(decide, report)
            over = (approved - report).days - (value.days if value else 0)
            e = evidence_of(
                d, f, f"{show(report)}报告之日起{value.value if value else '?'}日内决定"
            )
            if over <= 0 and value is not None:
                good.append(e)
            else:
                firm = value is not None and value.status == "核实" and over > 1 and f.sure
                firm = firm and officers[-1][1].sure and _working(approved - timedelta(over))
                (bad if firm else doubt).append(e)
        else:
            doubt.append(evidence_of(d, f, "移送报告日期", "没有读到移送报告的日期"))
        hours = ctx.lookup(send, approved)
        for x, y, sent in dated(case, ["YS_F"], "doc_date"):
            within = f"{hours.value}小时内" if hours else ""
            e = evidence_of(x, y, f"{show(approved)}批准后{within}移送", show(sent))
            if hours is not None and sent <= approved + timedelta(math.ceil(hours.days / 24)):
                good.append(e)
            else:
                firm = hours is not None and hours.status == "核实" and y.sure and f.sure
                firm = firm and _own_day(x, y)  # not that of the police
                (bad if firm else doubt).append(e)
    text = "".join(d.text for d in forms)
    if not case.has("CF_ZJ") and "调查报告" not in text:
        doubt.append(evidence_of(forms[0], None, "附调查报告", "没有读到调查报告"))
    if case.has("QZ_JD", "CF_XDBC") and "清单" not in text:
        doubt.append(evidence_of(forms[0], None, "附涉案物品清单", "没有读到涉案物品清单"))
    return settle(bad, doubt, good, ("移送超期", "请核对", "没有移送书可供核对"))


def _own_day(d: Document, f: Fact) -> bool:
    """Whether the date stands before the receipt (回执) that the police signed on the paper."""
    at = d.text.find(f.words)
    return "回执" not in d.text or 0 <= at < d.text.rfind("\n", 0, d.text.find("回执"))


def _working(day: date) -> bool:
    """Whether the last day of a period is a working day; unknown counts as not."""
    try:
        return is_workday(day)
    except CalendarUnknown:
        return False


@check
def refusal_reasoned(
    case: CaseFile, ctx: Context, documents: list[str], phrases: list[str]
) -> Answer:
    """Each refusal says why, on what provision, and how to seek redress (第三十八条第二款)."""
    odd: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        gone = [ctx.name(f"*.{p}") for p in phrases if not d.first(p)]
        gone += [] if d.all("citations") else ["引用的法律条文"]
        good.append(evidence_of(d))
        odd += [evidence_of(d, None, show(gone), f"没有读到{show(gone)}")] if gone else []
    return settle([], odd, good, ("", "请核对理由和救济途径", "没有决定书可供核对"))


@check
def licence_delivered(case: CaseFile, ctx: Context, limit: str) -> Answer:
    """The licence was handed over within ``limit`` after the decision (第四十四条). A licence that
    bears a later date cannot have been; that it was handed over must be seen from a receipt."""
    granted = dated(case, ["XK_ZY"], "doc_date")
    if not granted:
        return unknown("没有读到准予决定的日期", [looked_at(case, "准予决定日期")])
    d, f, a = granted[-1]
    lasts = terms(case, ctx, limit, [a])
    if isinstance(lasts, str):
        return unknown(lasts, [evidence_of(d, f)])
    last = lasts[0]
    served = sorted(
        ((x, y, v.day) for x, y, v in deliveries_of(case, "XK_Z") if v.day), key=lambda s: s[2]
    )
    with_decision = [(x, y, v.day) for x, y, v in deliveries_of(case, "XK_ZY") if v.day]
    taken = [(x, s, s.value.day) for x in case.of("XK_Z") for s in signed_for(x) if s.value.day]
    for x, y, day in [*served, *taken]:
        why = f"{show(a)}决定，{show(last)}届满；证件{show(day)}送达"
        if day <= last:
            return yes(why, [evidence_of(d, f), evidence_of(x, y)])
        if f.sure and y.sure:
            return no(why, [evidence_of(x, y, f"不迟于{show(last)}", show(day))])
        return unknown(f"日期读取不确定：{why}", [evidence_of(x, y)])
    for x, y, day in dated(case, ["XK_Z"], "doc_date"):
        if day > last and f.sure and y.sure and not y.why and len(list(case.of("XK_Z"))) == 1:
            why = f"{show(a)}决定，{show(last)}届满；证件{show(day)}才制发"
            return no(why, [evidence_of(x, y, f"不迟于{show(last)}", show(day))])
    for x, y, day in with_decision:
        seen = [evidence_of(d, f), evidence_of(x, y)]
        if day <= last and not case.has("XK_Z"):
            return yes(f"准予决定{show(day)}送达，没有另发证件", seen)
        return unknown(f"只读到准予决定于{show(day)}送达，证件是否一并送达请核对", seen)
    return unknown("没有读到证件的送达、领取记录", [evidence_of(d, f), looked_at(case, "证件送达")])
