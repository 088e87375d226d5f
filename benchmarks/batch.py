"""What a batch costs: case files per second and memory, from ten case files to ten thousand.

Run ``python -m benchmarks.batch [--files 10,100,1000] [--workers 1,2] [--folder DIR]``. For each
size, different case files are made from the shipped ones (other names and numbers in each, so that
nothing that was worked out for one can serve for another), and ``anjuan check`` runs over them as
its users run it: cold with an empty cache, then warm with the cache of the run before, which is
what a change of rules costs. Beside it stands the bare parse of the same XML with lxml, in one
process: nothing that reads the text can be faster.

Processor time (of all processes together) is what to compare; the seconds depend on what else the
computer does. Memory is the largest sum over all processes, looked at ten times a second (Linux).
The tables are Markdown, for ``docs/performance.md``.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.check import TEXT, raw_parse
from casefiles import watch
from casefiles.cache import Cache
from casefiles.facts import known_people
from casefiles.intake import read_case
from casefiles.readers import list_cases
from enforcement.run import prepare

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "enforcement" / "demo"
REGISTERS = DEMO / "registers"
_GIVEN = "明华建国文强志伟春梅秀兰晓东海燕丽君永康宏达立新雪松家俊思远"
_PAGE = os.sysconf("SC_PAGE_SIZE")


# --- case files ---------------------------------------------------------------------------------


def make(folder: Path, count: int) -> None:
    """``count`` case files in ``folder``, all different; those that are there already stay."""
    bases = [c for c in list_cases([DEMO / "casefiles"]) if c.is_dir()]
    people = [sorted(known_people(read_case(c).documents).people) for c in bases]
    for n in range(count):
        target = folder / f"案{n:05d}"
        if target.exists():
            continue
        base, names = bases[n % len(bases)], people[n % len(bases)]
        swaps = {a.encode(): _renamed(a, n, k).encode() for k, a in enumerate(names)}
        swaps["〕".encode()] = f"〕{n}".encode()  # every number of a document is another one
        made = target.with_suffix(".part")
        made.mkdir(parents=True)
        for path in sorted(base.rglob("*.docx")):
            _copy(path, made / path.name, swaps)
        made.rename(target)


def _renamed(name: str, n: int, k: int) -> str:
    """Another name of as many characters, with the same surname."""
    at = n * 7 + k * 13
    return name[0] + "".join(_GIVEN[(at * (i + 3)) % len(_GIVEN)] for i in range(len(name) - 1))


def _copy(source: Path, target: Path, swaps: dict[bytes, bytes]) -> None:
    with zipfile.ZipFile(source) as z, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for info in z.infolist():
            data = z.read(info)
            if TEXT.fullmatch(info.filename) and info.filename.endswith(".xml"):
                for old, new in swaps.items():
                    data = data.replace(old, new)
            out.writestr(zipfile.ZipInfo(info.filename), data, zipfile.ZIP_DEFLATED)


# --- measuring ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Cost:
    """What a run took: seconds, processor seconds and megabytes, of all its processes together."""

    wall: float
    cpu: float
    peak: float


def _family(pid: int) -> Iterator[int]:
    """A process and everything it started."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in tasks.read_text().split():
            yield from _family(int(child))


def _memory(pid: int) -> float:
    """Megabytes in use; what processes share counts once for each."""
    total = 0
    for one in _family(pid):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue  # it ended just now
    return total * _PAGE / 1e6


def measured(command: list[str], cache: Path) -> Cost:
    """Run ``command`` and look at what it takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, peak = time.perf_counter(), 0.0
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ANJUAN_CACHE": str(cache)}
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            with suppress(OSError):
                peak = max(peak, _memory(process.pid))
            time.sleep(0.1)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak)


def raw(cases: list[Path]) -> float:
    """Processor seconds of the bare parse of the same files."""
    start = time.process_time()
    for case in cases:
        raw_parse(case)
    return time.process_time() - start


def shares(cases: list[Path], cache: Cache | None) -> dict[str, float]:
    """Processor milliseconds of each stage for one case file, the mean over ``cases``."""
    job = prepare(cases[:1], registers=REGISTERS)
    tell = watch.tell if cache is None else cache.telling(watch.tell)
    found: dict[str, float] = {}
    last = time.process_time()

    def step(name: str) -> None:
        nonlocal last
        now = time.process_time()
        found[name] = found.get(name, 0.0) + (now - last) * 1000 / len(cases)
        last = now

    for case in cases:
        last = time.process_time()
        job.checker.check(case, step, tell=tell).to_json()
        step("json")
    return found


# --- tables -------------------------------------------------------------------------------------

_STAGES = {
    "read": "读取、分件、识别、抽取（热：从缓存取出）",
    "acts": "归纳全案事实",
    "infer": "回答和推理",
    "score": "评分",
    "json": "输出 JSON",
}


def batches(folder: Path, sizes: list[int], workers: list[int]) -> None:
    """One line for each size, number of processes, and empty or full cache."""
    print("| 案卷 | 文书 | 进程 | 缓存 | 秒 | 案卷/秒 | 处理器毫秒/案卷 | × 原始解析 | 内存 MB |")
    print("|---:|---:|---:|---|---:|---:|---:|---:|---:|")
    for size in sizes:
        here = folder / str(size)
        make(here, size)
        cases = list_cases([here])
        documents = sum(1 for _ in here.rglob("*.docx"))
        bare = raw(cases)
        told = f"| {size} | {documents} |"
        print(f"{told} 1 | 原始解析 | {bare:.2f} | {size / bare:.0f} |", end="")
        print(f" {bare / size * 1000:.1f} | 1.0 | |", flush=True)
        for n in workers:
            with tempfile.TemporaryDirectory() as name:
                kept, out = Path(name) / "cache", Path(name) / "out.jsonl"
                command = [sys.executable, "-m", "enforcement.cli", "check", str(here)]
                command += ["--registers", str(REGISTERS), "-f", "json", "-o", str(out)]
                command += ["--workers", str(n)]
                for state in ("冷", "热"):
                    c = measured(command, kept)
                    rate, each = size / c.wall, c.cpu / size * 1000
                    print(f"{told} {n} | {state} | {c.wall:.1f} | {rate:.1f} |", end="")
                    print(f" {each:.1f} | {c.cpu / bare:.1f} | {c.peak:.0f} |", flush=True)
                lines, entries = out.stat().st_size, Cache(kept).size().bytes
        print(
            f"<!-- {size}：结果 {lines / size / 1e3:.0f} KB/案卷，缓存 {entries / size / 1e3:.0f}"
            " KB/案卷 -->"
        )


def stages(folder: Path, size: int) -> None:
    """Where the time of one case file goes, cold and warm."""
    make(folder / str(size), size)
    cases = list_cases([folder / str(size)])
    shares(cases[:3], None)  # patterns are compiled once
    bare = raw(cases) / len(cases) * 1000
    with tempfile.TemporaryDirectory() as name:
        cache = Cache(Path(name) / "cache")
        cold = shares(cases, None)
        shares(cases, cache)
        warm = shares(cases, cache)
    print("\n| 阶段 | 冷，毫秒 | × 原始解析 | 热，毫秒 |")
    print("|---|---:|---:|---:|")
    for key, name in _STAGES.items():
        print(f"| {name} | {cold[key]:.1f} | {cold[key] / bare:.1f} | {warm[key]:.1f} |")
    a, b = sum(cold.values()), sum(warm.values())
    print(f"| 合计（原始解析 {bare:.1f}） | {a:.1f} | {a / bare:.1f} | {b:.1f} |")
    print(f"\n热比冷快 {a / b:.1f} 倍。")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="一批案卷检查得多快，用多少内存")
    parser.add_argument("--files", default="10,100", help="案卷个数，例如 10,100,1000,10000")
    parser.add_argument("--workers", default="1,2", help="进程数")
    parser.add_argument("--folder", type=Path, help="案卷做在这个文件夹里，下次再用")
    given = parser.parse_args()
    sizes = [int(x) for x in given.files.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        batches(folder, sizes, [int(x) for x in given.workers.split(",")])
        stages(folder, min(max(sizes), 100))


if __name__ == "__main__":
    main()
