"""The command line as its users meet it: output, exit codes, mistakes told in words."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "enforcement" / "demo"
CLEAN = DEMO / "casefiles" / "nong01"
FAULTY = DEMO / "casefiles" / "nong02"


def anjuan(*args: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "enforcement.cli", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "120", "PATH": "/usr/bin:/bin"},
    )


def test_json_keeps_the_contract() -> None:
    done = anjuan("check", FAULTY, "--registers", DEMO / "registers", "--format", "json")
    assert done.returncode == 1
    a = json.loads(done.stdout)
    assert set(a) == {"schema", "case_file", "score", "results", "problems", "ruleset"}
    assert a["schema"] == "anjuan/assessment/1"
    assert {
        "path",
        "number",
        "agency",
        "party",
        "enforcement_type",
        "procedure",
        "documents",
        "fields",
    } == set(a["case_file"])
    assert {
        "filing_date",
        "notice_date",
        "decision_date",
        "service_date",
        "fine",
        "officers",
    } == set(a["case_file"]["fields"])
    assert {"code", "kind", "title", "source", "date", "sha256"} == set(
        a["case_file"]["documents"][0]
    )
    assert {"total", "grade", "vetoes", "standard"} <= set(a["score"])
    fails = [r for r in a["results"] if r["verdict"] == "fail"]
    assert fails
    for r in fails:
        assert set(r) == {
            "rule",
            "title",
            "verdict",
            "points",
            "message",
            "basis",
            "remedy",
            "evidence",
        }
        assert r["basis"]
        assert r["remedy"]
        assert r["evidence"]
        for e in r["evidence"]:
            assert set(e) == {"document", "anchor", "quote", "found", "expected"}


def test_same_input_gives_the_same_bytes() -> None:
    first, second = (anjuan("check", FAULTY, "-f", "json").stdout for _ in range(2))
    assert first == second


def test_several_cases_are_json_lines() -> None:
    done = anjuan("check", CLEAN, FAULTY, "-f", "json")
    numbers = [json.loads(line)["case_file"]["number"] for line in done.stdout.splitlines()]
    assert len(numbers) == 2
    assert len(set(numbers)) == 2


def test_clean_case_fails_nothing() -> None:
    done = anjuan("check", CLEAN, "--registers", DEMO / "registers", "-f", "json")
    a = json.loads(done.stdout)
    assert [r["rule"] for r in a["results"] if r["verdict"] == "fail"] == []
    assert done.returncode == 0


def test_without_registers_what_needs_them_waits() -> None:
    verdicts = {
        r["rule"]: r["verdict"]
        for r in json.loads(anjuan("check", CLEAN, "-f", "json").stdout)["results"]
    }
    assert verdicts["ZT-002"] == "needs_review"


def test_table_shows_place_words_basis_and_remedy() -> None:
    done = anjuan("check", FAULTY)
    for word in ("不合格", "依据：", "改正：", "《"):
        assert word in done.stdout


@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_reports_are_written(kind: str, tmp_path: Path) -> None:
    out = tmp_path / f"结果.{kind}"
    done = anjuan("check", FAULTY, CLEAN, "-f", kind, "-o", out)
    assert done.returncode == 1
    assert out.stat().st_size > 5000


def test_report_without_a_file_is_a_usage_error() -> None:
    done = anjuan("check", CLEAN, "-f", "html")
    assert done.returncode == 2
    assert "--out" in done.stderr


def test_unknown_standard_names_the_nearest() -> None:
    done = anjuan("check", CLEAN, "--standard", "neutral-10")
    assert done.returncode == 2
    assert "neutral-100" in done.stderr


def test_missing_path_is_a_usage_error() -> None:
    done = anjuan("check", "没有这个文件夹")
    assert done.returncode == 2
    assert "没有这个文件夹" in done.stderr


def test_card_with_a_typo_is_refused_with_file_key_and_nearest_word(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue" / "CX"
    folder.mkdir(parents=True)
    text = (ROOT / "rules" / "catalogue" / "CX" / "CX-001.toml").read_text("utf-8")
    (folder / "CX-001.toml").write_text(text.replace("remedy =", "remdy ="), "utf-8")
    done = anjuan("check", CLEAN, "--profile", tmp_path)
    assert done.returncode == 2
    for word in ("CX-001.toml", "remdy", "remedy"):
        assert word in done.stderr


def test_broken_files_are_told_and_the_rest_is_checked(tmp_path: Path) -> None:
    case = tmp_path / "坏案卷"
    shutil.copytree(FAULTY, case)
    (case / "91空.docx").write_bytes(b"")
    (case / "92坏.docx").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    with zipfile.ZipFile(case / "93实体.docx", "w") as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr(
            "word/document.xml",
            '<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="w">&a;</w:document>',
        )
    done = anjuan("check", case, "-f", "json")
    a = json.loads(done.stdout)
    assert done.returncode == 3
    told = {p["source"] for p in a["problems"]}
    assert {"91空.docx", "92坏.docx", "93实体.docx"} <= told
    assert len(a["case_file"]["documents"]) == len(list(FAULTY.glob("*.docx")))
    assert [r for r in a["results"] if r["verdict"] == "fail"]


def test_doctor_tells_engine_calendar_and_rules() -> None:
    done = anjuan("doctor")
    assert done.returncode == 0
    for word in ("durable", "2026", "规则", "neutral-100"):
        assert word in done.stdout


def test_demo_writes_its_report(tmp_path: Path) -> None:
    done = anjuan("demo", "--out", tmp_path / "演示")
    assert done.returncode == 0
    page = (tmp_path / "演示" / "报告.html").read_text("utf-8")
    assert "案卷检查报告" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["chek"], "没有命令“chek”；是否想写“check”"),
        (["check"], "缺少案卷文件夹"),
        (["check", "卷", "--fromat", "html"], "没有选项“--fromat”；是否想写“--format”"),
        (["check", "卷", "--format", "pdf"], "不能写“pdf”，应为：table、json、html、xlsx"),
        (["check", "卷", "--standard"], "选项“--standard”后面要写它的值"),
    ],
)
def test_wrong_usage_is_told_in_chinese(argv: list[str], said: str) -> None:
    done = anjuan(*argv)
    assert done.returncode == 2
    assert said in done.stderr


def test_accuracy_tells_each_rule_and_needs_known_truth(tmp_path: Path) -> None:
    done = anjuan("accuracy", ROOT / "tests" / "corpus" / "two")
    assert done.returncode == 1  # what is known to be wrong is listed
    assert "逐条规则" in done.stdout
    assert "jd01 4.现场照片.docx 识别为 None，应为 CF_ZJTQ" in done.stdout
    page = tmp_path / "rules.md"
    anjuan("accuracy", ROOT / "tests" / "corpus" / "two", "--out", page)
    head, _, *rows = page.read_text("utf-8").splitlines()
    assert head.startswith("| 规则 | 查出 |")
    assert "| CX-026 | 1 | 0 | 0 | 100.0% | 100.0% | 100.0% | 0.0% |" in rows
    (tmp_path / "empty").mkdir()
    none = anjuan("accuracy", tmp_path / "empty")
    assert none.returncode == 2
    assert "没有 expected.toml" in none.stderr
