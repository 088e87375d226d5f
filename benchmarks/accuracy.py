"""How right the product is on case files whose truth is known.

Run ``python benchmarks/accuracy.py`` for the shipped case files, or give a folder that holds case
files, ``registers/`` and an ``expected.yaml`` or ``expected.toml``. Printed are the shares of
documents recognised, fields read, known faults found, and every fail that is not a known fault.
"""

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from enforcement.result import Assessment
from enforcement.run import assessments, prepare

ROOT = Path(__file__).parents[1]
FIELDS = ("filing_date", "notice_date", "decision_date", "service_date")


@dataclass
class Tally:
    """Counts over all case files; ``wrong`` lists what a reader should look at."""

    documents: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    false: int = 0
    wrong: list[str] = field(default_factory=list)


def expected_in(folder: Path) -> list[dict[str, Any]]:
    """The known truth, one entry for each case."""
    toml = folder / "expected.toml"
    if toml.exists():
        return list(tomllib.loads(toml.read_text("utf-8"))["case"])
    import yaml

    return list(yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))["cases"])


def compare(a: Assessment, e: dict[str, Any], t: Tally) -> None:
    """Add one assessment to the tally."""
    codes = {d["source"].split("/")[-1]: d.get("code") or None for d in e["documents"]}
    for i, d in enumerate(a.case_file.documents):
        name = d.source.split("/")[-1]
        wanted = codes[name] if name in codes else (e["documents"][i].get("code") or None)
        t.documents["right" if d.code == wanted else "wrong"] += 1
        if d.code != wanted:
            t.wrong.append(f"{e['id']} {name} 识别为 {d.code}，应为 {wanted}")
    c, f = a.case_file, e["fields"]
    pairs: list[tuple[str, Any, Any]] = [
        (k, str(getattr(c, k)), str(e[k]))
        for k in ("number", "agency", "party", "enforcement_type", "procedure")
    ]
    pairs += [(k, str(getattr(c.fields, k)), str(f.get(k))) for k in FIELDS]
    fine = f.get("fine", f.get("fine_amount"))
    pairs += [("fine", float(c.fields.fine or 0), float(fine or 0))]
    pairs += [("officers", sorted(c.fields.officers), sorted(f["officers"]))]
    for key, got, wanted in pairs:
        t.fields["right" if got == wanted else "wrong"] += 1
        if got != wanted:
            t.wrong.append(f"{e['id']} {key} 读到 {got}，应为 {wanted}")
    must = {m["rule"] for m in e.get("must_fail", [])}
    allowed = must | set(e.get("may", []))
    for r in a.results:
        t.verdicts[r.verdict] += 1
        if r.rule in must:
            t.faults["found" if r.verdict == "fail" else "missed"] += 1
            if r.verdict != "fail":
                t.wrong.append(f"{e['id']} {r.rule} 应为不合格，结论 {r.verdict}：{r.message}")
        elif r.verdict == "fail" and r.rule not in allowed:
            t.false += 1
            t.wrong.append(f"{e['id']} {r.rule} 误报：{r.message}")


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "enforcement" / "demo"
    truth = {e["id"]: e for e in expected_in(folder)}
    base = folder / "casefiles" if (folder / "casefiles").is_dir() else folder
    paths = [p for p in sorted(base.iterdir()) if p.stem in truth]
    job = prepare(paths, registers=folder / "registers")
    t = Tally()
    for a in assessments(job):
        compare(a, truth[Path(a.case_file.path).stem], t)
    table = Table(title=f"{len(paths)} 个案卷，{len(job.checker.rules.cards)} 条规则")
    for head in ("项目", "对", "错", "比例"):
        table.add_column(head, justify="left" if head == "项目" else "right")
    for name, good, bad in (
        ("文书种类", t.documents["right"], t.documents["wrong"]),
        ("案卷要素", t.fields["right"], t.fields["wrong"]),
        ("已知缺陷查出", t.faults["found"], t.faults["missed"]),
    ):
        table.add_row(name, str(good), str(bad), f"{good / max(good + bad, 1):.1%}")
    table.add_row("误报的不合格", "", str(t.false), "")
    whole = sum(t.verdicts.values())
    table.add_row(
        "待人工", str(t.verdicts["needs_review"]), "", f"{t.verdicts['needs_review'] / whole:.1%}"
    )
    console = Console()
    console.print(table)
    for line in t.wrong:
        console.print(line)


if __name__ == "__main__":
    main()
