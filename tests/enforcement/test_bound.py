"""A case file bound into one docx comes out like the folder it was bound from."""

import copy
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK

from enforcement.accuracy import expected_in
from enforcement.run import prepare

CORPUS = Path(__file__).parents[1] / "corpus"


def bind(files: list[Path], out: Path) -> None:
    """The bodies of ``files`` one after the other, each on a new page."""
    whole = docx.Document(str(files[0]))
    body = whole.element.body
    for file in files[1:]:
        whole.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for element in docx.Document(str(file)).element.body.iterchildren():
            if not element.tag.endswith("}sectPr"):
                body.insert(len(body) - 1, copy.deepcopy(element))
    whole.save(str(out))


@pytest.mark.parametrize(
    ("part", "case"), [("one", "nong1"), ("one", "shui2"), ("two", "xf01"), ("two", "wl01")]
)
def test_bound_case_file(part: str, case: str, tmp_path: Path) -> None:
    folder = CORPUS / part
    expected = next(e for e in expected_in(folder) if e["id"] == case)
    bind([folder / case / d["source"] for d in expected["documents"]], tmp_path / "卷.docx")
    job = prepare([tmp_path / "卷.docx"], registers=folder / "registers")
    bound = job.checker.check(tmp_path / "卷.docx")
    assert [d.code for d in bound.case_file.documents] == [
        d.get("code") or None for d in expected["documents"]
    ]
    may = {m["rule"] for m in expected["must_fail"]} | set(expected.get("may", []))
    assert {r.rule for r in bound.results if r.verdict == "fail"} <= may
