"""The papers among each other: numbers, amounts, dates, and blanks in them."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from casefiles.facts import CaseFile, Delivery, Document, Fact, same_doc_number, squash
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
from rules.checks.approvals import opinions_in_order
from rules.looking import day_of

_YEAR_BOX = str.maketrans("[]【】﹝﹞", "〔〕〔〕〔〕")
_NUMBER = re.compile(r"(?P<prefix>[^〔〕\s]*)〔(?P<year>\d{4})?〕(?:第)?(?P<serial>[^号]*)号")


def number_parts(number: str) -> tuple[str, int | None, str] | None:
    """(prefix, year, serial) of a 文号; an empty serial was left blank. ``None``: not a 文号."""
    m = _NUMBER.search(squash(number).translate(_YEAR_BOX))
    if m is None:
        return None
    year = int(m["year"]) if m["year"] else None
    return m["prefix"].removesuffix("字"), year, m["serial"].lstrip("0")


def _own_numbers(case: CaseFile, codes: list[str]) -> list[tuple[Document, Fact]]:
    return [(d, f) for d in case.of(*codes) for f in d.all("doc_no") if not f.blank and f.sure]


def _cited_numbers(
    case: CaseFile, refs: dict[str, list[str]], decisions: list[str]
) -> Iterator[tuple[Document, Fact, str]]:
    """(document, fact, number) where a document gives the number of the decision."""
    for code, keys in refs.items():
        for d in case.of(code):
            for key in keys:
                for f in d.all(key):
                    if not f.blank and f.sure:
                        yield d, f, str(f.value)
    for d in case.of("SD_HZ"):
        for f in d.all("deliveries"):
            x: Delivery = f.value
            if x.code in decisions and x.number and f.sure:
                yield d, f, x.number


def _years(case: CaseFile) -> set[int]:
    days = [d.first("doc_date") for d in case.documents]
    keys = ("source_date", "filing_date", "first_inquiry", "decision_date")
    acts = [a.fact for k in keys for a in case.acts.get(k, [])]
    return {x.year for f in [*days, *acts] if f is not None and (x := day_of(f.value)) is not None}


@check
def numbers_agree(
    case: CaseFile, ctx: Context, documents: list[str], refs: dict[str, list[str]],
    decisions: dict[str, list[str]],
) -> Answer:  # fmt: skip
    """The year of each 文号 is one in which the case was dealt with, and the number of the decision
    is the same wherever it is given.

    ``refs``: kind → fields that give the number of the decision; ``decisions``: type of case file
    → the kinds of its decisions. Another prefix means another document and is left to a person.
    """
    codes = decisions.get(case.enforcement_type or "", [])
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    years = _years(case)
    for d in case.of(*documents):
        for f in d.all("doc_no"):
            parts = number_parts(f.words if f.blank else str(f.value))
            if parts is None:
                continue
            if not parts[2]:  # it may have been stamped on the paper
                doubt.append(evidence_of(d, f, "写明序号", "序号空白"))
            elif not f.sure:
                continue
            elif parts[1] is not None and years and parts[1] not in years:
                bad.append(
                    evidence_of(d, f, f"年份为{show(sorted(map(str, years)))}", f"{parts[1]}")
                )
            else:
                good.append(evidence_of(d, f))
    own = _own_numbers(case, codes)
    for d, f, number in _cited_numbers(case, refs, codes) if own else ():
        if any(same_doc_number(number, str(o.value)) for _, o in own):
            good.append(evidence_of(d, f))
            continue
        mine, theirs = number_parts(str(own[0][1].value)), number_parts(number)
        alike = mine is not None and theirs is not None and mine[0] == theirs[0]
        whole = theirs is not None and bool(theirs[2])
        one = len({str(o.value) for _, o in own}) == 1
        e = evidence_of(d, f, f"{own[0][0].name}：{own[0][1].value}", number)
        (bad if alike and whole and one else doubt).append(e)
    return judged(
        case,
        (bad, "文号不规范或者前后不一致"),
        (doubt, "文号没有序号，或者引用的文号与决定书不同，请核对"),
        (good, ""),
        missing="没有读到文号",
        looked_for="文号",
    )


def _in_all(d: Document) -> Fact | None:
    """The amount of a receipt in figures; of several items their total, where that is plain: the
    one written in words too, or the last one, where the items come to it or to the words."""
    figures = [f for f in d.all("amount") if not f.blank]
    if len({f.value for f in figures}) < 2:
        return figures[0] if figures else None
    upper = d.first("amount_upper")
    words = None if upper is None else upper.value
    items = sum((f.value for f in figures[:-1]), Decimal(0))
    same = next((f for f in figures if f.value == words), None)
    if same is not None or items in (figures[-1].value, words):
        return same or figures[-1]
    return upper if items + figures[-1].value == words else None


def _paid(case: CaseFile) -> list[tuple[Document, Fact]]:
    found = ((d, _in_all(d) or d.first("amount_upper")) for d in case.of("ZX_PJ"))
    return [(d, f) for d, f in found if f is not None and not f.blank and f.sure]


def _compared(
    case: CaseFile, d: Document, fine: Fact, unless: list[str]
) -> Iterator[tuple[bool | None, Evidence]]:
    """(the same?, evidence) for the other places that give the fine of the decision ``d``."""
    expected = f"{d.name}：{fine.value}元"
    for other in case.of("CF_SP", "CF_GZ", "CF_TG", "CF_CL"):
        f = other.first("fine")
        if f is None or f.blank:
            continue
        if f.value == fine.value:
            yield True, evidence_of(other, f, expected)
        elif other.code == "CF_SP":
            # What was proposed may differ; what was approved should not, but boxes are read ill.
            yield None, evidence_of(other, f, expected, f"{f.value}元")
    paid = _paid(case)
    if len(paid) == 1 and len(list(case.of("ZX_PJ"))) == 1:
        receipt, amount = paid[0]
        all_money = [p.value.yuan for p in d.all("penalties") if p.value.yuan is not None]
        sure = fine.sure and all(x.sure for x in d.all("penalties")) and not case.has(*unless)
        same = amount.value in (fine.value, sum(all_money, Decimal(0)))
        wrong = False if sure else None
        yield same or wrong, evidence_of(receipt, amount, expected, f"{amount.value}元")


@check
def amounts_agree(case: CaseFile, ctx: Context, documents: list[str], unless: list[str]) -> Answer:
    """Amounts written twice are the same, and what was paid is what the decision imposed.

    Payments are compared only where there is one decision and one receipt, and none of the kinds
    ``unless`` (instalments, reminders) that explain another amount.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        for f in d.all("amounts_differ"):
            a, b = f.value
            (bad if f.sure else doubt).append(evidence_of(d, f, f"{a}元", f"{b}元"))
        upper, figures = d.first("amount_upper"), _in_all(d)
        if upper and figures and not upper.blank and not figures.blank:
            sure = upper.sure and figures.sure and not d.all("amounts_differ")
            where = good if upper.value == figures.value else bad if sure else doubt
            where.append(evidence_of(d, figures, f"大写：{upper.value}元", f"{figures.value}元"))
    decided = [(d, x) for d in case.of("CF_JD2", "CF_DC") if (x := d.first("fine")) is not None]
    if len(decided) == 1:
        for same, e in _compared(case, *decided[0], unless):
            (good if same else bad if same is False else doubt).append(e)
    return judged(
        case,
        (bad, "金额不一致"),
        (doubt, "金额不同，请核对是否分期、加处或者另有没收"),
        (good, ""),
        missing="没有两处以上的金额可供比较",
        looked_for="金额",
    )


def _deliveries(case: CaseFile) -> Iterator[tuple[Document, Fact, Delivery, Document]]:
    """Each dated delivery with the one document of the file that it delivered."""
    for receipt in case.of("SD_HZ"):
        for f in receipt.all("deliveries"):
            x: Delivery = f.value
            if x.code is None or x.day is None or not f.sure:
                continue
            served = list(case.of(x.code))
            if x.number:
                own = [d for d in served if same_doc_number(x.number, str(d.value("doc_no") or ""))]
                served = own or served
            if len(served) == 1:
                yield receipt, f, x, served[0]


@check
def dates_agree(case: CaseFile, ctx: Context, records: list[str], forms: list[str]) -> Answer:
    """No document is delivered before the day it bears, no record signed before it was made, and
    on approval ``forms`` nobody signs before the one below him."""
    bad, good = opinions_in_order(case, forms)
    for receipt, f, x, served in _deliveries(case):
        made = served.first("doc_date")
        # A date taken from the end of the text for want of a better one may mean something else.
        day = day_of(made.value) if made is not None and made.sure and not made.why else None
        if day is None or x.day is None:
            continue
        e = evidence_of(receipt, f, f"不早于{served.name}的{show(day)}", show(x.day))
        (bad if x.day < day else good).append(e)
    for d in case.of(*records):
        start = d.first("start_time")
        began = day_of(start.value) if start is not None and start.sure else None
        for f in d.all("signatures") if began else ():
            signed: date | None = f.value.day
            if signed is None or began is None or not f.sure:
                continue
            e = evidence_of(d, f, f"不早于{show(began)}", show(signed))
            (bad if signed < began else good).append(e)
    if bad:
        return no("签名、审批、送达的日期先后矛盾", bad)
    return yes("", good) if good else unknown("没有读到可以比较的日期", [looked_at(case, "日期")])


_PAGE_OF = re.compile(r"第(\d{1,3})页[，,、/]?共(\d{1,3})页")


def missing_pages(d: Document) -> list[int]:
    """The pages that a paper lacks by its own count (第1页共3页, 第3页共3页). A single number may
    be one that the printer counts on."""
    pages = {(int(m[1]), int(m[2])) for m in _PAGE_OF.finditer(squash(d.text))}
    totals = {total for _, total in pages}
    here = {page for page, _ in pages}
    if len(totals) != 1 or len(here) < 2 or max(here) != max(totals):
        return []
    return [n for n in range(1, max(totals)) if n not in here]


_NO_PAGE = re.compile(r"第[\s_＿]*页[，,、/\s]*共[\s_＿]*页")


def _unnumbered(d: Document) -> Fact | None:
    """第　页，共　页 in the text of a record, never filled in. What stands in a header or footer
    may be a field that the printer counts."""
    m = _NO_PAGE.search(d.text, 0, max(d.body_end, 0))
    return None if m is None else d.quote(*m.span())


@check
def blanks_struck(
    case: CaseFile, ctx: Context, fields: dict[str, list[str]], paged: list[str]
) -> Answer:
    """The fields that matter (kind → fields) do not stand empty without a stroke, and records of
    the kinds ``paged`` have all the pages they count, with their numbers."""
    bad: list[Evidence] = []
    good: list[Evidence] = []
    for code, keys in fields.items():
        for d in case.of(code):
            for key in keys:
                f = d.first(key)
                if f is None:
                    continue
                blank = f.blank and not f.words.strip()
                (bad if blank else good).append(evidence_of(d, f, ctx.name(f"*.{key}")))
    for d in case.of(*paged):
        if (place := _unnumbered(d)) is not None:
            bad.append(evidence_of(d, place, "第几页、共几页", "空白"))
    empty = bool(bad)
    for d in case.of(*paged):
        if gone := missing_pages(d):
            bad.append(evidence_of(d, None, "页码连续", f"缺第{show(gone)}页"))
    if bad:
        return no("必填栏目空白，也没有划线或者注明“无”" if empty else "笔录的页码不连续", bad)
    return yes("", good) if good else unknown("没有读到必填栏目", [looked_at(case, "必填栏目")])
