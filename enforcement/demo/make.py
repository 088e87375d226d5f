"""Writes the sample case files, their registers and what a careful reader finds in them.

    python -m enforcement.demo.make OUT

A case is data (``cases/*.toml``), a layout is code (``layouts/*.py``). The same data give the
same bytes. Page numbers in the lists of contents come from ``pages.toml``, because only a
word processor knows them.
"""

import csv
import sys
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from enforcement.demo.case import HERE, Case, Facts, Paper, read
from enforcement.word import Word, pack
from rules.registers import AGENCIES, REVIEW_LIST, STAFF

NAMELESS = ("图片{}.docx", "新建文档{}.docx", "扫描件{}.docx", "未命名{}.docx")


@dataclass(slots=True)
class Written:
    """One case as written: its files by path relative to the case folder, and what they are."""

    case: Case
    files: dict[str, bytes]
    papers: list[tuple[str, Paper]]  # source as named in the expected findings, paper


def case_paths() -> list[Path]:
    """The data files of the sample cases, in order of name."""
    return sorted((HERE / "cases").glob("*.toml"))


def write_case(path: Path) -> Written:
    """Render one case. Raises ``KeyError`` for a document its layout does not have."""
    case = Case(path)
    layout = import_module(f"enforcement.demo.layouts.{case.f.layout}")
    case.names = layout.NAMES
    pages = read(HERE / "pages.toml").get(case.id, [])
    # The list of contents stands in front and needs all that follows: render twice.
    case.listed = _render(case, layout, None)
    if pages:
        case.listed = [replace(p, pages=n) for p, n in zip(case.listed, pages, strict=True)]
    if case.f.files == "merged":
        word = Word(layout.FONT, title=case.title, merged=True)
        papers = _render(case, layout, word)
        name = f"{case.f.bound_as}.docx"
        files = {f"{case.id}/{name}": word.to_bytes()}
        return Written(case, files, [(name, p) for p in papers])
    files = {}
    papers_of: list[tuple[str, Paper]] = []
    for i, paper in enumerate(case.f.papers):
        word = Word(layout.FONT)
        code, _, arg = paper.partition(".")
        word.begin(case.listed[i].pages)
        said = layout.RENDER[code](word, case, arg)
        name = f"{i + 1:02d}{said.title}.docx"
        if case.f.files == "nameless":
            name = NAMELESS[i % len(NAMELESS)].format(i + 1)
        files[name] = word.to_bytes()
        papers_of.append((name, said))
    if case.f.files == "zip-gbk":
        inside = {f"{case.f.folder}/{name}": data for name, data in files.items()}
        return Written(case, {f"{case.id}.zip": pack(inside, "gbk")}, papers_of)
    return Written(case, {f"{case.id}/{n}": b for n, b in files.items()}, papers_of)


def _render(case: Case, layout: Any, word: Word | None) -> list[Paper]:
    out = []
    for i, paper in enumerate(case.f.papers):
        code, _, arg = paper.partition(".")
        target = word or Word()
        target.begin(case.listed[i].pages if case.listed else 1)
        out.append(layout.RENDER[code](target, case, arg))
    return out


def expected(written: Written) -> dict[str, Any]:
    """What a careful reader finds in the case, as the tables of ``expected.toml``."""
    c, f = written.case, written.case.f
    suffix = ".zip" if f.files == "zip-gbk" else ""
    days = {
        "filing_date": c.days.get("filing"),
        "notice_date": c.days.get("notice"),
        "decision_date": c.days.decision,
        "service_date": c.days.get("decision_served", c.days.decision),
    }
    return {
        "id": c.id,
        "path": f"casefiles/{c.id}{suffix}",
        "clean": f.clean,
        "note": f.note,
        "number": c.n.decision,
        "agency": c.a.name,
        "party": c.party.name,
        "enforcement_type": "行政处罚",
        "procedure": f.get("procedure", "普通程序"),
        "may": list(f.get("may", [])),
        "fields": {
            **{k: v for k, v in days.items() if v},
            "fine": f.fine,
            "officers": list(f.officers),
        },
        "must_fail": [dict(d) for d in f.get("must_fail", [])],
        "documents": [
            {"source": source, **({"code": p.code} if p.code else {}), "title": p.title}
            for source, p in written.papers
        ],
    }


def dump(cases: list[dict[str, Any]]) -> str:
    """The expected findings as TOML, one ``[[case]]`` after the other."""
    out = ["# What a careful reader finds in the sample case files; written by make.py.\n"]
    for case in cases:
        out.append("[[case]]")
        tables = ("fields", "documents", *(["must_fail"] if case["must_fail"] else []))
        out += [f"{k} = {_value(v)}" for k, v in case.items() if k not in tables]
        out.append("[case.fields]")
        out += [f"{k} = {_value(v)}" for k, v in case["fields"].items()]
        for defect in case["must_fail"]:
            out.append("[[case.must_fail]]")
            out += [f"{k} = {_value(v)}" for k, v in defect.items()]
        for document in case["documents"]:
            out.append("[[case.documents]]")
            out += [f"{k} = {_value(v)}" for k, v in document.items()]
        out.append("")
    return "\n".join(out)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def registers() -> dict[str, bytes]:
    """The registers of all sample agencies as CSV, by file name."""
    agencies = [a for a in read(HERE / "agencies.toml").values() if isinstance(a, Facts)]
    staff, bodies, lists = [list(STAFF)], [list(AGENCIES)], [list(REVIEW_LIST)]
    for a in agencies:
        for i, (name, cert) in enumerate(a.people.items()):
            legal = name in (a.reviewer, a.legal_head)
            qualified = f"A2016530398{i:04d}" if legal else ""
            staff.append(
                [name, cert, a.name, a.field, "2018-03-01", "2029-02-28",
                 "是" if legal else "否", qualified]
            )  # fmt: skip
        bodies.append(
            [a.name, a.code, "行政机关", "行政处罚、行政许可、行政强制、行政检查", "2015-01-01", ""]
        )
        for kind, whom, floor in a.review_list:
            lists.append([a.name, kind, whom, str(floor) if floor else "", "2019-06-01"])
    tables = {
        "执法人员名录.csv": staff,
        "执法主体名录.csv": bodies,
        "重大执法决定法制审核目录.csv": lists,
    }
    return {name: _csv(rows) for name, rows in tables.items()}


def _csv(rows: list[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # Excel shows Chinese only with the mark


def main(out: Path) -> None:
    """Write everything below ``out``, replacing the case files of the same names."""
    truth = []
    for path in case_paths():
        written = write_case(path)
        truth.append(expected(written))
        for old in (out / "casefiles" / path.stem).glob("*.docx"):
            old.unlink()  # a paper that was renamed must not stay behind
        for name, data in written.files.items():
            target = out / "casefiles" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    for name, data in registers().items():
        target = out / "registers" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (out / "expected.toml").write_text(dump(truth), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
