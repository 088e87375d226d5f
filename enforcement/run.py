"""Running a check over one or many case files: progress, output, exit code."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from rich.console import Console

from casefiles.readers import list_cases
from enforcement.across import Across, Gathered, Given
from enforcement.annotate import Annotator, CannotWrite, refusal
from enforcement.assess import Checker
from enforcement.batch import ordered
from enforcement.batch.progress import Shown
from enforcement.batch.record import Record
from enforcement.batch.work import CannotWork, Done, Settings, exit_code, lost
from enforcement.batch.workers import Here, Processes, Workers
from enforcement.report import table
from enforcement.result import Assessment, RuleResult
from rules.library import LibraryError
from rules.loading import RuleError
from rules.registers import RegisterError


class UsageError(Exception):
    """Something the user has to put right before anything can be checked; in Chinese."""


@dataclass(slots=True)
class Job:
    """What is to be checked, the checker that does it, and what another one is made of."""

    cases: list[Path]
    checker: Checker
    settings: Settings = field(default_factory=Settings)


@dataclass(slots=True, frozen=True)
class How:
    """By whom a batch is checked: so many other processes of this machine, the cluster at an
    address, or (0) this process, which has no second one that could be lost instead of it.

    ``cached``: what documents say is kept and found again; ``patience``: seconds for one task;
    ``summary``: a workbook to be written besides the lines of JSON.
    """

    workers: int = 0
    cluster: str | None = None
    cached: bool = False
    patience: float = ordered.PATIENCE
    summary: Path | None = None


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
    settings = Settings(standard, registers, engine, profile, as_of, region, library)
    try:
        made = settings.checker()
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
    return Job(cases, made, settings)


def assessments(job: Job) -> Iterator[Assessment]:
    """The assessments one by one, with progress on stderr where that is a terminal."""
    with Shown(len(job.cases)) as shown:
        for path in job.cases:
            yield job.checker.check(path)
            shown.advance(path.name)


def run(
    job: Job,
    format: str,
    out: Path | None,
    full: bool = False,
    across: Path | None = None,
    annotate: Path | None = None,
    how: How | None = None,
) -> int:
    """Check and write; returns the exit code. After Ctrl-C the same command goes on where it was
    stopped, if it writes to a file.

    What the rules about several case files found is part of every report of a batch but the JSON
    Lines, which hold assessments only; ``across`` is the file it is written to as JSON.
    ``annotate`` is the new folder for copies with a note at each problem.
    """
    return _Run(job, format, out, full, annotate, how or How()).run(across)


class _Run:
    def __init__(
        self,
        job: Job,
        format: str,
        out: Path | None,
        full: bool,
        annotate: Path | None,
        how: How,
    ) -> None:
        many = len(job.cases) > 1
        settings = replace(job.settings, whole=format != "json", across=many, cached=how.cached)
        if how.workers or how.cluster or (out is not None and (many or format == "json")):
            settings = settings.signed()
        self._job, self._settings, self._how = job, settings, how
        self._format, self._out, self._full = format, out, full
        self._annotator = Annotator(annotate) if annotate is not None else None
        self._gathered = Gathered(job.checker.rules) if many else None
        self._kept: list[Assessment] = []  # of a table, or where no record is kept
        self._record: Record | None = None
        if out is not None and format == "json":
            self._record = Record(out, settings.digest)
        elif out is not None and format != "table" and many:
            self._record = Record(out.with_name(out.name + ".part"), settings.digest)
        self._code = 0

    def run(self, across: Path | None) -> int:
        """See ``run``."""
        finished = False
        workers: Workers | None = None
        try:
            before = self._begin()
            workers = self._workers()
            self._check(workers, before)
            finished = True
        except KeyboardInterrupt:
            self._code = max(self._code, 130)
        except (CannotWrite, CannotWork) as error:
            print(error, file=sys.stderr)
            self._code = max(self._code, 2)
        except OSError as error:
            print(f"结果写不进“{self._out}”（{error.strerror}），检查就此停下", file=sys.stderr)
            self._code = max(self._code, 2)
        finally:
            if workers is not None:
                workers.close(now=not finished)
            if self._record is not None:
                self._record.close(finished)
        if self._annotator is not None:
            print(self._annotator.summary(), file=sys.stderr)
        if not finished and self._record is not None:
            return self._code
        between = self._between(across) if self._gathered is not None else None
        self._report(between, across)
        return self._code

    def _begin(self) -> int:
        """Open the record; how many case files were done in an earlier run."""
        if self._record is None:
            return 0
        # Copies with notes are made of what is checked now: nothing of an earlier run can be used.
        done = self._record.begin([] if self._annotator else [str(p) for p in self._job.cases])
        for entry in done:
            self._code = max(self._code, entry.code)
            self._take(entry.given)
        if done:
            says = (
                f"接着上次做：{len(done)} 个案卷已有结果。要从头做，请先删除“{self._record.beside}”"
            )
            print(says, file=sys.stderr)
        return len(done)

    def _workers(self) -> Workers:
        if self._how.cluster:
            from enforcement.batch.cluster import Cluster

            return Cluster(self._settings, self._how.cluster)
        if self._how.workers:
            return Processes(self._settings, self._how.workers)
        return Here(self._job.checker, self._settings)

    def _check(self, workers: Workers, before: int) -> None:
        paths = [str(p) for p in self._job.cases[before:]]
        # Alone nothing is won by handing over several at once.
        size = 1 if isinstance(workers, Here) else ordered.SIZE
        with Shown(len(self._job.cases), before) as shown:
            try:
                for done in ordered.results(paths, workers, self._lost, size, self._how.patience):
                    self._done(done)
                    shown.advance(Path(done.path).name)
            except KeyboardInterrupt:
                again = "；再运行同一条命令，从这里接着做" if self._record else "，已有结果保留"
                says = f"已中断：完成 {shown.done} / {len(self._job.cases)} 个案卷{again}。"
                print(says, file=sys.stderr)
                raise

    def _lost(self, path: str, why: str) -> Done:
        return lost(self._job.checker, path, why, self._settings)

    def _done(self, done: Done) -> None:
        self._code = max(self._code, done.code)
        self._take(done.given)
        if self._record is not None:
            self._record.add(done)
        elif self._format == "json":
            print(done.line, flush=True)
        elif self._format == "table":
            a = done.assessment()
            table.show(Console(), [a], self._full)
            self._kept.append(_light(a))
        else:
            self._kept.append(done.assessment())
        if self._annotator is not None:
            self._annotator.case(done.assessment())

    def _take(self, given: Given | None) -> None:
        if self._gathered is not None and given is not None:
            self._gathered.take(given)

    def _between(self, across: Path | None) -> Across:
        self._job.checker.gathered = self._gathered
        between = self._job.checker.across()
        if across is not None:
            across.write_text(between.to_json() + "\n", "utf-8")
            print(f"已写出 {across}", file=sys.stderr)
        if any(r.verdict == "fail" for r in between.results):
            self._code = max(self._code, 1)
        return between

    def _report(self, between: Across | None, across: Path | None) -> None:
        if self._format == "table" and between is not None:
            table.overview(Console(), self._kept)
            table.between(Console(), between)
        elif self._format == "json":
            if between is not None and between.findings and across is None:
                says = f"跨案发现 {len(between.findings)} 处；用 --across 文件 写出"
                print(says, file=sys.stderr)
            if self._how.summary is not None:
                self._write("xlsx", self._how.summary, between)
        elif self._out is not None and self._format in ("html", "xlsx"):
            self._write(self._format, self._out, between)
            if self._record is not None:
                self._record.lines.unlink()

    def _write(self, format: str, out: Path, between: Across | None) -> None:
        found: Iterable[Assessment] = (
            self._record.assessments() if self._record is not None else self._kept
        )
        if format == "html":
            from enforcement.report.html import write_html

            write_html(out, list(found), between)
        else:
            from enforcement.report.xlsx import write_xlsx

            if gone := write_xlsx(out, found, between):
                says = f"Excel 的一张表放不下：有 {gone} 行没有写进去；完整的结果用 --format json"
                print(says, file=sys.stderr)
        print(f"已写出 {out}", file=sys.stderr)


_BARE = {
    v: RuleResult(rule="", title="", verdict=v)
    for v in ("pass", "fail", "not_applicable", "needs_review", "not_run")
}


def _light(a: Assessment) -> Assessment:
    """What the overview of a large batch shows of an assessment, and nothing else."""
    score = a.score.model_copy(update={"derivation": (), "pending": ()}) if a.score else None
    bare = tuple(_BARE[r.verdict] for r in a.results)
    case = a.case_file.model_copy(update={"documents": ()})
    return a.model_copy(update={"case_file": case, "score": score, "results": bare, "unread": ()})


__all__ = ["How", "Job", "UsageError", "assessments", "exit_code", "prepare", "refusal", "run"]
