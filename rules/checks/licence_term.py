"""The term for deciding on an application (行政许可法第四十二条、第四十五条): how long it is, how
it was extended, and the time of hearings, tests and reviews that is not counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casefiles.facts import CaseFile, Document, Fact, chinese_number, squash
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, no, show, unknown, yes
from rules.checks import check
from rules.checks.evidence import unsigned
from rules.checks.licence import (
    UNCHOSEN,
    Dated,
    accepted,
    dated,
    decided_days,
    deliveries_of,
    received_on,
    settle,
    signed_for,
    terms,
)
from rules.days import CalendarUnknown, deadline, workdays_between
from rules.looking import absent, day_of

_DAYS = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,4}")
_ENDS = "作出|办结|决定|办理|审结|完成|审查|答复"
_TERM = re.compile(rf"({_DAYS.pattern})个?(?:工作)?日(?:之)?内[^。；]{{0,12}}(?:{_ENDS})")
_NEEDED = re.compile(
    rf"(?:所需|需要|需)(?:的)?(?:时间|期限)?[^。；，]{{0,6}}?({_DAYS.pattern})个?(?:工作)?日"
)


def _number(text: str) -> int | None:
    """The number of days that ``text`` gives, where it gives just one."""
    found = _DAYS.findall(squash(text))
    n = chinese_number(found[0]) if len(found) == 1 else None
    return int(n) if n else None


def _promised(case: CaseFile) -> list[int]:
    """The numbers of days in which the acceptance notice says that it will be decided."""
    return [
        n
        for d in case.of("XK_SL")
        for m in _TERM.finditer(squash(d.text))
        if (n := _number(m[1])) is not None
    ]


def _longer_promise(case: CaseFile, ctx: Context, limit: str, start: date) -> int | None:
    """The longest term on the acceptance notice that exceeds ``limit``, if there is one."""
    value = ctx.lookup(limit, start)
    longer = [n for n in _promised(case) if value is not None and n > value.days]
    return max(longer, default=None)


def _otherwise(case: CaseFile, ctx: Context, limit: str, start: date) -> str:
    """Why another term than ``limit`` may hold, or an empty string."""
    if _longer_promise(case, ctx, limit, start):
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

    @property
    def begun(self) -> date:
        """The first day that may be that of acceptance."""
        return min(day for *_, day in self.starts)


def _course(case: CaseFile, ctx: Context, limit: str, extension: str) -> _Course | Answer:
    """The course of the application, or the answer 不明 that names what is missing."""
    decided, starts = decided_days(case), accepted(case) or received_on(case)
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


def _earlier(d: Document, day: date) -> bool:
    """Whether a paper is surely older than ``day``: what it reports took no time after that."""
    f = d.first("doc_date")
    return f is not None and not f.blank and f.sure and not f.why and f.value < day


@check
def licence_in_time(
    case: CaseFile,
    ctx: Context,
    limit: str,
    extension: str,
    pauses: list[str],
    titles: list[str],
    steps: dict[str, list[str]],
) -> Answer:
    """Decided within ``limit`` after acceptance, with the extension told (第四十二条第一款).

    Another term on the acceptance notice, steps whose time is not counted (第四十五条: ``pauses``
    kinds, ``titles`` of other papers) and joint procedures leave an over-run to a person, unless
    the applicant was told how long all of them (``steps``, see ``pauses_told``) take. A report that
    is older than the acceptance is no such step.
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
    if b <= max(c.ends) or not accepted(case) or not c.sure:
        return unknown(f"{c.why}；受理日期或决定日期不明确，请核对", c.places)
    if other := _otherwise(case, ctx, limit, c.starts[0][2]):
        return unknown(f"{c.why}；{other}", c.places)
    if _all_told(case, c, steps, titles) and b > (reach := _with_told(case, max(c.ends))):
        why = f"{c.why}；扣除书面告知的时间，{show(reach)}届满"
        return no(why, [evidence_of(d, f, f"不迟于{show(reach)}", show(b))])
    reasons = [
        x
        for x in case.documents
        if (x.code in pauses and not _earlier(x, c.begun))
        or (x.code is None and any(w in x.title for w in titles))
        or (str(x.code).startswith("XK_") and x.first("time_excluded"))
    ]
    if reasons:
        names = "、".join(dict.fromkeys(x.name for x in reasons))
        seen = [*c.places, *map(evidence_of, reasons)]
        return unknown(f"{c.why}。卷内有{names}，可能有不计入的期间，请人工计算", seen)
    if not longer and any("延长" in x.text for x in case.of("XK_SP")):
        return unknown(f"{c.why}。审批表提到延长，请人工核对", c.places)
    gone = [k for k in pauses if not case.has(k)]
    if absent(case, gone if longer else ["XK_YQ", *gone]) is not True:
        return unknown(f"{c.why}。有文件未能识别，可能有延长或者不计入的期间", c.places)
    return no(c.why, [evidence_of(d, f, f"不迟于{show(max(c.ends))}", show(b))])


# --- time that is not counted -------------------------------------------------------------------


def _words(names: str) -> list[str]:
    return names.split("、")


def _taken(
    case: CaseFile, steps: dict[str, list[str]], since: date
) -> Iterator[tuple[str, Document]]:
    """The steps (their words) that a paper after acceptance shows, with the paper."""
    for names, kinds in steps.items():
        for d in case.documents:
            titled = d.code is None and any(w in d.title for w in _words(names))
            if (d.code in kinds or titled) and not _earlier(d, since):
                yield names, d


def _told_days(d: Document) -> int | None:
    """The number of days that a notice of time not counted gives, where it gives just one."""
    found = {m[1] for m in _NEEDED.finditer(squash(d.text))}
    return _number(found.pop()) if len(found) == 1 else None


def _chosen(d: Document) -> str:
    """The text of a form without the boxes that were not ticked."""
    return squash(UNCHOSEN.sub("", d.text))


def _with_told(case: CaseFile, last: date) -> date:
    """The end of the term, later by all the time that the applicant was told is not counted."""
    total = sum(_told_days(d) or 0 for d in case.of("XK_SJG"))
    return deadline(last, total, "工作日") if total else last


def _all_told(case: CaseFile, c: _Course, steps: dict[str, list[str]], titles: list[str]) -> bool:
    """Whether the applicant was told the days of every step that any paper shows."""
    told = list(case.of("XK_SJG"))
    said = [_chosen(d) for d in told]
    taken = list(_taken(case, steps, c.begun))
    covered = all(any(w in text for w in _words(n) for text in said) for n, _ in taken)
    papers = [d for d in case.documents if d.code not in ("XK_SJG", "XK_SL")]
    loose = any(d.first("time_excluded") for d in papers if str(d.code).startswith("XK_"))
    strange = any(w in d.title for d in case.unknown for w in titles)
    sure = bool(told) and all(_told_days(d) for d in told) and covered
    return sure and not loose and not strange and _all_read(case)


def _in_time(d: Document, day: date) -> int | None:
    """The days that a notice tells, those before ``day``, its own, left out: who was not told yet
    cannot have reckoned with them."""
    days = _told_days(d)
    span = d.value("case_dates") or d.value("time")
    a, b = (day_of(getattr(span, k, None)) for k in ("start", "end"))
    if days is None or a is None or b is None or not a < day <= b:
        return days
    return min(days, workdays_between(day - timedelta(1), b))


def _all_read(case: CaseFile) -> bool:
    return not case.unseen and all(d.title for d in case.unknown)


@check
def pauses_told(
    case: CaseFile, ctx: Context, limit: str, extension: str, steps: dict[str, list[str]]
) -> Answer:
    """Where the term is kept only because steps are not counted, the applicant was told in writing
    how long they take, before the term ran out (第四十五条).

    ``steps``: words for a step, joined by 、 → kinds of papers that show it.
    """
    c = _course(case, ctx, limit, extension)
    if isinstance(c, Answer):
        return c
    if c.decision[2] <= min(c.ends):
        return yes("不扣除也没有超过期限", c.places)
    if c.decision[2] <= max(c.ends) or not c.sure:
        return unknown(f"{c.why}；受理日期或决定日期不明确", c.places)
    taken = list(_taken(case, steps, c.begun))
    told = sorted(dated(case, ["XK_SJG"], "doc_date"), key=lambda x: x[2])
    if told:
        try:
            last = _generous(case, ctx, c, limit, extension)
            return _enough_told(case, c, last, told, taken)
        except CalendarUnknown as error:
            return unknown(str(error), c.places)
    if other := _otherwise(case, ctx, limit, c.starts[0][2]):
        return unknown(f"{c.why}；{other}", c.places)
    told_in = [d for d in case.documents if "所需时间" in d.title or d.first("time_excluded")]
    if told_in or case.has("XK_SJG"):
        seen = [*c.places, *map(evidence_of, told_in)]
        return unknown(f"{c.why}；请核对所需时间何时书面告知", seen)
    if absent(case, ["XK_SJG"]) is not True:
        return unknown(f"{c.why}；没有找到所需时间告知书，但有文件未能识别", c.places)
    if not taken:
        return yes("受理以后没有不计入期限的环节", c.places)
    return no(f"{c.why}；没有书面告知所需时间", [looked_at(case, "所需时间告知书")])


def _generous(case: CaseFile, ctx: Context, c: _Course, limit: str, extension: str) -> date:
    """The last day of the term, by the longest term that may hold for this application."""
    start = max(day for *_, day in c.starts)
    promised = _longer_promise(case, ctx, limit, c.starts[0][2])
    if promised is None:
        return max(c.ends)
    last = deadline(start, promised, "工作日")
    more = terms(case, ctx, extension, [last]) if case.has("XK_YQ") else [last]
    return max(*c.ends, *more) if isinstance(more, list) else max(*c.ends, last)


def _enough_told(
    case: CaseFile,
    c: _Course,
    last: date,
    told: list[Dated],
    taken: list[tuple[str, Document]],
) -> Answer:
    """Whether the notices of time not counted came in time and cover the steps that were taken."""
    d, f, day = told[0]
    places = [*c.places, *(evidence_of(x, y) for x, y, _ in told)]
    if day > last:
        late = [evidence_of(d, f, f"不迟于{show(last)}", show(day))]
        why = f"{c.why}；{show(day)}才告知所需时间"
        return no(why, late) if f.sure else unknown(why, late)
    days = [_told_days(x) for x, *_ in told]
    total = sum(n for n in days if n)
    reach = deadline(last, total, "工作日") if total else last
    why = f"{c.why}；书面告知不计入的时间共{total}个工作日" if total else c.why
    known = sum(n for x, _, on in told if (n := _in_time(x, on)))
    if known < total and c.decision[2] > deadline(last, known, "工作日"):
        late = [evidence_of(x, y, "开始以前告知", show(on)) for x, y, on in told]
        why = f"{why}，其中{total - known}个工作日在告知以前，扣除其余的仍超过期限"
        sure = all(y.sure and not y.why for _, y, _ in told) and all(days)
        return no(why, late) if sure else unknown(f"{why}，请核对", late)
    said = [_chosen(x) for x, *_ in told]
    bare = any(not any(w in text for n, _ in taken for w in _words(n)) for text in said)
    open_ = [(n, x) for n, x in taken if not any(w in text for w in _words(n) for text in said)]
    if c.decision[2] <= reach or bare or not open_:
        if c.decision[2] <= reach or not all(days):
            return yes(f"{why}；{show(day)}已告知所需时间", places)
        return unknown(f"{why}，仍超过期限，请核对还有哪些时间不计入", places)
    seen = [evidence_of(x, None, "书面告知所需时间", "没有告知") for _, x in open_]
    names = "、".join(dict.fromkeys(x.name for _, x in open_))
    why = f"{why}；{names}所需时间没有书面告知，扣除已告知的时间仍超过期限"
    elsewhere = any(x.first("time_excluded") for x in case.documents if x.code != "XK_SJG")
    sure = all(days) and _all_read(case) and not elsewhere
    return no(why, seen) if sure else unknown(f"{why}，请核对", [*places, *seen])


# --- extension ----------------------------------------------------------------------------------


def _approvals(case: CaseFile, notice: Document) -> list[tuple[Document, Fact]]:
    """The opinions of the head: on the notice of extension, or on the form that asked for it."""
    forms = [d for d in case.of("XK_SP") if "延长" in d.title or "延期" in d.title]
    return [
        (d, f)
        for d in (notice, *forms)
        for f in d.all("opinions")
        if f.value and f.value.role == "负责人" and f.value.day
    ]


def _unapproved(d: Document) -> Fact | None:
    """The last box for an opinion, left empty on a form whose other boxes were read whole."""
    boxes = d.all("opinions")
    if len(boxes) < 2 or boxes[-1].value is not None or d.pictures:
        return None
    whole = all(f.value and f.value.text and f.value.people and f.value.day for f in boxes[:-1])
    return boxes[-1] if whole else None


@check
def licence_extended(
    case: CaseFile, ctx: Context, limit: str, extension: str, joint: str, pauses: list[str]
) -> Answer:
    """The extension was approved by the head before the term ran out, is not longer than
    ``extension``, and the applicant was told why (第四十二条). ``pauses``: kinds that show steps
    whose time is not counted, so that the term ran out later."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    starts = accepted(case)
    lasts = terms(case, ctx, limit, [day for *_, day in starts])
    last = max(lasts) if isinstance(lasts, list) and lasts else None
    begun = min((day for *_, day in starts), default=None)
    open_ = any(begun is None or not _earlier(x, begun) for x in case.of(*pauses))
    try:
        last = last and _with_told(case, last)
    except CalendarUnknown:
        last = None
    for d in case.of("XK_YQ"):
        day = starts[0][2] if starts else day_of(d.value("doc_date"))
        if day is None:
            doubt.append(evidence_of(d, None, "受理和延长的日期", "没有读到日期"))
            continue
        short, long = ctx.lookup(extension, day), ctx.lookup(joint, day)
        heads = _approvals(case, d)
        if not heads and (empty := _unapproved(d)) is not None:
            bad.append(evidence_of(d, empty, "负责人批准", "负责人栏空白"))
        elif not heads:
            doubt.append(evidence_of(d, None, "负责人批准", "没有读到负责人的批准和日期"))
        elif last and heads[-1][1].value.day > last:
            paper, late = heads[-1]
            sure = late.sure and all(f.sure for _, f, _ in starts)
            sure = sure and not open_ and not _otherwise(case, ctx, limit, day)
            e = evidence_of(paper, late, f"不迟于{show(last)}批准", show(late.value.day))
            (bad if sure else doubt).append(e)
        else:
            good.append(evidence_of(*heads[-1]))
        days = d.first("extend_days")
        n = _number(str(days.value)) if days is not None and not days.blank else None
        if days is not None and n and short and long and n > short.days:
            (bad if n > long.days and days.sure else doubt).append(
                evidence_of(d, days, f"不超过{short.days}个工作日", f"延长{n}日")
            )
        if not d.first("extension_reason"):
            doubt.append(evidence_of(d, None, "延长的理由", "没有读到理由"))
        if not deliveries_of(case, "XK_YQ") and not signed_for(d):
            place = unsigned(d, "当事人")
            others = [x for x in case.of("XK_SL", "XK_BZ", "XK_SJG") if signed_for(x)]
            sure = place is not None and len(others) > 1 and not d.pictures
            found = "签收栏空白" if sure else "没有读到告知申请人的记录"
            (bad if sure else doubt).append(evidence_of(d, place, "告知申请人", found))
    return settle(bad, doubt, good, ("延长不符合规定", "请核对", "没有延长的文书可供核对"))
