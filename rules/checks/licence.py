"""Administrative licences (行政许可法): acceptance, correction, inspection, agreement."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from casefiles.facts import CaseFile, Delivery, Document, Fact, same_name, squash
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
from rules.checks.agency import seal_notes
from rules.days import CalendarUnknown, deadline
from rules.looking import absent, day_of

Dated = tuple[Document, Fact, date]


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


def accepted(case: CaseFile) -> list[Dated]:
    """Each day that an acceptance notice gives: the day it names and the day it bears."""
    return [x for k in ("recv_time", "doc_date") for x in dated(case, ["XK_SL"], k)]


def received_on(case: CaseFile) -> list[Dated]:
    """The days on which receipts for the papers of the application say that they came in."""
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


def _seal_noted(d: Document, agency: str) -> bool:
    """Whether the paper notes in words that it bears the seal of ``agency``."""
    return any(agency in name for name, _ in seal_notes(d))


def _unsealed(case: CaseFile, papers: list[Document], letters: list[str]) -> list[Document]:
    """The papers without any trace of a seal in a file all of whose letters note theirs."""
    agency = squash(str(case.agency.value)) if case.agency else ""
    others = list(case.of(*letters))
    if len(agency) < 4 or len(others) < 2 or not all(_seal_noted(d, agency) for d in others):
        return []
    return [d for d in papers if not d.pictures and "章" not in d.text[-120:]]


_NO_DATE = re.compile(r"(?m)^[ \u3000\t_＿]*年[ \u3000\t_＿]*月[ \u3000\t_＿]*日[ \u3000\t]*$")


def blank_date(d: Document) -> Fact | None:
    """The line for the date of a letter, where it was left empty (年　月　日)."""
    m = _NO_DATE.search(d.text, 0, max(d.body_end, 0))
    return None if m is None else d.quote(*m.span())


@check
def accepted_in_writing(case: CaseFile, ctx: Context, letters: list[str]) -> Answer:
    """A dated notice of acceptance or refusal is in the file (第三十二条第二款).

    Its date is missing only where the line for it stands empty and all other ``letters`` of the
    file bear typed ones. A seal is a picture and is not looked at; only where all ``letters`` of
    the file note it in words (印章：某某局) is one without these words, and without a picture, not
    sealed. A licence decided on the spot, or another paper that speaks of acceptance, is left to a
    person.
    """
    papers = list(case.of("XK_SL", "XK_BSL"))
    if bare := _unsealed(case, papers, letters):
        why = f"{bare[0].name}没有印章，卷内其他文书都注明盖有印章"
        return no(why, [evidence_of(d, None, "加盖专用印章", "没有印章") for d in bare])
    if papers:
        read = dated(case, ["XK_SL", "XK_BSL"], "doc_date", "recv_time")
        good = [evidence_of(d, f) for d, f, _ in read]
        bad: list[Evidence] = []
        doubt: list[Evidence] = []
        others = [d for d in case.of(*letters) if d not in papers]
        typed = len(others) > 1 and all(d.value("doc_date") for d in others)
        for d in papers:
            if all(d is not x[0] for x in read):
                place = blank_date(d)
                sure = place is not None and typed and not d.pictures and not d.flat
                e = evidence_of(d, place, "注明日期", "日期空白" if sure else "没有读到日期")
                (bad if sure else doubt).append(e)
        words = ("受理或者不予受理的凭证没有注明日期", "请看凭证是否注明日期", "")
        return settle(bad, doubt, good, words)
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
    told, received = dated(case, ["XK_BZ"], "doc_date"), received_on(case)
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
def licence_agrees(case: CaseFile, ctx: Context, names: dict[str, list[str]]) -> Answer:
    """Applicant and holder are the same throughout, and licence and decision cover the same matter
    (第三十八条、第三十九条). ``names``: kind → the fields that may name the applicant or holder."""
    doubt: list[Evidence] = []
    found = [
        (d, f)
        for code, keys in names.items()
        for d in case.of(code)
        if (f := next((f for k in keys if (f := d.first(k)) and not f.blank), None)) is not None
    ]
    if len(found) < 2:
        return unknown("只读到一处申请人或者持证人，无从比较", [evidence_of(*p) for p in found])
    first, name = found[0]
    bad: list[Evidence] = []
    for d, f in found[1:]:
        if same_name(str(f.value), str(name.value)):
            continue
        a, b = sorted((squash(str(f.value)), squash(str(name.value))), key=len)
        # The operator of a shop, a branch of a company, a name that was changed.
        other = len(a) <= 4 or a in b or _renames(first) or _renames(d)
        sure = f.sure and name.sure and not other
        (bad if sure else doubt).append(evidence_of(d, f, f"{first.name}：{name.value}"))
    granted = [(d, d.all("matter")) for d in case.of("XK_ZY") if d.value("matter")]
    for d in case.of("XK_Z") if len(granted) == 1 else ():
        decision, matters = granted[0]
        named = [i for m in matters if not m.blank for i in _items(str(m.value))]
        for f in d.all("matter"):
            items = _items("" if f.blank else str(f.value))
            extra = [i for i in items if i not in squash(decision.text)]
            if extra:
                e = evidence_of(d, f, f"{decision.name}：{matters[0].value}", show(extra))
                exact = len(named) > 1 or any(i in named for i in items)
                (bad if exact and len(extra) < len(items) and f.sure else doubt).append(e)
        if len(list(case.of("XK_Z"))) == 1:
            bad += _other_amounts(decision, d)
    good = [evidence_of(*p) for p in found]
    return settle(bad, doubt, good, ("申请、决定、证件的记载不一致", "请核对是否一致", ""))


_AMOUNT = re.compile(r"(\d[\d,，]*(?:\.\d+)?)([^\d\s,，.年月日号]{1,6})")
_LINE = re.compile(r"(?m)^[ \u3000]*([^：:\n\d]{2,14})[：:]([^：:\n]{1,24})$")


def _labelled(d: Document) -> Iterator[tuple[str, int, int]]:
    """(label, start, end) of each cell behind another in its row, and of lines ``label：value``."""
    ends = [*(a - 1 for a in d.starts[1:]), len(d.text)]
    cells = [
        (a, z, x) for a, z, x in zip(d.starts, ends, d.anchors, strict=False) if x.table is not None
    ]
    for (a, z, left), (b, end, right) in pairwise(cells):
        same = (left.part, left.table, left.row) == (right.part, right.table, right.row)
        if same and left.col != right.col:
            yield squash(d.text[a:z]), b, end
    for m in _LINE.finditer(d.text):
        yield squash(m[1]), *m.span(2)


def _amounts(d: Document) -> dict[str, tuple[str, str, Fact]]:
    """Label → number, unit and place of each amount that stands alone behind its label
    (核定消费者数量 200人); labels that stand twice are left out."""
    found: dict[str, list[tuple[str, str, Fact]]] = {}
    for label, a, z in _labelled(d):
        m = _AMOUNT.fullmatch(squash(d.text[a:z]))
        if m is not None and 2 <= len(label) <= 14:
            number = re.sub("[,，]", "", m[1])
            found.setdefault(label, []).append((number, m[2], d.quote(a, z)))
    return {label: rows[0] for label, rows in found.items() if len(rows) == 1}


def _other_amounts(decision: Document, licence: Document) -> list[Evidence]:
    """The amounts that decision and licence give under the same label, where they differ."""
    decided = _amounts(decision)
    return [
        evidence_of(licence, f, f"{decision.name}的{label}：{decided[label][0]}{unit}")
        for label, (number, unit, f) in _amounts(licence).items()
        if label in decided and decided[label][1] == unit
        and Decimal(decided[label][0]) != Decimal(number)
    ]  # fmt: skip


UNCHOSEN = re.compile(r"[□☐][^□☐☑☒√✓■\n]{0,20}")


def _renames(d: Document) -> bool:
    """Whether the paper speaks of a change (变更), other than in a box that was not ticked."""
    return "变更" in UNCHOSEN.sub("", d.text)


def _items(text: str) -> list[str]:
    for mark in "；;，,。\n":
        text = text.replace(mark, "、")
    return [s for part in text.split("、") if len(s := squash(part)) > 1]
