"""How long goods are held: until when they must be dealt with, extensions, time for tests."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from casefiles.facts import (
    CaseFile,
    Document,
    find_dates,
    find_doc_numbers,
    same_doc_number,
    squash,
)
from rules.answers import Answer, Context, evidence_of, show
from rules.checks import check
from rules.checks.gathering import (
    Dated,
    Tally,
    dated,
    firm,
    heads,
    marked,
    only_days_off,
    parts,
    saying,
)
from rules.days import CalendarUnknown, deadline
from rules.looking import absent, day_of
from rules.parameters import Value

_TEST = re.compile(r"(?:检测|检验|检疫|鉴定)的?(?:期间|期限|时限)")
_GIVEN = re.compile(_TEST.pattern + "[为是自从：:]")
_NUMBER = re.compile(r"共?计?(\d{1,3})(?:个?自然日|日|天)")


# --- tests ------------------------------------------------------------------------------------


def _told_days(d: Document) -> int | None:
    """How many days for a test a notice gives: from … to …, both counted; else 共　日."""
    for sentence in re.split(r"[。；;\n]", d.text):
        if not _TEST.search(squash(sentence)):
            continue
        days = [x.value for x in find_dates(sentence)]
        a, b = (days[0], days[1]) if len(days) == 2 else (None, None)
        if a is not None and b is not None and a <= b:
            return (b - a).days + 1
        if not days and (m := _NUMBER.search(squash(sentence))):
            return int(m[1])
    return None


def test_days(
    case: CaseFile, notice: str, papers: Sequence[str], told: Sequence[str], silent: Sequence[str]
) -> int | None:
    """Days for tests that do not count towards the term; ``None`` where a person works them out.

    Only a period told in writing does not count (行政强制法第二十五条第三款): without a paper of
    the kind ``notice`` nothing is added, even where ``papers`` show that a test was made. Papers
    that are not of the kinds ``silent`` and say ``told`` may show that it was told after all.
    """
    notices = list(case.of(notice))
    if notices:
        days = [_told_days(d) for d in notices]
        return None if len(days) > 1 else days[0]
    if not case.has(*papers):
        return 0
    given = any(_GIVEN.search(squash(d.text)) for d in case.documents)
    open_ = given or saying(case, told, silent) or absent(case, [notice]) is not True
    return None if open_ else 0


# --- the end ----------------------------------------------------------------------------------


def _last_known(case: CaseFile) -> date | None:
    """The last day on which the file tells that something was done."""
    acts = [a for key, found in case.acts.items() if key != "correction_deadline" for a in found]
    days = [day_of(a.fact.value) for a in acts if a.fact.sure]
    return max((d for d in days if d is not None), default=None)


def _ends(
    case: CaseFile, ends: list[str], confiscating: list[str], partial: Sequence[str]
) -> list[Dated]:
    """The dated papers that deal with the goods; not those that return only some of them (words
    ``partial``)."""
    done = dated(case, ends)
    done += [
        x for x in dated(case, confiscating)
        if any(f.value.kind == "没收非法财物" for f in x[2].all("penalties"))
    ]  # fmt: skip
    done.sort(key=lambda x: (x[0], x[2].source))
    return [x for x in done if not any(w in squash(x[2].text) for w in partial)]


@check
def handled_in_time(
    case: CaseFile, ctx: Context, measures: list[str], ends: list[str], limit: str,
    words: list[str], silent: list[str], confiscating: list[str], pauses: list[str],
    loose: list[str], extension: str = "", extended_by: str = "", notice: str = "",
    told: Sequence[str] = (), partial: Sequence[str] = (),
) -> Answer:  # fmt: skip
    """What was seized or registered was dealt with within ``limit`` (行政强制法第二十五条;
    行政处罚法第五十六条).

    A paper of the kinds ``ends`` deals with it (see ``_ends`` for ``partial``), or a decision of
    the kinds ``confiscating`` that confiscates goods. A paper of the kind ``extended_by`` lengthens
    the limit by ``extension``, a test of which a ``notice`` tells by its days (``pauses``,
    ``told``: see ``test_days``). An over-run is for a person to work out where those are not known,
    and for orders whose title holds a word of ``loose`` (other laws set other limits). Papers that
    are not of the kinds ``silent`` and say ``words`` may tell how it ended.
    """
    t = Tally()
    done = _ends(case, ends, confiscating, partial)
    paused = test_days(case, notice, pauses, told, silent) if notice else 0
    seen: set[date] = set()
    for start, f, d in dated(case, measures):
        if start in seen:
            continue
        seen.add(start)
        value, more = ctx.lookup(limit, start), None
        if value is None:
            t.put(None, evidence_of(d, f, "处理期限", "没有适用于本机关的数值"))
            continue
        if extended_by and case.has(extended_by):
            more = ctx.lookup(extension, start)
        try:
            last = _last(start, value, more, paused or 0)
        except CalendarUnknown as error:
            t.put(None, evidence_of(d, f, "处理期限", str(error)))
            continue
        end = next((x for x in done if x[0] >= start), None)
        wanted = f"不迟于{show(last)}（{show(start)}起{value.value}{value.unit}"
        wanted += (
            f"{'，另加延长的期限' if more else ''}{f'，扣除检验{paused}日' if paused else ''}）"
        )
        easy = value.status != "核实" or any(w in d.title for w in loose) or paused is None
        if end is None:
            open_ = easy or not firm(f) or _may_have_ended(case, ends, words, silent)
            known = _last_known(case)
            over = known is not None and known > last and not open_
            t.put(False if over else None, evidence_of(d, f, wanted, "没有处理或者解除的文书"))
        elif end[0] <= last:
            t.put(True, evidence_of(end[2], end[1], wanted, show(end[0])))
        else:
            rolled = value.unit != "工作日" and only_days_off(last, end[0])
            # What could not be read or recognised may be an earlier end.
            hidden = case.unseen or any(not x.title for x in case.unknown)
            vague = end[2].code in confiscating  # of other things, it may be
            others = [] if _ends_this(d, end[2]) else saying(case, words, silent)
            hidden = hidden or any(vague or x.code is None for x in others)
            open_ = easy or rolled or hidden or not (firm(f) and firm(end[1]))
            t.put(None if open_ else False, evidence_of(end[2], end[1], wanted, show(end[0])))
    return t.answer("超过期限才处理，或者没有处理", "处理的期限或者日期需要人工确认")


def _ends_this(measure: Document, end: Document) -> bool:
    """Whether the paper that ends a measure names it by its number: then no other one ended it."""
    number = measure.value("doc_no")
    return number is not None and any(
        same_doc_number(x.value, number) for x in find_doc_numbers(end.text)
    )


def _last(start: date, value: Value, more: Value | None, paused: int) -> date:
    last = deadline(start, value.days, value.unit)
    if paused:
        last = deadline(last, paused, "自然日")
    return deadline(last, more.days, more.unit) if more is not None else last


def _may_have_ended(case: CaseFile, ends: list[str], words: list[str], silent: list[str]) -> bool:
    return case.has(*ends) or absent(case, ends) is not True or bool(saying(case, words, silent))


# --- extensions -------------------------------------------------------------------------------


@check
def extension_told(
    case: CaseFile, ctx: Context, forms: list[str], mention: list[str], limit: str, least: int,
    notice: str, pauses: list[str], told: list[str], silent: list[str],
    elements: list[dict[str, Any]], period: list[dict[str, Any]],
) -> Answer:  # fmt: skip
    """An extension was approved and decided before the first term ran out, gives ``elements`` and
    was told in writing; so was the ``period`` of a test (行政强制法第二十五条). Time for a test
    lengthens the first term (``notice``, ``pauses``, ``told``, ``silent``: see ``test_days``)."""
    t = Tally()
    orders = dated(case, ["QZ_JD"])
    paused = test_days(case, notice, pauses, told, silent)
    for day, f, d in dated(case, ["QZ_YC"]):
        parts(t, d, elements, least, strict=True)
        marked(t, case, d)
        before = [x for x in orders if x[0] <= day]
        value = ctx.lookup(limit, day)
        if not before or value is None:
            t.put(None, evidence_of(d, f, "不晚于原期限届满", "没有读到原决定书"))
            continue
        last = _last(before[-1][0], value, None, paused or 0)
        sure = firm(f) and firm(before[-1][1]) and len(orders) == 1 and paused is not None
        approvals = _approvals(case, forms, mention)
        for when, fact, paper in [(day, f, d), *approvals[:1]]:
            wrong = when > last and sure and fact.sure
            e = evidence_of(paper, fact, f"不晚于原期限届满（{show(last)}）", show(when))
            t.put(when <= last or (False if wrong else None), e)
        if not approvals:
            t.put(None, evidence_of(d, None, "负责人批准延长的审批表", "没有读到"))
    for d in case.of(notice):
        parts(t, d, period, least, strict=True)
        marked(t, case, d)
    return t.answer("延长或者检验期间的手续不全", "延长或者检验期间的手续没有读全，请核对")


def _approvals(case: CaseFile, forms: list[str], mention: list[str]) -> list[Dated]:
    return [
        x for x in heads(case, forms) if any(w in squash(x[2].title + x[2].text) for w in mention)
    ]
