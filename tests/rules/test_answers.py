"""What an answer may rest on."""

from casefiles.facts import CaseFile, Document
from rules.answers import cautious, evidence_of, no, yes


def _case(flat: bool) -> tuple[CaseFile, Document]:
    d = Document("送达回证.pdf", "", "SD_HZ", "送达回证", "送达回证")
    d.doubt = "表格没有读成表格" if flat else ""
    case = CaseFile("卷")
    case.documents.append(d)
    return case, d


def test_a_form_whose_cells_run_together_never_fails_a_case() -> None:
    case, d = _case(flat=True)
    answer = cautious(no("要素不全", [evidence_of(d)]), case)
    assert answer.value is None
    assert "请看原件" in answer.why
    assert answer.evidence[0].source == "送达回证.pdf"


def test_what_was_read_cell_by_cell_stands() -> None:
    case, d = _case(flat=False)
    assert cautious(no("要素不全", [evidence_of(d)]), case).value is False
    case, d = _case(flat=True)
    assert cautious(yes("齐全", [evidence_of(d)]), case).value is True
