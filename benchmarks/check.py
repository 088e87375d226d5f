"""How long a case file takes, stage by stage, beside the raw parse of the same XML.

Run ``python benchmarks/check.py [CASE]`` (default: a shipped case file). All figures come from one
run; compare the ratios, not the milliseconds. ``raw`` unzips and parses with plain lxml the XML
that has to be parsed to read the text: document, headers, footers, notes, and the two relationship
parts that say which headers and footers belong to it.
"""

import re
import resource
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree
from rich.console import Console
from rich.table import Table

from enforcement.run import prepare

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "enforcement" / "demo"
TEXT = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml|_rels/\.rels|word/_rels/document\.xml\.rels"
)
ROUNDS = 15


def raw_parse(case: Path) -> None:
    """What nothing that reads the text can be faster than."""
    for path in case.rglob("*.docx"):
        with zipfile.ZipFile(path) as z:
            for name in z.namelist():
                if TEXT.fullmatch(name):
                    etree.fromstring(z.read(name))


def best(work: Callable[[], None]) -> float:
    """The median of ``ROUNDS`` runs in milliseconds, after one to warm up."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def stages(case: Path) -> dict[str, float]:
    """Milliseconds of each stage of a check, medians."""
    job = prepare([case], registers=DEMO / "registers")
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS + 1):
        marks: dict[str, float] = {}
        last = time.perf_counter()

        def step(name: str, marks: dict[str, float] = marks) -> None:
            nonlocal last
            now = time.perf_counter()
            marks[name] = marks.get(name, 0) + (now - last) * 1000
            last = now

        assessment = job.checker.check(case, step)
        assessment.to_json()
        step("render")
        rounds.append(marks)
    return {k: statistics.median(r[k] for r in rounds[1:]) for k in rounds[1]}


def main() -> None:
    """Print the table."""
    case = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO / "casefiles" / "nong01"
    documents = len(list(case.rglob("*.docx")))
    raw = best(lambda: raw_parse(case))
    found = stages(case)
    names = {
        "read": "读取",
        "segment": "分件",
        "recognise": "识别种类",
        "extract": "抽取",
        "acts": "归纳全案事实",
        "answer": "回答问题",
        "infer": "推理",
        "score": "评分",
        "render": "输出 JSON",
    }
    table = Table(title=f"{case.name}：{documents} 份文书，中位数")
    for head in ("阶段", "毫秒", "× 原始解析"):
        table.add_column(head, justify="left" if head == "阶段" else "right")
    table.add_row("原始 lxml 解析（下限）", f"{raw:.1f}", "1.0")
    for key, ms in found.items():
        table.add_row(names.get(key, key), f"{ms:.1f}", f"{ms / raw:.1f}")
    total = sum(found.values())
    table.add_row("合计", f"{total:.1f}", f"{total / raw:.1f}")
    console = Console()
    console.print(table)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "enforcement.cli", "--help"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"anjuan --help {took:.2f} 秒；峰值内存 {peak:.0f} MB")


if __name__ == "__main__":
    main()
