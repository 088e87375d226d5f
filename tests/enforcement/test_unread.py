"""What was not read is told with the place that was looked at; what was read is not."""

from pathlib import Path

from enforcement.report.html import write_html
from enforcement.result import Assessment, Unread
from enforcement.run import prepare
from tests.enforcement.test_hostile import docx

FORM = ["立案审批表", "案由：涉嫌销售不合格化肥", "当事人：云岭农资经营部"]


def check(folder: Path, documents: dict[str, list[str]]) -> Assessment:
    folder.mkdir()
    for name, lines in documents.items():
        docx(folder / name, lines)
    job = prepare([folder])
    return job.checker.check(job.cases[0])


def told(a: Assessment) -> dict[str, Unread]:
    return {u.what: u for u in a.unread}


def test_a_fact_without_a_value_names_the_documents_looked_at(tmp_path: Path) -> None:
    a = check(tmp_path / "案卷", {"1.docx": [*FORM, "负责人意见：同意立案。"]})
    u = told(a)["立案日期"]
    assert u.looked == ("1.docx",)
    assert "立案" in u.message


def test_a_fact_that_was_read_is_not_listed(tmp_path: Path) -> None:
    lines = [*FORM, "立案日期：2024年3月5日", "负责人意见：同意立案。王明 2024年3月5日"]
    assert "立案日期" not in told(check(tmp_path / "案卷", {"1.docx": lines}))


def test_a_fact_is_not_missed_where_no_document_would_tell_it(tmp_path: Path) -> None:
    a = check(tmp_path / "案卷", {"1.docx": [*FORM, "立案日期：2024年3月5日"]})
    assert "调查终结日期" not in told(a)


def test_an_unknown_document_is_shown_with_its_first_words(tmp_path: Path) -> None:
    a = check(tmp_path / "案卷", {"1.docx": FORM, "2.docx": ["今天天气很好，适合散步。", "无"]})
    u = told(a)["文书种类"]
    assert u.looked == ("2.docx",)
    assert "今天天气很好" in u.message
    assert "2段" in u.message


def test_the_report_has_a_section_for_it(tmp_path: Path) -> None:
    a = check(tmp_path / "案卷", {"1.docx": FORM, "2.docx": ["<b>今天天气很好</b>，适合散步。"]})
    write_html(tmp_path / "r.html", [a])
    page = (tmp_path / "r.html").read_text("utf-8")
    assert f"没有读到的（{len(a.unread)}）" in page
    assert "&lt;b&gt;今天天气很好" in page
