"""Fines collected on the spot: how much, with which receipt, and handed over in time."""

from datetime import date

from casefiles.facts import CaseFile, Document, Fact, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    evidence_of_act,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.days import CalendarUnknown, deadline
from rules.looking import act_of, day_of

Place = tuple[Document, Fact, date]


def _dated(case: CaseFile, key: str) -> Place | None:
    """The one day that the papers give under ``key``; ``None`` where they give none or several."""
    found = [
        (d, f, day)
        for d in case.documents
        for f in d.all(key)
        if f.sure and (day := day_of(f.value)) is not None
    ]
    return found[0] if len({day for _, _, day in found}) == 1 else None


def _late(
    ctx: Context, limit: str, start: date, end: Place, name: str
) -> tuple[bool | None, Evidence]:
    """Whether the day ``end`` is too late after ``start``: for certain, or ``None``."""
    d, f, day = end
    value = ctx.lookup(limit, start)
    if value is None:
        return None, evidence_of(d, f, name, "没有期限标准")
    due = deadline(start, value.days, value.unit)
    if start <= day <= due:
        return False, evidence_of(d, f)
    # Before 2021 the law did not say which days count, and some rules counted working days.
    sure = value.status == "核实" and day > deadline(start, value.days, "工作日")
    e = evidence_of(d, f, f"不迟于{show(due)}{name}", show(day))
    return (True if sure else None), e


def _handed_over(
    case: CaseFile, ctx: Context, limit: str, collected: date, bad: list[Evidence],
    doubt: list[Evidence],
) -> None:  # fmt: skip
    """From the officers to the agency, and from the agency to the bank, within ``limit`` each."""
    own = _dated(case, "collected_date")
    start = own[2] if own else collected
    for key, name in (("handed_date", "交至机关"), ("banked_date", "缴付银行")):
        end = _dated(case, key)
        if end is None:
            doubt.append(looked_at(case, f"当场收缴的罚款{name}的日期"))
            return
        try:
            late, e = _late(ctx, limit, start, end, name)
        except CalendarUnknown as error:
            late, e = None, evidence_of(end[0], end[1], name, str(error))
        if late is not False:
            (bad if late else doubt).append(e)
        start = end[2]


def _homemade(d: Document, homemade: list[str], official: list[str]) -> bool:
    text = squash(d.text)
    return any(w in text for w in homemade) and not any(w in text for w in official)


@check
def collected_lawfully(
    case: CaseFile, ctx: Context, limit: str, phrases: list[str], remit: str, homemade: list[str],
    official: list[str],
) -> Answer:  # fmt: skip
    """A fine collected on the spot is within the parameter ``limit``, or the papers give one of the
    lawful reasons ``phrases`` (行政处罚法第六十八条、第六十九条). The receipt is that of the
    finance department (第七十条): with words of ``homemade`` and none of ``official`` it is not.
    The money was handed over within ``remit`` (第七十一条)."""
    places = [
        (d, f) for d in case.of("CF_DC", "CF_JD2", "ZX_PJ") if (f := d.first("collected_on_spot"))
    ]
    fine, decided = case.act("fine"), act_of(case, "case.decision_date")
    seen = [evidence_of(d, f) for d, f in places]
    if fine is None or decided is None:
        return unknown("没有读到罚款数额或者决定日期", seen)
    value = ctx.lookup(limit, decided.day)
    if value is None:
        return unknown("没有当场收缴数额标准", seen)
    bad = [
        evidence_of(d, None, "财政部门统一制发的专用票据", "自制的收据")
        for d in case.of("ZX_PJ")
        if _homemade(d, homemade, official)
    ]
    doubt: list[Evidence] = []
    why = f"当场收缴{fine.value}元"
    if fine.value > value.amount:
        said = any(w in d.text for d in case.documents for w in phrases)
        (doubt if said or value.status != "核实" else bad).append(
            evidence_of_act(fine, f"不超过{value.value}元", f"{fine.value}元")
            if not places
            else evidence_of(*places[0], f"不超过{value.value}元", f"{fine.value}元")
        )
        reason = "文书写有难以执行、交通不便等理由" if said else "没有写明法定理由"
        why += f"，超过{value.value}元，{reason}"
    _handed_over(case, ctx, remit, decided.day, bad, doubt)
    if bad:
        return no(f"{why}：{show(list(dict.fromkeys(e.found for e in bad)))}", bad)
    return unknown(f"{why}；请核对", [*doubt, *seen]) if doubt else yes(why, seen)
