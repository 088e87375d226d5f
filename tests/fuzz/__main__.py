"""``python -m tests.fuzz SECONDS [FIRST]``: made-up files until the time is over, then figures.

Bad ones are kept under ``out/fuzz``, each under the number that makes it again.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.giants import giants
from tests.fuzz.mutate import mutant
from tests.fuzz.sources import sources
from tests.fuzz.target import run

KEPT = Path("out/fuzz")


def main() -> int:
    """Exit code 1 where a promise was broken."""
    end = time.monotonic() + float(sys.argv[1])
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    made: dict[str, tuple[str, bytes]] = {}

    def files() -> Iterator[tuple[str, str, bytes]]:
        nonlocal number
        yield from giants(whole=True)
        seeds = sources()
        while time.monotonic() < end:
            made.clear()
            name, data = made[str(number)] = mutant(number, seeds)
            yield str(number), name, data
            number += 1

    seen, bad, longest, peak = 0, 0, 0.0, 0
    for r in run(files()):
        seen, longest, peak = seen + 1, max(longest, r.seconds), max(peak, r.peak)
        if r.seconds > 5 or r.bad:
            print(f"{r.name}\t{r.seconds:.1f} 秒\t{r.peak} MiB\t{r.bad or '好'}", flush=True)
        if r.bad:
            bad += 1
            if r.name in made:
                KEPT.mkdir(parents=True, exist_ok=True)
                (KEPT / f"{r.name}-{made[r.name][0]}").write_bytes(made[r.name][1])
    print(
        f"{seen} 个文件，{bad} 个有问题，最长 {longest:.1f} 秒，"
        f"内存最高 {peak} MiB，下一个号 {number}"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
