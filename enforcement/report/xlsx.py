"""A workbook for a batch: one sheet of case files, one of problems, one of what waits."""

from collections.abc import Iterable
from pathlib import Path

from enforcement.across import Across
from enforcement.report import ORDER, name_of, tally, worst_first
from enforcement.report.book import Book, Sheet
from enforcement.result import VERDICTS, Assessment

_CASES = (
    "案卷",
    "机关",
    "当事人",
    "类型",
    "程序",
    "得分",
    "等级",
    *(VERDICTS[v] for v in ORDER),
    "一票否决",
    "未能读取",
    "路径",
)
_ITEMS = (
    "案卷",
    "机关",
    "规则",
    "名称",
    "结论",
    "扣分",
    "说明",
    "文书",
    "位置",
    "原文",
    "读到",
    "应为",
    "依据",
    "改正",
    "条文",
)

_UNREAD = ("案卷", "要读什么", "看了哪里", "位置", "情况")
_BETWEEN = ("规则", "名称", "结论", "说明", "案卷", "文书", "位置", "原文", "路径", "依据", "改正")


def write_xlsx(path: Path, assessments: Iterable[Assessment], between: Across | None = None) -> int:
    """Write the workbook, with a sheet of what was found ``between`` the case files. Text from
    documents is never stored as a formula or a link. The ``assessments`` are gone through twice
    and not kept. Returns how many rows a sheet had no room for."""
    book = Book(path, long=True)
    cases = book.sheet("案卷", _CASES, (20, 26, 24, 10, 10, 8, 8, 8, 8, 8, 8, 8, 18, 10, 30))
    widths = (20, 24, 9, 30, 9, 7, 44, 18, 20, 34, 24, 24, 44, 34, 60)
    problems = book.sheet("问题", _ITEMS, widths)
    waiting = book.sheet("待人工", _ITEMS, widths)
    for a in assessments:
        c, s = a.case_file, a.score
        line: list[object] = [
            name_of(a),
            c.agency,
            c.party,
            c.enforcement_type,
            c.procedure,
            s.total if s else None,
            s.grade if s else None,
            *tally(a.results).values(),
            "、".join(s.vetoes if s else ()),
            len(a.problems),
            c.path,
        ]
        cases.row(line)
        for r in worst_first(a):
            sheet = waiting if r.verdict == "needs_review" else problems
            for e in r.evidence or (None,):
                place = (
                    [e.document, e.anchor.place if e.anchor else "", e.quote, e.found, e.expected]
                    if e
                    else [""] * 5
                )
                sheet.row(
                    [
                        name_of(a),
                        c.agency,
                        r.rule,
                        r.title,
                        VERDICTS[r.verdict],
                        r.points,
                        r.message,
                        *place,
                        r.basis,
                        r.remedy,
                        "\n".join(f"{p.article}　{p.text}" for p in r.articles),
                    ]
                )
    sheets = [cases, problems, waiting, _unread(book, assessments)]
    if between is not None:
        sheets.append(_between(book, between))
    for sheet in sheets:
        sheet.done()
    book.close()
    return sum(sheet.left_out for sheet in sheets)


def _unread(book: Book, assessments: Iterable[Assessment]) -> Sheet:
    sheet = book.sheet("没有读到", _UNREAD, (24, 18, 44, 20, 60))
    for a in assessments:
        lines = [["文件", p.source, "", p.message] for p in a.problems]
        for u in a.unread:
            place = u.anchor.place if u.anchor else ""
            lines.append([u.what, "、".join(u.looked), place, u.message])
        for line in lines:
            sheet.row([name_of(a), *line])
    return sheet


def _between(book: Book, between: Across) -> Sheet:
    sheet = book.sheet("案卷之间", _BETWEEN, (9, 30, 9, 44, 24, 18, 20, 34, 30, 44, 34))
    for r, f in between.findings:
        for p in f.places:
            place = [p.case, p.document, p.anchor.place if p.anchor else "", p.quote, p.path]
            sheet.row([r.rule, r.title, VERDICTS[f.verdict], f.message, *place, f.basis, r.remedy])
    return sheet
