"""Ten thousand assessments in one process: does memory grow, do both engines always agree?

Run ``python benchmarks/many.py [TIMES] [FOLDER…]`` (default: 10,000, over the shipped case files
and ``tests/corpus``). Every case file is read once and assessed over and over, on both engines;
each assessment must be the same, byte for byte, as the first one of that case file. Printed is the
memory in use (MB) after each tenth; the exit code is 1 where an assessment differs.
"""

import sys
import time
from pathlib import Path

from casefiles.intake import read_case
from casefiles.readers import list_cases
from enforcement.assess import Checker
from enforcement.registers import load_registers
from rules.standards import load_standard

ROOT = Path(__file__).parents[1]
DEFAULT = [ROOT / "enforcement" / "demo" / "casefiles", ROOT / "tests" / "corpus"]


def in_use() -> float:
    """Memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def main(times: int, folders: list[Path]) -> int:
    """Assess ``times`` times, the case files in turn, each on both engines."""
    registers = load_registers(ROOT / "enforcement" / "demo" / "registers")
    standard = load_standard("neutral-100")
    checkers = {e: Checker.make(standard, registers, e) for e in ("durable", "plain")}
    cases = [read_case(p) for p in list_cases(folders)]
    print(f"{len(cases)} 个案卷，读入后 {in_use():.0f} MB")
    first: dict[str, str] = {}
    different, start = 0, time.perf_counter()
    for n in range(1, times + 1):
        case = cases[n % len(cases)]
        for checker in checkers.values():
            said = checker.assess(case).to_json()
            if first.setdefault(case.path, said) != said:
                different += 1
                print(f"不同：{case.path}（第 {n} 次）")
        if n % max(times // 10, 1) == 0:
            rate = n / (time.perf_counter() - start)
            print(f"{n:>6} 次　{in_use():.0f} MB　每秒 {rate:.0f} 次（两个引擎各一遍）", flush=True)
    print(f"结论不同的 {different} 次")
    return 1 if different else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    count = int(given.pop(0)) if given and given[0].isdecimal() else 10_000
    sys.exit(main(count, [Path(p) for p in given] or DEFAULT))
