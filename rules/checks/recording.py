"""Recording of the whole process (执法全过程记录): its steps, and sound and pictures."""

from datetime import date, datetime, timedelta
from typing import Any

from casefiles.facts import CaseFile, Delivery, Document, Fact, is_struck, spoken
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
from rules.checks.recording_files import (
    LIST,
    MINUTES,
    films,
    lasting,
    recordings,
    spare,
)
from rules.looking import absent, day_of

Span = tuple[datetime, datetime]


# --- what the list of recordings tells --------------------------------------------------------


def span_of(document: Document) -> Span | None:
    """From when to when a record was written; ``None`` where that was not read for sure."""
    a, b = document.first("start_time"), document.first("end_time")
    if a is None or b is None or not (a.sure and b.sure):
        return None
    if not (isinstance(a.value, datetime) and isinstance(b.value, datetime)):
        return None
    return (a.value, b.value) if b.value > a.value else None


def day_of_record(document: Document) -> date | None:
    """The day on which a record was written."""
    return day_of(document.value("start_time")) or day_of(document.value("doc_date"))


def common(a: Span, b: Span) -> timedelta:
    """How long two spans run at the same time; never negative."""
    return max(min(a[1], b[1]) - max(a[0], b[0]), timedelta(0))


def covered(span: Span, rows: list[Span]) -> timedelta:
    """How much of ``span`` the ``rows`` cover between them."""
    total, at = timedelta(0), span[0]
    for a, b in sorted(rows):
        a, b = max(a, at), min(b, span[1])
        if b > a:
            total, at = total + (b - a), b
    return total


def timed(case: CaseFile) -> list[tuple[Span, Document, Fact]]:
    """The rows whose start and end were both read. Where its file is in the case file and runs
    for a shorter time than the list says, a row ends when the file does."""
    found = []
    for d, f, r in recordings(case):
        if r.start and r.end and r.end > r.start:
            real = lasting(r, case.media)
            cut = real is not None and real < r.end - r.start - MINUTES
            end = r.start + real if cut and real is not None else r.end
            found.append(((r.start, end), d, f))
    return found


def shown(span: Span, row: Fact) -> str:
    """From when to when a recording runs, in words; told too where its file runs shorter."""
    told = f"{span[0]:%H:%M}至{row.value.end:%H:%M}"
    return told if span[1] == row.value.end else f"{told}（文件只有{spoken(span[1] - span[0])}）"


def backed(case: CaseFile, document: Document, day: date | None) -> bool:
    """Whether a recording of that day, or the document itself, tells of sound or pictures."""
    if document.first("recorded_av") is not None:
        return True
    return day is not None and any(
        r.start and r.start.date() == day for _, _, r in recordings(case)
    )


def no_recordings(case: CaseFile) -> bool:
    """Whether it is sure that the file has no recordings beyond those that were read."""
    rows = recordings(case)
    if case.media:
        return False
    return absent(case, [LIST]) is True or (bool(rows) and all(r.start for _, _, r in rows))


# --- the six steps ----------------------------------------------------------------------------


@check
def steps_recorded(case: CaseFile, ctx: Context, steps: list[dict[str, Any]]) -> Answer:
    """Each of ``steps`` left at least one document (行政处罚法第四十七条); one fault a step.

    A step has a ``name``, the kinds ``documents`` and ``words`` that titles of such papers hold:
    an unrecognised paper with such a title makes its absence doubtful. ``unless`` names kinds of
    decision, or ``only`` the penalties, with which nothing is left to be done in that step.
    """
    imposed = {a.value for a in case.acts.get("penalties", [])}
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    gone: list[str] = []
    for step in steps:
        found = list(case.of(*step["documents"]))
        if found:
            good.append(evidence_of(found[0]))
            continue
        if case.has(*step.get("unless", [])) or (imposed and imposed <= set(step.get("only", []))):
            continue
        gone.append(step["name"])
        maybe = [d for d in case.unknown if any(w in d.title for w in step["words"])]
        if maybe or absent(case, step["documents"]) is not True:
            doubt += [evidence_of(d, None, f"{step['name']}环节的文书") for d in maybe] or [
                looked_at(case, f"{step['name']}环节的文书")
            ]
        else:
            bad.append(looked_at(case, f"{step['name']}环节的文书"))
    why = f"没有找到{'、'.join(gone)}环节的文书"
    if bad:
        return no(why, bad)
    if doubt or not good:
        return unknown(f"{why}，有文件未能识别", doubt or [looked_at(case, "各环节文书")])
    return yes("各环节都有文书", good)


# --- seizure and enforcement ------------------------------------------------------------------


@check
def recorded_throughout(
    case: CaseFile, ctx: Context, documents: list[str], decisions: list[str], minutes: str
) -> Answer:
    """Sound and pictures cover each record of the kinds ``documents`` from beginning to end, give
    or take the parameter ``minutes`` (国办发〔2018〕118号). A recording that is too short is 疑点;
    否 only where the file surely has none. ``decisions``: kinds that show a seizure or the like
    where its record is missing."""
    records = list(case.of(*documents))
    rows = recordings(case)
    if not rows:
        said = [d for d in case.documents if d.code != LIST and d.first("recorded_av")]
        places = [evidence_of(d) for d in records or case.of(*decisions)]
        if films(case):
            there = "；".join(m.told() for m in films(case))
            files = Evidence("全卷", found=there, expected="有音像记录清单")
            return unknown("没有读到音像记录清单，案卷里有音像文件，请核对", [*places, files])
        if said:
            where = [evidence_of(d, d.first("recorded_av")) for d in said[:3]]
            return unknown("没有音像记录清单，卷内文书提到录音录像，请核对", [*places, *where])
        if absent(case, [LIST]) is not True:
            return unknown("没有读到音像记录", [*places, looked_at(case, "音像记录")])
        return no("没有音像记录", places or [looked_at(case, "音像记录")])
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in records:
        span = span_of(d)
        if span is None:
            doubt.append(evidence_of(d, d.first("start_time"), "起止时间", "没有读到起止时间"))
            continue
        value = ctx.lookup(minutes, span[0].date())
        slack = timedelta(minutes=int(str(value.value)) if value else 0)
        near = [(s, a, f) for s, a, f in timed(case) if common(s, span)]
        inner = (span[0] + slack, span[1] - slack)
        when = f"{show(span[0])}至{span[1]:%H:%M}"
        if near and (
            inner[1] <= inner[0] or covered(inner, [s for s, _, _ in near]) >= inner[1] - inner[0]
        ):
            good += [evidence_of(a, f) for _, a, f in near]
        elif near or len(timed(case)) < len(rows):
            found = "、".join(shown(s, f) for s, _, f in near)
            doubt.append(
                evidence_of(d, d.first("start_time"), f"音像覆盖{when}", found or "时间未读全")
            )
        else:
            bad.append(
                evidence_of(d, d.first("start_time"), f"音像覆盖{when}", "没有这一时段的音像")
            )
    if bad:
        return no("没有该次执法的音像记录", bad)
    if doubt:
        return unknown("音像没有覆盖全程，或者时间没有读全", doubt)
    if good:
        return yes("全程音像记录", good)
    return unknown("没有现场笔录，请核对音像是否覆盖全程", map(evidence_of, case.of(*decisions)))


# --- service by leaving -----------------------------------------------------------------------


@check
def left_with_proof(case: CaseFile, ctx: Context, mode: str, word: str) -> Answer:
    """Each service by the mode ``mode`` has a witness and the reason for refusal on its receipt,
    or pictures of it (民事诉讼法第八十九条). ``word`` tells such pictures in other papers."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("SD_HZ"):
        for f in d.all("deliveries"):
            x: Delivery = f.value
            if x.mode != mode:
                continue
            marks = [m.value for m in d.all("signatures") if m.value.role == "见证人"]
            witness = bool(x.witness or d.value("witness")) or any(m.filled for m in marks)
            said = d.first("refuse_reason")
            given = said is not None and not said.blank and not is_struck(said.words)
            reason = bool(x.refusal) or given
            rows = [r for _, _, r in recordings(case) if r.start and r.start.date() == x.day]
            told = [r for r in rows if "送达" in r.subject + r.name or word in r.subject]
            if (witness and reason) or told or d.first("recorded_av"):
                good.append(evidence_of(d, f))
                continue
            blank = [k for k in ("witness", "refuse_reason") if (b := d.first(k)) and b.blank]
            elsewhere = any(
                word in o.text and o.first("recorded_av")
                for o in case.documents
                if o.code != "SD_HZ"
            )
            ink = any(m.ink for m in marks)
            lacking = "、".join(
                w for w, has in (("见证人", witness), ("拒收事由和日期", reason)) if not has
            )
            place = evidence_of(
                d, f, "见证人签名和拒收事由，或者拍照录像", f"没有{lacking}，没有音像"
            )
            sure = x.mode == mode and f.sure and (blank or not (witness or reason))
            if sure and not (rows or elsewhere or ink) and no_recordings(case):
                bad.append(place)
            else:
                doubt.append(place)
    return judged(
        case,
        (bad, "留置送达没有见证也没有音像"),
        (doubt, "留置送达的见证或者音像没有读到，请核对"),
        (good, "留置送达有见证或者音像"),
        missing="没有留置送达的回证",
    )


@check
def left_somewhere(case: CaseFile, ctx: Context) -> Answer:
    """Whether a receipt tells of service by leaving (留置送达)."""
    rows = [(d, f) for d in case.of("SD_HZ") for f in d.all("deliveries")]
    hit = [(d, f) for d, f in rows if f.value.mode == "留置送达"]
    if hit:
        return yes("", [evidence_of(d, f) for d, f in hit])
    if absent(case, ["SD_HZ"]) is None:
        return unknown("没有找到送达回证，但有文件未能读取或识别")
    return no("没有留置送达")


# --- records and their recordings -------------------------------------------------------------


@check
def records_covered(
    case: CaseFile, ctx: Context, documents: list[str], share: str, place: bool
) -> Answer:
    """Where a recording belongs to a record, it covers the share ``share`` (a parameter) of it.

    A recording belongs to a record if at least half of it falls within the record. A record with
    no recording at all is 疑点: not every step must be recorded. ``place``: a recording made at
    a place that has nothing in common with that of the record is 疑点 too.
    """
    rows = timed(case)
    if not rows:
        return unknown("没有读到音像记录的起止时间", map(evidence_of, case.of(LIST)))
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        span = span_of(d)
        if span is None:
            doubt.append(evidence_of(d, d.first("start_time"), "起止时间", "没有读到起止时间"))
            continue
        value = ctx.lookup(share, span[0].date())
        need = float(str(value.value)) if value else 1.0
        mine = [(s, a, f) for s, a, f in rows if common(s, span) * 2 >= s[1] - s[0]]
        # A camera left running longer than the record belongs to it as well.
        mine += [
            x for x in rows if x not in mine and common(x[0], span) >= (span[1] - span[0]) * need
        ]
        if not mine:
            doubt.append(
                evidence_of(d, d.first("start_time"), "有对应的音像", "清单里没有这一时段的音像")
            )
            continue
        part = covered(span, [s for s, _, _ in mine]) / (span[1] - span[0])
        found = "、".join(shown(s, f) for s, _, f in mine)
        if part < need:
            expected = f"覆盖{show(span[0])}至{span[1]:%H:%M}的{need:.0%}"
            cut = any(s[1] != f.value.end for s, _, f in mine)
            # The rest of a film may lie beside it in files that the list does not name.
            where = doubt if cut and spare(case) else bad
            where += [
                evidence_of(a, f, expected, f"{found}，只有{part:.0%}") for _, a, f in mine[:1]
            ]
        elif place and not _same_place(d, mine):
            doubt.append(
                evidence_of(d, d.first("place"), "与音像的地点一致", "音像清单上的地点不同")
            )
        else:
            good += [evidence_of(a, f) for _, a, f in mine]
    return judged(
        case,
        (bad, "音像没有覆盖笔录的时间"),
        (doubt, "有的笔录没有对应的音像，或者时间地点对不上，请核对"),
        (good, "音像覆盖了笔录"),
        missing="没有可供核对的笔录和音像",
    )


def _same_place(document: Document, mine: list[tuple[Span, Document, Fact]]) -> bool:
    """Whether the places share a few characters; true where one was not read."""
    here = str(document.value("place") or "")
    for _, _, f in mine:
        there = f.value.place
        if not here or not there:
            return True
        if any(there[i : i + 3] in here for i in range(max(len(there) - 2, 1))):
            return True
    return False


@check
def media_described(
    case: CaseFile, ctx: Context, documents: list[str], needs: dict[str, list[str]],
    columns: dict[str, str],
) -> Answer:  # fmt: skip
    """Each document of the kinds tells how, when and by whom the recording or the electronic data
    were made: one of the words of each of ``needs`` (name → words). Where a list has one of the
    ``columns`` (field → name) for it, that column must not be blank in every row."""
    bad: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        lacking = [name for name, words in needs.items() if not any(w in d.text for w in words)]
        lacking += [
            name for key, name in columns.items() if d.all(key) and all(f.blank for f in d.all(key))
        ]
        if lacking:
            bad.append(evidence_of(d, None, "、".join(needs), f"没有看到{'、'.join(lacking)}"))
        else:
            good.append(evidence_of(d))
    if bad:
        return no("视听资料、电子数据的制作信息可能不全", bad)
    return yes("注明了制作信息", good) if good else unknown("没有视听资料或者电子数据可供核对")
