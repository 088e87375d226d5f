"""Fines: who may impose how much on the spot, who may take the money, within which time."""

import re
from datetime import date

from casefiles.facts import CaseFile, find_dates, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    evidence_of_act,
    judged,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.checks.surcharge import surcharges
from rules.days import CalendarUnknown, deadline, workdays_between
from rules.looking import absent, act_of, day_of


@check
def summary_allowed(case: CaseFile, ctx: Context, limit: str, kinds: list[str]) -> Answer:
    """A decision on the spot imposes only ``kinds`` of penalty and no more than the parameter
    ``limit`` for this kind of party (行政处罚法第五十一条)."""
    decided = act_of(case, "case.decision_date")
    imposed = case.acts.get("penalties", [])
    if decided is None or not imposed:
        return unknown("没有读到决定日期或者处罚种类", [looked_at(case, "当场处罚决定书")])
    other = [a for a in imposed if a.value not in kinds]
    if other and all(a.fact.sure for a in other):
        return no(
            f"当场作出{show([a.value for a in other])}",
            [evidence_of_act(a, f"限于{show(kinds)}") for a in other],
        )
    fine = case.act("fine")
    if fine is None:
        if any(a.value == "罚款" for a in imposed):
            return unknown("没有读到罚款数额", [evidence_of_act(a) for a in imposed])
        return yes("警告", [evidence_of_act(a) for a in imposed])
    day = decided.day
    party = case.act("party_type")
    person, unit = (ctx.lookup(limit, day, p) for p in ("自然人", "单位"))
    if person is None or unit is None:
        return unknown("没有当场处罚数额标准", [evidence_of_act(fine)])
    if (open_ := next((v for v in (person, unit) if v.status != "核实"), None)) is not None:
        why = f"当场罚款{fine.value}元；公民{person.value}元、单位{unit.value}元的标准"
        return unknown(f"{why}（{open_.source}）尚未核实，请人工确认", [evidence_of_act(fine)])
    if fine.value <= person.amount:
        return yes(f"罚款{fine.value}元", [evidence_of_act(fine)])
    word = party.value if party else None
    if fine.value > unit.amount or word == "自然人":
        value = person if word == "自然人" else unit
        return no(
            f"当场罚款{fine.value}元，超过{value.value}元",
            [evidence_of_act(fine, f"不超过{value.value}元", f"{fine.value}元")],
        )
    if word == "单位":
        return yes(f"罚款{fine.value}元，不超过{unit.value}元", [evidence_of_act(fine)])
    return unknown(
        f"罚款{fine.value}元；当事人按公民还是按组织适用标准，请人工确认", [evidence_of_act(fine)]
    )


_ACCOUNT = re.compile(r"账号|账户|户名|开户行|开户银行|全称|名称")
_NAMED = re.compile(r"[一-鿿]{2}")


@check
def paid_to_treasury(case: CaseFile, ctx: Context, public: list[str]) -> Answer:
    """The fine was not paid to the agency itself or to a person: the account is one whose name
    contains a word of ``public`` (行政处罚法第六十七条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    agency = ctx.agency or ""
    for d in case.of("ZX_PJ"):
        for f in d.all("payee"):
            if f.blank:
                continue
            words = str(f.value)
            if any(w in words for w in public):
                good.append(evidence_of(d, f))
            elif agency and words.strip().startswith(agency):
                bad.append(evidence_of(d, f, "财政代收账户", words.split("\n")[0][:40]))
            elif _NAMED.search(_ACCOUNT.sub("", words)):
                doubt.append(evidence_of(d, f, "财政代收账户", words.split("\n")[0][:40]))
    if bad:
        return no("罚款收款人是执法机关自己", bad)
    if doubt:
        return unknown("有票据的收款人不像财政账户，请核对", doubt)
    return (
        yes("罚款缴入财政账户", good)
        if good
        else unknown("没有读到票据的收款人", [evidence_of(d) for d in case.of("ZX_PJ")])
    )


@check
def pay_term(
    case: CaseFile, ctx: Context, limit: str, words: list[str], least: int, rate: str, cap: str
) -> Answer:
    """The decision gives the lawful number of days to pay and tells the daily surcharge, and what
    was added for late payment comes out (``rate``, ``cap``: see ``surcharges``).

    A text of ``least`` characters or more with none of ``words`` (缴纳, 银行 …) tells nothing of
    payment; in another the period may only not have been read.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_JD2", "CF_DC"):
        if d.first("fine") is None or d.first("collected_on_spot"):
            continue
        day, term = day_of(d.value("doc_date")), d.first("pay_days")
        value = ctx.lookup(limit, day) if day else None
        text = squash(d.text)
        if term is None and len(text) >= least and not any(w in text for w in words):
            bad.append(evidence_of(d, None, "缴款期限、代收机构", "没有写怎样缴款"))
            continue
        if term is None or value is None:
            doubt.append(evidence_of(d, None, "缴款期限", "没有读到缴款期限"))
        elif term.value != value.days:
            sure = value.status == "核实" and term.sure
            e = evidence_of(d, term, f"{value.value}日", f"{term.value}日")
            (bad if sure else doubt).append(e)
        else:
            good.append(evidence_of(d, term))
        if not d.first("late_fee"):
            doubt.append(evidence_of(d, None, "逾期加处罚款的说明", "没有读到"))
    wrong: list[Evidence] = []
    for right, e in surcharges(case, ctx, rate, cap):
        (good if right else wrong if right is False else doubt).append(e)
    what = "加处罚款的比例、日数或者数额不对" if not bad else "缴款期限、加处罚款不对或者没有写"
    return judged(
        case,
        ([*bad, *wrong], what if wrong else "缴款期限不对或者没有写"),
        (doubt, "缴款期限或者加处罚款没有读到，或者需要核对"),
        (good, ""),
        missing="没有罚款决定可供核对",
    )


@check
def closed_after_payment(
    case: CaseFile, ctx: Context, limit: str, kinds: list[str], unless: list[str]
) -> Answer:
    """The case was not closed before the fine was paid (行政处罚法第六十六条), and the form for
    closing was begun within the parameter ``limit`` after all was done, where there is one.

    When all was done is told only by penalties of the ``kinds`` (罚款, 警告 …) without papers of
    the kinds ``unless`` (instalments, reminders).
    """
    closed = act_of(case, "case.close_date")
    if closed is None:
        return unknown("没有读到结案日期", [evidence_of(d) for d in case.of("ZX_JA")])
    paid = [a for a in case.acts.get("payment_date", []) if a.fact.value]
    c = closed.day
    if not paid:
        said = [d for d in case.of("ZX_JA") if d.first("close_done")]
        if said:
            return unknown(
                "结案材料写已履行，没有读到缴款日期，请核对票据",
                [evidence_of_act(closed), *map(evidence_of, said)],
            )
        return unknown("没有读到缴款日期", [evidence_of_act(closed)])
    last = max(paid, key=lambda a: a.value)
    places = [evidence_of_act(last), evidence_of_act(closed)]
    if last.value <= c:
        imposed = {a.value for a in case.acts.get("penalties", [])}
        told = imposed <= set(kinds) and not case.has(*unless) and last.fact.sure
        late = _closed_late(case, ctx, limit, last.day) if told else None
        return late or yes(f"{show(last.value)}缴款，{show(c)}结案", places)
    if not (last.fact.sure and closed.fact.sure):
        return unknown("日期读取不确定", places)
    return no(
        f"{show(c)}结案，{show(last.value)}才缴款",
        [evidence_of_act(closed, f"不早于{show(last.value)}", show(c))],
    )


_PUBLISHED = re.compile("公示|公开|公布|信用")


def _closed_late(case: CaseFile, ctx: Context, limit: str, paid: date) -> Answer | None:
    """否 or 不明 where nobody signed the form for closing within ``limit`` after the last thing
    that the papers say was done; ``None`` where it was in time or there is no limit."""
    done = [paid]
    for key in ("decision_served", "correction_check"):
        done += [a.day for a in case.acts.get(key, []) if day_of(a.value) is not None]
    for d in case.of("ZX_JA"):
        for clause in re.split("[。；\n]", str(d.value("exec_result") or "")):
            if not _PUBLISHED.search(clause):
                done += [x.value for x in find_dates(clause) if x.value is not None]
    signed = [
        (f.value.day, d, f)
        for d in case.of("ZX_JA")
        for f in d.all("opinions")
        if f.value and f.value.day
    ]
    value = ctx.lookup(limit, max(done))
    if value is None or not signed:
        return None
    day, d, f = min(signed, key=lambda s: s[0])
    try:
        due = deadline(max(done), value.days, value.unit)
        used = workdays_between(max(done), day) if day > due else 0
    except CalendarUnknown as error:
        return unknown(str(error), [evidence_of(d, f)])
    if day <= due:
        return None
    why = f"{show(max(done))}执行完毕，{value.days}个{value.unit}至{show(due)}届满；"
    why += f"{show(day)}才填写结案审批表，第{used}个工作日"
    if value.status != "核实" or not f.sure:
        return unknown(why, [evidence_of(d, f)])
    return no(why, [evidence_of(d, f, f"不迟于{show(due)}", show(day))])


@check
def summary_complete(case: CaseFile, ctx: Context, phrases: list[str], least: int) -> Answer:
    """A decision on the spot has its number, the sentences ``phrases``, the signatures, and was
    reported to the agency (行政处罚法第五十二条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    rest = list(case.of("CF_XC", "CF_XW"))
    for d in case.of("CF_DC"):
        number = d.first("doc_no")
        if number is None:
            doubt.append(evidence_of(d, None, "编号", "没有读到编号"))
        elif number.blank:
            bad.append(evidence_of(d, number, "编号", "空白"))
        for p in phrases:
            if any(x.first(p) for x in (d, *rest)):
                continue
            where = bad if len(d.text) >= least and not rest else doubt
            where.append(evidence_of(d, None, ctx.name(f"*.{p}"), "没有这一内容"))
        for role in ("当事人", "执法人员"):
            marks = [f for f in d.all("signatures") if f.value.role == role]
            if any(f.value.filled or f.value.refused or f.value.ink for f in marks):
                good.append(evidence_of(d, marks[0]))
            elif marks and all(f.value.day is None for f in marks):
                bad.append(evidence_of(d, marks[0], f"{role}签名", "空白"))
            else:
                doubt.append(evidence_of(d, None, f"{role}签名", "没有找到签名栏"))
    gone = absent(case, ["CF_DCBA"])
    if gone:
        bad.append(looked_at(case, "当场处罚备案材料"))
    elif gone is None:
        doubt.append(looked_at(case, "当场处罚备案材料"))
    if bad:
        return no("当场处罚要件不全或者没有备案", bad)
    return unknown("有要件没有读到", doubt) if doubt else yes("", good)
