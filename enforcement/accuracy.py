"""``anjuan accuracy``: how right the product is on case files whose truth is known.

A set is a folder with case files, ``registers/`` and an ``expected.toml`` or ``expected.yaml``; a
folder of such folders is measured as one. Told are the shares of documents recognised, fields read
and known faults found, precision, recall and F1 of each rule, what waits for a person, and
everything that came out otherwise.
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
    vetoes: int = 0  # on case files without a fault
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


def _file(source: str) -> str:
    """The name of the file a document came from: 合订.docx of 卷/合订.docx#2."""
    return source.split("/")[-1].partition("#")[0]


def compare(a: Assessment, e: dict[str, Any], t: Tally) -> None:
    """Add one assessment to the tally."""
    # Of documents bound in one file the labels name each with that file, in order.
    labelled: dict[str, list[str | None]] = {}
    for d in e["documents"]:
        labelled.setdefault(_file(d["source"]), []).append(d.get("code") or None)
    for read in a.case_file.documents:
        rest = labelled.get(_file(read.source), [])
        code = rest.pop(0) if rest else None
        t.documents["right" if read.code == code else "wrong"] += 1
        if read.code != code:
            t.wrong.append(f"{e['id']} {read.source} 识别为 {read.code}，应为 {code}")
    for source, rest in labelled.items():
        t.documents["wrong"] += len(rest)
        t.wrong += [f"{e['id']} {source} 没有分出 {code}" for code in rest if code]
    c, f = a.case_file, e["fields"]
    pairs: list[tuple[str, Any, Any]] = [
        (k, str(getattr(c, k)), str(e[k] or None))
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
    # What a person has to decide (assist, human) is found where it is put before a person.
    must = {m["rule"]: ("fail",) for m in e.get("must_fail", [])}
    must |= {m["rule"]: ("fail", "needs_review") for m in e.get("must_flag", [])}
    allowed = must.keys() | set(e.get("may", []))
    if not must and a.score is not None:
        t.vetoes += len(set(a.score.vetoes) - allowed)
    for r in a.results:
        t.verdicts[r.verdict] += 1
        count = t.rules.setdefault(r.rule, Counter())
        count["waits"] += r.verdict == "needs_review"
        if r.rule in must:
            found = r.verdict in must[r.rule]
            count["hit" if found else "miss"] += 1
            t.faults["found" if found else "missed"] += 1
            if not found:
                wanted = "不合格" if must[r.rule] == ("fail",) else "疑点"
                t.wrong.append(f"{e['id']} {r.rule} 应为{wanted}，结论 {r.verdict}：{r.message}")
        elif r.verdict == "fail" and r.rule not in allowed:
            t.false += 1
            count["false"] += 1
            t.wrong.append(f"{e['id']} {r.rule} 误报：{r.message}")


def sets_in(folder: Path) -> list[Path]:
    """The sets of case files with known truth: ``folder`` itself, or those directly in it."""

    def known(f: Path) -> bool:
        return any((f / name).exists() for name in ("expected.toml", "expected.yaml"))

    inside = (
        sorted(f for f in folder.iterdir() if f.is_dir() and known(f)) if folder.is_dir() else []
    )
    return [folder] if known(folder) or not inside else inside


def measure(
    folder: Path, registers: Path | None = None, tally: Tally | None = None
) -> tuple[Tally, int, int]:
    """The tally over all case files of one set, their number and the number of rules."""
    truth = {e["id"]: e for e in expected_in(folder)}
    base = folder / "casefiles" if (folder / "casefiles").is_dir() else folder
    paths = [p for p in sorted(base.iterdir()) if p.stem in truth]
    if not paths:
        raise UsageError(f"“{folder}”里没有 expected 所列的案卷：{'、'.join(truth)}")
    own = folder / "registers"
    job = prepare(paths, registers=registers or (own if own.is_dir() else None))
    t = tally or Tally()
    for a in assessments(job):
        compare(a, truth[Path(a.case_file.path).stem], t)
    return t, len(paths), len(job.checker.rules.cards)


def show(folder: Path, registers: Path | None = None, out: Path | None = None) -> int:
    """Print the tables; 1 where anything came out otherwise than expected, else 0. ``out`` is a
    file for the table of the rules in Markdown, instead of the list of what is wrong."""
    t, cases, rules = Tally(), 0, 0
    for one in sets_in(folder):
        _, count, rules = measure(one, registers, t)
        cases += count
    console = Console()
    console.print(_overall(t, f"{cases} 个案卷，{rules} 条规则"))
    if out is not None:
        out.write_text(_markdown(t, cases), "utf-8")
        return 1 if t.wrong else 0
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
    table.add_row("没有缺陷的案卷被一票否决", "", str(t.vetoes), "")
    waits = t.verdicts["needs_review"]
    table.add_row("待人工", str(waits), "", _share(waits, sum(t.verdicts.values())))
    return table


HEADS = ("规则", "查出", "漏", "误报", "查准", "查全", "F1", "待人工")


def per_rule(t: Tally, cases: int) -> list[tuple[str, ...]]:
    """A row for each rule with a known fault, a false fail or something that waits."""
    rows: list[tuple[str, ...]] = []
    for rule, n in sorted(t.rules.items()):
        hit, miss, false, waits = n["hit"], n["miss"], n["false"], n["waits"]
        if hit or miss or false or waits:
            shares = (_share(hit, hit + false), _share(hit, hit + miss))
            f1 = _share(2 * hit, 2 * hit + false + miss)
            row = (rule, str(hit), str(miss), str(false), *shares, f1, _share(waits, cases))
            rows.append(row)
    return rows


def _per_rule(t: Tally, cases: int) -> Table:
    table = Table(title="逐条规则")
    for head in HEADS:
        table.add_column(head, justify="left" if head == "规则" else "right")
    for row in per_rule(t, cases):
        table.add_row(*row)
    return table


def _markdown(t: Tally, cases: int) -> str:
    """The table of the rules for a page of documentation."""
    lines = [f"| {' | '.join(HEADS)} |", "|---|" + "---:|" * (len(HEADS) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in per_rule(t, cases)]
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"
