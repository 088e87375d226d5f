"""A shipped case file with the recordings that its list names: from files on disk to verdicts."""

import shutil
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from casefiles.readers import open_all
from enforcement.assess import Checker
from enforcement.registers import load_registers
from enforcement.result import Assessment
from rules.standards import load_standard
from tests.casefiles.readers.films import mp4

DEMO = Path(__file__).parents[2] / "enforcement" / "demo"
FILMS = {  # the rows of 24音像记录清单.docx: minutes, and when each was made (UTC)
    "20230411_01.mp4": (49, datetime(2023, 4, 11, 2, 3)),
    "20230414_02.mp4": (54, datetime(2023, 4, 14, 1, 28)),
    "20230515_03.mp4": (34, datetime(2023, 5, 15, 1, 58)),
    "20230516_04.mp4": (29, datetime(2023, 5, 16, 6, 58)),
}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.make(load_standard("neutral-100"), load_registers(DEMO / "registers"), "plain")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = Path(shutil.copytree(DEMO / "casefiles" / "nong01", tmp_path / "nong01"))
    for name, (minutes, when) in FILMS.items():
        path = made / "音像" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(mp4(minutes * 60, when, pictures=name.encode()))
    return made


def verdicts(a: Assessment) -> dict[str, str]:
    return {r.rule: r.verdict for r in a.results}


def test_recordings_beside_the_documents_change_nothing_where_all_is_right(
    checker: Checker, case: Path
) -> None:
    before = checker.check(DEMO / "casefiles" / "nong01")
    after = checker.check(case)
    changed = verdicts(before).items() ^ verdicts(after).items()
    assert changed == {("JL-008", "not_applicable"), ("JL-008", "pass")}
    assert after.problems == ()
    told = [u for u in after.unread if u.what == "视频"]
    assert [u.looked for u in told] == [(f"音像/{name}",) for name in FILMS]
    assert all("没有看、没有听" in u.message and "SM3" in u.message for u in told)


def test_a_missing_and_a_shortened_recording_are_shown(checker: Checker, case: Path) -> None:
    (case / "音像" / "20230414_02.mp4").unlink()
    (case / "音像" / "20230411_01.mp4").write_bytes(mp4(300, datetime(2023, 4, 11, 2, 3)))
    found = {r.rule: r for r in checker.check(case).results}
    assert found["JL-006"].verdict == "fail"
    assert "文件只有5分" in found["JL-006"].evidence[0].found
    assert found["JL-006"].evidence[0].quote.startswith("20230411_01.mp4")
    assert found["JL-008"].verdict == "needs_review"
    said = {e.quote.split()[0]: e.found for e in found["JL-008"].evidence}
    assert said.keys() == {"20230411_01.mp4", "20230414_02.mp4"}
    assert "没有这个文件" in said["20230414_02.mp4"]
    assert "清单所列长49分，文件只有5分" in said["20230411_01.mp4"]


def test_an_altered_recording_fails_against_the_digest_of_a_list_in_a_spreadsheet(
    checker: Checker, case: Path
) -> None:
    (case / "24音像记录清单.docx").unlink()
    book = Workbook()
    book.active.append(["音像记录清单"])
    book.active.append(["序号", "文件名", "开始时间", "结束时间", "记录事项", "SM3值"])
    for n, m in enumerate(open_all(case).media, 1):
        minutes, when = FILMS[m.file]
        start = when.replace(hour=when.hour + 8)
        end = start + timedelta(minutes=minutes)
        book.active.append([n, m.file, start, end, "现场检查", m.sm3])
    out = BytesIO()
    book.save(out)
    (case / "24音像记录清单.xlsx").write_bytes(out.getvalue())
    assert verdicts(checker.check(case))["JL-008"] == "pass"
    film = case / "音像" / "20230516_04.mp4"
    film.write_bytes(film.read_bytes().replace(b"20230516_04", b"20230516-04"))
    (result,) = (r for r in checker.check(case).results if r.rule == "JL-008")
    assert result.verdict == "fail"
    (place,) = result.evidence
    assert place.anchor is not None
    assert place.anchor.place == "表1 第6行第2列"
    assert "登记" in place.found
