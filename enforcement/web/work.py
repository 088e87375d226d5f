"""One self-check, done: runs in a process of its own, so that pages stay quick meanwhile.

What it says goes through files in the folder of the job: ``state.json`` while it runs,
``results.jsonl`` when it is done, ``papers/<n>`` with the documents as they were read.
"""

import functools
import json
import os
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from casefiles import watch
from casefiles.readers import list_cases
from casefiles.telling import Told
from enforcement.across import Across, Gathered
from enforcement.assess import Checker
from enforcement.registers import load_registers
from enforcement.result import Assessment
from enforcement.web.papers import Papers
from rules.standards import load_standard

CASE = "case"  # what was uploaded
RESULTS = "results.jsonl"
ACROSS = "across.json"
STAGES = {
    "": "正在读取文书",
    "read": "正在抽取要素",
    "extract": "正在归纳全案",
    "acts": "正在核对规则",
    "infer": "正在评分",
    "score": "正在评分",
}


@dataclass(slots=True)
class State:
    """How far a job is; ``says`` is for people."""

    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    total: int = 0
    done: int = 0
    case: str = ""
    stage: str = ""
    says: str = ""
    paths: list[str] = field(default_factory=list)  # of the case files, below the job's folder


def read_state(folder: Path) -> State:
    """The state of the job in ``folder``."""
    try:
        return State(**json.loads((folder / "state.json").read_text("utf-8")))
    except FileNotFoundError:
        return State()


def write_state(folder: Path, state: State) -> None:
    """Write the state in one step: nobody reads half of it."""
    new = folder / "state.new"
    new.write_text(json.dumps(asdict(state), ensure_ascii=False), "utf-8")
    os.replace(new, folder / "state.json")


def checker(standard: str, registers: Path | None, engine: str, profile: Path | None) -> Checker:
    """The checker, made once for each process, and again after a rule was published."""
    stamps = sorted(p.stat().st_mtime_ns for p in profile.rglob("*.toml")) if profile else []
    return _checker(standard, registers, engine, profile, tuple(stamps))


@functools.lru_cache(maxsize=1)
def _checker(
    standard: str,
    registers: Path | None,
    engine: str,
    profile: Path | None,
    stamps: tuple[int, ...],
) -> Checker:
    return Checker.make(load_standard(standard), load_registers(registers), engine, profile)


def work(
    folder: Path, standard: str, registers: Path | None, engine: str, profile: Path | None = None
) -> None:
    """Check what lies in ``folder``/case; whatever happens, the state says how it ended."""
    state = State("running", says=STAGES[""])
    try:
        write_state(folder, state)
        _work(folder, state, checker(standard, registers, engine, profile))
    except Exception as error:
        if not folder.is_dir():
            return  # somebody took it back
        # The trace names lines of the program and no content of a document.
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(f"自查出错：{type(error).__name__} {Path(where.filename).name}:{where.lineno}")
        state.state = "failed"
        state.says = f"检查时程序出错（{type(error).__name__}），没有结果；请重新提交"
        write_state(folder, state)


def _work(folder: Path, state: State, made: Checker) -> None:
    root = folder / CASE
    cases = list_cases([root])
    if not cases:
        state.state = "failed"
        state.says = "里面没有找到案卷：应有 docx、doc、pdf 等文书，或者装着文书的 zip"
        write_state(folder, state)
        return
    state.total, state.paths = len(cases), [p.relative_to(folder).as_posix() for p in cases]
    made.gathered = Gathered(made.rules) if len(cases) > 1 else None
    with (folder / RESULTS).open("w", encoding="utf-8", newline="\n") as out:
        for i, path in enumerate(cases):
            state.case, state.stage = path.name if path != root else "", STAGES[""]
            write_state(folder, state)
            papers = Papers(folder / "papers" / str(i))
            step = functools.partial(_step, folder, state)
            a = made.check(path, step, papers.put, functools.partial(_tell, folder, state))
            papers.finish()
            out.write(_named(a, root, path).to_json(whole=True) + "\n")
            state.done = i + 1
    if made.gathered is not None:
        text = made.across().to_json()  # with the paths as the person who uploaded knows them
        text = text.replace(json.dumps(f"{root}/", ensure_ascii=False)[1:-1], "")
        (folder / ACROSS).write_text(text, "utf-8")
    state.state, state.says, state.stage = "done", "检查完毕", ""
    write_state(folder, state)


def _step(folder: Path, state: State, stage: str) -> None:
    state.stage = STAGES.get(stage, state.stage)
    write_state(folder, state)


def _tell(
    folder: Path, state: State, data: bytes, source: str, kind: str, keep: bool = False
) -> Told:
    state.stage = f"正在读取 {source}"
    write_state(folder, state)
    return watch.tell(data, source, kind, keep)


def _named(a: Assessment, root: Path, path: Path) -> Assessment:
    """``a`` with its path as the person who uploaded it knows it."""
    name = path.relative_to(root).as_posix() if path != root else "提交的文件"
    return a.model_copy(update={"case_file": a.case_file.model_copy(update={"path": name})})


def results(folder: Path) -> list[Assessment]:
    """What was found, one assessment for each case file."""
    lines = (folder / RESULTS).read_text("utf-8").splitlines()
    return [Assessment.model_validate_json(line) for line in lines]


def between(folder: Path) -> Across | None:
    """What was found between the case files, where there were several."""
    path = folder / ACROSS
    return Across.model_validate_json(path.read_text("utf-8")) if path.exists() else None


__all__ = ["CASE", "State", "between", "read_state", "results", "work", "write_state"]
