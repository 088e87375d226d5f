"""``anjuan rules …``: what a rule author needs, one command each."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from enforcement.workbench.place import Place

app = typer.Typer(
    help="写规则：新建、检查、试运行、步骤、查看、缺口、比较、说明页、编辑器用的格式。",
    add_completion=False,
)

Rule = Annotated[str, typer.Argument(help="规则编号，例如 CX-028")]
_ID = re.compile(r"[A-Z]{2}-\d{3}")


class Format(StrEnum):
    """Output formats of ``diff``."""

    text = "text"
    json = "json"


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _unwritable(path: Path | None) -> typer.Exit:
    return _stop(f"写不了“{path}”；请看上一级文件夹在不在、有没有写的权限、文件是否正被打开")


def _place() -> "Place":
    try:
        import gherkin.parser  # noqa: F401  (comes with the test parts)

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
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short"]
    command += ["tests/scenarios/test_features.py"]
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
    """列出缺口：缺少哪种结论的场景、没有规则引用的条文、评查标准里没有规则的项目。"""
    place = _place()
    from enforcement.workbench.cover import coverage as gaps

    for line in gaps(place):
        typer.echo(line)


@app.command()
def mutate(rule: Annotated[str, typer.Argument(help="规则编号；不写就全部")] = "") -> None:
    """故意把规则改错一处，看场景能不能发现：没有被发现的，还缺场景。"""
    place = _place()
    from enforcement.workbench.survivors import accepted, trial
    from rules.loading import RuleError, nearest

    try:
        cards = place.ruleset().cards
        if rule and rule not in cards:
            raise _stop(f"没有规则“{rule}”{nearest(rule, cards)}")
        tried = list(trial(place, rule))
        known = accepted(place)
    except (RuleError, LookupError) as error:
        raise _stop(str(error)) from error
    alive = [m for m, noticed in tried if not noticed and (m.of, m.says) not in known]
    excused = sum((m.of, m.says) in known for m, noticed in tried if not noticed)
    for m in alive:
        typer.echo(f"没有被发现　{m.of}：{m.says}")
    found = len(tried) - len(alive) - excused
    typer.echo(f"改错 {len(tried)} 处，被场景发现 {found} 处，列明理由不必发现 {excused} 处")
    raise typer.Exit(1 if alive else 0)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="旧的规则文件夹；“随附”是程序自带的")],
    new: Annotated[str, typer.Argument(help="新的规则文件夹，完全代替旧的")],
    on: Annotated[Path, typer.Option(help="案卷，或者放着多个案卷的文件夹")],
    registers: Annotated[Path | None, typer.Option(help="登记册文件夹")] = None,
    standard: Annotated[str, typer.Option(help="评查标准：编号或文件")] = "neutral-100",
    region: Annotated[str | None, typer.Option(help="所在地区，例如 云南省")] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="输出形式")] = Format.text,
) -> None:
    """比较两套规则在同一批案卷上的结论：多了、少了、变了哪些发现，得分怎样变。"""
    from casefiles.readers import list_cases
    from enforcement.registers import load_registers
    from enforcement.workbench import diff as differ
    from enforcement.workbench import difftext, sources
    from rules.loading import RuleError
    from rules.registers import RegisterError
    from rules.standards import load_standard

    if not on.exists():
        raise _stop(f"找不到 --on 的“{on}”；请给出案卷文件夹，或者放着多个案卷的文件夹")
    cases = list_cases([on])
    if not cases:
        raise _stop(f"在“{on}”里没有找到案卷（文件夹里应有 docx、doc、pdf 等文书）")
    try:
        marks, lists = load_standard(standard), load_registers(registers)
        folders = [(name, sources.folder_of(name)) for name in (old, new)]
        a, b = ((n, sources.checker(n, f, marks, lists, region)) for n, f in folders)
    except (RuleError, RegisterError, ValueError) as error:
        raise _stop(str(error)) from error
    for name, folder in folders:
        if rest := sources.ignored(folder):
            says = f"“{name}”里的 {'、'.join(rest)} 不参加比较，两边都用随附的"
            typer.echo(says, err=True)

    def label(path: Path) -> str:
        return path.name if path == on else path.relative_to(on).as_posix()

    found = differ.compare(a, b, _progress(cases), label)
    for line in found.unread:
        typer.echo(f"没有读出：{line}", err=True)
    shown = [difftext.to_json(found)] if format is Format.json else difftext.lines(found)
    for line in shown:
        typer.echo(line)
    raise typer.Exit(1 if found else 0)


def _progress(cases: Sequence[Path]) -> Iterator[Path]:
    """The case files one by one, with progress on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    quiet = not console.is_terminal
    yield from track(cases, "检查案卷", console=console, transient=True, disable=quiet)


@app.command()
def docs(
    folder: Annotated[Path, typer.Argument(help="写到这个文件夹；空的，或者以前写出过的")],
) -> None:
    """把规则目录写成说明页（Markdown）：一条规则一页，加一个分类目录。"""
    place = _place()
    from enforcement.workbench.docs import INDEX, NotOurs, write
    from enforcement.workbench.show import Pages
    from rules.loading import RuleError

    try:
        pages = Pages.of(place)
        written, gone = write(pages, folder)
    except (RuleError, NotOurs) as error:
        raise _stop(str(error)) from error
    except OSError as error:
        raise _unwritable(folder) from error
    took = f"，删去 {gone} 页（规则已经没有了）" if gone else ""
    typer.echo(f"{len(pages.rules.cards)} 条规则；写出 {written} 页{took}：{folder / INDEX}")


@app.command()
def schema(
    file: Annotated[Path | None, typer.Argument(help="写到这个文件；不写就显示出来")] = None,
) -> None:
    """写出规则文件的 JSON Schema，给编辑器提示和检查用。"""
    import json

    from enforcement.workbench.place import NotHere, find
    from enforcement.workbench.schema import card_schema
    from rules.loading import RuleError
    from rules.ruleset import HERE

    try:
        rules = find(Path.cwd()).root / "rules"
    except NotHere:
        rules = HERE
    try:
        text = json.dumps(card_schema(rules), ensure_ascii=False, indent=1) + "\n"
        if file is None:
            typer.echo(text, nl=False)
        else:
            file.write_text(text, "utf-8", newline="\n")
            typer.echo(f"已写出 {file}；在规则文件第一行写上 #:schema 和它的路径，编辑器就会提示")
    except RuleError as error:
        raise _stop(str(error)) from error
    except OSError as error:
        raise _unwritable(file) from error
