"""The texts of statutes beside what rests on them, from a folder the user has."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from enforcement.cli import app
from enforcement.result import Assessment
from rules.laws import Laws
from rules.library import Library, LibraryError

FAULTY = Path(__file__).parents[2] / "enforcement" / "demo" / "casefiles" / "nong02"
NAME = "行政处罚法(2021-01-22).md"
TEXT = "# 行政处罚法\n\n第四十五条 甲款。\n\n乙款。\n\n第四十六条 别的。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(TEXT, "utf-8")
    return tmp_path


def test_an_article_is_given_whole_and_only_as_far_as_it_is_there(folder: Path) -> None:
    library = Library(folder, Laws.load())
    name = "中华人民共和国行政处罚法第四十五条"
    assert library.articles("XZCF-2021", "45(2)") == [(name, "甲款。\n乙款。")]
    assert library.articles("XZCF-2021", "45(1)、45(2)、63") == [(name, "甲款。\n乙款。")]
    assert library.articles("XZQZ", "18") == []
    assert NAME not in library.missing()
    assert "行政强制法(2011-06-30).md" in library.missing()


def test_a_file_without_articles_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe no articles here")
    assert Library(tmp_path, Laws.load()).articles("XZCF-2021", "45") == []


@pytest.mark.parametrize("make", [True, False])
def test_a_folder_that_is_none_is_told(tmp_path: Path, make: bool) -> None:
    place = tmp_path if make else tmp_path / "nowhere"
    with pytest.raises(LibraryError, match="里没有登记册所列的条文文件" if make else "找不到"):
        Library(place, Laws.load())


def test_reports_carry_the_article_only_where_a_library_is_given(folder: Path) -> None:
    def checked(*more: str) -> dict[str, object]:
        done = CliRunner().invoke(app, ["check", str(FAULTY), "--format", "json", *more])
        (line,) = [x for x in done.stdout.splitlines() if x.startswith("{")]
        Assessment.model_validate_json(line)
        return {r["rule"]: r for r in json.loads(line)["results"]}["CX-021"]  # type: ignore[no-any-return]

    assert "articles" not in checked()
    given = checked("--law-library", str(folder))["articles"]
    assert given == [{"article": "中华人民共和国行政处罚法第四十五条", "text": "甲款。\n乙款。"}]
