"""The options of a batch on the command line, and what they leave on disk."""

import builtins
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from enforcement.batch.progress import _line
from enforcement.batch.work import CannotWork, Settings
from enforcement.cli import app
from enforcement.report import book
from enforcement.report.book import Book
from enforcement.report.xlsx import write_xlsx
from enforcement.run import prepare
from tests.enforcement.batch.made import batch


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANJUAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return batch(tmp_path / "批", ["案1", "案2", "案3"])


def anjuan(*args: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(a) for a in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def entries(kept: Path) -> int:
    return len(list(kept.glob("*/*.told")))


def test_what_documents_say_is_kept_of_a_batch_and_not_of_one(folder: Path, kept: Path) -> None:
    anjuan("check", folder / "案1", "-f", "json")
    assert entries(kept) == 0
    anjuan("check", folder, "-f", "json", "--no-cache")
    assert entries(kept) == 0
    anjuan("check", folder, "-f", "json")
    assert entries(kept) == 3
    anjuan("check", folder / "案1", "-f", "json", "--cache")
    assert entries(kept) == 3


def test_the_cache_can_be_seen_and_cleared(folder: Path, kept: Path) -> None:
    anjuan("check", folder, "-f", "json")
    _, said, _ = anjuan("cache")
    assert "3 份文书" in said
    assert str(kept) in said
    assert entries(kept) == 3
    _, said, _ = anjuan("cache", "--clear")
    assert "已删除 3 份文书" in said
    assert entries(kept) == 0


def test_a_changed_rule_reads_nothing_again(
    folder: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anjuan("check", folder, "-f", "json")
    own = tmp_path / "profile" / "catalogue" / "WS"
    own.mkdir(parents=True)
    shipped = Path(__file__).parents[3] / "rules" / "catalogue" / "WS"
    card = sorted(shipped.glob("*.toml"))[0]
    (own / card.name).write_text(card.read_text("utf-8") + "\n# 改过\n", "utf-8")

    def never(*args: object, **options: object) -> Any:
        raise AssertionError("read again")

    monkeypatch.setattr("casefiles.watch.tell_here", never)
    code, said, _ = anjuan("check", folder, "-f", "json", "--profile", tmp_path / "profile")
    assert code != 3
    assert len(said.splitlines()) == 3


def test_a_workbook_besides_the_lines(folder: Path, tmp_path: Path) -> None:
    lines, summary = tmp_path / "r.jsonl", tmp_path / "r.xlsx"
    anjuan("check", folder, "-f", "json", "-o", lines, "--summary", summary)
    sheet = openpyxl.load_workbook(summary)["案卷"]
    numbers = [json.loads(x)["case_file"]["number"] for x in lines.read_text("utf-8").splitlines()]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == numbers
    code, _, said = anjuan("check", folder, "-f", "xlsx", "-o", summary, "--summary", summary)
    assert code == 2
    assert "--summary 要和 --format json --out 一起用" in said


def test_a_workbook_of_a_batch_is_that_of_its_assessments(folder: Path, tmp_path: Path) -> None:
    anjuan("check", folder, "-f", "xlsx", "-o", tmp_path / "a.xlsx")
    job = prepare([folder])
    made = [job.checker.check(c) for c in job.cases]
    write_xlsx(tmp_path / "b.xlsx", made, job.checker.across())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_rows_beyond_what_a_sheet_holds_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MOST_ROWS", 3)
    made = Book(tmp_path / "a.xlsx", long=True)
    sheet = made.sheet("表", ("名称",), (10,))
    for word in ("甲", "乙", "丙", "丁"):
        sheet.row([word])
    sheet.done()
    made.close()
    assert sheet.left_out == 2
    rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"].iter_rows(values_only=True)
    assert list(rows) == [("名称",), ("甲",), ("乙",)]


def test_a_cluster_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from enforcement.batch.cluster import Cluster

    real = builtins.__import__

    def gone(name: str, *args: Any, **options: Any) -> Any:
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", gone)
    with pytest.raises(CannotWork, match=r"anjuan\[cluster\]"):
        Cluster(Settings(), "tcp://127.0.0.1:1")


def test_time_left_in_words() -> None:
    assert _line(100, 400, 2.5) == "已检查 100 / 400 个案卷，每秒 2.5 个，约剩 2 分 0 秒"
    assert _line(395, 400, 2.5) == "已检查 395 / 400 个案卷，每秒 2.5 个，约剩 2 秒"
