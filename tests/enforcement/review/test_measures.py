"""Calibration and indicators over real rounds, and the commands that show them."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from enforcement.cli import app
from enforcement.review import service_file, service_indicators
from enforcement.review.desk import Desk
from enforcement.review.events import Planned
from enforcement.review.findings import added
from enforcement.review.indicators import COLUMNS, load_index
from enforcement.review.parts import Decision, Judged, Opinion
from enforcement.review.service import file_view
from enforcement.review.service_calibration import calibration
from enforcement.review.service_documents import bulletin_data
from enforcement.review.service_indicators import WHOLE, indicators, read_figures, workbook
from rules.loading import RuleError
from tests.enforcement.review.made import (
    AGENCY,
    BUREAU,
    STANDARD,
    assigned,
    by,
    graded,
    read_by_both,
    readers,
    said,
)

INDEX = load_index("three-systems-12")


def test_readers_agree_as_far_as_they_do(small: Desk) -> None:
    (file,) = assigned(small, "nong02")
    first, second = readers(small, file)
    service_file.decide(small, file, said(small, file), by(first, 1))
    service_file.submit(small, file, by(first, 1))
    assert calibration(small, "2026-1").readers.n == 0  # nothing is told of one reading
    # The second rejects one of the five faults, and finds one of his own.
    own = Opinion(added=(added("WS-001", "行政处罚决定书", "漏写日期", 1),))
    service_file.decide(small, file, said(small, file, ("GS-001",)), by(second, 40))
    service_file.decide(small, file, own, by(second, 40))
    service_file.submit(small, file, by(second, 40))
    found = calibration(small, "2026-1")
    with small.db.reading() as r:
        rules = {x["rule"] for x in r.rows("findings", {"origin": "程序"})}
    hints = {r for _, i in STANDARD.rows() if i.kind == "提示" for r in i.rules}
    n = len(rules - hints) + 1  # here every item has its one rule; hints have no marks
    assert found.readers.n == n
    assert found.readers.observed == pytest.approx((n - 2) / n)
    assert {i for i, a in found.by_item.items() if a.observed == 0} == {"GS-001", "WS-001"}
    assert set(found.by_agency) == {AGENCY.unit}
    assert found.program.n == 0  # nothing final yet
    assert found.gold == ()


def test_readers_with_the_program_and_the_final_result(small: Desk) -> None:
    graded(small)
    found = calibration(small, "")
    # The program's five faults were all accepted; what it left to persons it said nothing of.
    assert (found.program.n, found.program.observed) == (5, 1.0)
    assert found.all_three.n == 5
    assert len(found.by_reviewer) == 2
    assert {m for months in found.drift.values() for m in months} == {"2026-03"}


def test_hidden_gold_files(small: Desk) -> None:
    (file,) = assigned(small, "nong02")
    suspects = {x["rule"]: x["finding"] for x in file_view(small, file)["suspects"]}
    gold = [Decision(finding=suspects[k], decision="采纳") for k in ("GS-001", "GS-007")]
    service_file.set_gold(small, file, gold, by(BUREAU))
    read_by_both(small, file, ("GS-001",))
    first, second = (x.name for x in readers(small, file))
    hits = {h.reviewer: h.right for h in calibration(small, "2026-1").gold}
    assert (hits[first].n, hits[first].share) == (2, 1.0)
    assert (hits[second].n, hits[second].share) == (2, 0.5)


def test_indicators_by_agency_district_and_city(small: Desk) -> None:
    graded(small)
    found = indicators(small, INDEX)
    assert {t.year for t in found.totals} == {2024}  # where the period of the round ends
    assert [t.unit for t in found.totals] == ["青州市人民政府", "龙泽县人民政府", AGENCY.unit]
    value = next(v for v in found.values if v.key == "公示合规率" and v.unit == AGENCY.unit)
    assert (value.numerator, value.denominator) == (0, 1)
    with small.db.reading() as r:
        (row,) = r.rows("case_files")
    assert value.others == (row["file"],)
    assert indicators(small, INDEX, year=2023).values == ()
    agencies = service_indicators.pick(found, AGENCY.unit)
    assert len(agencies) == len([v for v in found.values if v.unit == AGENCY.unit]) > 5


def test_units_without_a_tree_count_together() -> None:
    groups = service_indicators._Groups(service_indicators.Units(()))
    assert groups("某局") == ("某局", WHOLE)


def test_change_against_the_year_before(small: Desk) -> None:
    from enforcement.review import rounds, service_round
    from enforcement.review.desk import load_round, on_round
    from enforcement.review.sampling import Terms
    from tests.enforcement.review.made import arrive

    graded(small)
    with small.db.reading() as r:
        now = load_round(r, "2026-1").the_plan
    old = now.model_dump() | {
        "round": "2023-1", "name": "上一轮", "period_from": "2022-01-01", "period_to": "2022-12-31",
    }  # fmt: skip
    made = Planned.model_validate(old)
    on_round(small, "2023-1", by(BUREAU), lambda s: rounds.plan(s, made))
    file = arrive(small, "nong01", round_="2023-1")
    terms = Terms(seed="9", rate=Decimal(1), minimum=1)
    service_round.draw_round(small, "2023-1", terms, by(BUREAU))
    service_round.assign_round(small, "2023-1", by(BUREAU))
    for who in readers(small, file):
        service_file.decide(small, file, said(small, file), by(who, 1))
        left = file_view(small, file, who)["open_items"]
        judged = tuple(Judged(item=x["item"], lost=Decimal(0), reason="看过") for x in left)
        if judged:
            service_file.decide(small, file, Opinion(judged=judged), by(who, 1))
        service_file.submit(small, file, by(who, 1))
    service_file.give_opinion(small, file, "意见2", by(BUREAU, 2))
    service_file.accept(small, file, by(AGENCY, 3))
    service_file.grade(small, file, by(BUREAU, 3))
    data = bulletin_data(small, "2026-1")
    assert data["上轮"] == "上一轮"
    assert sum(x["上轮数"] for x in data["等级表"]) == 1
    assert bulletin_data(small, "2023-1")["上轮"] == ""
    years = {t.year for t in indicators(small, INDEX).totals}
    assert years == {2022, 2024}
    sheets = openpyxl.load_workbook(io.BytesIO(workbook(indicators(small, INDEX)))).sheetnames
    assert sheets == ["指数", "指标", "案卷", "趋势"]


def _index(folder: Path) -> Path:
    path = folder / "own.toml"
    path.write_text(
        'id = "own"\nname = "本级"\n[[indicator]]\nkey = "培训覆盖率"\ndimension = "队伍"\n'
        "weight = 1\ntarget = 1.0\nfloor = 0.0\n",
        "utf-8",
    )
    return path


ROWS = [["2025", "甲局", "培训覆盖率", "9", "10"], ["2024", "甲局", "培训覆盖率", "7", "10"]]


@pytest.mark.parametrize("form", ["utf-8", "gb18030", "xlsx"])
def test_figures_from_elsewhere(small: Desk, tmp_path: Path, form: str) -> None:
    path = tmp_path / ("f.xlsx" if form == "xlsx" else "f.csv")
    if form == "xlsx":
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for n, row in enumerate([list(COLUMNS), *ROWS]):
            sheet.write_row(n, 0, row)
        book.close()
    else:
        text = io.StringIO()
        csv.writer(text).writerows([list(COLUMNS), *ROWS])
        path.write_bytes(text.getvalue().encode(form))
    index = load_index(str(_index(tmp_path)))
    found = indicators(small, index, handed_in=read_figures(path))
    assert [(v.year, v.value) for v in found.values] == [(2024, 0.7), (2025, 0.9)]
    assert found.values[1].change == pytest.approx(0.2)
    assert [round(t.index or 0) for t in found.totals] == [70, 90]


def test_mistakes_in_figures_are_told(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with pytest.raises(RuleError, match="读不出"):
        read_figures(path)
    path.write_text("\n", "utf-8")
    with pytest.raises(RuleError, match="第一行应为 年度"):
        read_figures(path)
    path = tmp_path / "f.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(RuleError, match=r"填报表“f\.xlsx”"):
        read_figures(path)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a desk with one graded case file."""
    monkeypatch.delenv("ANJUAN_DATABASE_URL", raising=False)
    desk = Desk.open(tmp_path / "data")
    graded(desk)
    desk.close()
    return tmp_path / "data"


def test_the_commands(data: Path, tmp_path: Path) -> None:
    def run(*args: str) -> Result:
        return CliRunner().invoke(app, [*args], env={"ANJUAN_DATA": str(data)})

    def read(*args: str) -> Any:
        ran = run(*args, "--format", "json")
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)

    assert read("round", "calibration", "2026-1")["program"]["n"] == 5
    assert "两名评查人之间" in run("round", "calibration", "2026-1").stdout
    rows = read("round", "findings", "2026-1", "--where", "规则=GS-001")
    assert len(rows) == 1
    assert "可用：机关、规则" in run("round", "findings", "2026-1", "--where", "机=甲").stderr
    listed = run("round", "findings", "2026-1", "--figure", "f004").stdout
    assert listed.startswith("F004 认定问题 5")
    assert "共 5 条" in listed
    out = tmp_path / "out"
    made = read("round", "documents", "2026-1", "--all", "--out", str(out))
    names = sorted(Path(p).name for p in made["written"])
    assert [n.split("-")[-1] for n in names] == [
        "评查清单.xlsx", "评查通报.docx", "评查意见书.docx", "评查表.docx",
    ]  # fmt: skip
    assert run("round", "documents", "2026-1", "--out", str(out)).exit_code == 1
    assert run("round", "templates", str(tmp_path / "t")).exit_code == 0
    assert len(list((tmp_path / "t").iterdir())) == 8
    assert [t["year"] for t in read("indicators")["totals"]] == [2024] * 3
    one = run("indicators", "--unit", AGENCY.unit, "--key", "公示合规率").stdout
    assert "未计入" in one
    assert run("indicators", "--format", "xlsx").exit_code == 2
    assert run("indicators", "--format", "xlsx", "--out", str(tmp_path / "i.xlsx")).exit_code == 0
    assert run("indicators", "--index", "nope").exit_code == 2
