"""``anjuan doctor``: what is installed, what is in use, what is missing and what that costs."""

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from casefiles.readers import media, ocr
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
    ("lxml", "读取 docx、xlsx 和网页"),
    ("python-docx", "写 Word"),
    ("pypdfium2", "读取 PDF"),
    ("olefile", "读取 doc、wps"),
    ("chinesecalendar", "工作日和调休"),
    ("xlsxwriter", "写 Excel"),
    ("jinja2", "写网页报告"),
)


def _optional() -> Iterator[tuple[str, str, str]]:
    """What may be added, whether it is there, and what can be done with it or without it."""
    reason = ocr.missing()
    yield (
        "可选：文字识别（ocr）",
        "没有" if reason else "有",
        f"扫描件、图片列为未能读取，相关事项待人工；{reason}" if reason else "扫描件和图片里的文字",
    )
    there = media.mediainfo() is not None
    yield (
        "可选：音像时长（media）",
        "有" if there else "没有",
        "MP4、MOV、WAV 以外的录音录像的时长"
        if there
        else "MP4、MOV、WAV 照常读出时长，AVI、MP3 等读不出；可用 pip install 'anjuan[media]' 安装",
    )
    yield (
        "可选：SM3 校验值",
        "有" if media.can_sm3() else "没有",
        "核对音像清单登记的 SM3 值"
        if media.can_sm3()
        else "SHA-256、MD5 照常核对，SM3 不核对；装上 media 组件后有",
    )
    spread = find_spec("distributed") is not None
    yield (
        "可选：集群（cluster）",
        "有" if spread else "没有",
        "anjuan check --cluster 交给几台机器"
        if spread
        else "一台机器用 --workers；几台机器一起用，可用 pip install 'anjuan[cluster]' 安装",
    )
    yield (
        "LibreOffice",
        "不需要",
        "doc、wps 直接读取，合并的格子也在内，格子里套的表格按外层读；"
        "金山旧版 wps 没有样本核对过；xls、ofd 请另存后提交",
    )


def report() -> int:
    """Print the report; returns the exit code (2 where a needed part is missing)."""
    console = Console(markup=False)  # brackets are the names of extras
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
    for name, state, use in _optional():
        table.add_row(name, state, use)
    console.print(table)
    return code
