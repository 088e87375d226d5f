"""``anjuan round list``, ``show``, ``findings``: looking, without changing anything."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from enforcement.review.cli_common import As_, Data, Format, Round, desk, show

app = typer.Typer()


@app.command("list")
def list_(
    round: Annotated[str, typer.Argument(help="编号；不写就列出各轮")] = "",
    state: Annotated[str, typer.Option(help="只列这个状态")] = "",
    agency: Annotated[str, typer.Option(help="只列这个机关")] = "",
    reviewer: Annotated[str, typer.Option(help="只列分派给这个人的")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只列整改逾期的")] = False,
    limit: Annotated[int | None, typer.Option(help="最多几条")] = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """列出各轮评查，或者一轮里的案卷。"""
    from enforcement.review import service
    from enforcement.review.cli_show import file_lines, round_lines
    from enforcement.review.record import day_of
    from enforcement.review.service_rectify import overdue as late

    with desk(data) as d:
        if not round:
            rows = service.rounds(d)
            show(format, rows, lambda: round_lines(rows))
            return
        where: dict[str, Any] = {}
        if state:
            where["state"] = state
        if agency:
            where["agency"] = agency
        if reviewer:
            where["file"] = service.files_of(d, round, reviewer)
        if overdue:
            today = day_of(datetime.now(UTC))
            where["file"] = tuple(str(x["file"]) for x in late(d, round, today))
        rows = service.case_files(d, round, where, limit)
        show(format, rows, lambda: file_lines(rows))


@app.command()
def findings(
    round: Round,
    rule: Annotated[str, typer.Option(help="只列这条规则")] = "",
    area: Annotated[str, typer.Option(help="只列这一类，例如 GS")] = "",
    agency: Annotated[str, typer.Option(help="只列这个机关")] = "",
    status: Annotated[
        str, typer.Option(help="疑点、采纳、不采纳、不适用、豁免；空的是全部")
    ] = "采纳",
    where: Annotated[
        list[str] | None,
        typer.Option("--where", help="条件：名称=值，可多次，例如 机关=县农业农村局"),
    ] = None,
    figure: Annotated[str, typer.Option(help="通报里的数字代码，例如 F012")] = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """通报里一个数字背后的每一处问题；--figure 按代码列出数字背后的案卷、问题、异议或者整改。"""
    from enforcement.review import service
    from enforcement.review.cli_show import behind_lines
    from enforcement.review.service_documents import behind, where_of

    given = {"rule": rule, "area": area, "agency": agency, "status": status}
    with desk(data) as d:
        if figure:
            told_, rows = behind(d, round, figure)
            show(format, rows, lambda: behind_lines(told_, rows))
            return
        chosen = {**{k: v for k, v in given.items() if v}, **where_of(where or ())}
        rows = service.findings(d, {"round": round, **chosen})
        show(
            format,
            rows,
            lambda: (
                [
                    f"{x['file']} {x['finding']} {x['rule'] or '补充'} {x['document']}："
                    f"{x['message']}（{x['status']}）"
                    for x in rows
                ]
                + [f"共 {len(rows)} 处"]
            ),
        )


@app.command("show")
def show_(
    name: Annotated[str, typer.Argument(help="案卷编号，或者一轮的编号")],
    by: Annotated[str, typer.Option("--as", envvar="ANJUAN_USER", help="评查人看自己的决定")] = "",
    unit: Annotated[str, typer.Option("--unit", envvar="ANJUAN_UNIT", help="单位")] = "",
    full: Annotated[bool, typer.Option("--full", help="依据、位置和经过都列出")] = False,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """显示一个案卷（疑点、位置、决定、经过），或者一轮的方案和进度。"""
    from enforcement.review import service
    from enforcement.review.cli_show import case_lines, plan_lines
    from enforcement.review.desk import Actor

    with desk(data) as d:
        if service.is_round(d, name):
            view = service.round_view(d, name)
            show(format, view, lambda: plan_lines(view))
            return
        actor = Actor(by, unit) if by else None
        case = service.file_view(d, name, actor)
        show(format, case, lambda: case_lines(case, full))
