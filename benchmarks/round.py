"""A round with five years of a city's case files: how long do list, case file, bulletin take?

Run ``python benchmarks/round.py [COUNT] [URL]`` (default: 4,177 case files in SQLite). The case
files are the shipped ones and those of ``tests/corpus`` (without the kept-apart ones), each read
and checked once and then entered many times under other numbers and agencies, with everything
that happens to a case file from arrival to rectification. Printed are medians in seconds.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from casefiles.readers import list_cases
from enforcement.assess import Checker
from enforcement.registers import load_registers
from enforcement.result import Assessment
from enforcement.review import events as ev
from enforcement.review import (
    rounds,
    service,
    service_calibration,
    service_documents,
    service_indicators,
)
from enforcement.review.bulletin import figures
from enforcement.review.desk import (
    Actor,
    Desk,
    Doing,
    act_on_file,
    load_file,
    on_round,
    rebuild,
    round_stream,
)
from enforcement.review.files import CaseState
from enforcement.review.findings import suspects
from enforcement.review.grading import confirmed, grade
from enforcement.review.indicators import load_index
from enforcement.review.parts import Decision, Event, Opinion, Stored
from enforcement.review.record import drafts
from enforcement.review.sampling import ALGORITHM
from enforcement.review.service_intake import received
from enforcement.store.audit import verify
from rules.standards import load_standard, shipped

ROOT = Path(__file__).parents[1]
FOLDERS = [
    ROOT / "enforcement" / "demo" / "casefiles",
    *(ROOT / "tests" / "corpus" / n for n in ("one", "two", "seeded")),
]
ROUND, AGENCIES, TIMES = "2026-1", 24, 7
START = datetime(2026, 1, 5, 1, tzinfo=UTC)
WHO = Actor("李强", "青州市司法局")
STANDARD = load_standard("neutral-100")


def assessed() -> list[Assessment]:
    """Every case file in ``FOLDERS``, checked once."""
    registers = load_registers(ROOT / "enforcement" / "demo" / "registers")
    checker = Checker.make(STANDARD, registers, "plain")
    return [checker.check(p) for p in list_cases([f for f in FOLDERS if f.is_dir()])]


def life(a: Assessment, n: int, stored: str, keep: Callable[[bytes], str]) -> list[Event]:
    """All that happens to the ``n``-th case file; ``keep`` puts its score among the originals."""
    agency = f"第{n % AGENCIES + 1}行政执法局"
    path = f"{n // 100:02}/{n:05}"
    number = f"青执罚〔{2021 + n % 5}〕{n}号"
    case = a.case_file.model_copy(update={"number": number, "agency": agency, "path": path})
    arrival = received(
        a.model_copy(update={"case_file": case}),
        STANDARD,
        round_=ROUND,
        path=path,
        agency=agency,
        office="",
        people=a.case_file.fields.officers,
        digest=f"{n:064x}",
        documents=tuple(
            Stored(source=d.source, sha256=d.sha256 or stored) for d in a.case_file.documents
        ),
        assessment=stored,
        registers="",
        trial=(),
    )
    found = suspects(a, STANDARD)
    opinion = Opinion(
        decisions=tuple(
            Decision(finding=s.finding, decision="采纳")
            if s.verdict == "fail" and (n + k) % 7
            else Decision(finding=s.finding, decision="不采纳", reason="看过原件，没有问题")
            for k, s in enumerate(found)
        )
    )
    score = grade(a, found, (), STANDARD, opinion)
    counted = confirmed(found, opinion, ())
    history: list[Event] = [arrival, ev.Selected()]
    for slot, name in ((1, f"评查人{n % 40}"), (2, f"评查人{(n + 7) % 40}")):
        history.append(ev.ReaderAssigned(slot=slot, reviewer=name, reviewer_unit=WHO.unit))
    for slot in (1, 2):
        history.append(ev.Decided(slot=slot, opinion=opinion))
        history.append(ev.Submitted(slot=slot, total=score.total, grade=score.grade))
    due = date(2026, 3, 2)
    history += [
        ev.Compared(agreed=opinion, differing=()),
        ev.OpinionGiven(number=f"意见{n}", due=due, total=score.total, grade=score.grade),
        ev.OpinionAccepted(),
        ev.Graded(
            total=score.total,
            grade=score.grade,
            vetoes=score.vetoes,
            confirmed=counted,
            score=keep(score.model_dump_json(by_alias=True).encode()),
        ),
    ]
    if not counted:
        return [*history, ev.Cleared()]
    history.append(ev.Noticed(number=f"改{n}", findings=counted, days=30, due=due, holder=agency))
    if n % 3:
        history.append(ev.Handled(text="已改", proofs=(Stored(source="p", sha256=stored),)))
        history.append(ev.Rechecked(closed=True))
    return history


def fill(desk: Desk, count: int, sources: Sequence[Assessment]) -> None:
    """Enter ``count`` case files, a hundred a transaction."""
    kept = [desk.originals.put(a.to_json().encode()) for a in sources]
    planned = ev.Planned(
        round=ROUND,
        name="五年",
        organiser=WHO.unit,
        period_from=date(2021, 1, 1),
        period_to=date(2025, 12, 31),
        standard=STANDARD.id,
        standard_version=STANDARD.version,
        standard_hash=desk.originals.put(shipped()[STANDARD.id].read_bytes()),
        ruleset=sources[0].ruleset,
    )
    doing = Doing(WHO, START)
    on_round(desk, ROUND, doing, lambda s: rounds.plan(s, planned))
    on_round(desk, ROUND, doing, rounds.open_intake)
    files: list[str] = []
    for first in range(0, count, 100):
        with desk.db.writing() as w:
            for n in range(first, min(first + 100, count)):
                k = n % len(sources)
                history = life(sources[k], n, kept[k], desk.originals.put)
                arrival = history[0]
                assert isinstance(arrival, ev.Received)
                files.append(arrival.file)
                at = Doing(WHO, START + timedelta(minutes=n))
                act_on_file(w, CaseState(), arrival.file, history, at)
    drawn = ev.Drawn(algorithm=ALGORITHM, seed="1", record=kept[0], frame=count, drawn=tuple(files))
    with desk.db.writing() as w:
        stream = round_stream(ROUND)
        new = drafts([drawn, ev.RoundAssigned(files=count)])
        w.append(stream, len(w.entries(stream)), new, doing.stamp)


def timed(act: Callable[[], object]) -> float:
    """Seconds, the median of ``TIMES`` runs after one to warm up."""
    act()
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def once(act: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    """Fill, measure, print."""
    given = sys.argv[1:]
    count = int(given[0]) if given else 4_177
    sources = assessed()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.open(Path(folder), given[1] if len(given) > 1 else "")
        filled = once(lambda: fill(desk, count, sources))
        one = service.case_files(desk, ROUND, limit=1, offset=count // 2)[0]["file"]
        with desk.db.reading() as r:
            (whole,) = r.counts("findings")
            rows, logged = whole["count"], r.head()[0]
            by_rule = r.counts("findings", ("rule",), {"status": "采纳"})
        often = max(by_rule, key=lambda x: int(x["count"]))["rule"]

        def bulletin() -> object:
            with desk.db.reading() as r:
                return figures(r, ROUND)

        def audit() -> None:
            with desk.db.reading() as r:
                assert verify(r).sound

        def state() -> object:
            with desk.db.reading() as r:
                return load_file(r, one)

        def shell(*command: str) -> None:
            line = [sys.executable, "-m", "enforcement.cli", *command, "--data", folder]
            subprocess.run(line, cwd=ROOT, capture_output=True, check=True)

        figures_ = {
            "一轮的清单（全部）": timed(lambda: service.case_files(desk, ROUND)),
            "一轮的清单（一页50条）": timed(lambda: service.case_files(desk, ROUND, limit=50)),
            "各轮": timed(lambda: service.rounds(desk)),
            "一轮的进度": timed(lambda: service.round_view(desk, ROUND)),
            "一个案卷（疑点、位置、经过）": timed(lambda: service.file_view(desk, one)),
            "一个案卷由记录推出": timed(state),
            "通报的数字": timed(bulletin),
            "通报的全部内容（取数）": timed(lambda: service_documents.bulletin_data(desk, ROUND)),
            "指标（12 项，各单位）": timed(
                lambda: service_indicators.indicators(desk, load_index("three-systems-12"))
            ),
            "一条规则的全部问题": timed(
                lambda: service.findings(desk, {"round": ROUND, "rule": often, "status": "采纳"})
            ),
        }
        if len(given) < 2:
            figures_ |= {
                "命令行 round list（含启动）": timed(lambda: shell("round", "list", ROUND)),
                "命令行 round bulletin（含启动）": timed(lambda: shell("round", "bulletin", ROUND)),
            }
        figures_ |= {
            "通报 Word 和清单 Excel": once(lambda: service_documents.round_documents(desk, ROUND)),
            "校准（逐项 kappa）": once(lambda: service_calibration.calibration(desk, ROUND)),
            "核对全部记录": once(audit),
            "重建查询用的表": once(lambda: rebuild(desk)),
            f"录入 {count} 个案卷": filled,
        }
        size = sum(p.stat().st_size for p in Path(folder).glob("anjuan.db*")) / 1e6
        table = Table(title=f"{count} 个案卷，{rows} 处发现，{logged} 条记录，{size:.0f} MB")
        table.add_column("做什么")
        table.add_column("秒", justify="right")
        for name, seconds in figures_.items():
            table.add_row(name, f"{seconds:.3f}")
        Console().print(table)
        desk.close()


if __name__ == "__main__":
    main()
