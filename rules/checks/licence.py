"""Administrative licences (行政许可法): acceptance, terms, inspection, hearing, agreement."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from casefiles.facts import CaseFile, Delivery, Document, Fact, chinese_number, same_name, squash
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
from rules.days import CalendarUnknown, deadline, workdays_between
from rules.looking import absent, day_of

_DAYS = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,4}")
_ENDS = "作出|办结|决定|办理|审结|完成|审查|答复"
_TERM = re.compile(rf"({_DAYS.pattern})个?(?:工作)?日(?:之)?内[^。；]{{0,12}}(?:{_ENDS})")
Dated = tuple[Document, Fact, date]


def _number(text: str) -> int | None:
    """The number of days that ``text`` gives, where it gives just one."""
    found = _DAYS.findall(squash(text))
    n = chinese_number(found[0]) if len(found) == 1 else None
    return int(n) if n else None


def dated(case: CaseFile, codes: Iterable[str], *keys: str) -> list[Dated]:
    """The first date that stands under ``keys`` in each document of the kinds."""
    found: list[Dated] = []
    for d in case.of(*codes):
        for key in keys:
            f = d.first(key)
            day = day_of(f.value) if f is not None else None
            if f is not None and day is not None:
                # A date that was guessed from the end of the text may mean something else.
                found.append((d, replace(f, sure=f.sure and not f.why), day))
                break
    return found


def _accepted(case: CaseFile) -> list[Dated]:
    """Each day that an acceptance notice gives: the day it names and the day it bears."""
    return [x for k in ("recv_time", "doc_date") for x in dated(case, ["XK_SL"], k)]


def _received(case: CaseFile) -> list[Dated]:
    return dated(case, ["XK_SJ"], "recv_date", "doc_date")


def decided_days(case: CaseFile) -> list[Dated]:
    """The decisions on the application with their days, earliest first."""
    return sorted(dated(case, ["XK_ZY", "XK_BY"], "doc_date"), key=lambda x: x[2])


def deliveries_of(case: CaseFile, *codes: str) -> list[tuple[Document, Fact, Delivery]]:
    """The deliveries of documents of the kinds, in file order."""
    found = ((d, f) for d in case.of("SD_HZ") for f in d.all("deliveries"))
    return [(d, f, f.value) for d, f in found if f.value.code in codes]


def settle(
    bad: list[Evidence], doubt: list[Evidence], good: list[Evidence], words: tuple[str, str, str]
) -> Answer:
    """否 where there are faults, 不明 where there are doubts or nothing was read."""
    if bad:
        return no(words[0], bad)
    if doubt:
        what = "、".join(dict.fromkeys(e.found for e in doubt if e.found))
        return unknown(f"{words[1]}：{what}" if what else words[1], doubt)
    return yes("", good) if good else unknown(words[2])


@check
def accepted_in_writing(case: CaseFile, ctx: Context) -> Answer:
    """A dated notice of acceptance or refusal is in the file (第三十二条第二款).

    A seal is a picture and is not looked at. A licence decided on the spot, or another paper that
    speaks of acceptance, is left to a person.
    """
    papers = list(case.of("XK_SL", "XK_BSL"))
    if papers:
        read = dated(case, ["XK_SL", "XK_BSL"], "doc_date", "recv_time")
        good = [evidence_of(d, f) for d, f, _ in read]
        lacking = [d for d in papers if all(d is not x[0] for x in read)]
        doubt = [evidence_of(d, None, "注明日期", "没有读到日期") for d in lacking]
        return settle([], doubt, good, ("", "请看凭证是否注明日期", ""))
    where = [looked_at(case, "受理通知书或者不予受理决定书")]
    if absent(case, ["XK_SL", "XK_BSL"]) is not True:
        return unknown("没有找到受理或者不予受理的凭证，但有文件未能识别", where)
    other = (None, "XK_SJ", "XK_SP", "XK_BZ")
    said = [d for d in case.documents if d.code in other and "受理" in d.title + d.text]
    asked = {day for _, _, day in dated(case, ["XK_SQ", "XK_SJ"], "recv_date", "doc_date")}
    at_once = [(d, f) for d, f, day in decided_days(case) if day in asked]
    if said or at_once:
        seen = [*map(evidence_of, said), *(evidence_of(d, f) for d, f in at_once)]
        return unknown("卷内没有受理凭证；有文书提到受理或者当日即作出决定，请核对", seen)
    return no("卷内没有受理通知书，也没有不予受理决定书", where)


@check
def corrected_once(case: CaseFile, ctx: Context, limit: str) -> Answer:
    """The applicant was told once, within ``limit`` after the papers came in, what to correct
    (第三十二条第一款第四项)."""
    told, received = dated(case, ["XK_BZ"], "doc_date"), _received(case)
    if not told or not received:
        gone = "补正告知书日期" if not told else "收到申请材料的日期"
        return unknown(f"没有读到{gone}", [looked_at(case, gone)])
    bad: list[Evidence] = []
    good: list[Evidence] = []
    why = late = ""
    for d, f, day in told:
        before = [x for x in received if x[2] <= day]
        if not before:
            return unknown("补正告知早于收件日期，请核对", [evidence_of(d, f)])
        start = max(before, key=lambda x: x[2])
        lasts = terms(case, ctx, limit, [start[2]])
        if isinstance(lasts, str):
            return unknown(lasts, [evidence_of(d, f)])
        last = lasts[0]
        why = f"{show(start[2])}收到材料，{show(last)}前应当一次告知；补正告知{show(day)}"
        if day > last and not (f.sure and start[1].sure):
            return unknown(f"日期读取不确定：{why}", [evidence_of(d, f)])
        if day > last:
            late = why
            bad.append(evidence_of(d, f, f"不迟于{show(last)}", show(day)))
        else:
            good.append(evidence_of(d, f))
    if bad:
        return no(late, bad)
    if len(list(case.of("XK_BZ"))) > 1:
        return unknown("有不止一份补正告知书，请核对后一份是否因新增材料", good)
    return yes(why, good)


def terms(case: CaseFile, ctx: Context, limit: str, starts: list[date]) -> list[date] | str:
    """The last day of the term from each start, or why it cannot be told."""
    found: list[date] = []
    for start in starts:
        value = ctx.lookup(limit, start)
        if value is None or value.status != "核实":
            return f"没有核实过的“{limit}”数值"
        try:
            found.append(deadline(start, value.days, value.unit))
        except CalendarUnknown as error:
            return str(error)
    return found


def _promised(case: CaseFile) -> list[int]:
    """The numbers of days in which the acceptance notice says that it will be decided."""
    return [
        n
        for d in case.of("XK_SL")
        for m in _TERM.finditer(squash(d.text))
        if (n := _number(m[1])) is not None
    ]


def _otherwise(case: CaseFile, ctx: Context, limit: str, start: date) -> str:
    """Why another term than ``limit`` may hold, or an empty string."""
    value = ctx.lookup(limit, start)
    if value is not None and any(n > value.days for n in _promised(case)):
        return "受理通知书写明的期限更长，请核对是否另有规定"
    return "卷内提到联合办理，请核对" if any(d.first("joint") for d in case.documents) else ""


@dataclass(slots=True)
class _Course:
    """Acceptance, decision, the last days of the term (one for each start that may be meant)."""

    starts: list[Dated]
    decision: Dated
    ends: list[date]
    places: list[Evidence]
    why: str
    used: int

    @property
    def sure(self) -> bool:
        """Whether the dates were read without doubt."""
        return self.decision[1].sure and all(f.sure for _, f, _ in self.starts)


def _course(case: CaseFile, ctx: Context, limit: str, extension: str) -> _Course | Answer:
    """The course of the application, or the answer 不明 that names what is missing."""
    decided, starts = decided_days(case), _accepted(case) or _received(case)
    if not decided or not starts:
        gone = "许可决定日期" if not decided else "受理日期"
        return unknown(f"没有读到{gone}", [looked_at(case, gone)])
    d, f, b = decided[-1]
    places = [*(evidence_of(x, y) for x, y, _ in starts), evidence_of(d, f)]
    a = starts[0][2]
    ends = terms(case, ctx, limit, [day for *_, day in starts])
    if case.has("XK_YQ") and isinstance(ends, list):
        ends = terms(case, ctx, extension, ends)
    if isinstance(ends, str):
        return unknown(ends, places)
    try:
        used = workdays_between(a, b)
    except CalendarUnknown as error:
        return unknown(str(error), places)
    said = "经延长，" if case.has("XK_YQ") else ""
    why = f"{show(a)}受理，{said}{show(ends[0])}届满；{show(b)}决定，第{used}个工作日"
    return _Course(starts, decided[-1], ends, places, why, used)


@check
def licence_in_time(
    case: CaseFile,
    ctx: Context,
    limit: str,
    extension: str,
    pauses: list[str],
    titles: list[str],
) -> Answer:
    """Decided within ``limit`` after acceptance, with the extension told (第四十二条第一款).

    Another term on the acceptance notice, steps whose time is not counted (第四十五条: ``pauses``
    kinds, ``titles`` of other papers) and joint procedures leave an over-run to a person.
    """
    c = _course(case, ctx, limit, extension)
    if isinstance(c, Answer):
        return c
    d, f, b = c.decision
    longer = case.has("XK_YQ")
    if b <= min(c.ends):
        if any(n < c.used for n in _promised(case)) and not longer:
            return unknown(f"{c.why}；受理通知书写有更短的期限，请核对是否为承诺期限", c.places)
        return yes(c.why, c.places)
    if b <= max(c.ends) or not _accepted(case) or not c.sure:
        return unknown(f"{c.why}；受理日期或决定日期不明确，请核对", c.places)
    if other := _otherwise(case, ctx, limit, c.starts[0][2]):
        return unknown(f"{c.why}；{other}", c.places)
    reasons = [
        x
        for x in case.documents
        if x.code in pauses
        or (x.code is None and any(w in x.title for w in titles))
        or (str(x.code).startswith("XK_") and x.first("time_excluded"))
    ]
    if reasons:
        names = "、".join(dict.fromkeys(x.name for x in reasons))
        seen = [*c.places, *map(evidence_of, reasons)]
        return unknown(f"{c.why}。卷内有{names}，可能有不计入的期间，请人工计算", seen)
    if not longer and any("延长" in x.text for x in case.of("XK_SP")):
        return unknown(f"{c.why}。审批表提到延长，请人工核对", c.places)
    if absent(case, [*pauses] if longer else ["XK_YQ", *pauses]) is not True:
        return unknown(f"{c.why}。有文件未能识别，可能有延长或者不计入的期间", c.places)
    return no(c.why, [evidence_of(d, f, f"不迟于{show(max(c.ends))}", show(b))])


@check
def pauses_told(case: CaseFile, ctx: Context, limit: str, extension: str) -> Answer:
    """Where the term is kept only because steps are not counted, the applicant was told in writing
    how long they take, before the term ran out (第四十五条)."""
    c = _course(case, ctx, limit, extension)
    if isinstance(c, Answer):
        return c
    last = max(c.ends)
    if c.decision[2] <= min(c.ends):
        return yes("不扣除也没有超过期限", c.places)
    if c.decision[2] <= last or not c.sure:
        return unknown(f"{c.why}；受理日期或决定日期不明确", c.places)
    told = sorted(dated(case, ["XK_SJG"], "doc_date"), key=lambda x: x[2])
    if told:
        d, f, day = told[0]
        if day <= last:
            return yes(f"{c.why}；{show(day)}已告知所需时间", [*c.places, evidence_of(d, f)])
        late = [evidence_of(d, f, f"不迟于{show(last)}", show(day))]
        why = f"{c.why}；{show(day)}才告知所需时间"
        return no(why, late) if f.sure else unknown(why, late)
    if other := _otherwise(case, ctx, limit, c.starts[0][2]):
        return unknown(f"{c.why}；{other}", c.places)
    told_in = [d for d in case.documents if "所需时间" in d.title or d.first("time_excluded")]
    if told_in or case.has("XK_SJG"):
        seen = [*c.places, *map(evidence_of, told_in)]
        return unknown(f"{c.why}；请核对所需时间何时书面告知", seen)
    if absent(case, ["XK_SJG"]) is not True:
        return unknown(f"{c.why}；没有找到所需时间告知书，但有文件未能识别", c.places)
    return no(f"{c.why}；没有书面告知所需时间", [looked_at(case, "所需时间告知书")])


@check
def licence_extended(
    case: CaseFile, ctx: Context, limit: str, extension: str, joint: str
) -> Answer:
    """The extension was approved by the head before the term ran out, is not longer than
    ``extension``, and the applicant was told why (第四十二条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    accepted = _accepted(case)
    lasts = terms(case, ctx, limit, [day for *_, day in accepted])
    last = max(lasts) if isinstance(lasts, list) and lasts else None
    day = accepted[0][2] if accepted else date.today()
    short, long = ctx.lookup(extension, day), ctx.lookup(joint, day)
    for d in case.of("XK_YQ"):
        heads = [f for f in d.all("opinions") if f.value and f.value.role == "负责人"]
        dated = [f for f in heads if f.value.day]
        if not dated:
            doubt.append(evidence_of(d, None, "负责人批准", "没有读到负责人的批准和日期"))
        elif last and dated[-1].value.day > last:
            late = dated[-1]
            sure = late.sure and all(f.sure for _, f, _ in accepted)
            sure = sure and not _otherwise(case, ctx, limit, day)
            e = evidence_of(d, late, f"不迟于{show(last)}批准", show(late.value.day))
            (bad if sure else doubt).append(e)
        else:
            good.append(evidence_of(d, dated[-1]))
        days = d.first("extend_days")
        n = _number(str(days.value)) if days is not None and not days.blank else None
        if days is not None and n and short and long and n > short.days:
            (bad if n > long.days and days.sure else doubt).append(
                evidence_of(d, days, f"不超过{short.days}个工作日", f"延长{n}日")
            )
        if not d.first("extension_reason"):
            doubt.append(evidence_of(d, None, "延长的理由", "没有读到理由"))
        if not deliveries_of(case, "XK_YQ") and not signed_for(d):
            doubt.append(evidence_of(d, None, "告知申请人", "没有读到告知申请人的记录"))
    return settle(bad, doubt, good, ("延长不符合规定", "请核对", "没有延长的文书可供核对"))


def signed_for(d: Document) -> list[Fact]:
    """The signatures of the party on the document."""
    return [f for f in d.all("signatures") if f.value.role == "当事人" and f.value.filled]


@check
def site_verified(case: CaseFile, ctx: Context) -> Answer:
    """Each record of an inspection names two officers, its time, and is signed by the applicant;
    where papers speak of an inspection there is a record of it (第三十四条第三款)."""
    odd: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("XK_HC"):
        names = {p.name for f in d.all("acting") for p in f.value or ()}
        if len(names) < 2:
            odd.append(evidence_of(d, d.first("acting"), "至少两名核查人员", show(sorted(names))))
        if d.first("start_time") is None:
            odd.append(evidence_of(d, None, "核查时间", "没有读到核查时间"))
        marks = [s.value for s in d.all("signatures") if s.value.role == "当事人"]
        if not any(s.filled or s.ink or s.refused for s in marks):
            odd.append(evidence_of(d, None, "被核查人签名", "没有读到被核查人签名"))
        good.append(evidence_of(d))
    if not good:
        said = [(d, f) for d in case.documents if (f := d.first("site_check"))]
        odd += [evidence_of(d, f, "现场核查笔录", "没有找到现场核查笔录") for d, f in said[:1]]
    return settle([], odd, good, ("", "实质核查的记录有疑问", "没有核查笔录可供核对"))


@check
def licence_agrees(case: CaseFile, ctx: Context, names: dict[str, str]) -> Answer:
    """Applicant and holder are the same throughout, and licence and decision cover the same matter
    (第三十八条、第三十九条). ``names``: kind → the field that names the applicant or holder."""
    doubt: list[Evidence] = []
    read = ((d, d.first(key)) for code, key in names.items() for d in case.of(code))
    found = [(d, f) for d, f in read if f is not None and not f.blank]
    if len(found) < 2:
        return unknown("只读到一处申请人或者持证人，无从比较", [evidence_of(*p) for p in found])
    first, name = found[0]
    bad: list[Evidence] = []
    for d, f in found[1:]:
        if same_name(str(f.value), str(name.value)):
            continue
        a, b = sorted((squash(str(f.value)), squash(str(name.value))), key=len)
        # The operator of a shop, a branch of a company, a name that was changed.
        other = len(a) <= 4 or a in b or "变更" in first.text + d.text
        sure = f.sure and name.sure and not other
        (bad if sure else doubt).append(evidence_of(d, f, f"{first.name}：{name.value}"))
    granted = [(d, d.all("matter")) for d in case.of("XK_ZY") if d.value("matter")]
    for d in case.of("XK_Z") if len(granted) == 1 else ():
        decision, matters = granted[0]
        listed = any(len(_items(str(m.value))) > 1 for m in matters if not m.blank)
        for f in d.all("matter"):
            items = _items("" if f.blank else str(f.value))
            extra = [i for i in items if i not in squash(decision.text)]
            if extra:
                e = evidence_of(d, f, f"{decision.name}：{matters[0].value}", show(extra))
                (bad if listed and len(extra) < len(items) and f.sure else doubt).append(e)
    good = [evidence_of(*p) for p in found]
    return settle(bad, doubt, good, ("申请、决定、证件的记载不一致", "请核对是否一致", ""))


def _items(text: str) -> list[str]:
    for mark in "；;，,。\n":
        text = text.replace(mark, "、")
    return [s for part in text.split("、") if len(s := squash(part)) > 1]
