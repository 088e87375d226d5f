"""A hundred times: start a real command, kill it at a random moment, look whether all is whole.

Run ``python benchmarks/kill.py [TIMES] [SEED]`` (default 100; several minutes). Commands are
``anjuan round intake`` (six in ten), ``readings`` (three) and ``bulletin --issue`` (one), on the
shipped case files. After each kill the log is verified, the originals it names are read, the
read tables are compared with what the log gives anew, and no case file may be lost or doubled.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from enforcement.review.audit import damaged_originals
from enforcement.review.desk import Desk, rebuild
from enforcement.store.audit import verify
from enforcement.store.tables import READ

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "enforcement" / "demo"
BUREAU = ("--as", "李强", "--unit", "青州市司法局")
REVIEWERS = "姓名,单位\n周文,青州市司法局\n吴敏,青州市司法局\n"


def command(data: Path, *args: str) -> list[str]:
    """A command line of the program on the data in ``data``."""
    return [sys.executable, "-m", "enforcement.cli", *args, "--data", str(data)]


def run(data: Path, *args: str) -> None:
    """Run to the end; must succeed."""
    done = subprocess.run(command(data, *args), cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{args}：{done.stdout}{done.stderr}")


def killed(data: Path, after: float, *args: str) -> bool:
    """Start, kill after so many seconds; whether it was still running then."""
    process = subprocess.Popen(
        command(data, *args), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(after)
    running = process.poll() is None
    if running:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return running


def whole(data: Path) -> Counter[str]:
    """Everything as it should be; kinds of events in the log."""
    desk = Desk.open(data)
    with desk.db.reading() as r:
        found = verify(r)
        assert found.sound, found.broken
        assert damaged_originals(r, desk.originals) == []
        kinds = Counter(e.kind for e in r.log())
        files = [x["file"] for x in r.rows("case_files")]
        before = {name: r.rows(name) for name in READ}
    rebuild(desk)
    with desk.db.reading() as r:
        assert {name: r.rows(name) for name in READ} == before
    desk.close()
    assert kinds["received"] == len(files) == len(set(files))
    assert kinds["resubmitted"] == 0
    return kinds


def main() -> None:
    """Kill, look, count."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        data, names = Path(folder) / "data", Path(folder) / "names.csv"
        names.write_text(REVIEWERS, "utf-8")
        cases, registers = str(DEMO / "casefiles"), str(DEMO / "registers")
        plan = ("round", "new", "1", "--name", "一", "--from", "2024-01-01", "--to", "2024-12-31")
        intake = ("round", "intake", "1", cases, "--registers", registers, *BUREAU)
        run(data, *plan, "--reviewers", str(names), *BUREAU)
        start = time.perf_counter()
        run(data, *intake)
        long = time.perf_counter() - start
        shutil.rmtree(data)
        run(data, *plan, "--reviewers", str(names), *BUREAU)
        for n in range(times * 6 // 10):
            counts["intake"] += killed(data, chance.uniform(0.2, long * 1.1), *intake)
            kinds = whole(data)
            print(f"收卷 {n + 1}：收下 {kinds['received']} 个", file=sys.stderr, flush=True)
            if kinds["received"] == 12 and n < times * 6 // 10 - 1:
                shutil.rmtree(data)  # all in: begin anew
                run(data, *plan, "--reviewers", str(names), *BUREAU)
        run(data, *intake)
        assert whole(data)["received"] == 12
        run(data, "round", "draw", "1", "--rate", "1", "--seed", "7", *BUREAU)
        run(data, "round", "assign", "1", *BUREAU)
        start = time.perf_counter()
        run(data, "round", "list", "1")
        idle = time.perf_counter() - start  # most of a short command is its start
        desk = Desk.open(data)
        with desk.db.reading() as r:
            pairs = [(x["file"], x["reviewer"]) for x in r.rows("readings")]
        desk.close()
        for n in range(times * 3 // 10):
            file, who = pairs[n % len(pairs)]
            words = ("--rest", "采纳", "--why", "看过", "--submit", "--as", who)
            act: tuple[str, ...] = ("round", "readings", file, *words, "--unit", "青州市司法局")
            counts["readings"] += killed(data, chance.uniform(idle * 0.8, idle * 2), *act)
            kinds = whole(data)
            print(f"初评 {n + 1}：提交 {kinds['submitted']} 次", file=sys.stderr, flush=True)
        act = ("round", "bulletin", "1", "--issue", "通报", *BUREAU)
        for _ in range(times - times * 6 // 10 - times * 3 // 10):
            counts["bulletin"] += killed(data, chance.uniform(idle * 0.8, idle * 2), *act)
            assert whole(data)["announced"] <= 1
    print(f"{times} 次，其中杀死时还在运行的：{dict(counts)}；没有丢失，没有重复，记录完好")


if __name__ == "__main__":
    main()
