"""``anjuan round …``: the acts on one case file, from the readings to the grade."""

from decimal import Decimal
from typing import Annotated, Any

import typer

from enforcement.review.cli_common import (
    Accept,
    Add,
    As,
    As_,
    Data,
    File,
    Format,
    Given,
    Judge,
    NotApplicable,
    Reject,
    Seen,
    UnitOf,
    Why,
    desk,
    doing,
    maybe_day,
    show,
    state,
)

app = typer.Typer()

Members = Annotated[list[str], typer.Option("--member", help="合议成员，可多次，含办理人")]
Record = Annotated[str, typer.Option("--record", help="合议记录：意见和理由")]
Number = Annotated[str, typer.Option("--number", help="文书编号")]
Due = Annotated[str | None, typer.Option("--due", help="期限的最后一天；不写按工作日推算")]
Finding = Annotated[
    list[str] | None, typer.Option("--finding", help="问题的编号或规则编号，可多次")
]


@app.command()
def readings(
    file: File,
    by: As,
    unit: UnitOf,
    accept: Accept = None,
    reject: Reject = None,
    na: NotApplicable = None,
    judge: Judge = None,
    add: Add = None,
    given: Given = None,
    rest: Annotated[str, typer.Option(help="其余疑点一律：采纳 或 不采纳（写 --why）")] = "",
    rest_items: Annotated[
        bool, typer.Option("--rest-items", help="其余待评定的项目一律不失分（写 --why）")
    ] = False,
    submit: Annotated[bool, typer.Option("--submit", help="提交初评，此后不能再改")] = False,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """初评：对疑点逐处决定，评定项目，补充问题；--submit 提交。两名评查人互不可见。"""
    from enforcement.review import service, service_file
    from enforcement.review.cli_show import case_lines
    from enforcement.review.cli_words import opinion, with_rest, with_rest_items
    from enforcement.review.desk import Actor

    with desk(data) as d:
        me = Actor(by, unit)
        view = service.file_view(d, file, me)
        said = opinion(view, accept, reject, na, judge, add, given)
        if rest:
            said = with_rest(view, said, rest, why)
        act = doing(by, unit, why, seen)
        s: Any = None
        if said.decisions or said.judged or said.added:
            s = service_file.decide(d, file, said, act)
        if rest_items:
            after = service.file_view(d, file, me)
            more = with_rest_items(after, type(said)(), why)
            if more.judged:
                s = service_file.decide(d, file, more, doing(by, unit, why))
        if submit:
            s = service_file.submit(d, file, doing(by, unit, why))
        if s is None:
            show(format, view, lambda: case_lines(view, full=True))
        else:
            state(format, file, s)


@app.command()
def merge(
    file: File,
    by: As,
    unit: UnitOf,
    member: Members,
    record: Record,
    accept: Accept = None,
    reject: Reject = None,
    na: NotApplicable = None,
    judge: Judge = None,
    add: Add = None,
    given: Given = None,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """合议：两名评查人不一致的，逐处写明采纳与否。"""
    from enforcement.review import service, service_file
    from enforcement.review.cli_words import opinion

    with desk(data) as d:
        view = service.file_view(d, file)
        said = opinion(view, accept, reject, na, judge, add, given)
        act = doing(by, unit, why, seen)
        state(format, file, service_file.merge(d, file, member, said, record, act))


app.command("panel", help="同 merge。")(merge)


@app.command()
def opinion(
    file: File,
    by: As,
    unit: UnitOf,
    number: Number,
    due: Due = None,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """反馈：评查意见书发给机关，起算异议期。"""
    from enforcement.review import service_file

    with desk(data) as d:
        until = maybe_day(due, "--due ")
        act = doing(by, unit, why, seen)
        s = service_file.give_opinion(d, file, number, act, until)
        assert s.opinion is not None
        state(format, file, s)
        if format is Format.table:
            typer.echo(f"异议期到 {s.opinion.due} 为止")


@app.command("object")
def object_(
    file: File,
    by: As,
    unit: UnitOf,
    text: Annotated[str, typer.Option("--text", help="异议的理由")] = "",
    finding: Finding = None,
    none: Annotated[bool, typer.Option("--none", help="表示无异议")] = False,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """异议：由承办机关在异议期内提出；--none 表示无异议。"""
    from enforcement.review import service, service_file
    from enforcement.review.cli_words import findings

    with desk(data) as d:
        act = doing(by, unit, why, seen)
        if none:
            state(format, file, service_file.accept(d, file, act))
            return
        points = findings(service.file_view(d, file), finding)
        state(format, file, service_file.object_to(d, file, text, points, act))


@app.command()
def review(
    file: File,
    by: As,
    unit: UnitOf,
    member: Members,
    record: Record,
    accept: Accept = None,
    reject: Reject = None,
    na: NotApplicable = None,
    judge: Judge = None,
    add: Add = None,
    given: Given = None,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """复核：另组复核组对异议作出决定；不写任何变更就是维持。"""
    from enforcement.review import service, service_file
    from enforcement.review.cli_words import opinion as said_by

    with desk(data) as d:
        view = service.file_view(d, file)
        change = said_by(view, accept, reject, na, judge, add, given)
        act = doing(by, unit, why, seen)
        state(format, file, service_file.review(d, file, member, change, record, act))


@app.command()
def grade(
    file: File,
    by: As,
    unit: UnitOf,
    why: Why = "",
    seen: Seen = None,
    data: Data = None,
    format: As_ = Format.table,
) -> None:
    """终评：由认定的问题按方案的标准算出得分和等级；已批准的豁免不计。"""
    from enforcement.review import service_file

    with desk(data) as d:
        s = service_file.grade(d, file, doing(by, unit, why, seen))
        assert s.graded is not None
        g = s.graded[1]
        show(
            format,
            {"file": file, "state": s.state, **g.model_dump(mode="json")},
            lambda: [
                f"{file}：{g.total if g.total is not None else '不予评分'}分 {g.grade or ''}；"
                f"认定 {len(g.confirmed)} 处，豁免 {len(g.waived)} 处"
            ],
        )


@app.command()
def score(file: File, data: Data = None, format: As_ = Format.table) -> None:
    """得分怎样算出：逐项列出。"""
    from enforcement.marks import number
    from enforcement.review.service_file import score_of

    def plain(x: Decimal | None) -> str:
        return "—" if x is None else number(x)

    with desk(data) as d:
        s = score_of(d, file)
        show(
            format,
            s.model_dump(mode="json"),
            lambda: (
                [
                    f"{x.item} {x.text}：{x.state} {plain(x.obtained)}／{plain(x.standard_points)}"
                    f"　{'；'.join(b.arithmetic for b in x.because)}"
                    for x in s.derivation
                    if x.state not in ("合格", "不适用", "未运行")
                ]
                + [f"{plain(s.total)}分 {s.grade or ''}{'（暂定）' if s.provisional else ''}"]
            ),
        )
