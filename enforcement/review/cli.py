"""``anjuan round …``: the evaluation workflow from the shell. Every command calls one service."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from enforcement.review import cli_documents, cli_file, cli_rectify, cli_views
from enforcement.review.cli_common import (
    REFUSED,
    As,
    As_,
    Data,
    File,
    Format,
    Round,
    Seen,
    UnitOf,
    Why,
    day,
    desk,
    doing,
    read_text,
    show,
    state,
    stop,
    told,
)

app = typer.Typer(
    help="案卷评查：方案、收卷、抽取、分派、初评、合议、反馈、异议、终评、整改、通报、归档。",
    add_completion=False,
    no_args_is_help=True,
)


@app.command()
def new(
    round: Round,
    name: Annotated[str, typer.Option(help="名称")],
    start: Annotated[str, typer.Option("--from", help="办结日期从这一天起")],
    end: Annotated[str, typer.Option("--to", help="到这一天止")],
    by: As,
    unit: UnitOf,
    standard: Annotated[str, typer.Option(help="评查标准：编号或文件")] = "neutral-100",
    profile: Annotated[Path | None, typer.Option(help="本单位的规则、参数文件夹")] = None,
    region: Annotated[str, typer.Option(help="所在地区，例如 云南省")] = "",
    agency: Annotated[list[str] | None, typer.Option(help="参评机关，可多次；不写就是全部")] = None,
    type: Annotated[list[str] | None, typer.Option(help="参评类型，可多次；不写就是全部")] = None,
    units: Annotated[Path | None, typer.Option(help="单位表 CSV：单位,上级,层级")] = None,
    reviewers: Annotated[Path | None, typer.Option(help="评查人名单 CSV：姓名,单位")] = None,
    objection_days: Annotated[int, typer.Option(help="异议期，工作日")] = 5,
    rectify_days: Annotated[int, typer.Option(help="整改期限，工作日")] = 30,
    climb_days: Annotated[int, typer.Option(help="逾期后每隔几个工作日上报一级")] = 5,
    why: Why = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """制定方案：范围、标准和规则集（按哈希钉住）、评查人、期限。"""
    from enforcement.review import service_round as service
    from enforcement.review.units import read_reviewers, read_units

    with desk(data) as d:
        plan = service.Plan(
            round=round,
            name=name,
            period_from=day(start, "--from "),
            period_to=day(end, "--to "),
            standard=standard,
            profile=profile,
            region=region,
            agencies=tuple(agency or ()),
            types=tuple(type or ()),
            units=read_units(read_text(units, "单位表")) if units else (),
            reviewers=read_reviewers(read_text(reviewers, "评查人名单")) if reviewers else (),
            objection_days=objection_days,
            rectify_days=rectify_days,
            climb_days=climb_days,
        )
        s = service.new(d, plan, doing(by, unit, why))
        p = s.the_plan
        show(
            format,
            p.model_dump(mode="json"),
            lambda: [
                f"已立 {round}“{p.name}”；标准 {p.standard} 第{p.standard_version}版"
                f"（{p.standard_hash[:12]}），规则集 {p.ruleset[:12]}"
            ],
        )


app.command("plan", help="同 new。")(new)


@app.command()
def intake(
    round: Round,
    paths: Annotated[list[Path], typer.Argument(help="案卷，或者放着多个案卷的文件夹")],
    by: As,
    unit: UnitOf,
    registers: Annotated[Path | None, typer.Option(help="登记册文件夹")] = None,
    profile: Annotated[Path | None, typer.Option(help="制定方案时的规则、参数文件夹")] = None,
    file: Annotated[str, typer.Option(help="重新报送：原来的案卷编号（只收一个案卷时）")] = "",
    agency: Annotated[str, typer.Option(help="承办机关（没有读出时）")] = "",
    office: Annotated[str, typer.Option(help="承办机构")] = "",
    why: Why = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """收卷：存原件、算哈希、用方案钉住的规则检查。重复的不再收，可以随时中断后重来。"""
    from casefiles.readers import list_cases
    from enforcement.review.service_intake import Intake

    if gone := [p for p in paths if not p.exists()]:
        raise stop(f"找不到“{gone[0]}”；请给出案卷文件夹、zip 或 docx 的路径")
    cases = [(c, c.name if c == p else c.relative_to(p.parent).as_posix())
             for p in paths for c in list_cases([p])]  # fmt: skip
    if not cases:
        raise stop(f"在“{'、'.join(map(str, paths))}”里没有找到案卷")
    if file and len(cases) > 1:
        raise stop(f"--file 只能用于一个案卷，这里有{len(cases)}个")
    refused = 0
    with desk(data) as d:
        reception = Intake.open(d, round, registers, profile)
        found: list[dict[str, Any]] = []
        for path, name in cases:
            try:
                with told():
                    t = reception.take(
                        path, name, doing(by, unit, why), file=file, agency=agency, office=office
                    )
            except typer.Exit as no:
                if no.exit_code != REFUSED:
                    raise
                refused += 1
                continue
            row = {k: getattr(t, k) for k in t.__slots__}
            found.append(row)
            if format is Format.table:
                unread = f"，{t.unread}处没有读出" if t.unread else ""
                typer.echo(f"{t.file} {t.what} {t.agency} {t.number} {t.path}{unread}")
        new_ = sum(x["what"] != "没有变化" for x in found)
        show(
            format,
            {"taken": found, "refused": refused},
            lambda: [f"收下 {new_} 个，没有变化 {len(found) - new_} 个，没有收下 {refused} 个"],
        )
    raise typer.Exit(REFUSED if refused else 0)


@app.command()
def draw(
    round: Round,
    by: As,
    unit: UnitOf,
    seed: Annotated[str, typer.Option(help="公布的随机种子")],
    rate: Annotated[str, typer.Option(help="抽取比例，0 到 1")] = "0.1",
    minimum: Annotated[int, typer.Option("--min", help="每个机关最少几件")] = 1,
    maximum: Annotated[int | None, typer.Option("--max", help="每个机关最多几件")] = None,
    strata: Annotated[str, typer.Option("--by", help="分层：类型,程序")] = "类型,程序",
    why: Why = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """抽取：按机关定数，按类型、程序分层，由公布的种子定号；任何人可以用记录重抽。"""
    from enforcement.review.sampling import Terms
    from enforcement.review.service_round import draw_round

    try:
        part = Decimal(rate)
    except InvalidOperation as error:
        raise stop(f"--rate “{rate}”不是数；应为 0 到 1，例如 0.1") from error
    names = [x.strip() for x in strata.replace("，", ",").split(",") if x.strip()]
    if any(n not in ("类型", "程序") for n in names):
        raise stop(f"--by “{strata}”不对；可用 类型、程序")
    with desk(data) as d:
        terms = Terms.model_validate(
            {"seed": seed, "rate": part, "minimum": minimum, "maximum": maximum, "by": names}
        )
        record = draw_round(d, round, terms, doing(by, unit, why))
        show(
            format,
            record.model_dump(mode="json"),
            lambda: [
                *(f"{q.agency} {q.stratum}：{q.size} 件抽 {q.quota}" for q in record.quotas),
                f"抽中 {len(record.drawn)} / {len(record.frame)} 件；"
                f"抽取记录：anjuan round record {round}，重抽：anjuan round redraw 文件",
            ],
        )


@app.command()
def record(
    round: Round,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写到这个文件")] = None,
    data: Data = None,
) -> None:
    """写出抽取记录，供任何人重抽核对。"""
    from enforcement.review.service import draw_record

    with desk(data) as d:
        text = draw_record(d, round)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text + "\n", "utf-8", newline="\n")
    except OSError as error:
        raise stop(f"写不了“{out}”；请检查文件夹和权限") from error
    typer.echo(f"已写出 {out}")


@app.command()
def redraw(
    file: Annotated[Path, typer.Argument(help="抽取记录（anjuan round record 写出的）")],
) -> None:
    """只凭抽取记录重抽一遍，不用数据库；不一致的逐条列出。"""
    from pydantic import ValidationError

    from enforcement.review.sampling import DrawRecord, repeated

    try:
        again = DrawRecord.model_validate_json(read_text(file, "抽取记录"))
    except ValidationError as error:
        raise stop(f"“{file.name}”不是抽取记录") from error
    with told():
        wrong = repeated(again)
    for line in wrong:
        typer.echo(line)
    typer.echo(
        f"不一致 {len(wrong)} 处" if wrong else f"一致：重抽得到同样的 {len(again.drawn)} 件"
    )
    raise typer.Exit(1 if wrong else 0)


@app.command()
def replace(
    file: File,
    by: As,
    unit: UnitOf,
    why: Annotated[str, typer.Option("--why", help="替换的理由")],
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """替换一个抽中的案卷：由同层的下一个号顶上，写明理由。"""
    from enforcement.review.service import round_of
    from enforcement.review.service_round import replace_file

    with desk(data) as d:
        new_ = replace_file(d, round_of(d, file), file, doing(by, unit, why))
        show(format, {"old": file, "new": new_}, lambda: [f"{file} 撤出，{new_} 顶上"])


@app.command()
def assign(
    round: Round,
    by: As,
    unit: UnitOf,
    file: Annotated[str, typer.Option(help="只分派这个案卷（与 --slot、--reviewer 同用）")] = "",
    slot: Annotated[int, typer.Option(help="第几名评查人：1 或 2")] = 0,
    reviewer: Annotated[str, typer.Option(help="评查人姓名")] = "",
    why: Why = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """分派：每卷两名评查人，该回避的回避，任务均衡；也可以指定一名。"""
    from enforcement.review import service_round as service

    if bool(file) != bool(reviewer):
        raise stop("指定一名评查人时 --file、--slot、--reviewer 要一起写")
    with desk(data) as d:
        if file:
            state(format, file, service.assign_one(d, file, slot, reviewer, doing(by, unit, why)))
            return
        made = service.assign_round(d, round, doing(by, unit, why))
        shown = {
            "pairs": made.pairs,
            "load": made.load,
            "unplaced": [u.model_dump() for u in made.unplaced],
        }
        show(
            format,
            shown,
            lambda: [
                *(f"{f}：{'、'.join(names)}" for f, names in made.pairs.items()),
                *(f"{u.file} 缺 {u.missing} 名：{u.why}" for u in made.unplaced),
                "每人：" + "、".join(f"{n} {k}卷" for n, k in made.load.items()),
            ],
        )
    raise typer.Exit(REFUSED if made.unplaced else 0)


@app.command()
def bulletin(
    round: Round,
    issue: Annotated[str, typer.Option(help="发出通报：写明编号；不写只看数字")] = "",
    by: Annotated[str, typer.Option("--as", envvar="ANJUAN_USER", help="办理人姓名")] = "",
    unit: Annotated[str, typer.Option("--unit", envvar="ANJUAN_UNIT", help="单位")] = "",
    why: Why = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """通报的数字，每个数都带着找出其来源的条件；--issue 编号 即发出并留存。"""
    from enforcement.review.bulletin import figures
    from enforcement.review.cli_show import bulletin_lines

    with desk(data) as d:
        if issue:
            from enforcement.review.service_round import announce

            announce(d, round, issue, doing(by, unit, why))
        with d.db.reading() as r:
            found = figures(r, round)
        show(format, found.model_dump(mode="json"), lambda: bulletin_lines(found))


@app.command()
def climb(
    round: Round,
    by: As,
    unit: UnitOf,
    why: Annotated[str, typer.Option("--why", help="理由")] = "整改逾期",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """逾期未整改的上报一级（每次一级，其后每隔方案规定的工作日再上报）。"""
    from enforcement.review.service_rectify import climb as up

    with desk(data) as d:
        found = up(d, round, doing(by, unit, why))
        show(format, dict(found), lambda: [f"{f}：{says}" for f, says in found] or ["没有逾期"])


@app.command()
def archive(
    round: Round,
    by: As,
    unit: UnitOf,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """归档：办完的案卷和本轮一起归档；有没办完的就拒绝，什么也不动。"""
    from enforcement.review.service_round import archive_round

    with desk(data) as d:
        count = archive_round(d, round, doing(by, unit, why, seen))
        show(format, {"round": round, "files": count}, lambda: [f"{round} 已归档，{count} 个案卷"])


# Acts on one case file, and looking, are commands of the same group.
for part in (cli_file.app, cli_rectify.app, cli_views.app, cli_documents.app):
    app.registered_commands += part.registered_commands
