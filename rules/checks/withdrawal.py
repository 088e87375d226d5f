"""What was published is taken down when the decision no longer stands."""

import re
from datetime import date, timedelta

from casefiles.facts import CaseFile, Document, find_dates, squash
from rules.answers import Answer, Context, evidence_of, no, show, unknown, yes
from rules.checks import check
from rules.checks.publication import in_time
from rules.looking import absent, day_of

_RECORD = "GS_PUB"
_OVERTURNING = ("复议决定", "判决书", "裁定书", "撤销", "变更行政处罚")


def _overturning(case: CaseFile) -> list[Document]:
    """Papers by which a penalty decision is changed or set aside, as their titles tell."""
    return [d for d in case.documents if any(w in d.title for w in _OVERTURNING)]


@check
def was_overturned(case: CaseFile, ctx: Context) -> Answer:
    """Whether a paper in the file changes the decision, sets it aside or declares it unlawful."""
    found = _overturning(case)
    hit = [(d, f) for d in found if (f := d.first("overturned")) is not None]
    if hit:
        return yes("", [evidence_of(d, f) for d, f in hit])
    if found:
        return unknown("有复议决定、判决等文书，没有读出结果", map(evidence_of, found))
    if absent(case, []) is None:
        return unknown("有文件未能读取或识别，不能确定有没有撤销、变更的文书")
    return no("没有撤销、变更等文书")


_SERVED = re.compile(r"(?:送达|签收)(?:日期|时间)?[：:为于]?$")


def _served_on(case: CaseFile, paper: Document, made: date) -> date | None:
    """The last day on which ``paper`` was served, as it says itself or a record of publication or
    a receipt says of it; ``None`` where none does."""
    days = {
        f.value.day
        for d in case.of("SD_HZ")
        for f in d.all("deliveries")
        if f.value.day and f.value.title and f.value.title in paper.title
    }
    for d in [paper, *case.of(_RECORD)]:
        text = squash(d.text)
        for x in find_dates(text):
            near = re.split("[，。；]", text[x.end : x.end + 8])[0]
            before = _SERVED.search(text[max(x.start - 8, 0) : x.start])
            if x.value is not None and (before or re.match(r"[^0-9]{0,4}(?:签收|送达)", near)):
                days.add(x.value)
    return max((day for day in days if day >= made), default=None)


@check
def withdrawn_in_time(case: CaseFile, ctx: Context, limit: str, grace: dict[str, int]) -> Answer:
    """What was published was withdrawn within the parameter ``limit`` after the decision was set
    aside (行政处罚法第四十八条第二款).

    ``grace``: a word of the title → natural days allowed for its service, where the paper takes
    effect by service and no paper tells when it was served; a title with none of these words (a
    judgment that may be appealed) is left to a person when late.
    """
    papers = [d for d in _overturning(case) if d.first("overturned")]
    starts = [(day, d) for d in papers if (day := day_of(d.value("doc_date")))]
    records = list(case.of(_RECORD))
    if not starts:
        return unknown("没有读到撤销、变更等文书的日期", map(evidence_of, papers))
    start, paper = min(starts, key=lambda x: x[0])
    if not records:
        return unknown("卷内没有公示记录，请核对是否公示过、是否已撤回", [evidence_of(paper)])
    dates = [
        (day, r, f) for r in records for f in r.all("withdraw_date") if (day := day_of(f.value))
    ]
    if not dates:
        blank = [(r, f) for r in records if (f := r.first("withdraw_date")) is not None]
        if blank and absent(case, [_RECORD]) is False:
            return no(
                "决定已被撤销或变更，公示记录的撤回日期空白",
                [evidence_of(r, f, "撤回日期") for r, f in blank[:1]],
            )
        return unknown("没有读到撤回公示的日期", [evidence_of(paper), *map(evidence_of, records)])
    day, record, fact = min(dates, key=lambda x: x[0])
    allowed = next((n for w, n in grace.items() if w in paper.title), None)
    served = _served_on(case, paper, start) if allowed else None
    begin = served or start + timedelta(days=allowed or 0)
    if served is None and start <= day <= begin:
        return yes(f"{show(start)}的{paper.title}，{show(day)}撤回", [evidence_of(record, fact)])
    verdict, why, last = in_time(ctx, begin, day, limit)
    places = [evidence_of(paper, paper.first("doc_date")), evidence_of(record, fact)]
    if verdict:
        return yes(why, places)
    if verdict is None or allowed is None or not fact.sure:
        return unknown(f"{why}；文书何日生效请人工确认" if allowed is None else why, places)
    return no(
        f"撤回公示超过期限：{why}", [evidence_of(record, fact, f"不迟于{show(last)}", show(day))]
    )
