"""``anjuan round documents``, ``templates``, ``calibration``; ``anjuan indicators``."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from enforcement.review.cli_common import As_, Data, Format, Round, desk, show, stop, told

app = typer.Typer()


class TableFormat(StrEnum):
    """Output formats of the indicators."""

    table = "table"
    json = "json"
    xlsx = "xlsx"


@app.command()
def documents(
    round: Round,
    file: Annotated[
        str, typer.Argument(help="案卷编号：出这个案卷的文书；不写就出通报和清单")
    ] = "",
    out: Annotated[Path, typer.Option("--out", "-o", help="写到这个文件夹")] = Path("anjuan-文书"),
    kind: Annotated[list[str] | None, typer.Option(help="只出这种文书，可多次")] = None,
    all: Annotated[bool, typer.Option("--all", help="抽中的每个案卷的文书都出")] = False,
    templates: Annotated[
        Path | None, typer.Option(help="本单位的模板文件夹；里面没有的用随附的")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="已有的重新生成")] = False,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """出文书：评查表、合议记录、评查意见书、整改通知书、复查表、监督意见书，通报和清单。"""
    from enforcement.review import service_documents as service
    from enforcement.review.refusal import Refused

    if file and all:
        raise stop("写了案卷编号就不要再写 --all")
    skipped: dict[str, str] = {}
    with desk(data) as d:
        made = []
        if not file and not kind:
            made += service.round_documents(d, round, templates)
        for one in service.drawn_files(d, round) if all or (kind and not file) else [file]:
            if not one:
                continue
            try:
                made += service.case_documents(d, one, templates, kind or (), round)
            except Refused as no:
                if file:
                    raise
                skipped[one] = str(no)
        paths = service.write(made, out, force)
        show(
            format,
            {"written": [str(p) for p in paths], "skipped": skipped},
            lambda: [f"已写出 {p}" for p in paths]
            + ([f"{len(skipped)} 个案卷还没有文书，例如：{next(iter(skipped.values()))}"]
               if skipped else []),
        )  # fmt: skip


@app.command()
def templates(
    out: Annotated[Path, typer.Argument(help="写到这个文件夹")],
) -> None:
    """写出随附的文书模板，用 Word 改成本单位的；已有的不动。"""
    from enforcement.review.service_documents import write_templates

    with told():
        made = write_templates(out)
    for name in made:
        typer.echo(f"已写出 {out / name}")
    typer.echo(f"用的时候写 --templates {out}")


@app.command()
def calibration(
    round: Annotated[str, typer.Argument(help="编号；不写就是各轮合起来")] = "",
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """校准：评查人相互之间、和程序、和终评的一致程度（kappa 和区间），标准案卷，逐月变化。"""
    from enforcement.review.service_calibration import calibration as measure

    with desk(data) as d:
        found = measure(d, round)
        show(format, found.model_dump(mode="json"), lambda: _calibration(found))


def _calibration(c: Any) -> list[str]:
    lines = [
        f"两名评查人之间　{_agreement(c.readers)}",
        f"两名评查人和程序　{_agreement(c.all_three)}",
        f"程序和终评　{_agreement(c.program)}",
    ]
    groups: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("机关", c.by_agency),
        ("评查人和终评", c.by_reviewer),
        ("项目", c.by_item),
    )
    for name, group in groups:
        # The least agreement first: that is what training has to look at.
        ordered = sorted(group.items(), key=lambda x: (x[1].observed or 0.0, x[0]))
        shown = [x for x in ordered if name != "项目" or (x[1].observed or 0.0) < 1]
        lines += [f"{name} {key}　{_agreement(a)}" for key, a in shown]
    for reviewer, months in c.drift.items():
        told_ = [f"{month} {_share(a.observed)}（{a.n}）" for month, a in months.items()]
        lines.append(f"逐月 {reviewer}　" + "，".join(told_))
    for hit in c.gold:
        r = hit.right
        lines.append(
            f"标准案卷 {hit.reviewer}　{_share(r.share)}，{r.n}处"
            f"（95%区间 {_share(r.low)}～{_share(r.high)}）"
        )
    return lines


def _agreement(a: Any) -> str:
    if not a.n:
        return "还没有可以比较的"
    kappa = "kappa 无法计算（所有人都给同一个结论）"
    if a.kappa is not None:
        kappa = f"kappa {a.kappa:.2f}（{a.low:.2f}～{a.high:.2f}）"
    few = "，件数少，仅供参考" if a.few else ""
    return f"{a.n}项 一致{_share(a.observed)}　{kappa}{few}"


def _one(x: float | None) -> str:
    return "—" if x is None else f"{x:.1f}"


def _share(x: float | None) -> str:
    return "—" if x is None else f"{x:.1%}"


def indicators(
    index: Annotated[
        str, typer.Option("--index", help="指标体系：随附的编号，或者自己的 toml 文件")
    ] = "three-systems-12",
    year: Annotated[int | None, typer.Option(help="只看这一年（和上一年比）")] = None,
    figures: Annotated[
        Path | None, typer.Option(help="外部填报的 CSV 或 XLSX：年度,单位,指标,分子,分母")
    ] = None,
    unit: Annotated[str, typer.Option(help="只看这个单位")] = "",
    key: Annotated[str, typer.Option(help="只看这项指标，并列出案卷")] = "",
    format: Annotated[
        TableFormat, typer.Option("--format", "-f", help="输出形式")
    ] = TableFormat.table,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写到这个文件")] = None,
    data: Data = None,
) -> None:
    """指标和指数：按机关、区县、市，逐年；每个数都能列出案卷。"""
    from enforcement.review import service_indicators as service
    from enforcement.review.indicators import load_index

    if format is TableFormat.xlsx and out is None:
        raise stop("--format xlsx 要用 --out 指定写到哪个文件，例如 --out 指标.xlsx")
    with desk(data) as d:
        given = service.read_figures(figures) if figures else ()
        found = service.indicators(d, load_index(index), year=year, handed_in=given)
        if format is TableFormat.xlsx:
            _write(out, service.workbook(found))
        elif format is TableFormat.json:
            chosen = tuple(service.pick(found, unit, key))
            text = found.model_copy(update={"values": chosen}).model_dump_json(indent=1)
            _write(out, (text + "\n").encode())
        else:
            lines = _lines(found, service.pick(found, unit, key), unit, bool(key))
            _write(out, "".join(f"{x}\n" for x in lines).encode())


def _write(out: Path | None, data: bytes) -> None:
    if out is None:
        typer.echo(data.decode("utf-8"), nl=False)
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise stop(f"写不了“{out}”；请检查文件夹和权限") from error
    typer.echo(f"已写出 {out}")


def _lines(t: Any, values: list[Any], unit: str, listed: bool) -> list[str]:
    lines = [
        f"{x.year} {x.unit}　指数 {_one(x.index)}"
        f"{'' if x.change is None else format(x.change, '+.1f')}"
        f"（有数据的权重 {x.covered:.0%}）"
        for x in t.totals
        if not unit or x.unit == unit
    ]
    if not unit and not listed:
        return lines or ["还没有数据"]
    for v in values:
        i = v.interval
        spread = f"（95%区间 {_share(i.low)}～{_share(i.high)}）" if i else ""
        change = "" if v.change is None else f"，比上年{100 * v.change:+.1f}个百分点"
        lines.append(
            f"{v.year} {v.unit} {v.key}　{v.numerator:g}/{v.denominator:g}＝{_share(v.value)}"
            f"{spread}{change}　得 {_one(v.score)}/{v.weight:g}"
        )
        if listed:
            lines += [f"    计入 {f}" for f in v.files] + [f"    未计入 {f}" for f in v.others]
    return lines
