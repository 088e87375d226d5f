"""A workbook for a batch: one sheet of case files, one of problems, one of what waits."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from enforcement.across import Across
from enforcement.report import ORDER, name_of, tally, worst_first
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


def write_xlsx(
    path: Path, assessments: Sequence[Assessment], between: Across | None = None
) -> None:
    """Write the workbook, with a sheet of what was found ``between`` the case files. Text from
    documents is never stored as a formula or a link."""
    book = xlsxwriter.Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    head = book.add_format({"bold": True, "bg_color": "#E8EDF2", "border": 1, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    cases = book.add_worksheet("案卷")
    problems = book.add_worksheet("问题")
    waiting = book.add_worksheet("待人工")
    _header(cases, _CASES, head, (20, 26, 24, 10, 10, 8, 8, 8, 8, 8, 8, 8, 18, 10, 30))
    for sheet in (problems, waiting):
        _header(sheet, _ITEMS, head, (20, 24, 9, 30, 9, 7, 44, 18, 20, 34, 24, 24, 44, 34, 60))
    rows = {"问题": 0, "待人工": 0}
    for n, a in enumerate(assessments, 1):
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
        _write(cases, n, line, wrap)
        for r in worst_first(a):
            sheet, key = (waiting, "待人工") if r.verdict == "needs_review" else (problems, "问题")
            for e in r.evidence or (None,):
                rows[key] += 1
                place = (
                    [e.document, e.anchor.place if e.anchor else "", e.quote, e.found, e.expected]
                    if e
                    else [""] * 5
                )
                _write(
                    sheet,
                    rows[key],
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
                    ],
                    wrap,
                )
    _unread(book, assessments, head, wrap)
    if between is not None:
        _between(book, between, head, wrap)
    for sheet, count, width in (
        (cases, len(assessments), len(_CASES)),
        (problems, rows["问题"], len(_ITEMS)),
        (waiting, rows["待人工"], len(_ITEMS)),
    ):
        sheet.autofilter(0, 0, max(count, 1), width - 1)
    book.close()


def _unread(
    book: xlsxwriter.Workbook, assessments: Sequence[Assessment], head: object, wrap: object
) -> None:
    sheet = book.add_worksheet("没有读到")
    _header(sheet, _UNREAD, head, (24, 18, 44, 20, 60))
    row = 0
    for a in assessments:
        lines = [["文件", p.source, "", p.message] for p in a.problems]
        for u in a.unread:
            place = u.anchor.place if u.anchor else ""
            lines.append([u.what, "、".join(u.looked), place, u.message])
        for line in lines:
            row += 1
            _write(sheet, row, [name_of(a), *line], wrap)
    sheet.autofilter(0, 0, max(row, 1), len(_UNREAD) - 1)


def _between(book: xlsxwriter.Workbook, between: Across, head: object, wrap: object) -> None:
    sheet = book.add_worksheet("案卷之间")
    _header(sheet, _BETWEEN, head, (9, 30, 9, 44, 24, 18, 20, 34, 30, 44, 34))
    row = 0
    for r, f in between.findings:
        for p in f.places:
            row += 1
            place = [p.case, p.document, p.anchor.place if p.anchor else "", p.quote, p.path]
            line = [r.rule, r.title, VERDICTS[f.verdict], f.message, *place, f.basis, r.remedy]
            _write(sheet, row, line, wrap)
    sheet.autofilter(0, 0, max(row, 1), len(_BETWEEN) - 1)


def _header(
    sheet: xlsxwriter.worksheet.Worksheet,
    names: Sequence[str],
    style: object,
    widths: Sequence[int],
) -> None:
    for i, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.write_string(0, i, name, style)
        sheet.set_column(i, i, width)
    sheet.freeze_panes(1, 1)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, values: Sequence[object], style: object
) -> None:
    for i, v in enumerate(values):
        if isinstance(v, (int, float, Decimal)):
            sheet.write_number(row, i, float(v), style)
        elif v is not None:
            sheet.write_string(row, i, str(v)[:32000], style)
