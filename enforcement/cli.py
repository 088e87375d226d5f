"""The command line: ``anjuan check``, ``demo``, ``doctor``, and ``rules`` for rule authors."""

import os
import sys
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated

import typer

from enforcement.review.cli import app as rounds
from enforcement.review.cli_audit import app as audit
from enforcement.review.cli_documents import indicators
from enforcement.workbench.cli import app as rules

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="检查行政执法案卷：三项制度、法定程序、评分与证据。不联网，不改动原文件。",
)
app.add_typer(rules, name="rules")
app.add_typer(rounds, name="round")
app.add_typer(audit, name="audit")
app.command()(indicators)


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
    annotate: Annotated[
        Path | None,
        typer.Option(help="带批注的副本写到这个新文件夹：docx 加批注，pdf 加高亮，原件不动"),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="待人工的原因写全")] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=0, max=256, help="另起几个进程来检查；0 是本机有几个处理器就几个；不写就不另起"
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(help="交给 Dask 集群，例如 tcp://10.1.1.5:8786；案卷要在共享文件夹里"),
    ] = None,
    cache: Annotated[
        bool | None,
        typer.Option(
            "--cache/--no-cache",
            help="记住读过的文书，下次不再读；一批默认记，单个案卷默认不记",
        ),
    ] = None,
    patience: Annotated[
        float, typer.Option(min=1, help="一次交出去的案卷最多等几秒，超过就逐个重做一次")
    ] = 1800,
    summary: Annotated[
        Path | None, typer.Option(help="--format json 时另写一份 Excel 汇总到这个文件")
    ] = None,
) -> None:
    """检查一个或多个案卷，给出结论、证据、依据、改正办法和得分。"""
    from enforcement import run

    if cluster is not None:  # the paths are for other machines too
        paths = [p.resolve() for p in paths]
        registers, profile, law_library = (
            p.resolve() if p else None for p in (registers, profile, law_library)
        )
        if (own := Path(standard)).is_file():
            standard = str(own.resolve())
    try:
        job = run.prepare(
            paths, standard, registers, profile, _day(as_of), region, engine, law_library
        )
    except run.UsageError as error:
        raise _stop(str(error)) from error
    if format in (Format.html, Format.xlsx) and out is None:
        example = f"例如 --out 检查结果.{format.value}"
        raise _stop(f"--format {format.value} 要用 --out 指定写到哪个文件，{example}")
    if summary is not None and (format != Format.json or out is None):
        raise _stop("--summary 要和 --format json --out 一起用")
    for option, path in (("--out", out), ("--across", across), ("--summary", summary)):
        if path is not None and not path.parent.is_dir():
            raise _stop(f"{option} 的文件夹“{path.parent}”不存在，请先建好")
    if across is not None and len(job.cases) < 2:
        raise _stop("--across 是几个案卷之间的比较，至少要有两个案卷")
    if annotate is not None and (why := run.refusal(annotate, paths)):
        raise _stop(why)
    kept = len(job.cases) > 1 if cache is None else cache
    processes = 0 if workers is None else workers or os.cpu_count() or 1
    how = run.How(processes, cluster, kept, patience, summary)
    raise typer.Exit(run.run(job, format.value, out, full, across, annotate, how))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise _stop(f"--as-of “{text}”不是日期，应写成 2024-03-05") from error


@app.command()
def cache(
    clear: Annotated[bool, typer.Option("--clear", help="全部删除")] = False,
) -> None:
    """显示或者清除记住的文书内容（批量检查时用，含个人信息）。"""
    from casefiles.cache import LIMIT, Cache

    kept = Cache()
    size = kept.clear() if clear else kept.size()
    said = f"{size.entries} 份文书，{size.bytes / 1e6:.1f} MB"
    if clear:
        typer.echo(f"已删除 {said}：{kept.folder}")
    else:
        typer.echo(f"{kept.folder}\n{said}；超过 {LIMIT / 1e9:.1f} GB 时先删最久没有用到的")
        typer.echo("里面有案卷的内容，只有本用户能打开；anjuan cache --clear 全部删除")


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
def publish(
    path: Annotated[Path, typer.Argument(help="案卷，或者一份决定书；--check 时是公示文本")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="公示文本写到这个 .docx 或 .txt 文件")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="检查一份公示文本有没有漏遮个人信息")
    ] = False,
    against: Annotated[Path | None, typer.Option(help="--check 时对照的案卷")] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="--check 的输出形式：table 或 json")
    ] = Format.table,
    profile: Annotated[
        Path | None, typer.Option(help="本单位的文件夹，其中 masking.toml 先于随附的")
    ] = None,
) -> None:
    """生成决定书的公示文本和复核清单；或者检查一份公示文本泄露了什么。"""
    from enforcement.publish import run
    from enforcement.run import UsageError

    if against is not None and not check:
        raise _stop("--against 要和 --check 一起用")
    if check and out is not None:
        raise _stop("--check 只检查，不写文件；请去掉 --out")
    if format not in (Format.table, Format.json):
        raise _stop(f"publish 没有 {format.value} 这种输出；可用 table、json")
    try:
        if check:
            code = run.check(path, against, format.value, profile)
        else:
            code = run.make(path, out, profile)
    except UsageError as error:
        raise _stop(str(error)) from error
    raise typer.Exit(code)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="在哪个地址上提供服务")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 8350,
    data: Annotated[
        Path | None,
        typer.Option("--data", envvar="ANJUAN_DATA", help="数据文件夹（默认 anjuan-data）"),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="别人访问时用的主机名，可多次；写了就都要登录")
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="前面有 HTTPS 反向代理：Cookie 只走 HTTPS")
    ] = False,
    sso: Annotated[
        Path | None, typer.Option(help="统一身份认证（OpenID Connect）的配置文件，TOML")
    ] = None,
    registers: Annotated[Path | None, typer.Option(help="自查用的登记册文件夹")] = None,
    profile: Annotated[
        Path | None, typer.Option(help="本地规则文件夹；工作台里发布的规则写到这里")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="试用规则草稿的案卷：里面每个文件夹是一批")
    ] = None,
    standard: Annotated[str, typer.Option(help="自查用的评查标准")] = "neutral-100",
    engine: Annotated[str, typer.Option(help="推理引擎：durable 或 plain")] = "durable",
) -> None:
    """打开浏览器里的工作台；一个进程，不联网。"""
    try:
        from enforcement.web.serve import run as serve_run
    except ModuleNotFoundError as error:
        says = f"没有装网页组件（缺 {error.name}）；请运行 pip install 'anjuan[web]'"
        raise _stop(says) from error
    own = (registers, profile, corpus)
    raise typer.Exit(serve_run(host, port, data, name or [], https, sso, *own, standard, engine))


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
