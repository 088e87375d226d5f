"""Inspections, samples, entrusted bodies, and whether the pages of a file run on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from casefiles.facts import CaseFile, Document, Fact, Listed, squash
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, no, show, unknown, yes
from rules.checks import check
from rules.checks.officers import day_done, helpers, nobody_else
from rules.checks.papers import missing_pages
from rules.looking import absent, act_of, day_of


def _judge(
    bad: list[Evidence], doubt: list[Evidence], good: list[Evidence], wrong: str, open_: str
) -> Answer:
    if bad:
        return no(f"{wrong}：{show(list(dict.fromkeys(e.found for e in bad if e.found)))}", bad)
    return unknown(open_, doubt) if doubt else yes("", good)


_PAGES = re.compile(r"\D*(?P<a>\d+)(?:\D+(?P<b>\d+))?\D*")
_MOST = 5000  # pages of a volume
_TOTAL = re.compile(
    r"(?:[本全]卷|卷内)[^\d\n第附]{0,8}(\d+)页(?!数)|\d+件[^\d\n第附]{0,8}(\d+)页(?!数)"
    r"|页数[:：]?\n?(\d+)(?!\d|件)"
)


@dataclass(slots=True)
class _Volume:
    """The rows of one volume: document, fact, first and last page."""

    rows: list[tuple[Document, Fact, int, int]] = field(default_factory=list)

    @property
    def last(self) -> int:
        return max(b for *_, b in self.rows)

    @property
    def ranged(self) -> bool:
        """Whether the list gives last pages too: otherwise a gap is a document's length."""
        return sum(b > a for *_, a, b in self.rows) > 1


def _volumes(case: CaseFile) -> tuple[list[_Volume], list[tuple[Document, Fact]]]:
    """Rows by volume (every 卷内目录, every new start at page 1), and rows without a page."""
    found: list[_Volume] = []
    empty: list[tuple[Document, Fact]] = []
    for d in case.of("GD_TOC"):
        found.append(_Volume())
        for f in d.all("listed"):
            row: Listed | None = f.value
            m = _PAGES.fullmatch(squash(row.pages)) if row is not None else None
            if m is None:
                empty.append((d, f))
                continue
            a = int(m["a"])
            b = int(m["b"]) if m["b"] else a
            if not 0 < a <= b < _MOST:  # a date or a count read as a page
                empty.append((d, f))
                continue
            if a == 1 and found[-1].rows and found[-1].last > 1:
                found.append(_Volume())
            found[-1].rows.append((d, f, a, b))
    return [v for v in found if v.rows], empty


def _steps(v: _Volume, bad: list[Evidence], doubt: list[Evidence], good: list[Evidence]) -> None:
    listed = {p for *_, a, b in v.rows for p in range(a, b + 1)}
    for (_, _, a, b), (d, f, c, e) in pairwise(v.rows):
        page, wanted = _span(c, e), f"从第{b + 1}页起"
        # A list of first pages only: the document before is just longer.
        gone = [p for p in range(b + 1, c) if p not in listed] if v.ranged else []
        if gone:
            bad.append(evidence_of(d, f, wanted, f"缺第{_span(gone[0], gone[-1])}页"))
        elif c > b:
            good.append(evidence_of(d, f, found=f"第{page}页"))
        elif c < a:
            bad.append(evidence_of(d, f, wanted, f"第{page}页倒置"))
        elif c < b < e:
            bad.append(evidence_of(d, f, wanted, f"第{page}页重复"))
        else:  # two short papers on one page, or the parts of a paper listed one by one
            doubt.append(evidence_of(d, f, wanted, f"第{page}页与上一件同页"))


def _span(a: int, b: int) -> str:
    return f"{a}" if a == b else f"{a}-{b}"


def _totals(case: CaseFile) -> dict[int, Evidence]:
    """The numbers of pages that cover and 备考表 give for the whole volume."""
    found: dict[int, Evidence] = {}
    for d in case.of("GD_COVER", "GD_BKB"):
        for m in _TOTAL.finditer(re.sub(r"[ \u3000\t]", "", d.text)):  # 2 9 页 is 29页
            found.setdefault(int(m[1] or m[2] or m[3]), evidence_of(d))
    return found


@check
def pages_run_on(
    case: CaseFile, ctx: Context, least: int, covers: int, counts: list[str]
) -> Answer:
    """The pages in the 卷内目录 run on without a gap, twice the same page or a step back, up to
    the number on the cover; one fault each.

    Each volume starts anew. ``covers``: pages of cover, list and 备考表 that may be numbered too. A
    column headed by ``counts`` (页数), or with a third of its steps wrong, gives lengths instead.
    """
    volumes, empty = _volumes(case)
    rows = [r for v in volumes for r in v.rows]
    seen = [evidence_of(d) for d in case.of("GD_TOC")]
    heads = "".join(squash(d.text) for d in case.of("GD_TOC"))
    if len(rows) < least:
        return unknown("目录里没有读到页号", seen)
    lengths = any(w in heads for w in counts) and not re.search("页号|页码|页次|起止", heads)
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for v in volumes:
        _steps(v, bad, doubt, good)
    restarts = len(volumes) - sum(1 for _ in case.of("GD_TOC"))
    if lengths or 3 * (len(bad) + len(doubt) + max(restarts - 1, 0)) > len(rows):
        return unknown("目录所列像是各件的页数，不是页号，请核对", seen)
    volumes_known = "副卷" in heads or sum(1 for _ in case.of("GD_COVER", "GD_BKB")) > 2
    for v in volumes[1:] if restarts > 0 and not volumes_known else ():
        d, f, *_ = v.rows[0]
        doubt.append(evidence_of(d, f, "接上一件编号", "又从第1页起，是否另成一卷"))
    doubt += [evidence_of(d, f, "写明页号", "没有读到页号") for d, f in empty]
    doubt += [
        evidence_of(d, None, "页码连续", f"缺第{show(gone)}页")
        for d in case.documents
        if (gone := missing_pages(d))
    ]
    _ends(case, volumes, covers, bad, doubt)
    if empty or not all(f.sure for _, f, *_ in rows):
        doubt, bad = [*bad, *doubt], []
    return _judge(bad, doubt, good, "页码不连续", "页号请核对")


def _ends(
    case: CaseFile, volumes: list[_Volume], covers: int, bad: list[Evidence], doubt: list[Evidence]
) -> None:
    """The last page against the number on cover and 备考表; the first page is page 1."""
    first = volumes[0].rows[0]
    if first[2] > 1 + covers:
        doubt.append(evidence_of(first[0], first[1], "从第1页起", f"从第{first[2]}页起"))
    totals = _totals(case)
    lasts = [v.last for v in volumes]
    sums = {*lasts, sum(lasts)}
    if not totals or any(0 <= t - x <= covers for t in totals for x in sums):
        return
    total, place = next(iter(totals.items()))
    d, f, *_ = volumes[-1].rows[-1]
    e = evidence_of(d, f, f"{place.document}写明共{total}页", f"目录编到第{lasts[-1]}页")
    sure = len(totals) == len(volumes) == 1 and lasts[0] > total and place.document == "案卷封面"
    (bad if sure else doubt).append(e)


def _numbers(d: Document) -> list[tuple[str, Fact]]:
    return [
        (part, f)
        for f in d.all("sample_no")
        if not f.blank
        for part in re.split(r"[、,，;；/\s]+", str(f.value).strip().upper())
        if any(c.isdigit() for c in part)
    ]


def _shape(number: str) -> str:
    return re.sub(r"\d", "0", squash(number))


def _same_sample(case: CaseFile, d: Document) -> tuple[bool | None, Fact | None, str]:
    """Whether the report ``d`` is about a sample of this file. A number of quite another form is
    the laboratory's own."""
    taken = [squash(n) for x in case.of("CF_CY") for n, _ in _numbers(x)]
    papers = [squash(str(x.value("doc_no") or "")) for x in case.of("CF_CY")]
    text = squash(d.text).upper()
    mine = _numbers(d)
    known = [re.escape(n) + r"(?![-－—_]?\d)" for n in (*taken, *papers) if n]
    said = any(re.search(n, t) for n in known for t in (text, d.text.upper()))
    if said or any(squash(n) in taken for n, _ in mine):
        return True, None, ""
    if not taken or not mine:
        return None, mine[0][1] if mine else None, "没有读到样品编号"
    number, f = mine[0]
    whole = all(_numbers(x) for x in case.of("CF_CY")) and not number[0].isdigit()
    alike = whole and any(_shape(number) == _shape(t) for t in taken)
    return (False if alike and f.sure else None), f, f"样品编号{number}，抽样单为{show(taken)}"


def _chain(case: CaseFile, d: Document) -> Iterator[tuple[str, date, Document, Fact]]:
    """(what, day, …) of sampling, receipt, report and the last notice, where they are dated."""
    taken = [
        (day, x, f)
        for x in case.of("CF_CY")
        if (f := x.first("sample_time") or x.first("doc_date")) and f.sure
        if (day := day_of(f.value)) is not None
    ]
    if taken:
        day, x, f = min(taken, key=lambda t: t[0])
        yield "抽样", day, x, f
    for what, key in (("收样", "recv_date"), ("报告", "report_date")):
        fact = d.first(key)
        if fact is not None and fact.sure and (when := day_of(fact.value)) is not None:
            yield what, when, d, fact
    told = [a for a in case.acts.get("notice_date", []) if a.fact.sure and day_of(a.value)]
    if told:
        last = max(told, key=lambda a: a.day)
        yield "告知", last.day, last.document, last.fact


@check
def samples_traceable(
    case: CaseFile, ctx: Context, marks: list[str], told: list[str], strict: list[str]
) -> Answer:
    """Sampling, report and notice are one chain: the same sample, in order of time, by a
    laboratory with its mark (``marks``), the result told (市场监管程序规定第三十一条、第三十二条).

    That the result has to be told is express only for the departments ``strict``. One fault each.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_CY"):
        f = d.first("sample_no")
        if f is not None and f.blank:
            bad.append(evidence_of(d, f, "样品编号", "样品编号空白"))
        good.append(evidence_of(d, f))
    reports = list(case.of("CF_JD"))
    # A price appraisal beside the test report is not about a sample.
    for d in [x for x in reports if _numbers(x)] or reports:
        same, f, why = _same_sample(case, d)
        if not same:
            e = evidence_of(d, f, "与抽样单的样品编号一致", why)
            (bad if same is False else doubt).append(e)
        steps = list(_chain(case, d))
        for (w1, t1, _, _), (w2, t2, x2, f2) in pairwise(steps):
            if t2 < t1:
                late = f"{w2}{show(t2)}早于{w1}{show(t1)}"
                bad.append(evidence_of(x2, f2, f"{w2}不早于{w1}", late))
        if not any(w in d.text for w in marks):
            doubt.append(evidence_of(d, None, "检验机构的资质标志", "没有读到，请看印章"))
        good.append(evidence_of(d))
    if not reports:
        doubt.append(looked_at(case, "检验检测报告"))
    elif not case.has("CF_JDJG") and not _result_told(case, told):
        e = looked_at(case, "检验检测结果告知书")
        sure = ctx.department in strict and absent(case, ["CF_JDJG"]) is True
        (bad if sure else doubt).append(e)
    return _judge(bad, doubt, good, "抽样检验前后不衔接", "抽样检验的材料没有读全，请核对")


def _result_told(case: CaseFile, told: list[str]) -> bool:
    served = [f.value.title for d in case.of("SD_HZ") for f in d.all("deliveries")]
    return any(w in t for t in served for w in told) or any(
        re.search(rf"(?:{'|'.join(told)})[^。；\n]{{0,20}}(?:告知|送达)", d.text)
        for d in case.documents
    )


@check
def inspection_approved(
    case: CaseFile, ctx: Context, urgent: list[str], since: date, hints: dict[str, list[str]]
) -> Answer:
    """The head of the agency approved the inspection before it began, and the notice is in the
    file (国办发〔2024〕54号). Before ``since`` or with a word of ``urgent`` a person decides; so he
    does where a form is not in the file and another paper has words of ``hints`` (kind → words)
    of it: it may only not have been filed.
    """
    begun = act_of(case, "case.first_inquiry")
    if begun is None:
        return unknown("没有读到检查时间", [looked_at(case, "检查时间")])
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    soft = begun.day < since or any(w in squash(d.text) for d in case.documents for w in urgent)
    for code, name in (("JC_SP", "行政检查审批表"), ("JC_TZ", "行政检查通知书")):
        if (gone := absent(case, [code])) is not False:
            e = looked_at(case, name)
            said = any(w in squash(d.text) for d in case.documents for w in hints.get(code, []))
            (bad if gone and not soft and not said else doubt).append(
                Evidence(e.document, found=f"没有{name}", expected=name)
            )
    for d in case.of("JC_SP"):
        signed = [f for f in d.all("opinions") if f.value and f.value.role == "负责人"]
        dated = [f for f in signed if f.value.day]
        if not dated:
            doubt.append(evidence_of(d, signed[0] if signed else None, "负责人批准", "没有读到"))
            continue
        f = min(dated, key=lambda x: x.value.day)
        if f.value.day <= begun.day:
            good.append(evidence_of(d, f, found=show(f.value.day)))
            continue
        late = f"{show(begun.day)}检查，{show(f.value.day)}才批准"
        e = evidence_of(d, f, f"不迟于{show(begun.day)}", late)
        (bad if f.sure and begun.fact.sure and not soft else doubt).append(e)
    return _judge(bad, doubt, good, "检查的审批、通知不全", "检查的审批、通知请核对")


@check
def assistants_not_alone(
    case: CaseFile, ctx: Context, documents: list[str], words: list[str]
) -> Answer:
    """Besides assistants (``words``: 协管, 辅助人员) two officers carry out the inspection
    (行政处罚法第四十二条第一款). One fault for each record that names fewer."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    helper = "|".join(map(re.escape, words))
    for d in case.of(*documents):
        names = {p.name: f for f in d.all("acting") for p in f.value or ()}
        helping = {p.name: f for f in d.all("helpers") for p in f.value or ()}
        mentioned = bool(helping) or re.search(helper, squash(d.text)) is not None
        staff, day = ctx.registers.staff or (), day_done(d)
        held = {o.name for o in staff if day is not None and o.valid_on(day)}
        able = set(names) - helpers(d)
        if not names and not helping:
            doubt.append(evidence_of(d, None, "两名执法人员", "没有读到执法人员"))
        elif not mentioned or len(able & held) > 1 or (not staff and len(able) > 1):
            good.append(evidence_of(d))
        else:
            f = next(iter({**names, **helping}.values()))
            e = evidence_of(d, f, "另有两名执法人员", f"执法人员{show(sorted(able)) or '无'}")
            sure = bool(helping) and len(able) < 2 and not set(helping) & held
            sure = sure and all(x.sure for x in (*names.values(), *helping.values()))
            boxes = [x.words for x in d.all("officers")]
            named = [nobody_else(w, "".join(able), set(helping)) for w in boxes]
            (bad if sure and named and all(named) else doubt).append(e)
    if not bad and not doubt and not good:
        return unknown("没有检查笔录", [looked_at(case, "检查笔录")])
    return _judge(bad, doubt, good, "执法人员不足两人，由辅助人员检查", "检查人员的身份请核对")


def _nothing_found(text: str, m: re.Match[str], clean: list[str]) -> bool:
    """Whether the words around ``m``, its first two included, say ``clean``: there was none."""
    near = (text[max(0, m.start() - 6) : m.start() + 2], text[m.end() : m.end() + 4])
    return any(re.search(w, part) for w in clean for part in near)


@check
def inspection_closed(
    case: CaseFile, ctx: Context, problems: list[str], clean: list[str], follow: list[str],
    told: list[str],
) -> Answer:  # fmt: skip
    """The party was told the result of the inspection, and a problem that was found is followed up
    by a paper of the kinds ``follow`` (国办发〔2024〕54号)."""
    records = list(case.of("CF_XC", "CF_KY"))
    if not records and not case.has("JC_JG"):
        return unknown("没有检查记录和结果告知", [looked_at(case, "检查记录")])
    signed = any(
        f.value.role == "当事人" and (f.value.filled or f.value.ink or f.value.refused)
        for d in records
        for f in d.all("signatures")
    )
    if not case.has("JC_JG") and not signed and not any(w in d.text for d in records for w in told):
        return no("没有检查结果告知书，记录也没有当事人签收", [looked_at(case, "检查结果告知书")])
    found = [
        (d, m)
        for d in (*records, *case.of("JC_JG", "GS_PUB"))
        for m in re.finditer("|".join(problems), d.text)
        if not _nothing_found(d.text, m, clean)
    ]
    if found and not case.has(*follow):
        places = [evidence_of(d, d.quote(m.start(), m.end()), "后续处理") for d, m in found]
        return no("检查发现问题，没有整改、立案等后续材料", places[:1])
    return yes("有后续处理" if found else "没有发现问题的记载", map(evidence_of, records))


@check
def evidence_before_notice(case: CaseFile, ctx: Context, documents: dict[str, list[str]]) -> Answer:
    """No evidence is younger than the last notice of the penalty (行政处罚法第四十四条).

    ``documents``: kind → fields that date it, the first one read counts.
    """
    served = [*case.acts.get("notice_served", []), *case.acts.get("notice_date", [])]
    told = [a for a in served if a.fact.sure and day_of(a.value) is not None]
    decided = act_of(case, "case.decision_date")
    if not told or decided is None:
        return unknown("没有读到告知、决定的日期", [looked_at(case, "告知日期")])
    last = max(a.day for a in told)
    late: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        f = next((x for k in documents[d.code or ""] if (x := d.first(k)) and not x.blank), None)
        day = day_of(f.value) if f is not None and f.sure else None
        if day is not None and last < day <= decided.day:
            late.append(evidence_of(d, f, f"不晚于{show(last)}的告知，或者补充告知", show(day)))
        elif day is not None:
            good.append(evidence_of(d, f))
    if late:
        return no("告知以后又收集了证据，没有找到补充告知", late)
    return yes("", good) if good else unknown("没有读到证据的日期", [looked_at(case, "证据")])
