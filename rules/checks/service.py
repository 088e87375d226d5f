"""Steps towards the party and other agencies: service of papers, requests that officers withdraw,
hearings on licences, transfer of crimes."""

import re
from datetime import date, timedelta

from casefiles.facts import CaseFile, Delivery, Document, Fact, chinese_number, same_name, squash
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
from rules.checks.licence import dated, decided_days, deliveries_of, settle, signed_for, terms
from rules.days import CalendarUnknown, is_workday, workdays_between
from rules.looking import absent, act_of

_NUMBER = r"(\d{1,3}|[一二三四五六七八九十百]{1,5})"
_EXPIRY = re.compile(rf"{_NUMBER}个?(?:工作)?日[^。；]{{0,20}}视为[^。；]{{0,4}}送达")


def _all_deliveries(case: CaseFile) -> list[tuple[Document, Fact, Delivery]]:
    return [(d, f, f.value) for d in case.of("SD_HZ") for f in d.all("deliveries")]


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
def served_properly(
    case: CaseFile, ctx: Context, relations: list[str], papers: dict[str, list[str]]
) -> Answer:
    """Who took each paper may take it, and other means than direct service have their papers.

    ``relations``: words that tell why somebody else may take it; ``papers``: means → kinds that
    prove it (民事诉讼法第八十七条至第九十一条). For a 自然人 the one who signs is compared by name.
    """
    odd: list[Evidence] = []
    good: list[Evidence] = []
    party = case.party
    natural = any(a.value == "自然人" for a in case.acts.get("party_type", []))
    agents = {p.name for d in case.documents for f in d.all("agent") for p in f.value or ()}
    for d, f, x in _all_deliveries(case):
        who = x.receiver
        signed = who.filled or who.ink or who.refused or bool(x.refusal)
        kinds = papers.get(x.mode)
        if kinds and not case.has(*kinds):
            odd.append(evidence_of(d, f, f"{x.mode}的凭证在卷", "没有找到凭证"))
        elif x.mode in ("直接送达", "委托送达") and not signed:
            odd.append(evidence_of(d, f, "受送达人签收", "签收栏空白"))
        elif x.mode == "直接送达" and x.proxy and not any(w in x.proxy for w in relations):
            odd.append(evidence_of(d, f, "写明代收人与受送达人的关系", x.proxy))
        elif (
            x.mode == "直接送达"
            and natural
            and party is not None
            and not x.proxy
            and who.people
            and not any(same_name(p, str(party.value)) or p in agents for p in who.people)
            and "当事人" not in who.people
        ):
            odd.append(evidence_of(d, f, f"{party.value}或者有权代收的人签收", show(who.people)))
        else:
            good.append(evidence_of(d, f))
    return settle([], odd, good, ("", "送达方式或者签收人有疑问", "没有读到送达记录"))


@check
def served_by_other_means(case: CaseFile, ctx: Context) -> Answer:
    """Whether something was served by post, by announcement or electronically."""
    means = ("邮寄送达", "公告送达", "电子送达")
    found = [(d, f) for d, f, x in _all_deliveries(case) if x.mode in means]
    papers = list(case.of("SD_GG", "SD_YJ"))
    if found or papers:
        return yes("", [*(evidence_of(d, f) for d, f in found), *map(evidence_of, papers)])
    return no("没有采用邮寄、公告、电子送达")


@check
def other_means_proved(
    case: CaseFile, ctx: Context, limit: str, later: list[str], post: list[str], consent: list[str]
) -> Answer:
    """Post has its receipt, electronic service the consent, announcement its reason and the full
    period ``limit`` before the next step: papers of the kinds ``later`` where the decision was
    announced, the decision where the notice was (民事诉讼法第九十、九十一、九十五条). Words of
    ``post`` or ``consent`` in another paper leave a gap to a person."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d, f, x in _all_deliveries(case):
        e = evidence_of(d, f, f"{x.mode}的凭证")
        if x.mode == "邮寄送达" and not case.has("SD_YJ"):
            # The receipt may be pasted on the form as a picture, or named there by its number.
            bare = not (x.receiver.filled or x.receiver.ink) and not re.search(r"\d{8,}", d.text)
            bare = bare and not _elsewhere(case, post)
            (bad if bare and f.sure and absent(case, ["SD_YJ"]) else doubt).append(
                evidence_of(d, f, "邮寄回执在卷", "没有邮寄回执")
            )
        elif x.mode == "电子送达" and not case.has("SD_DZ"):
            said = _elsewhere(case, consent)
            (bad if not said and f.sure and absent(case, ["SD_DZ"]) else doubt).append(
                evidence_of(d, f, "同意电子送达的确认书", "没有电子送达确认书")
            )
        elif x.mode == "公告送达" and not case.has("SD_GG"):
            doubt.append(evidence_of(d, f, "公告材料在卷", "没有公告材料"))
        elif x.mode in ("邮寄送达", "电子送达"):
            good.append(e)
    for paper in case.of("SD_GG"):
        _announced(case, ctx, paper, limit, later, (bad, doubt, good))
    good += map(evidence_of, case.of("SD_YJ"))
    words = ("邮寄、公告、电子送达的要件不全", "请核对", "没有读到送达记录")
    return settle(bad, doubt, good, words)


def _elsewhere(case: CaseFile, words: list[str]) -> bool:
    """Whether a paper that is no receipt of service speaks of it."""
    papers = (d for d in case.documents if d.code != "SD_HZ")
    return any(w in d.title + d.text for d in papers for w in words)


def _announced(
    case: CaseFile,
    ctx: Context,
    d: Document,
    limit: str,
    later: list[str],
    into: tuple[list[Evidence], list[Evidence], list[Evidence]],
) -> None:
    """Judge one announcement and sort what was seen into faults, doubts and the rest."""
    bad, doubt, good = into
    posted = dated(case, ["SD_GG"], "pub_date", "doc_date")
    mine = next(((f, day) for x, f, day in posted if x is d), None)
    if mine is None:
        doubt.append(evidence_of(d, None, "公告发布日期", "没有读到公告日期"))
        return
    f, day = mine
    value = ctx.lookup(limit, day)
    if value is None or value.status != "核实":
        source = value.source if value else limit
        doubt.append(evidence_of(d, f, "公告期限", f"公告期限（{source}）尚未核实"))
        return
    last = day + timedelta(value.days)
    reasons = [d, *case.of("SD_HZ")]
    if not any(x.first("unreachable") for x in reasons):
        doubt.append(evidence_of(d, None, "无法用其他方式送达的原因", "没有读到公告送达的原因"))
    stated = [n for m in _EXPIRY.finditer(squash(d.text)) if (n := chinese_number(m[1]))]
    if stated and max(stated) < value.days:
        bad.append(evidence_of(d, None, f"经过{value.days}日视为送达", f"公告写{max(stated)}日"))
    decision, notice = "决定书" in d.text, "告知书" in d.text
    kinds = later if decision and not notice else []
    if notice and not decision:
        kinds = ["CF_JD2"]
    for x, y, when in dated(case, kinds, "doc_date"):
        # Served in another way as well, the announcement did not matter.
        other = "CF_JD2" if decision else "CF_GZ"
        given = any(v.mode != "公告送达" for *_, v in deliveries_of(case, other, "CF_TG"))
        direct = given or any(signed_for(o) for o in case.of(other))
        direct = direct or (notice and case.has("CF_CS", "CF_TB"))
        if when > last:
            good.append(evidence_of(x, y))
            continue
        sure = y.sure and f.sure and not f.why and not direct
        e = evidence_of(x, y, f"晚于公告期满的{show(last)}", show(when))
        (bad if sure else doubt).append(e)
    good.append(evidence_of(d, f))


@check
def crime_transferred(case: CaseFile, ctx: Context, decide: str, send: str) -> Answer:
    """The head decided within ``decide`` after the report, the case went to the police within
    ``send`` after that, with its papers (移送规定第五条、第六条).

    Without hours the next day is still in time; one day more than ``decide`` is left to a person,
    because the text does not say how days are counted.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    forms = list(case.of("YS_F"))
    boxes = [(d, f) for d in forms for f in d.all("opinions") if f.value and f.value.day]
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
            e = evidence_of(x, y, f"{show(approved)}批准后24小时内移送", show(sent))
            if sent <= approved + timedelta(1):
                good.append(e)
            else:
                firm = hours is not None and hours.status == "核实" and y.sure and f.sure
                firm = firm and "回执" not in x.text  # the day may be that of the police
                (bad if firm else doubt).append(e)
    text = "".join(d.text for d in forms)
    if not case.has("CF_ZJ") and "调查报告" not in text:
        doubt.append(evidence_of(forms[0], None, "附调查报告", "没有读到调查报告"))
    if case.has("QZ_JD", "CF_XDBC") and "清单" not in text:
        doubt.append(evidence_of(forms[0], None, "附涉案物品清单", "没有读到涉案物品清单"))
    return settle(bad, doubt, good, ("移送超期", "请核对", "没有移送书可供核对"))


def _working(day: date) -> bool:
    """Whether the last day of a period is a working day; unknown counts as not."""
    try:
        return is_workday(day)
    except CalendarUnknown:
        return False


@check
def third_party_told(case: CaseFile, ctx: Context) -> Answer:
    """Third parties with a weighty interest were told before the decision (第三十六条)."""
    odd: list[Evidence] = []
    good: list[Evidence] = []
    decided = decided_days(case)
    for d in case.of("XK_LH"):
        served = [(x, f, v) for x, f, v in deliveries_of(case, "XK_LH")]
        if not served and not signed_for(d):
            odd.append(evidence_of(d, None, "送达利害关系人", "没有读到送达记录"))
        late = [(x, f) for x, f, v in served if v.day and decided and v.day > decided[-1][2]]
        odd += [evidence_of(x, f, "在作出决定之前告知", "告知在决定之后") for x, f in late]
        good.append(evidence_of(d))
    if not good:
        said = [(d, f) for d in case.documents if (f := d.first("third_party"))]
        odd += [evidence_of(d, f, "利害关系人告知书", "没有找到告知书") for d, f in said[:1]]
    return settle([], odd, good, ("", "请核对是否告知利害关系人", "没有告知书可供核对"))


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


@check
def licence_hearing(case: CaseFile, ctx: Context, organise: str, notice: str) -> Answer:
    """The hearing was held within ``organise`` after it was asked for and told ``notice`` before;
    nobody who examined the application chaired it; the decision follows the record (第四十八条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = [evidence_of(d) for d in case.of("CF_TB")]
    held, asked = act_of(case, "case.hearing_start"), act_of(case, "case.hearing_request")
    told = act_of(case, "case.hearing_notice_served") or act_of(case, "case.hearing_notice")
    if held is None:
        doubt.append(looked_at(case, "听证时间"))
        asked = told = None
    if held is not None and asked is not None:
        lasts = terms(case, ctx, organise, [asked.day])
        if isinstance(lasts, str):
            doubt.append(evidence_of_act(held, "", lasts))
        elif held.day > lasts[0]:
            sure = held.fact.sure and asked.fact.sure and len(case.acts["hearing_request"]) == 1
            late = evidence_of_act(held, f"不迟于{show(lasts[0])}听证", show(held.day))
            (bad if sure else doubt).append(late)
    value = ctx.lookup(notice, told.day) if told else None
    if held is not None and told is not None and value is not None:
        try:
            days = workdays_between(told.day, held.day)
            e = evidence_of_act(told, f"{value.days}个工作日前通知", f"提前{days}个工作日通知")
            if days < value.days:
                sure = told.fact.sure and held.fact.sure and value.status == "核实"
                (bad if sure else doubt).append(e)
            elif days == value.days:
                doubt.append(e)
        except CalendarUnknown as error:
            doubt.append(evidence_of_act(told, "", str(error)))
    elif held is not None:
        doubt.append(evidence_of_act(held, "听证通知", "没有读到听证通知的日期"))
    bad_chair, seen = _chaired(case)
    bad += bad_chair
    doubt += seen
    for d, f, day in decided_days(case):
        if held is not None and day < held.day and f.sure and held.fact.sure:
            bad.append(evidence_of(d, f, f"不早于听证{show(held.day)}", show(day)))
        elif not any(x.first("based_on_hearing") for x in case.of("XK_ZY", "XK_BY", "XK_SP")):
            doubt.append(evidence_of(d, None, "根据听证笔录决定", "没有读到根据听证笔录决定"))
    return settle(bad, doubt, good, ("听证程序不符合规定", "请核对", "没有听证笔录可供核对"))


def _chaired(case: CaseFile) -> tuple[list[Evidence], list[Evidence]]:
    """(faults, doubts) about who chaired: those who handled the application may not."""
    handled = {
        p: f.value.role
        for d in case.of("XK_SP")
        for f in d.all("opinions")
        if f.value and f.value.role in ("承办人", "承办机构")
        for p in f.value.people
    }
    inspectors = {p.name for d in case.of("XK_HC") for f in d.all("acting") for p in f.value or ()}
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    found = [
        (d, f, p.name) for d in case.of("CF_TB") for f in d.all("chair") for p in f.value or ()
    ]
    for d, f, name in found:
        e = evidence_of(d, f, "不是审查该申请的人员", name)
        if handled.get(name) == "承办人" and f.sure:
            bad.append(e)
        elif name in handled or name in inspectors:
            doubt.append(e)
    if not found or not handled:
        where = [evidence_of(d) for d in case.of("CF_TB")]
        doubt += where if not found else []
    return bad, doubt
