"""``anjuan round …``: rectification, supervision, waivers."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from enforcement.review.cli_common import (
    As,
    As_,
    Data,
    File,
    Format,
    Seen,
    UnitOf,
    Why,
    day,
    desk,
    doing,
    maybe_day,
    show,
    state,
    stop,
)

app = typer.Typer()

Due = Annotated[str | None, typer.Option("--due", help="期限的最后一天；不写按工作日推算")]
Finding = Annotated[
    list[str] | None, typer.Option("--finding", help="问题的编号或规则编号，可多次")
]


@app.command()
def notice(
    file: File,
    by: As,
    unit: UnitOf,
    number: Annotated[str, typer.Option("--number", help="整改通知书编号")] = "",
    days: Annotated[int | None, typer.Option(help="整改期限，工作日；不写用方案的")] = None,
    due: Due = None,
    to: Annotated[str, typer.Option(help="发给哪个单位；不写发给承办机关")] = "",
    none: Annotated[bool, typer.Option("--none", help="没有问题，不需整改")] = False,
    dispatch: Annotated[str, typer.Option(help="转办给下一级的这个单位")] = "",
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """整改通知；--none 不需整改；--dispatch 逐级转办。"""
    from enforcement.review import service_rectify as service

    with desk(data) as d:
        act = doing(by, unit, why, seen)
        if none:
            state(format, file, service.clear(d, file, act))
            return
        if dispatch:
            state(format, file, service.dispatch(d, file, dispatch, act))
            return
        until = maybe_day(due, "--due ")
        s = service.notify(d, file, number, act, days=days, due=until, holder=to)
        assert s.notice is not None
        state(format, file, s)
        if format is Format.table:
            typer.echo(f"由 {s.notice.holder} 办理，{s.notice.due} 前整改完毕")


@app.command()
def prove(
    file: File,
    by: As,
    unit: UnitOf,
    text: Annotated[str, typer.Option("--text", help="怎样整改的")],
    proof: Annotated[list[Path] | None, typer.Option(help="证明材料，可多次")] = None,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """报送整改：报告和证明材料，由现在办理的单位报送。"""
    from enforcement.review import service_rectify as service

    with desk(data) as d:
        act = doing(by, unit, why, seen)
        state(format, file, service.prove(d, file, text, proof or [], act))


@app.command()
def recheck(
    file: File,
    by: As,
    unit: UnitOf,
    close: Annotated[bool, typer.Option("--close", help="已整改，销号")] = False,
    still: Annotated[
        list[str] | None, typer.Option("--still", help="没有整改的问题，可多次；退回")
    ] = None,
    days: Annotated[int, typer.Option(help="退回后的期限，工作日")] = 10,
    due: Due = None,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """复查：--close 销号，--still 退回；都不写就列出程序在新版本里还看到的问题。"""
    from enforcement.review import service, service_rectify
    from enforcement.review.cli_words import findings

    with desk(data) as d:
        if not close and not still:
            left = service_rectify.remaining(d, file)
            note = "没有新版本，或者原来的疑点都不再出现；评查人补充的问题须由人看"
            show(format, {"still": left}, lambda: [*left] or [note])
            return
        points = findings(service.file_view(d, file), still)
        act = doing(by, unit, why, seen)
        until = maybe_day(due, "--due ")
        s = service_rectify.recheck(d, file, close, points, act, days=days, due=until)
        state(format, file, s)


@app.command()
def supervise(
    file: File,
    by: As,
    unit: UnitOf,
    number: Annotated[str, typer.Option("--number", help="监督意见书编号")],
    text: Annotated[str, typer.Option("--text", help="意见；--end 时写结果")],
    finding: Finding = None,
    end: Annotated[bool, typer.Option("--end", help="办结")] = False,
    why: Why = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """监督：对严重的实体问题发监督意见书，--end 办结。"""
    from enforcement.review import service, service_file
    from enforcement.review.cli_words import findings

    with desk(data) as d:
        act = doing(by, unit, why)
        if end:
            s = service_file.end_supervision(d, file, number, text, act)
        else:
            points = findings(service.file_view(d, file), finding)
            s = service_file.supervise(d, file, number, text, points, act)
        state(format, file, s)


@app.command()
def waive(
    waiver: Annotated[str, typer.Argument(help="豁免的编号，自定；不写就列出")] = "",
    by: Annotated[str, typer.Option("--as", envvar="ANJUAN_USER", help="办理人姓名")] = "",
    unit: Annotated[str, typer.Option("--unit", envvar="ANJUAN_UNIT", help="单位")] = "",
    file: Annotated[str, typer.Option(help="申请：哪个案卷")] = "",
    finding: Annotated[str, typer.Option(help="申请：哪个问题")] = "",
    expires: Annotated[str, typer.Option(help="申请：到哪一天为止")] = "",
    approve: Annotated[bool, typer.Option("--approve", help="批准（不能是申请人）")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="撤销")] = False,
    why: Why = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """豁免：申请（写明理由和截止日）、批准、撤销、列出。到期后照旧算问题。"""
    from enforcement.review import service, service_rectify
    from enforcement.review.cli_words import findings
    from enforcement.review.record import day_of

    with desk(data) as d:
        if not waiver:
            rows = service_rectify.list_waivers(d, day_of(datetime.now(UTC)))
            show(
                format,
                rows,
                lambda: (
                    [
                        f"{x['waiver']} {x['state']} {x['agency']} {x['rule']} {x['finding']} "
                        f"到{x['expires']}：{x['reason']}"
                        for x in rows
                    ]
                    or ["没有豁免"]
                ),
            )
            return
        act = doing(by, unit, why)
        if approve:
            s = service_rectify.approve_waiver(d, waiver, act)
        elif revoke:
            s = service_rectify.revoke_waiver(d, waiver, act)
        else:
            if not (file and finding and expires):
                raise stop("申请豁免要写 --file、--finding、--expires 和 --why")
            (point, *more) = findings(service.file_view(d, file), [finding])
            if more:
                raise stop(f"“{finding}”有{len(more) + 1}处问题，请写问题的编号")
            until = day(expires, "--expires ")
            s = service_rectify.propose_waiver(d, waiver, file, point, until, act)
        show(format, {"waiver": waiver, "state": s.state}, lambda: [f"{waiver}：{s.state}"])
