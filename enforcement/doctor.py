"""``anjuan doctor``: what is installed, what is in use, what is missing and what that costs."""

import platform
from importlib.metadata import PackageNotFoundError, version

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from enforcement import __version__
from enforcement.assess import vocabulary
from enforcement.engine import make_engine
from rules.days import known_years
from rules.parameters import Parameters
from rules.ruleset import load
from rules.standards import shipped

_PACKAGES = (
    ("pydantic", "数据校验"),
    ("durable-rules", "推理引擎；没有时改用 plain 引擎，结论相同"),
    ("lxml", "读取 docx"),
    ("python-docx", "写 Word"),
    ("pypdfium2", "读取文字版 PDF；没有时 PDF 列为未能读取"),
    ("olefile", "读取 doc、wps；没有时这类文件列为未能读取"),
    ("chinesecalendar", "工作日和调休"),
    ("openpyxl", "读取 xlsx 登记册"),
    ("xlsxwriter", "写 Excel"),
    ("jinja2", "写网页报告"),
)


def report() -> int:
    """Print the report; returns the exit code (2 where a needed part is missing)."""
    console = Console()
    code = 0
    table = Table(box=SIMPLE_HEAD, show_header=False)
    table.add_row("anjuan", __version__)
    table.add_row(
        "Python", f"{platform.python_version()}（{platform.system()} {platform.machine()}）"
    )
    for name, use in _PACKAGES:
        try:
            table.add_row(name, version(name), use)
        except PackageNotFoundError:
            table.add_row(name, "没有安装", use)
            code = 0 if name == "durable-rules" else 2
    parameters = Parameters.load()
    rules = load(vocabulary(), parameters=parameters)
    engine = make_engine([], "durable").name
    table.add_row(
        "使用的引擎", engine, "" if engine == "durable" else "没有 durable-rules，使用参考实现"
    )
    years = known_years()
    table.add_row(
        "日历年份",
        f"{min(years)}–{max(years)}",
        "期限跨到其他年份时为待人工；可在 --profile 的 calendar 里补年份",
    )
    table.add_row(
        "规则",
        f"{len(rules.cards)} 条",
        f"结论 {len(rules.conclusions)} 个，参数 {sum(1 for _ in parameters)} 个",
    )
    table.add_row("规则集", rules.digest[:16], "结果里带完整哈希")
    table.add_row("评查标准", "、".join(shipped()))
    table.add_row("文字识别（OCR）", "没有", "扫描件、照片列为未能读取，相关事项待人工")
    console.print(table)
    return code
