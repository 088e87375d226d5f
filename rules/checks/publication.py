"""Publication of decisions (行政执法公示): in time, faithful, taken down when it must be."""

import re
from datetime import date

from casefiles.facts import (
    CaseFile,
    Document,
    Fact,
    find_private,
    known_people,
    same_doc_number,
    squash,
)
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    judged,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.days import CalendarUnknown, deadline, workdays_between
from rules.looking import day_of

_RECORD = "GS_PUB"


def _records_of(decision: Document, records: list[Document], alone: bool) -> list[Document]:
    """The records of publication that name the decision; all of them where it is the only one."""
    own = decision.value("doc_no")
    named = [
        r
        for r in records
        if any(
            same_doc_number(str(f.value or ""), str(own or ""))
            for k in ("decision_no", "doc_no")
            for f in r.all(k)
        )
    ]
    return named or (records if alone else [])


def _filled(document: Document, key: str) -> list[Fact]:
    return [f for f in document.all(key) if not f.blank]


@check
def only_warned(case: CaseFile, ctx: Context) -> Answer:
    """Whether 警告 is the only penalty of the decision."""
    imposed = case.acts.get("penalties", [])
    if not imposed:
        return unknown("没有读到处罚种类")
    kinds = {a.value for a in imposed}
    return yes("只给予警告") if kinds == {"警告"} else no(f"处罚种类：{show(sorted(kinds))}")


@check
def coercion_published(case: CaseFile, ctx: Context) -> Answer:
    """Whether a measure or its enforcement was published by itself: a record names the order."""
    records = list(case.of(_RECORD))
    for d in case.of("QZ_JD", "QX_JD"):
        if mine := _records_of(d, records, False):
            return yes("", [evidence_of(r) for r in mine])
    return no("没有单独公示强制决定")


@check
def published_in_time(case: CaseFile, ctx: Context, decisions: list[str], limit: str) -> Answer:
    """Each decision of the kinds ``decisions`` was published within the parameter ``limit`` after
    its day (国办发〔2018〕118号).

    No record, or a blank day, is 疑点 and not 否: another office publishes and keeps the record.
    The earliest publication counts where there are several.
    """
    made = list(case.of(*decisions))
    records = list(case.of(_RECORD))
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    whys: list[str] = []
    for d in made:
        mine = _records_of(d, records, len(made) == 1)
        decided = d.first("doc_date")
        start = day_of(decided.value) if decided else None
        if decided is None or start is None:
            whys.append("没有读到决定日期")
            doubt.append(evidence_of(d, decided, "决定日期"))
            continue
        days = sorted(
            (
                (day, r.source, r, f)
                for r in mine
                for f in r.all("pub_date")
                if (day := day_of(f.value))
            ),
            key=lambda x: x[:2],
        )
        if not days:
            whys.append("卷内没有公示记录" if not mine else "公示记录上没有读到公示日期")
            doubt += [evidence_of(r, r.first("pub_date"), "公示日期") for r in mine]
            continue
        day, _, record, fact = next((x for x in days if x[0] >= start), days[-1])
        if day < start:
            whys.append(f"公示日期{show(day)}早于决定日期{show(start)}，请核对")
            doubt.append(evidence_of(record, fact))
            continue
        verdict, why, last = in_time(ctx, start, day, limit)
        whys.append(why)
        places = [evidence_of(d, decided), evidence_of(record, fact)]
        if verdict and decided.sure and fact.sure:
            good += places
        elif verdict is False and decided.sure and fact.sure:
            bad.append(evidence_of(record, fact, f"不迟于{show(last)}", show(day)))
        else:
            doubt += places
    why = "；".join(dict.fromkeys(whys))
    if bad:
        return no(why, bad)
    if doubt or not good:
        return unknown(why or "没有可供核对的决定", doubt or [looked_at(case, "公示记录")])
    return yes(why, good)


def in_time(
    ctx: Context, start: date, day: date, limit: str
) -> tuple[bool | None, str, date | None]:
    """Whether ``day`` keeps the parameter ``limit`` from ``start``, in words, and the last day."""
    value = ctx.lookup(limit, start)
    if value is None:
        return None, f"没有适用于本机关的“{ctx.parameters[limit].title}”数值，请在参数中补充", None
    try:
        last = deadline(start, int(str(value.value)), value.unit)
        used = workdays_between(start, day) if value.unit == "工作日" else (day - start).days
    except CalendarUnknown as error:
        return None, str(error), None
    why = f"{show(start)}起{value.value}个{value.unit}，至{show(last)}届满；{show(day)}为第{used}个"
    if value.status != "核实":
        return None, f"{why}。该期限（{value.source}）尚未核实，请人工确认", last
    return day <= last, why, last


# --- what was published -----------------------------------------------------------------------


@check
def publication_matches(
    case: CaseFile, ctx: Context, decisions: list[list[str]], masks: list[str], least: int
) -> Answer:
    """What was published agrees with the decision: number, party, day and amount.

    ``decisions`` are groups of kinds; the first group of which there is a document counts. Names
    that hold one of ``masks`` were made anonymous and are not compared. A decision shorter than
    ``least`` characters was hardly read whole. Agency and kinds of penalty that differ are 疑点.
    """
    made: list[Document] = next((m for g in decisions if (m := list(case.of(*g)))), [])
    records = list(case.of(_RECORD))
    if not records:
        return unknown("卷内没有公示记录，无从比较", [looked_at(case, "公示记录")])
    # Afterwards what another authority made of the decision may be published.
    changed = any(d.first("overturned") for d in case.unknown)
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in made:
        if len(squash(d.text)) < least and not _filled(d, "doc_no"):
            doubt.append(evidence_of(d, None, "决定书内容", "文字很少，可能没有读全"))
            continue
        for r in _records_of(d, records, len(made) == 1):
            for faults in (
                _number(d, r),
                _party(d, r, masks),
                _agency(d, r),
                _decided(d, r),
                _amount(d, r, changed),
            ):
                bad += faults[0]
                doubt += faults[1]
                good += faults[2]
    return judged(
        case,
        (bad, "公示的内容与决定书不一致"),
        (doubt, "公示的内容与决定书可能不一致，请核对"),
        (good, "公示的内容与决定书一致"),
        missing="公示记录上没有读到可比较的内容",
    )


_Faults = tuple[list[Evidence], list[Evidence], list[Evidence]]


def _faults(record: Document, fact: Fact, same: bool | None, expected: str) -> _Faults:
    """One comparison as (bad, doubtful, good); ``same`` is ``None`` where it cannot be said."""
    if same:
        return [], [], [evidence_of(record, fact)]
    evidence = [evidence_of(record, fact, expected)]
    return (evidence, [], []) if same is False and fact.sure else ([], evidence, [])


def _number(decision: Document, record: Document) -> _Faults:
    told, own = _filled(record, "decision_no"), _filled(decision, "doc_no")
    if not told or not own:
        return [], [], []
    same = any(same_doc_number(str(f.value), str(o.value)) for f in told for o in own)
    words = re.sub(r"[\[\]()〔〕【】]", "", squash(decision.text))
    there = re.sub(r"[\[\]()〔〕【】]", "", squash(str(told[0].value))) in words
    return _faults(
        record, told[0], same or there or (None if not own[0].sure else False), show(own[0].value)
    )


def _party(decision: Document, record: Document, masks: list[str]) -> _Faults:
    told, own = _filled(record, "party_name"), _filled(decision, "party_name")
    if not told or not own:
        return [], [], []
    name = squash(str(told[0].value))
    if any(m in name for m in masks):
        return [], [], []
    same = name in squash(decision.text) or any(squash(str(o.value)) in name for o in own)
    return _faults(
        record, told[0], same or (None if not own[0].sure else False), show(own[0].value)
    )


def _agency(decision: Document, record: Document) -> _Faults:
    told = _filled(record, "agency")
    if not told or not decision.text:
        return [], [], []
    same = squash(str(told[0].value)) in squash(decision.text)
    # A short name or a second name-plate is the same agency: a difference is only 疑点.
    return _faults(record, told[0], same or None, "决定书上的机关名称")


def _decided(decision: Document, record: Document) -> _Faults:
    told, own = record.first("decision_day"), decision.first("doc_date")
    a, b = (day_of(f.value) if f is not None else None for f in (told, own))
    if told is None or own is None or a is None or b is None:
        return [], [], []
    if a == b:
        return _faults(record, told, True, "")
    text = squash(decision.text)
    written = any(w in text for w in (show(a), f"{a.year}年{a.month:02d}月{a.day:02d}日", str(a)))
    return _faults(record, told, None if written or not own.sure else False, show(b))


def says_amount(text: str, fine: Fact) -> bool:
    """Whether ``text`` writes the amount ``fine`` in figures, in 万, or in the words it was read
    from."""
    words = [squash(w) for w in fine.words.split("；") if w]
    figures = [f"{fine.value:,.0f}", f"{fine.value:.0f}", f"{fine.value / 10000:.6g}万"]
    if fine.value != int(fine.value):
        figures = [f"{fine.value:,}", f"{fine.value}"]
    shapes = "|".join(map(re.escape, figures))
    found = re.search(rf"(?<![\d.,])(?:{shapes})(?:\.0+)?(?![\d万]|[.,]\d)", squash(text))
    return found is not None or any(w in squash(text) for w in words)


def _amount(decision: Document, record: Document, changed: bool) -> _Faults:
    own = decision.first("fine")
    told = record.first("pub_fine") or record.first("fine")
    if own is None or own.blank:
        return [], [], []
    expected = f"{own.value}元"
    if told is not None and not told.blank:
        money = sum(p.value.yuan for p in decision.all("penalties") if p.value.yuan is not None)
        figures = [told.value, *([] if "元" in told.words else [told.value * 10000])]  # in 万元
        same = own.value in figures or money in figures
        sure = own.sure and not changed
        return _faults(record, told, same or (False if sure else None), expected)
    result = record.first("pub_result") or record.first("proposed")
    if result is None or result.blank:
        return [], [], []
    # The amount was not read from the record: not to see the decision's there is only 疑点.
    return _faults(record, result, says_amount(result.words, own) or None, expected)


@check
def nothing_private(
    case: CaseFile, ctx: Context, kinds: dict[str, list[str]], least: int
) -> Answer:
    """The published text shows no personal information (行政处罚法第五十条).

    ``kinds`` are kinds of personal information with whose it must be (an empty list: whoever's);
    of names, what part in the case the person has. What may be something else, or is only a hint,
    is 疑点. A record of fewer than ``least`` characters is not readable.
    """
    records = [d for d in case.of(_RECORD) if len(squash(d.text)) >= least]
    if not records:
        return unknown("没有可读的公示文本", [looked_at(case, "公示记录")])
    known = known_people(case.documents)
    act = case.act("decision_date")
    on = day_of(act.value) if act is not None else None
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    for d in records:
        for p in find_private(d.text, known, on):
            whose = kinds.get(p.kind)
            if whose is None or (whose and p.whose not in whose):
                continue
            told = f"{p.kind}（{p.whose}）" if p.whose else p.kind
            place = evidence_of(d, d.quote(p.start, p.end), "作遮挡处理", p.why or told)
            (bad if p.sure else doubt).append(place)
    return judged(
        case,
        (bad, "公示文本里可能有未遮挡的个人信息"),
        (doubt, "公示文本里可能有个人信息，请核对"),
        ([evidence_of(d) for d in records], "没有看到证件号码、电话、住址等"),
        missing="没有可读的公示文本",
    )


@check
def publicity_told(
    case: CaseFile, ctx: Context, documents: list[str], phrase: str, least: int
) -> Answer:
    """The decision or the papers it was served with tell the party that it will be published
    (市场监督管理行政处罚信息公示规定第八条). ``documents`` are those papers, the decision first."""
    found = list(case.of(*documents))
    said = [(d, f) for d in found if (f := d.first(phrase)) is not None and f.value is True]
    if said:
        return yes("已书面告知", [evidence_of(d, f) for d, f in said])
    elsewhere = [d for d in case.unknown if d.first(phrase)]
    if elsewhere:
        return unknown("未识别的文书里提到公示，请核对是否告知", map(evidence_of, elsewhere))
    decision = next(case.of(documents[0]), None)
    if decision is None or len(squash(decision.text)) < least:
        return unknown("决定书文字很少，可能没有读全", map(evidence_of, found))
    if case.unseen or any(not d.title for d in case.unknown):
        return unknown("有文件未能识别或读取，请核对是否另有告知", [looked_at(case, "公示告知")])
    why = "决定书和送达材料都没有信息将向社会公示的告知"
    return no(why, [evidence_of(decision, None, "告知信息将公示", "没有这一内容")])
