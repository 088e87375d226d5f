"""The lists of a round as a workbook: numbers with their codes, case files, findings, charts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from enforcement.report.book import Book
from enforcement.review.documents.bulletin import Lists, Round, charts, source_rows
from enforcement.review.documents.words import area

_NUMBERS = ("代码", "组", "数字", "数", "数的是什么", "清单", "怎样打开")
# header, width, column of the read table
_CASES = (
    ("案卷编号", 15, "file"), ("机关", 24, "agency"), ("承办机构", 16, "office"),
    ("案号", 24, "number"), ("当事人", 22, "party"), ("类型", 10, "enforcement_type"),
    ("程序", 10, "procedure"), ("决定日期", 11, "decision_date"), ("状态", 9, "state"),
    ("抽中", 6, "drawn"), ("程序评分", 9, "machine_total"), ("得分", 8, "total"),
    ("等级", 8, "grade"), ("认定问题", 9, "confirmed"), ("豁免", 7, "waived"),
    ("监督程序", 9, "supervised"), ("路径", 30, "path"),
)  # fmt: skip
_FINDINGS = (
    ("案卷编号", 15, "file"), ("问题编号", 18, "finding"), ("机关", 24, "agency"),
    ("类别", 20, "area"), ("规则", 9, "rule"), ("项目", 12, "item"), ("文书", 18, "document"),
    ("问题", 50, "message"), ("处数", 6, "occurrences"), ("来源", 8, "origin"),
    ("状态", 8, "status"), ("否决", 6, "veto"),
)  # fmt: skip
_NOTICES = (
    ("案卷编号", 15, "file"), ("机关", 24, "agency"), ("文号", 20, "number"),
    ("到期", 11, "due"), ("现由谁办理", 24, "holder"), ("状态", 8, "state"),
    ("问题数", 7, "findings"), ("退回", 6, "returned"), ("上报", 6, "climbed"),
    ("按期", 6, "on_time"),
)  # fmt: skip
_OBJECTIONS = (
    ("案卷编号", 15, "file"), ("机关", 24, "agency"), ("异议", 50, "text"),
    ("结果", 8, "outcome"), ("复核人", 10, "decided_by"),
)  # fmt: skip
_SHEETS = (
    ("案卷", "case_files", _CASES),
    ("问题", "findings", _FINDINGS),
    ("整改", "notices", _NOTICES),
    ("异议", "objections", _OBJECTIONS),
)
CODES = "代码"


def workbook(r: Round, lists: Lists) -> bytes:
    """The workbook of a round. The last column of every list holds the codes of the numbers that
    count the row: filtered by a code it shows what is behind that number."""
    out = BytesIO()
    book = Book(out)
    numbers = book.sheet("数字", _NUMBERS, (8, 12, 34, 8, 50, 8, 46))
    for x in source_rows(r, lists):
        open_ = f"工作表“{x['清单']}”的“{CODES}”列筛选“包含 {x['码']}”"
        numbers.row([x["码"], x["组"], x["数字"], x["数"], x["来源"], x["清单"], open_])
    numbers.done()
    for name, table, columns in _SHEETS:
        rows = zip(lists.tables[table], lists.codes[table], strict=True)
        _list(book, name, columns, ((_shown(x), codes) for x, codes in rows))
    book.charts([c for c in charts(r) if c.labels])
    _method(book, r)
    book.close()
    return out.getvalue()


def _list(
    book: Book,
    name: str,
    columns: Sequence[tuple[str, int, str]],
    rows: Iterable[tuple[Callable[[str], Any], str]],
) -> None:
    sheet = book.sheet(name, [c[0] for c in columns] + [CODES], [c[1] for c in columns] + [40])
    for value, codes in rows:
        sheet.row([*(value(c[2]) for c in columns), codes])
    sheet.done()


def _shown(row: Mapping[str, Any]) -> Callable[[str], Any]:
    def value(column: str) -> Any:
        v = row[column]
        if isinstance(v, bool):
            return "是" if v else "否"
        return area(str(v)) if column == "area" else v

    return value


def _method(book: Book, r: Round) -> None:
    p = r.plan
    lines = (
        ("标准", f"{r.standard.title}（{p.standard}）第{p.standard_version}版"),
        ("标准的 SHA-256", p.standard_hash),
        ("规则集的 SHA-256", p.ruleset),
        ("抽取方法", r.drawn.algorithm if r.drawn else "没有抽取"),
        ("公布的种子", r.drawn.seed if r.drawn else ""),
        ("抽取记录的 SHA-256", r.draw_hash),
        ("等级", "按标准和得分评定，没有优秀、不合格的比例或者数目要求"),
        ("区间", "95%置信区间，Wilson 方法，按简单随机抽样近似"),
    )
    sheet = book.sheet("方法", ("事项", "内容"), (24, 80))
    for line in lines:
        sheet.row(line)
    sheet.done()
