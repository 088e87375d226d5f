"""Text from documents is never executed: not in HTML, not in a workbook, not in the terminal."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import load_workbook

from enforcement.assess import Checker
from enforcement.report.html import write_html
from enforcement.report.xlsx import write_xlsx
from enforcement.run import prepare
from rules.registers import Registers
from rules.standards import load_standard

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://example.invalid","点我")'


def docx(path: Path, lines: list[str]) -> None:
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(path, "w") as z:
        z.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        z.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )


def case(folder: Path) -> Path:
    folder.mkdir()
    docx(
        folder / "1.docx",
        [
            "行政处罚决定书",
            "云市监罚〔2024〕1号",
            f"当事人：{FORMULA}",
            f"违法事实：{NASTY}",
            "2024年5月6日",
        ],
    )
    docx(
        folder / "2.docx",
        ["询问笔录", f"被询问人：{NASTY}", "被询问人（签名）：", "询问人（签名）：王明"],
    )
    docx(folder / f"{NASTY[:8].replace('/', '')}.docx", [NASTY, FORMULA])
    return folder


def test_report_escapes_everything(tmp_path: Path) -> None:
    job = prepare([case(tmp_path / "案卷")])
    out = tmp_path / "r.html"
    write_html(out, [job.checker.check(p) for p in job.cases])
    page = out.read_text("utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "http://" not in page.replace("&#34;", "").replace("http://example.invalid", "")


def test_workbook_has_no_formula(tmp_path: Path) -> None:
    job = prepare([case(tmp_path / "案卷")])
    out = tmp_path / "r.xlsx"
    write_xlsx(out, [job.checker.check(p) for p in job.cases])
    for sheet in load_workbook(out).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None


def test_a_check_that_breaks_is_not_run_and_never_passed(tmp_path: Path) -> None:
    checker = Checker.make(load_standard("neutral-100"), Registers())
    from rules.checks import CHECKS

    good = CHECKS["core_order"]

    def broken(*args: object, **kwargs: object) -> object:
        raise RuntimeError("坏了")

    CHECKS["core_order"] = broken  # type: ignore[assignment]
    try:
        results = {r.rule: r for r in checker.check(case(tmp_path / "案卷")).results}
    finally:
        CHECKS["core_order"] = good
    assert results["CX-003"].verdict == "not_run"
    assert "坏了" in results["CX-003"].message
    assert results["CX-001"].verdict != "not_run"
