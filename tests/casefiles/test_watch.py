"""Files told in a process of their own: the same answer, and no harm when that process is lost."""

import os
import signal
import sys
from pathlib import Path

import pytest

from casefiles import watch
from casefiles.intake import read_case
from casefiles.telling import MOST_DOCUMENT, tell
from tests.casefiles.readers.build import docx, p

DATA = Path(__file__).parent / "readers" / "data"
PDF = (DATA / "form.pdf").read_bytes()


@pytest.fixture
def apart() -> watch.Apart:
    return watch.Apart(silent=30)


def test_told_apart_is_told_the_same(apart: watch.Apart) -> None:
    here, there = tell(PDF, "表.pdf", "pdf"), apart.tell(PDF, "表.pdf", "pdf")
    assert [(d.text, d.code, d.fields) for d in there.documents] == [
        (d.text, d.code, d.fields) for d in here.documents
    ]
    assert there.documents[0].all("phrase_that_is_not_there") == []
    assert there.problems == here.problems
    apart.close()


def test_a_lost_process_costs_one_file(apart: watch.Apart) -> None:
    apart.tell(PDF, "表.pdf", "pdf")
    assert apart._process is not None
    os.kill(apart._process.pid, signal.SIGSTOP if hasattr(signal, "SIGSTOP") else signal.SIGTERM)
    apart._silent = 0.5
    said = apart.tell(PDF, "表.pdf", "pdf")
    assert "没有检查" in said.refused
    apart._silent = 30
    assert apart.tell(PDF, "表.pdf", "pdf").documents
    apart.close()


def test_a_process_that_ends_in_the_middle_refuses_the_file(apart: watch.Apart) -> None:
    apart.tell(PDF, "表.pdf", "pdf")
    process = apart._process
    assert process is not None
    process.kill()
    process.wait()
    # Its end may be seen before the next file is sent, or only after.
    said = apart.tell(PDF, "表.pdf", "pdf")
    assert said.documents or "没有检查" in said.refused
    assert apart.tell(PDF, "表.pdf", "pdf").documents
    apart.close()


@pytest.mark.skipif(sys.platform == "win32", reason="没有内存限额")
def test_memory_of_the_second_process_is_capped(apart: watch.Apart) -> None:
    apart.tell(PDF, "表.pdf", "pdf")
    assert apart._process is not None
    limits = Path(f"/proc/{apart._process.pid}/limits")
    if not limits.exists():
        pytest.skip("系统没有 /proc")
    line = next(x for x in limits.read_text().split("\n") if x.startswith("Max data size"))
    assert str(watch.MEMORY * 1024 * 1024) in line
    apart.close()


@pytest.mark.parametrize(
    ("data", "kind", "risky"),
    [
        (b"%PDF", "pdf", True),
        (b"\xff\xd8", "image", True),
        (docx(p("甲")), "docx", False),
        (docx(p("甲" * 700_000)), "docx", False),
        (docx(p("甲" * 1_400_000)), "docx", True),
        (b"x" * watch.PLAIN, "text", False),
        (b"x" * (watch.PLAIN + 1), "text", True),
    ],
    ids=["pdf", "image", "small", "below", "above", "text", "large text"],
)
def test_what_is_told_apart(data: bytes, kind: str, risky: bool) -> None:
    assert watch.risky(data, kind) is risky


def test_a_document_beyond_the_limit_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    line = "当事人张三违法事实清楚，证据确实充分。" * 50 + "\n"
    text = "行政处罚决定书\n" + line * (MOST_DOCUMENT // len(line) + 2)
    (tmp_path / "1长.txt").write_text(text, "utf-8")
    (tmp_path / "2.docx").write_bytes(docx(p("立案审批表")))
    case = read_case(tmp_path)
    assert [d.source for d in case.documents] == ["2.docx"]
    (problem,) = case.problems
    assert "100万字" in problem.message


def test_the_same_content_under_another_name(tmp_path: Path) -> None:
    bound = docx(p("行政处罚决定书") + p("云农罚〔2024〕1号"))
    again = tell(bound, "旧名.docx", "docx").under("新/名.docx")
    assert [d.source for d in again.documents] == ["新/名.docx"]
