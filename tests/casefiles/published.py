"""Real decisions as agencies published them, beside what a careful reader finds in them.

``python -m tests.casefiles.published SAMPLES`` prints which values come out right and the share.
The expected values of the thirteen texts come with the samples; those of the eight official files
were read by hand (``published.toml``).
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casefiles.extract import extract
from casefiles.facts import Document
from casefiles.model import Unreadable
from casefiles.normalise import chinese_number, same_doc_number
from casefiles.readers import read_path

HERE = Path(__file__).parent
Row = tuple[str, str, bool, Any, Any]  # file, what, right, got, wanted

# What the page as published does not say: the agency's name is left out or only in the seal, the
# date is left out, a short name stands for the full one. Nothing to read, nothing to compare.
UNPRINTED = {
    ("05_云南工商.txt", "机关"): "文首为通用名称“工商行政管理机关”，落款没有机关",
    ("01_商务部.txt", "复议机关"): "原文写“我部”",
    ("01_商务部.txt", "法条"): "原文用已定义的简称“暂行办法”",
    ("13_浙江工商_中止调查.txt", "法条"): "原文规章名称漏字",
}


def official(folder: Path) -> Iterator[Row]:
    """Compare the official files in ``folder``."""
    for e in tomllib.loads((HERE / "published.toml").read_text("utf-8"))["document"]:
        try:
            d = extract(read_path(folder / e["file"]))
        except Unreadable as error:
            yield (
                e["file"],
                "读取",
                bool(e.get("scan")) and "扫描" in str(error),
                str(error),
                "读取或说明是扫描件",
            )
            continue
        yield (e["file"], "标题", d.title == e["kind"], d.title, e["kind"])
        yield (
            e["file"],
            "处罚决定书",
            (d.code == "CF_JD2") == e["penalty_decision"],
            d.code,
            e["penalty_decision"],
        )
        yield from _common(e["file"], d, e)
        for law, articles in e.get("statutes", {}).items():
            got = _articles(d).get(law, set())
            yield (e["file"], "法条", set(articles) <= got, got, articles)


def decisions(folder: Path, expected: list[dict[str, Any]]) -> Iterator[Row]:
    """Compare the thirteen texts in ``folder`` with their ``expected.yaml``."""
    for e in expected:
        d = extract(read_path(folder / e["file"]))
        remedy = e["remedy"]
        court = remedy.get("court")
        common = {
            "number": e["decision_number"],
            "agency": e["agency"],
            "date": e.get("decision_date"),
            "fine": e.get("fine_total") or None,
            "review_days": remedy.get("review_days"),
            "review_orgs": remedy.get("review_bodies", []),
            "suit": remedy.get("litigation_period"),
            "court": re.sub(r"（未具名）", "", court) if court else None,
            "pay_days": e.get("payment_days"),
        }
        yield (
            e["file"],
            "处罚决定书",
            (d.code == "CF_JD2") == e["doc_type"].startswith("行政处罚"),
            d.code,
            e["doc_type"],
        )
        yield from _common(e["file"], d, common)
        names = [f.value for f in d.all("party_name") if f.value]
        wanted = [p["name"] for p in e["parties"]]
        yield (e["file"], "当事人", names == wanted, names, wanted)
        taken = sum(
            float(f.value.yuan or 0) for f in d.all("penalties") if f.value.kind.startswith("没收")
        )
        total = float(e.get("confiscation_total") or 0)
        yield (e["file"], "没收数额", abs(taken - total) < 0.005, taken, total)
        kinds = {f.value.kind for f in d.all("penalties")}
        yield (e["file"], "处罚种类", kinds == set(e["penalty_kinds"]), kinds, e["penalty_kinds"])
        if (e["file"], "法条") not in UNPRINTED:
            got, missing = _articles(d), []
            for s in e["statutes"]:
                law = s["law"].replace("中华人民共和国", "")
                law = re.sub(r"^.{2,12}局《(.*)》$", r"\1", law)
                for a in s["articles"]:
                    number = chinese_number(re.match(r"第(.+?)条", a).group(1))  # type: ignore[union-attr]
                    if number not in got.get(law, set()):
                        missing.append((law, a))
            yield (e["file"], "法条", not missing, missing, "没有遗漏")


def _common(file: str, d: Document, e: dict[str, Any]) -> Iterator[Row]:
    number = d.value("doc_no")
    yield (
        file,
        "文号",
        bool(number) and (same_doc_number(number, e["number"]) or number == e["number"]),
        number,
        e["number"],
    )
    checks = (
        ("机关", "agency", e.get("agency")),
        ("当事人", "party_name", e.get("party")),
        ("日期", "doc_date", e.get("date")),
        ("罚款", "fine", e.get("fine")),
        ("复议期限", "review_days", e.get("review_days")),
        ("复议机关", "review_orgs", e.get("review_orgs")),
        ("诉讼期限", "suit_period", e.get("suit")),
        ("法院", "court", e.get("court")),
        ("缴款期限", "pay_days", e.get("pay_days")),
    )
    for label, key, wanted in checks:
        if wanted in (None, []) or (file, label) in UNPRINTED:
            continue
        got = d.value(key)
        if key == "fine":
            right = got is not None and abs(float(got) - float(wanted)) < 0.005
        else:
            right = (
                list(got or ()) == list(wanted)
                if isinstance(wanted, list)
                else str(got) == str(wanted)
            )
        yield (file, label, right, got, wanted)


def _articles(d: Document) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for f in d.all("citations"):
        if f.value.article:
            name = f.value.law.replace("中华人民共和国", "")
            found.setdefault(name, set()).add(f.value.article)
    return found


def compare(samples: Path) -> list[Row]:
    """All rows for a folder that holds ``decisions/`` and ``official/``."""
    import yaml

    expected = yaml.safe_load((samples / "decisions" / "expected.yaml").read_text("utf-8"))
    return [
        *decisions(samples / "decisions", expected["decisions"]),
        *official(samples / "official"),
    ]


def main() -> None:
    """Print what is wrong and the share that is right."""
    rows = compare(Path(sys.argv[1]))
    for file, what, right, got, wanted in rows:
        if not right:
            print(f"不符  {file}  {what}：读到 {got}，应为 {wanted}")
    right = sum(r[2] for r in rows)
    files = len({r[0] for r in rows})
    print(f"公开决定书 {files} 份，{len(rows)} 项，读对 {right} 项（{right / len(rows):.1%}）")
    print(
        json.dumps(
            sorted({f"{f}·{w}：{why}" for (f, w), why in UNPRINTED.items()}), ensure_ascii=False
        )
    )


if __name__ == "__main__":
    main()
