"""``anjuan rules …``: what a rule author needs, one command each."""

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from enforcement.workbench.place import Place

app = typer.Typer(help="写规则：新建、检查、试运行、步骤、查看、缺口。", add_completion=False)

Rule = Annotated[str, typer.Argument(help="规则编号，例如 CX-028")]
_ID = re.compile(r"[A-Z]{2}-\d{3}")


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _place() -> "Place":
    try:
        from enforcement.workbench import scenarios  # noqa: F401  (needs the test parts)
        from enforcement.workbench.place import NotHere, find
    except ModuleNotFoundError as error:
        says = f"没有装写规则要用的部分（{error.name}）；请运行 pip install -e '.[test]'"
        raise _stop(says) from error
    try:
        return find(Path.cwd())
    except NotHere as error:
        raise _stop(str(error)) from error


@app.command()
def new(rule: Rule) -> None:
    """用模板新建一条规则和它的场景。"""
    from enforcement.workbench.new import create

    if not _ID.fullmatch(rule):
        raise _stop(f"编号“{rule}”不对；应为两个大写字母、横线、三位数字，例如 CX-201")
    place = _place()
    try:
        made = create(place, rule)
    except FileExistsError as error:
        raise _stop(f"{error} 已经有了，没有改动；请换一个编号") from error
    for path in made:
        typer.echo(f"已写出 {path.relative_to(place.root)}")
    typer.echo(f"改好以后：anjuan rules lint，anjuan rules test {rule}")


@app.command()
def lint() -> None:
    """检查规则和场景的写法：拼错的词、缺少的场景、没有的步骤。"""
    place = _place()
    from enforcement.workbench.lint import lint as find_mistakes

    wrong = find_mistakes(place)
    for m in wrong:
        typer.echo(f"{m.file}：{m.says}")
    typer.echo(f"发现 {len(wrong)} 处。" if wrong else "没有发现问题。")
    raise typer.Exit(1 if wrong else 0)


_CHINESE_IDS = "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"


def _told(line: str) -> str:
    """A line of the test run that tells an author something, in Chinese; else empty."""
    if said := re.match(r"E\s+AssertionError: (.*)", line):
        return f"  ✗ {said[1]}"
    if missing := re.search(r'definition is not found: \w+ "(.+)"\. Line', line):
        return f"  ✗ 没有这样的步骤：{missing[1]}（全部步骤：anjuan rules steps）"
    if failed := re.match(r"FAILED \S+::test_([^\[]+)\[(?:durable|plain)-?(.*?)\]", line):
        return f"没有通过：{failed[1]}{'　' + failed[2] if failed[2] else ''}"
    return ""


@app.command("test")
def run(rule: Annotated[str, typer.Argument(help="规则编号；不写就全部运行")] = "") -> None:
    """运行场景，每个在两个推理引擎上各跑一遍。"""
    place = _place()
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", "tests/scenarios"]
    if rule:
        if not (place.features / rule[:2] / f"{rule}.feature").exists():
            raise _stop(f"没有 features/{rule[:2]}/{rule}.feature；新建用 anjuan rules new {rule}")
        command += ["--rule", rule, "-p", "no:xdist", "-o", "addopts="]
    command += ["-o", _CHINESE_IDS]
    done = subprocess.run(command, cwd=place.root, capture_output=True, text=True, check=False)
    for line in dict.fromkeys(said for x in done.stdout.splitlines() if (said := _told(x))):
        typer.echo(line)
    counted = re.search(r"(?:(\d+) failed)?,? ?(?:(\d+) passed)", done.stdout)
    if counted:
        typer.echo(f"通过 {counted[2]} 个，没有通过 {counted[1] or 0} 个（两个引擎合计）")
    elif done.returncode:
        typer.echo(done.stdout[-2000:] + done.stderr[-2000:])
    raise typer.Exit(1 if done.returncode else 0)


@app.command()
def steps() -> None:
    """列出场景可以用的全部步骤，各带一个例子。"""
    place = _place()
    from enforcement.workbench import scenarios
    from enforcement.workbench import steps as catalogue

    known = catalogue.known(place.root)
    catalogue.use(known, scenarios.read(place.features)[0])
    for s in known:
        typer.echo(f"{catalogue.KEYWORDS[s.keyword]} {s.pattern}")
        if s.used:
            typer.echo(f"    例：{s.used[0]}　（用了 {len(s.used)} 种写法）")


@app.command()
def show(rule: Rule) -> None:
    """显示一条规则：为什么、依据和日期、怎样判、场景、怎样改正。"""
    place = _place()
    from enforcement.workbench.show import page
    from rules.loading import RuleError, nearest

    try:
        cards = place.ruleset().cards
    except RuleError as error:
        raise _stop(str(error)) from error
    if rule not in cards:
        raise _stop(f"没有规则“{rule}”{nearest(rule, cards)}")
    typer.echo(page(place, cards[rule]))


@app.command()
def coverage() -> None:
    """列出缺口：缺少哪种结论的场景、评查标准里哪些项目没有规则。"""
    place = _place()
    from enforcement.workbench.cover import coverage as gaps

    for line in gaps(place):
        typer.echo(line)
