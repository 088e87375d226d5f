"""The command line: ``anjuan check``, ``demo``, ``doctor``, and ``rules`` for rule authors."""

import sys
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated

import typer

from enforcement.workbench.cli import app as rules

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="检查行政执法案卷：三项制度、法定程序、评分与证据。不联网，不改动原文件。",
)
app.add_typer(rules, name="rules")


class Exit(IntEnum):
    """Exit codes; where several apply the highest is given."""

    CLEAN = 0  # nothing failed
    FAILED = 1  # at least one rule failed
    USAGE = 2  # wrong usage, or a mistake in a rule, standard, parameter or register
    UNREAD = 3  # some input could not be read (the rest was checked)


class Format(StrEnum):
    """Output formats of ``check``."""

    table = "table"
    json = "json"
    html = "html"
    xlsx = "xlsx"


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(Exit.USAGE)


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(help="案卷文件夹、zip、合订的 docx，或放着多个案卷的文件夹")
    ],
    format: Annotated[Format, typer.Option("--format", "-f", help="输出形式")] = Format.table,
    standard: Annotated[str, typer.Option(help="评查标准：编号或文件")] = "neutral-100",
    registers: Annotated[
        Path | None, typer.Option(help="登记册文件夹（人员、主体、审核目录）")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="依据按这一天有效的条文显示，例如 2024-03-05")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="写到这个文件（html、xlsx 必需；json 可选）")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="本单位的规则、参数、日历文件夹，覆盖随附的")
    ] = None,
    law_library: Annotated[
        Path | None, typer.Option(help="法律条文文件夹，报告里附条文原文")
    ] = None,
    region: Annotated[str | None, typer.Option(help="所在地区，用于地方标准，例如 云南省")] = None,
    engine: Annotated[str, typer.Option(help="推理引擎：durable 或 plain")] = "durable",
    across: Annotated[
        Path | None, typer.Option(help="把跨案发现（重号、同时在两地、雷同……）写到这个 JSON 文件")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="待人工的原因写全")] = False,
) -> None:
    """检查一个或多个案卷，给出结论、证据、依据、改正办法和得分。"""
    from enforcement import run

    try:
        job = run.prepare(
            paths, standard, registers, profile, _day(as_of), region, engine, law_library
        )
    except run.UsageError as error:
        raise _stop(str(error)) from error
    if format in (Format.html, Format.xlsx) and out is None:
        example = f"例如 --out 检查结果.{format.value}"
        raise _stop(f"--format {format.value} 要用 --out 指定写到哪个文件，{example}")
    for option, path in (("--out", out), ("--across", across)):
        if path is not None and not path.parent.is_dir():
            raise _stop(f"{option} 的文件夹“{path.parent}”不存在，请先建好")
    if across is not None and len(job.cases) < 2:
        raise _stop("--across 是几个案卷之间的比较，至少要有两个案卷")
    raise typer.Exit(run.run(job, format.value, out, full, across))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise _stop(f"--as-of “{text}”不是日期，应写成 2024-03-05") from error


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="演示结果写到这个文件夹")] = Path(
        "anjuan-demo"
    ),
) -> None:
    """检查随附的示例案卷，写出网页报告，并说明先看哪里。"""
    from enforcement.demo.show import show

    raise typer.Exit(show(out))


@app.command()
def accuracy(
    folder: Annotated[Path, typer.Argument(help="放着案卷、registers 和 expected 的文件夹")],
    registers: Annotated[Path | None, typer.Option(help="登记册文件夹")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="逐条规则的表写成 Markdown，不列逐处差错")
    ] = None,
) -> None:
    """在已知答案的案卷上量：识别、要素、每条规则的查准查全、误报、待人工。"""
    from enforcement.accuracy import show
    from enforcement.run import UsageError

    try:
        code = show(folder, registers, out)
    except UsageError as error:
        raise _stop(str(error)) from error
    raise typer.Exit(code)


@app.command()
def doctor() -> None:
    """显示版本、推理引擎、日历年份、规则集哈希，缺什么、缺了会怎样。"""
    from enforcement.doctor import report

    raise typer.Exit(report())


def main() -> None:
    """Entry point of the ``anjuan`` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = app(standalone_mode=False)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        from enforcement.usage import in_chinese

        typer.echo(in_chinese(error), err=True)
        code = Exit.USAGE
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
