"""The work of a batch as it is given to another process: some case files in, their lines out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

import rules
from casefiles import watch
from casefiles.cache import Cache, reader_version, sources
from enforcement.across import Given, Giving
from enforcement.assess import Checker
from enforcement.registers import load_registers
from enforcement.result import Assessment
from rules.standards import load_standard

_HERE = Path(__file__).parents[1]
_GIVEN = (".toml", ".csv", ".xlsx", ".docx", ".txt", ".md", ".html", ".py")


class CannotWork(Exception):
    """A worker cannot do its work at all, whichever case file it is given; in Chinese."""


@dataclass(slots=True, frozen=True)
class Settings:
    """Everything that decides what a checker says, so that each process can make its own.

    ``whole``: lines with all that reports show, not only the fixed schema; ``across``: what each
    case file contributes to the comparison is handed on; ``cached``: what documents say is kept.
    ``digest`` is that of the rules, readers and given files where the batch was started.
    """

    standard: str = "neutral-100"
    registers: Path | None = None
    engine: str = "durable"
    profile: Path | None = None
    as_of: date | None = None
    region: str | None = None
    library: Path | None = None
    whole: bool = False
    across: bool = False
    cached: bool = False
    digest: str = ""

    def checker(self) -> Checker:
        """A checker by these settings; mistakes in rules and registers are raised."""
        return Checker.make(
            load_standard(self.standard),
            load_registers(self.registers),
            self.engine,
            self.profile,
            self.as_of,
            self.region,
            self.library,
        )

    def signed(self) -> "Settings":
        """The same with the digest of what there is here."""
        bare = replace(self, digest="", cached=False)
        found = sha256(repr(bare).encode() + reader_version().encode())
        for room in (Path(rules.__file__).parent, _HERE / "engine", _HERE / "batch"):
            found.update(sources(room))
        for path in sorted(_HERE.glob("*.py")):  # the other rooms have no part in an assessment
            found.update(path.read_bytes())
        for folder in (self.profile, self.registers, self.library):
            if folder is not None:
                found.update(sources(folder, _GIVEN))
        if (own := Path(self.standard)).is_file():
            found.update(own.read_bytes())
        return replace(self, digest=found.hexdigest())


@dataclass(slots=True)
class Done:
    """One case file, checked: its line of JSON, its exit code, what it contributes to comparisons.

    ``seen`` tells whether its files are still the same (see ``fingerprint``).
    """

    path: str
    line: str
    code: int
    given: Given | None = None
    seen: str = ""
    made: Assessment | None = None  # only within one process

    def assessment(self) -> Assessment:
        """The assessment that the line holds."""
        return self.made or Assessment.model_validate_json(self.line)


def exit_code(a: Assessment) -> int:
    """0 nothing failed, 1 something failed, 3 some input could not be read."""
    if a.problems:
        return 3
    return 1 if any(r.verdict == "fail" for r in a.results) else 0


def fingerprint(path: Path) -> str:
    """Tells whether the files of a case file were touched: their names, sizes and times."""
    found = sha256()
    walked = os.walk(path) if path.is_dir() else [(str(path.parent), [], [path.name])]
    for at, names, files in walked:
        names.sort()
        for name in sorted(files):
            status = os.lstat(os.path.join(at, name))
            inside = os.path.relpath(os.path.join(at, name), path)
            found.update(
                f"{inside}\0{status.st_size}\0{status.st_mtime_ns}\n".encode(
                    "utf-8", "surrogateescape"
                )
            )
    return found.hexdigest()


def check_case(checker: Checker, path: str, settings: Settings, cache: Cache | None) -> Done:
    """Check one case file; its errors are told in its line."""
    try:
        seen = fingerprint(Path(path))
    except OSError:
        seen = ""
    giving = checker.gathered = Giving(checker.rules)
    tell = watch.tell if cache is None else cache.telling(watch.tell)
    a = checker.check(Path(path), tell=tell)
    given = giving.last if settings.across else None
    return Done(path, a.to_json(settings.whole), exit_code(a), given, seen, a)


def lost(checker: Checker, path: str, why: str, settings: Settings) -> Done:
    """A case file that no worker could check. It is asked again the next time."""
    a = checker.not_run(Path(path), why)
    return Done(path, a.to_json(settings.whole), exit_code(a), None, "", a)


def check_cases(settings: Settings, paths: Sequence[str]) -> list[Done]:
    """Check case files one after the other, in whatever process this is.

    Raises ``CannotWork`` where this process has other rules than the one that asks.
    """
    with _one:
        checker, cache = _ready(settings)
        done = [check_case(checker, p, settings, cache) for p in paths]
    for d in done:
        d.made = None  # the line says it all
    return done


_one = Lock()  # a worker of a cluster may have several threads


@lru_cache(maxsize=1)
def _ready(settings: Settings) -> tuple[Checker, Cache | None]:
    try:
        checker = settings.checker()
        same = settings.signed().digest == settings.digest
    except Exception as error:
        raise CannotWork(f"工作进程不能开始：{error}") from error
    if not same:
        raise CannotWork(
            "工作进程里的程序、规则或者名录与发起检查的机器不同，请装同一版本、"
            "用同一个共享文件夹，并重新启动工作进程"
        )
    return checker, Cache() if settings.cached else None
