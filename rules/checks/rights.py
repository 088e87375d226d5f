"""Hearing, defence, collective discussion: whether they were due and whether they were granted."""

import re

from casefiles.facts import Act, CaseFile, Document, Fact, squash
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
from rules.looking import absent, act_of, day_of


def _party(case: CaseFile) -> str | None:
    act = case.act("party_type")
    return None if act is None else ("自然人" if act.value in ("自然人", "个体工商户") else "单位")


def _told(case: CaseFile) -> list[Document]:
    return [d for d in case.of("CF_GZ", "CF_TG") if d.code == "CF_TG" or d.first("told_hearing")]


@check
def hearing_offered(case: CaseFile, ctx: Context, kinds: list[str], limit: str) -> Answer:
    """Where the penalty is one of ``kinds`` or the fine reaches the parameter ``limit`` for this
    department, region and kind of party, the notice tells the right to a hearing
    (行政处罚法第六十三条)."""
    told = _told(case)
    if told or case.has("CF_TB", "CF_TZ"):
        return yes("已告知听证权", [evidence_of(d) for d in told])
    notices = list(case.of("CF_GZ"))
    heavy = [
        a
        for key in ("penalties_notified", "penalties")
        for a in case.acts.get(key, [])
        if a.value in kinds
    ]
    if heavy and notices:
        e = evidence_of(
            notices[0], None, "告知有权要求听证", f"拟作出{show(heavy[0].value)}，没有告知听证权"
        )
        return no(f"拟作出{show(heavy[0].value)}，告知书没有告知听证权", [e])
    fine = act_of_amount(case)
    day = act_of(case, "case.notice_date") or act_of(case, "case.decision_date")
    if fine is None or day is None:
        return unknown("没有读到拟罚款数额或者告知日期", [looked_at(case, "告知书")])
    party = _party(case)
    value = ctx.lookup(limit, day.day, party)
    places = [evidence_of_act(fine), *map(evidence_of, notices)]
    if value is None:
        return unknown(f"罚款{fine.value}元；没有适用于本机关的听证标准，请在参数中补充", places)
    why = f"罚款{fine.value}元，{party or '当事人'}听证标准{value.value}元（{value.source}）"
    if value.status != "核实":
        return unknown(f"{why}；该标准尚未核实", places)
    if fine.value < value.amount:
        return yes(f"{why}，未达到标准", places)
    if not notices:
        return unknown(f"{why}；卷内没有告知书", places)
    return no(
        f"{why}，告知书没有告知听证权",
        [evidence_of(notices[0], None, "告知有权要求听证", "没有告知")],
    )


def act_of_amount(case: CaseFile) -> Act | None:
    """The fine notified, else the fine imposed."""
    return case.act("fine_notified") or case.act("fine")


@check
def hearing_period(case: CaseFile, ctx: Context, limit: str) -> Answer:
    """The notice gives the party the lawful number of days to ask for a hearing: three under the
    text until 2021-07-14, five working days since (行政处罚法第六十四条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    told = _told(case)
    # The right to be heard and the right to a hearing may be told in two papers: 详见听证告知书.
    for d in [d for d in told if d.first("hearing_days")] or told:
        day = day_of(d.value("doc_date"))
        fact = d.first("hearing_days")
        if day is None or fact is None:
            doubt.append(evidence_of(d, fact, "听证申请期限", "没有读到期限或日期"))
            continue
        value = ctx.lookup(limit, day)
        if value is None:
            doubt.append(evidence_of(d, fact))
        elif fact.value[0] != value.days:
            e = evidence_of(d, fact, f"{value.value}日", f"{fact.value[0]}{fact.value[1]}")
            (bad if value.status == "核实" and fact.sure else doubt).append(e)
        else:
            good.append(evidence_of(d, fact))
    if bad:
        return no("告知的听证申请期限不对", bad)
    if doubt or not good:
        return unknown("听证申请期限没有读到或者没有核实过，请核对", doubt)
    return yes("", good)


@check
def hearing_granted(case: CaseFile, ctx: Context) -> Answer:
    """Where a hearing was asked for, it was held or withdrawn (行政处罚法第六十三条)."""
    asked = case.acts.get("hearing_request", [])
    if case.has("CF_TB"):
        return yes("已举行听证", [evidence_of(d) for d in case.of("CF_TB")])
    places = [evidence_of_act(a) for a in asked]
    if any("撤回" in d.text and "听证" in d.text for d in case.documents) or case.has("CF_TZ"):
        return unknown("有听证申请而没有听证笔录，卷内提到撤回或已通知听证，请核对", places)
    if absent(case, ["CF_TB"]):
        return no(
            "当事人申请听证，卷内没有听证笔录", [*places[:1]] or [looked_at(case, "听证笔录")]
        )
    return unknown("有听证申请，没有找到听证笔录，但有文件未能识别", places)


def _weighed_somehow(d: Document, weighing: list[str]) -> Fact | None:
    """A paragraph that speaks of the defence or of objections with a word of ``weighing``."""
    for m in re.finditer(r"[^\n]+", d.text):
        said = squash(m[0])
        if re.search("陈述|申辩|异议|提出.{0,8}意见|辩称", said) and any(
            w in said for w in weighing
        ):
            return d.quote(*m.span())
    return None


@check
def defence_answered(case: CaseFile, ctx: Context, weighing: list[str]) -> Answer:
    """A defence was examined, and the papers say whether it was accepted (第四十五条). A person
    looks where a paragraph about it has a word of ``weighing`` that may be the answer."""
    given = case.acts.get("defence_date", [])
    if case.has("CF_FH", "CF_TR"):
        return yes("有复核意见", [evidence_of(d) for d in case.of("CF_FH", "CF_TR")])
    papers = list(case.of("CF_JD2", "CF_SP", "CF_CL", "CF_JT", "CF_BY"))
    said = [(d, f) for d in papers if (f := d.first("defence_weighed"))]
    if said:
        return yes("文书写明了采纳情况", [evidence_of(d, f) for d, f in said])
    mentioned = [(d, f) for d in papers if (f := d.first("defence_mentioned"))]
    perhaps = [(d, f) for d in papers if (f := _weighed_somehow(d, weighing))]
    if perhaps or (mentioned and not case.has("CF_JD2")):
        places = [evidence_of(d, f, "采纳或者不采纳的理由") for d, f in perhaps or mentioned]
        return unknown("文书提到陈述申辩，没有读到是否采纳", places)
    if absent(case, ["CF_FH"]):
        return no(
            "当事人提出了陈述申辩，没有复核意见，决定书也没有说明采纳情况",
            [evidence_of_act(a, "复核意见") for a in given[:1]],
        )
    return unknown("没有找到复核意见，但有文件未能识别", [evidence_of_act(a) for a in given])


@check
def not_heavier(case: CaseFile, ctx: Context) -> Answer:
    """The decision is not heavier than what the party was told (行政处罚法第四十五条第二款)."""
    told, done = case.act("fine_notified"), case.act("fine")
    kinds_told = {a.value for a in case.acts.get("penalties_notified", [])}
    kinds_done = list(case.acts.get("penalties", []))
    if not kinds_told or not kinds_done:
        return unknown(
            "没有读到告知的处罚或者决定的处罚", [looked_at(case, "拟处罚内容和处罚决定")]
        )
    bad: list[Evidence] = []
    sure = all(a.fact.sure for a in kinds_done) and all(
        a.fact.sure for a in case.acts["penalties_notified"]
    )
    if done is not None and done.value and told is None and "罚款" in kinds_told:
        return unknown("没有读到告知的罚款数额，无从比较", [evidence_of_act(done)])
    amounts = [a for a in case.acts.get("fine_notified", []) if a.value is not None]
    if told is not None and done is not None and told.value < done.value:
        again = [a for a in amounts if done.value <= a.value]
        if again:
            why = f"告知过罚款{told.value}元，另有告知书写{again[0].value}元，请核对是否重新告知"
            return unknown(why, [*map(evidence_of_act, amounts), evidence_of_act(done)])
    if told is not None and done is not None and done.value > told.value:
        bad.append(evidence_of_act(done, f"不超过告知的{told.value}元", f"{done.value}元"))
        sure = sure and told.fact.sure and done.fact.sure
    new = [a for a in kinds_done if a.value not in kinds_told]
    if new and not bad:
        return unknown(
            f"决定书有告知书没有的处罚种类：{show([a.value for a in new])}，请核对",
            [evidence_of_act(a) for a in new],
        )
    if not bad:
        return yes("不重于告知的内容", [evidence_of_act(a) for a in kinds_done])
    if len(list(case.of("CF_GZ", "CF_TG"))) > 1 and not sure:
        return unknown("告知书不止一份，请核对是否重新告知", bad)
    return (
        no(f"告知罚款{told.value if told else '?'}元，决定罚款{done.value if done else '?'}元", bad)
        if sure
        else unknown("数额读取不确定", bad)
    )


@check
def discussed(case: CaseFile, ctx: Context, express: list[str], papers: list[str]) -> Answer:
    """Where collective discussion was due there is a record of it (第五十七条第二款).

    Express for cases that went through a hearing only in the departments ``express``, and where
    the agency's own ``papers`` say that it was due.
    """
    if case.has("CF_JT"):
        return yes("有集体讨论记录", [evidence_of(d) for d in case.of("CF_JT")])
    gone = absent(case, ["CF_JT"])
    if gone is not True:
        return unknown("没有找到集体讨论记录，但有文件未能识别", [looked_at(case, "集体讨论记录")])
    due = [(d, f) for d in case.of(*papers) if (f := d.first("discussion_due"))]
    if any(d.first("discussion_held") for d in case.of("CF_JD2", "CF_BY", *papers)):
        return unknown(
            "文书提到集体讨论，卷内没有记录，请核对是否漏装", [looked_at(case, "集体讨论记录")]
        )
    if due:
        return no(
            "本机关的文书写明应当集体讨论，卷内没有集体讨论记录",
            [evidence_of(d, f, "集体讨论记录", "没有") for d, f in due[:1]],
        )
    if ctx.department in express and case.has("CF_TB"):
        return no(
            "案件经过听证，应当由负责人集体讨论决定，卷内没有集体讨论记录",
            [looked_at(case, "集体讨论记录")],
        )
    return unknown(
        "是否属于情节复杂或者重大违法行为由人认定；卷内没有集体讨论记录",
        [looked_at(case, "集体讨论记录")],
    )
