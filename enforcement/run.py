"""Running a check over one or many case files: progress, output, exit code."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from casefiles.readers import list_cases
from enforcement.across import Gathered
from enforcement.assess import Checker
from enforcement.registers import load_registers
from enforcement.report import table
from enforcement.result import Assessment
from rules.library import LibraryError
from rules.loading import RuleError
from rules.registers import RegisterError
from rules.standards import load_standard


class UsageError(Exception):
    """Something the user has to put right before anything can be checked; in Chinese."""


@dataclass(slots=True)
class Job:
    """What is to be checked, and the checker that does it."""

    cases: list[Path]
    checker: Checker


def prepare(
    paths: Sequence[Path],
    standard: str = "neutral-100",
    registers: Path | None = None,
    profile: Path | None = None,
    as_of: date | None = None,
    region: str | None = None,
    engine: str = "durable",
    library: Path | None = None,
) -> Job:
    """Find the case files and load rules, standard and registers; all mistakes are told here."""
    for p in paths:
        if not p.exists():
            raise UsageError(f"找不到“{p}”；请给出案卷文件夹、zip 或 docx 的路径")
    if profile is not None and not profile.is_dir():
        raise UsageError(f"找不到 --profile 文件夹“{profile}”")
    try:
        made = Checker.make(
            load_standard(standard),
            load_registers(registers),
            engine,
            profile,
            as_of,
            region,
            library,
        )
    except (RuleError, RegisterError, LibraryError, ValueError) as error:
        raise UsageError(str(error)) from error
    cases = list_cases(list(paths))
    if not cases:
        raise UsageError(
            f"在“{'、'.join(map(str, paths))}”里没有找到案卷（文件夹里应有 docx、doc、pdf 等文书）"
        )
    if made.library is not None and (gone := made.library.missing()):
        print(f"条文文件夹里没有（不显示原文）：{'、'.join(gone)}", file=sys.stderr)
    if len(cases) > 1:
        made.gathered = Gathered(made.rules)
    return Job(cases, made)


def assessments(job: Job) -> Iterator[Assessment]:
    """The assessments one by one, with progress on stderr where that is a terminal."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("检查案卷"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task("", total=len(job.cases))
        for path in job.cases:
            progress.update(task, description=path.name)
            yield job.checker.check(path)
            progress.advance(task)


def run(
    job: Job, format: str, out: Path | None, full: bool = False, across: Path | None = None
) -> int:
    """Check and write; returns the exit code. Ctrl-C keeps what was written so far.

    What the rules about several case files found is part of every report of a batch but the JSON
    Lines, which hold assessments only; ``across`` is the file it is written to as JSON.
    """
    code = 0
    kept: list[Assessment] = []
    sink = (
        out.open("w", encoding="utf-8", newline="\n")
        if out is not None and format == "json"
        else None
    )
    try:
        for a in assessments(job):
            code = max(code, exit_code(a))
            if format == "json":
                line = a.to_json()
                print(line, file=sink or sys.stdout, flush=True)
            elif format == "table":
                table.show(Console(), [a], full)
                kept.append(_light(a))
            else:
                kept.append(a)
    except KeyboardInterrupt:
        print(
            f"已中断：完成 {len(kept)} / {len(job.cases)} 个案卷，已有结果保留。", file=sys.stderr
        )
        code = max(code, 130)
    finally:
        if sink is not None:
            sink.close()
    between = job.checker.across() if job.checker.gathered is not None else None
    if across is not None and between is not None:
        across.write_text(between.to_json() + "\n", "utf-8")
        print(f"已写出 {across}", file=sys.stderr)
    if between is not None and any(r.verdict == "fail" for r in between.results):
        code = max(code, 1)
    if format == "table" and between is not None:
        table.overview(Console(), kept)
        table.between(Console(), between)
    elif format == "json" and between is not None and between.findings and across is None:
        says = f"跨案发现 {len(between.findings)} 处；用 --across 文件 写出"
        print(says, file=sys.stderr)
    elif format == "html" and out is not None:
        from enforcement.report.html import write_html

        write_html(out, kept, between)
        print(f"已写出 {out}", file=sys.stderr)
    elif format == "xlsx" and out is not None:
        from enforcement.report.xlsx import write_xlsx

        write_xlsx(out, kept, between)
        print(f"已写出 {out}", file=sys.stderr)
    return code


def exit_code(a: Assessment) -> int:
    """0 nothing failed, 1 something failed, 3 some input could not be read."""
    if a.problems:
        return 3
    return 1 if any(r.verdict == "fail" for r in a.results) else 0


def _light(a: Assessment) -> Assessment:
    """An assessment without its evidence, for the overview of a large batch."""
    return a.model_copy(
        update={"results": tuple(r.model_copy(update={"evidence": ()}) for r in a.results)}
    )


__all__ = ["Job", "UsageError", "assessments", "exit_code", "prepare", "run"]
