"""The assessment in the terminal: worst first, with the place and the words of each problem."""

from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from enforcement.across import Across
from enforcement.report import marks, name_of, ranked, score_words, tally, worst_first
from enforcement.result import VERDICTS, Assessment, RuleResult

_COLOURS = {"fail": "red", "needs_review": "yellow", "not_run": "magenta"}


def show(console: Console, assessments: Sequence[Assessment], full: bool = False) -> None:
    """Print each assessment; several get an overview at the end.

    ``full`` also lists what waits for a person, place by place, instead of one line each.
    """
    for a in assessments:
        _one(console, a, full)
    if len(assessments) > 1:
        overview(console, assessments)


def _one(console: Console, a: Assessment, full: bool) -> None:
    case = a.case_file
    head = Text()
    head.append(f"{name_of(a)}　{case.party or ''}\n", style="bold")
    head.append(
        f"{case.agency or '机关未识别'}　{case.enforcement_type or '类型未定'}"
        f"{'·' + case.procedure if case.procedure else ''}　文书 {len(case.documents)} 份\n"
    )
    vetoes = a.score.vetoes if a.score else ()
    head.append(score_words(a), style="bold red" if vetoes else "bold")
    counts = tally(a.results)
    head.append("\n" + "　".join(f"{VERDICTS[k]} {n}" for k, n in counts.items()))
    console.print(Panel(head, expand=True))
    items = worst_first(a)
    fails = [r for r in items if r.verdict in ("fail", "not_run")]
    for r in fails:
        console.print(_problem(r, r.rule in vetoes))
    waiting = [r for r in items if r.verdict == "needs_review"]
    if waiting:
        table = Table(title="待人工", title_justify="left", box=SIMPLE_HEAD, expand=True)
        table.add_column("规则", no_wrap=True)
        table.add_column("要看什么", ratio=2, overflow="fold")
        table.add_column("原因", ratio=3, overflow="fold")
        for r in waiting:
            table.add_row(r.rule, Text(r.title), Text(r.message if full else r.message[:80]))
        console.print(table)
    for p in a.problems:
        console.print(Text(f"未能读取　{p.source}：{p.message}", style="magenta"))
    for u in a.unread:
        looked = f"（{'、'.join(u.looked[:3])}）"
        console.print(Text(f"没有读到　{u.what}：{u.message}{looked}", style="magenta"))
    if not fails and not waiting:
        console.print(Text("没有发现问题。", style="green"))


def _problem(r: RuleResult, veto: bool) -> Group:
    colour = _COLOURS[r.verdict]
    head = Text()
    head.append(f"✗ {r.rule} ", style=f"bold {colour}")
    head.append(r.title, style="bold")
    if veto:
        head.append("　一票否决", style="bold red")
    elif r.points:
        head.append(f"　扣 {marks(r.points)} 分", style="bold red")
    lines: list[Text] = [head, Text(f"  {r.message}")]
    for e in r.evidence[:6]:
        place = f"  《{e.document}》{e.anchor.place}" if e.anchor else f"  {e.document}"
        line = Text(place, style="cyan")
        if e.quote:
            line.append(f"　“{_short(e.quote.replace(chr(10), ' '), 60)}”", style="default")
        if e.found:
            read = "读到：" if e.anchor else ""
            line.append(f"　{read}{_short(e.found, 120)}", style="default")
        if e.expected:
            line.append(f"　应为：{e.expected}", style="default")
        lines.append(line)
    if len(r.evidence) > 6:
        lines.append(Text(f"  另有 {len(r.evidence) - 6} 处", style="dim"))
    lines += [
        Text(f"  依据：{r.basis}", style="dim"),
        *(Text(f"  {p.article}　{p.text}", style="dim italic") for p in r.articles),
        Text(f"  改正：{r.remedy}", style="green"),
        Text(""),
    ]
    return Group(*lines)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def overview(console: Console, assessments: Sequence[Assessment]) -> None:
    """One line for each case file, the lowest score first."""
    table = Table(title="案卷一览", title_justify="left", box=SIMPLE_HEAD, expand=True)
    table.add_column("案卷", no_wrap=True)
    table.add_column("当事人", no_wrap=True, overflow="ellipsis", ratio=1)
    for name in ("得分", "等级", "不合格", "待人工"):
        table.add_column(name, no_wrap=True, justify="right")
    table.add_column("一票否决", overflow="fold")
    for a in ranked(assessments):
        counts = tally(a.results)
        s = a.score
        table.add_row(
            Text(name_of(a)),
            Text(a.case_file.party or ""),
            marks(s.total if s else None),
            (s.grade if s else None) or "—",
            str(counts["fail"]),
            str(counts["needs_review"]),
            "、".join(s.vetoes if s else ()),
        )
    console.print(table)


def between(console: Console, found: Across) -> None:
    """What was found between the case files, with a place in each."""
    for rule, f in found.findings:
        head = Text(f"{rule.rule} ", style=f"bold {_COLOURS[f.verdict]}")
        head.append(f"{rule.title}　", style="bold")
        head.append(f"跨案·{VERDICTS[f.verdict]}")
        lines = [head, Text(f"  {f.message}")]
        for p in f.places[:6]:
            where = p.anchor.place if p.anchor else ""
            line = Text(f"  {p.case}（{Path(p.path).name}）《{p.document}》{where}", "cyan")
            if p.quote:
                line.append(f"　“{_short(p.quote.replace(chr(10), ' '), 60)}”", style="default")
            lines.append(line)
        if len(f.places) > 6:
            lines.append(Text(f"  另有 {len(f.places) - 6} 处", style="dim"))
        lines += [
            Text(f"  依据：{f.basis}", style="dim"),
            Text(f"  改正：{rule.remedy}", style="green"),
            Text(""),
        ]
        console.print(Group(*lines))
    if not found.findings:
        console.print(Text("案卷之间没有发现问题。", style="green"))
    for rule in found.results:
        console.print(Text(f"  {rule.rule} {rule.title}：{rule.message}", style="dim"))
