"""The binary Word format, against the same document as docx and against a real decision.

``data/form.doc`` and ``data/form.pdf`` were saved by LibreOffice from ``data/form.docx``.
"""

from contextlib import suppress
from pathlib import Path

import pytest

from casefiles.model import Block, Unreadable
from casefiles.readers import read_path
from casefiles.readers.word.doc import read_doc
from casefiles.readers.word.docx import read_docx
from tests.casefiles.readers.build import ole

DATA = Path(__file__).with_name("data")
OFFICIAL = Path(__file__).parents[4] / "shared" / "samples" / "official"


def looks(b: Block) -> tuple[object, ...]:
    return (b.text, b.index, b.cell, b.where, b.centred, b.large, b.new_page)


def test_a_doc_says_what_its_docx_says() -> None:
    """Text, fields, tracked and hidden text, tick boxes, merged cells, first-page footers."""
    doc = read_doc((DATA / "form.doc").read_bytes()).blocks
    docx = read_docx((DATA / "form.docx").read_bytes()).blocks
    body = [b for b in docx if b.where == "body"]
    assert len(body) > 12
    assert [looks(b) for b in doc if b.where == "body"] == [looks(b) for b in body]
    margins = {(b.text, b.where) for b in docx if b.where != "body"}
    assert len(margins) == 3
    assert {(b.text, b.where) for b in doc if b.where != "body"} == margins


def test_revisions_and_hidden_text_are_noted() -> None:
    notes = read_doc((DATA / "form.doc").read_bytes()).notes
    assert any("修订" in n for n in notes)
    assert any("隐藏" in n for n in notes)


def test_a_doc_under_another_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    for name in ("文书.wps", "文书.docx", "文书.pdf"):
        path = tmp_path / name
        path.write_bytes((DATA / "form.doc").read_bytes())
        assert read_path(path).blocks[0].text == "行政处罚决定书"


@pytest.mark.parametrize("cut", [600, 2000, 5000, 9000])
def test_a_cut_off_doc_is_refused(cut: int) -> None:
    with pytest.raises(Unreadable, match="损坏"):
        read_doc((DATA / "form.doc").read_bytes()[:cut])


def test_random_damage_never_breaks_the_reader() -> None:
    """Every byte of the structures is a number somebody could have changed."""
    whole = (DATA / "form.doc").read_bytes()
    for at in range(512, len(whole), 37):
        data = bytearray(whole)
        data[at] ^= 0xFF
        data[at + 1 : at + 3] = b"\xff\xff"
        # Anything but ``Unreadable`` is a failure of this test.
        with suppress(Unreadable):
            read_doc(bytes(data))


def test_an_older_format_and_a_password_are_told_apart() -> None:
    old = (0xA5DC).to_bytes(2, "little") + (0x65).to_bytes(2, "little") + bytes(500)
    with pytest.raises(Unreadable, match="Word 97"):
        read_doc(ole({"WordDocument": old}))
    locked = (0xA5EC).to_bytes(2, "little") + (0xC1).to_bytes(2, "little") + bytes(6)
    with pytest.raises(Unreadable, match="密码"):
        read_doc(ole({"WordDocument": locked + b"\x00\x01" + bytes(500)}))


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="needs ../shared/samples/official")
def test_decisions_written_by_wps_office() -> None:
    expected = {
        "tax_03.doc": ("税务处理决定书", "南市税一稽处〔2026〕2号", "二〇二六年一月六日"),
        "tax_04.doc": ("税务行政处罚决定书", "南市税三稽罚〔2026〕9号", "二〇二六年七月十六日"),
        "tax_05.doc": ("税务行政处罚决定书", "温税三稽罚〔2026〕65号", "二Ｏ二六年五月二十五日"),
    }
    for name, (title, number, day) in expected.items():
        body = [b for b in read_path(OFFICIAL / name).blocks if b.where == "body"]
        assert [b.text.strip() for b in body[1:3]] == [title, number]
        assert body[1].centred
        assert body[1].large
        assert body[-1].text.strip() == day
