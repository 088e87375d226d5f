"""The files of a case file once more, as bytes: the same ones, under the same names."""

from pathlib import Path

from casefiles.readers import open_case
from casefiles.readers.notes.originals import each_original
from tests.casefiles.readers.build import archive, docx, p

DOC = docx(p("行政处罚决定书"))


def met(path: Path) -> list[tuple[str, str, bytes]]:
    found: list[tuple[str, str, bytes]] = []
    each_original(path, lambda data, source, kind: found.append((source, kind, data)))
    return found


def test_documents_come_under_the_names_they_were_read_under(tmp_path: Path) -> None:
    case = tmp_path / "案卷"
    (case / "副卷").mkdir(parents=True)
    for name in ("10.docx", "2.docx", "副卷/1.docx"):
        (case / name).write_bytes(DOC)
    (case / "3.zip").write_bytes(archive({"../里.docx": DOC, "~$x.docx": DOC}))
    readings, _ = open_case(case)
    assert met(case) == [(r.source, "docx", DOC) for r in readings]
    assert len(readings) == 4


def test_pictures_come_without_content_and_recordings_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"\xff\xd8\xff\xe0 a picture")
    (tmp_path / "2.mp3").write_bytes(b"ID3\x03\x00\x00\x00\x00\x00\x00")
    assert met(tmp_path) == [("1.jpg", "image", b"")]


def test_an_archive_that_is_a_case_file_does_not_lend_its_name(tmp_path: Path) -> None:
    (tmp_path / "案卷.zip").write_bytes(archive({"正卷/1.docx": DOC}))
    assert [m[0] for m in met(tmp_path / "案卷.zip")] == ["正卷/1.docx"]
    assert met(tmp_path / "没有.zip") == []
