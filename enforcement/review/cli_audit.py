"""``anjuan audit …``: is the log whole, and do the read tables show what it says?"""

import re
from typing import Annotated

import typer

from enforcement.review.cli_common import As_, Data, Format, desk, show, stop

app = typer.Typer(
    help="核对记录：有没有被改、删、插、换位、截尾；重建查询用的表。",
    add_completion=False,
    no_args_is_help=True,
)


@app.command()
def verify(
    head: Annotated[
        str, typer.Option(help="以前抄下的“序号:哈希”（anjuan audit head 给出的）")
    ] = "",
    files: Annotated[bool, typer.Option("--files", help="原件也逐个核对")] = False,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """从第一条核对到最后一条；发现不对的退出码是 1。"""
    from enforcement.review.audit import damaged_originals
    from enforcement.store.audit import verify as walk

    noted = None
    if head:
        m = re.fullmatch(r"(\d+)[:：]([0-9a-f]{64})", head.strip())
        if not m:
            raise stop("--head 应为 序号:64位哈希，例如 anjuan audit head 给出的那一行")
        noted = (int(m[1]), m[2])
    with desk(data) as d:
        with d.db.reading() as r:
            found = walk(r, noted)
            broken = [*found.broken]
            if files:
                broken += damaged_originals(r, d.originals)
        show(
            format,
            {"sound": not broken, "events": found.count, "head": found.hash, "broken": broken},
            lambda: [
                *broken,
                *([f"还有 {found.more} 处没有列出"] if found.more else []),
                f"{'不对' if broken else '完好'}：{found.count} 条记录，末条哈希 {found.hash}",
            ],
        )
    raise typer.Exit(1 if broken else 0)


@app.command()
def head(data: Data = None, format: As_ = Format.table) -> None:
    """显示末条记录的序号和哈希，请抄到别处（纸上、公告里），以后用 verify --head 比对。"""
    with desk(data) as d:
        with d.db.reading() as r:
            number, sealed = r.head()
        show(format, {"seq": number, "hash": sealed}, lambda: [f"{number}:{sealed}"])


@app.command()
def rebuild(data: Data = None, format: As_ = Format.table) -> None:
    """丢掉查询用的表，由记录重建。"""
    from enforcement.review.desk import rebuild as again

    with desk(data) as d:
        count = again(d)
        show(format, {"streams": count}, lambda: [f"已由 {count} 条事务的记录重建"])
