"""``anjuan accuracy``: how right the product is on case files whose truth is known.

The folder holds case files, ``registers/`` and an ``expected.toml`` or ``expected.yaml``. Told are
the shares of documents recognised, fields read and known faults found, precision, recall and F1 of
each rule, what waits for a person, and everything that came out otherwise.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from enforcement.result import Assessment
from enforcement.run import UsageError, assessments, prepare

FIELDS = ("filing_date", "notice_date", "decision_date", "service_date")


@dataclass
class Tally:
    """Counts over all case files; ``wrong`` lists what a reader should look at."""

    documents: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[str]] = field(default_factory=dict)  # hit, miss, false, waits
    false: int = 0
    wrong: list[str] = field(default_factory=list)


def expected_in(folder: Path) -> list[dict[str, Any]]:
    """The known truth, one entry for each case. Raises ``UsageError`` where there is none."""
    toml = folder / "expected.toml"
    if toml.exists():
        return list(tomllib.loads(toml.read_text("utf-8"))["case"])
    if not (folder / "expected.yaml").exists():
        raise UsageError(
            f"“{folder}”里没有 expected.toml 或 expected.yaml；写法见 docs/accuracy.md"
        )
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
        count = t.rules.setdefault(r.rule, Counter())
        count["waits"] += r.verdict == "needs_review"
        if r.rule in must:
            count["hit" if r.verdict == "fail" else "miss"] += 1
            t.faults["found" if r.verdict == "fail" else "missed"] += 1
            if r.verdict != "fail":
                t.wrong.append(f"{e['id']} {r.rule} 应为不合格，结论 {r.verdict}：{r.message}")
        elif r.verdict == "fail" and r.rule not in allowed:
            t.false += 1
            count["false"] += 1
            t.wrong.append(f"{e['id']} {r.rule} 误报：{r.message}")


def measure(folder: Path, registers: Path | None = None) -> tuple[Tally, int, int]:
    """The tally over all case files of ``folder``, their number and the number of rules."""
    truth = {e["id"]: e for e in expected_in(folder)}
    base = folder / "casefiles" if (folder / "casefiles").is_dir() else folder
    paths = [p for p in sorted(base.iterdir()) if p.stem in truth]
    if not paths:
        raise UsageError(f"“{folder}”里没有 expected 所列的案卷：{'、'.join(truth)}")
    own = folder / "registers"
    job = prepare(paths, registers=registers or (own if own.is_dir() else None))
    t = Tally()
    for a in assessments(job):
        compare(a, truth[Path(a.case_file.path).stem], t)
    return t, len(paths), len(job.checker.rules.cards)


def show(folder: Path, registers: Path | None = None) -> int:
    """Print the tables; 1 where anything came out otherwise than expected, else 0."""
    t, cases, rules = measure(folder, registers)
    console = Console()
    console.print(_overall(t, f"{cases} 个案卷，{rules} 条规则"))
    console.print(_per_rule(t, cases))
    for line in t.wrong:
        console.print(line, markup=False)
    return 1 if t.wrong else 0


def _overall(t: Tally, title: str) -> Table:
    table = Table(title=title)
    for head in ("项目", "对", "错", "比例"):
        table.add_column(head, justify="left" if head == "项目" else "right")
    for name, good, bad in (
        ("文书种类", t.documents["right"], t.documents["wrong"]),
        ("案卷要素", t.fields["right"], t.fields["wrong"]),
        ("已知缺陷查出", t.faults["found"], t.faults["missed"]),
    ):
        table.add_row(name, str(good), str(bad), _share(good, good + bad))
    table.add_row("误报的不合格", "", str(t.false), "")
    waits = t.verdicts["needs_review"]
    table.add_row("待人工", str(waits), "", _share(waits, sum(t.verdicts.values())))
    return table


def _per_rule(t: Tally, cases: int) -> Table:
    """Rules with a known fault, a false fail or something that waits."""
    table = Table(title="逐条规则")
    for head in ("规则", "查出", "漏", "误报", "查准", "查全", "F1", "待人工"):
        table.add_column(head, justify="left" if head == "规则" else "right")
    for rule, n in sorted(t.rules.items()):
        hit, miss, false, waits = n["hit"], n["miss"], n["false"], n["waits"]
        if hit or miss or false or waits:
            table.add_row(
                *(rule, str(hit), str(miss), str(false)),
                *(_share(hit, hit + false), _share(hit, hit + miss)),
                *(_share(2 * hit, 2 * hit + false + miss), _share(waits, cases)),
            )
    return table


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"
