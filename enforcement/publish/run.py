"""``anjuan publish``: what it prints and writes, and its exit code."""

import sys
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from enforcement.publish import write
from enforcement.publish.leaks import Checked, check_text
from enforcement.publish.make import publications, read_whole
from enforcement.run import UsageError
from rules.loading import RuleError
from rules.masking import Masking, load_masking

_SUFFIXES = (".docx", ".txt")


def _rules(profile: Path | None) -> Masking:
    if profile is not None and not profile.is_dir():
        raise UsageError(f"找不到 --profile 文件夹“{profile}”")
    try:
        return load_masking(profile)
    except RuleError as error:
        raise UsageError(str(error)) from error


def make(path: Path, out: Path | None, profile: Path | None) -> int:
    """Make the publication text of the decision in ``path``; 3 where some input was not read.

    Without ``out`` the text goes to stdout and the reviewer's list to stderr; with it, the list
    is written beside ``out`` under the name …-复核清单.
    """
    rules = _rules(profile)
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"--out “{out.name}”应以 .docx 或 .txt 结尾")
    if out is not None and not out.parent.is_dir():
        raise UsageError(f"--out 的文件夹“{out.parent}”不存在，请先建好")
    case = read_whole(path)
    made = publications(case, rules)
    if out is None:
        sys.stdout.write(write.to_text(made))
        sys.stderr.write("\n" + write.review_text(made, rules))
    else:
        listed = out.with_name(f"{out.stem}-复核清单{out.suffix}")
        if out.suffix.lower() == ".docx":
            out.write_bytes(write.to_docx(made))
            listed.write_bytes(write.review_docx(made, rules))
        else:
            out.write_text(write.to_text(made), "utf-8", newline="\n")
            listed.write_text(write.review_text(made, rules), "utf-8", newline="\n")
        count = sum(len(p.masked()) for p in made)
        todo = sum(len(p.open_points()) for p in made)
        print(f"已写出 {out}：遮挡 {count} 处，需人工决定 {todo} 处", file=sys.stderr)
        print(f"复核清单（不公示）：{listed}", file=sys.stderr)
    for problem in case.problems:
        print(f"未能读取　{problem.source}：{problem.message}", file=sys.stderr)
    return 3 if case.problems else 0


def check(path: Path, against: Path | None, format: str, profile: Path | None) -> int:
    """Check a publication text: 1 where something leaks, 3 where some input was not read."""
    checked = check_text(path, against, _rules(profile))
    if format == "json":
        print(checked.to_json())
    else:
        _show(checked, against is not None)
    return 3 if checked.problems else 1 if checked.sure else 0


def _show(checked: Checked, compared: bool) -> None:
    console = Console()
    doubts = len(checked.leaks) - len(checked.sure)
    console.print(Text(f"{checked.path}：泄露 {len(checked.sure)} 处，疑点 {doubts} 处"))
    if checked.leaks:
        table = Table(box=SIMPLE_HEAD, expand=True)
        for head in ("", "种类", "位置", "文字（已遮）", "依据"):
            table.add_column(head, overflow="fold")
        for k in checked.leaks:
            kind = f"{k.kind}（{k.whose}）" if k.whose else k.kind
            basis = f"{k.why}　{k.basis}［{k.status}］" if k.why else f"{k.basis}［{k.status}］"
            colour = "red" if k.level == "泄露" else "yellow"
            cells = (k.kind and kind, k.place, k.shown, basis)
            table.add_row(Text(k.level, style=colour), *map(Text, cells))
        console.print(table)
    if not compared:
        console.print(Text("没有对照案卷：只在正文里提到的人名看不出来；用 --against 案卷 对照。"))
    console.print(Text("商业秘密、国家秘密要由人看。"))
    for problem in checked.problems:
        console.print(Text(f"未能读取　{problem}", style="magenta"))
