"""Rules about several case files, on files: what a copied case file gives away."""

import json
import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from typer.testing import CliRunner

from enforcement.across import Across, Gathered, _merged
from enforcement.assess import Checker
from enforcement.cli import app
from enforcement.registers import load_registers
from rules.across import Found, Item, Origin
from rules.answers import Evidence
from rules.standards import load_standard

DEMO = Path(__file__).parents[2] / "enforcement" / "demo"
CASE = DEMO / "casefiles" / "nong01"


def _rewritten(source: Path, to: Path, words: dict[str, str]) -> Path:
    """A copy of a case file with words replaced in the text of every docx."""
    shutil.copytree(source, to)
    for path in to.rglob("*.docx"):
        with ZipFile(path) as old:
            parts = {i.filename: old.read(i) for i in old.infolist()}
        for name, data in parts.items():
            if name.endswith(".xml"):
                for a, b in words.items():
                    data = data.replace(a.encode(), b.encode())
                parts[name] = data
        with ZipFile(path, "w", ZIP_DEFLATED) as new:
            for name, data in parts.items():
                new.writestr(name, data)
    return to


def _checked(*cases: Path) -> Across:
    checker = Checker.make(load_standard("neutral-100"), load_registers(DEMO / "registers"))
    checker.gathered = Gathered(checker.rules)
    for c in cases:
        checker.check(c)
    return checker.across()


@pytest.fixture(scope="module")
def party() -> str:
    checker = Checker.make(load_standard("neutral-100"), load_registers(DEMO / "registers"))
    said = checker.check(CASE).case_file.party
    assert said is not None
    return said


def test_a_copied_case_file_is_found_out(tmp_path: Path, party: str) -> None:
    copy = _rewritten(CASE, tmp_path / "copy", {party: "云川市另一家农资有限公司"})
    found = {r.rule: r for r in _checked(CASE, copy).results}
    assert found["WS-005"].verdict == "fail"
    (same_number,) = found["WS-005"].findings
    assert {p.path for p in same_number.places} == {str(CASE), str(copy)}
    assert all(p.anchor is not None and p.quote for p in same_number.places)
    assert found["CX-010"].verdict == "needs_review"  # the places are the same
    assert found["SS-011"].verdict == "needs_review"
    assert found["SY-011"].verdict == "pass"


def test_the_same_case_file_twice_is_no_fault(tmp_path: Path) -> None:
    copy = _rewritten(CASE, tmp_path / "copy", {})
    assert {r.verdict for r in _checked(CASE, copy).results} == {"pass", "not_applicable"}


def test_the_shipped_case_files_have_nothing_between_them() -> None:
    cases = sorted(p for p in (DEMO / "casefiles").iterdir() if p.is_dir())
    assert _checked(*cases).findings == []


def test_json_keeps_assessments_only_and_writes_the_rest_to_a_file(
    tmp_path: Path, party: str
) -> None:
    copy = _rewritten(CASE, tmp_path / "copy", {party: "云川市另一家农资有限公司"})
    out = tmp_path / "across.json"
    done = CliRunner().invoke(
        app, ["check", str(CASE), str(copy), "--format", "json", "--across", str(out)]
    )
    lines = [json.loads(x) for x in done.stdout.splitlines() if x.startswith("{")]
    assert [x["schema"] for x in lines] == ["anjuan/assessment/1"] * 2
    between = json.loads(out.read_text("utf-8"))
    assert between["schema"] == "anjuan/across/1"
    assert between["cases"] == 2
    assert "WS-005" in {r["rule"] for r in between["results"] if r["verdict"] == "fail"}


def test_one_case_file_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    out = tmp_path / "across.json"
    done = CliRunner().invoke(app, ["check", str(CASE), "--across", str(out)])
    assert done.exit_code == 2
    assert "至少要有两个案卷" in done.output


def test_of_very_many_findings_the_first_are_told_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("enforcement.across._MOST", 2)

    def item(n: int) -> Item:
        origin = Origin(f"案{n}", "", "", None, None, None)
        return Item("k", None, Evidence("决定书", source=f"{n}.docx"), origin=origin)

    found = [Found(None, "疑点", (item(0), item(n))) for n in range(1, 5)]
    found += [Found(False, "重号", (item(0), item(n))) for n in (7, 8)]
    listed, more = _merged([*found, found[0]])
    assert listed == [*found[:2], *found[4:]]
    assert more == 2
