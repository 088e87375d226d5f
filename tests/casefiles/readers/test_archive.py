"""Which files make a case file, in what order, whatever they are called and packed in."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from casefiles.readers import is_case_folder, list_cases, open_case, read_path, supported
from tests.casefiles.readers.build import archive, docx, p

DOC = docx(p("行政处罚决定书"))


def fill(folder: Path, *names: str, data: bytes = DOC) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def sources(path: Path) -> list[str]:
    readings, problems = open_case(path)
    assert problems == []
    return [r.source for r in readings]


# --- a folder -----------------------------------------------------------------------------------


def test_documents_come_in_natural_order_with_sub_folders(tmp_path: Path) -> None:
    fill(tmp_path, "10送达.docx", "2立案.docx", "正卷/卷10.docx", "正卷/卷9.docx", "副卷/a.docx")
    found = sources(tmp_path)
    assert found[:2] == ["2立案.docx", "10送达.docx"]
    assert found.index("正卷/卷9.docx") < found.index("正卷/卷10.docx")
    assert len(found) == 5


def test_what_programs_leave_behind_is_ignored(tmp_path: Path) -> None:
    fill(tmp_path, "1.docx")
    junk = ("~$1.docx", ".DS_Store", "Thumbs.db", "desktop.ini", "._1.docx", ".git/x.docx",
            "__MACOSX/1.docx")  # fmt: skip
    fill(tmp_path, *junk, data=b"junk")
    assert sources(tmp_path) == ["1.docx"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = fill(tmp_path / "别处", "密.docx")
    case = fill(tmp_path / "案", "1.docx")
    (case / "链接.docx").symlink_to(outside / "密.docx")
    (case / "链接夹").symlink_to(outside)
    (case / "自己").symlink_to(case)
    readings, problems = open_case(case)
    assert [r.source for r in readings] == ["1.docx"]
    assert [x.source for x in problems] == ["链接.docx", "链接夹"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    fill(tmp_path, "1.docx")
    os.mkfifo(tmp_path / "2.docx")
    readings, problems = open_case(tmp_path)
    assert [r.source for r in readings] == ["1.docx"]
    assert "不是普通文件" in problems[0].message


def test_pictures_and_tables_are_told_as_what_they_are(tmp_path: Path) -> None:
    fill(tmp_path, "1.docx")
    fill(tmp_path, "照片.jpg", data=b"\xff\xd8\xff\xe0" + bytes(99))
    fill(tmp_path, "名录.csv", data="姓名,证号".encode())
    fill(tmp_path, "照片.docx", data=b"\x89PNG\r\n\x1a\n" + bytes(99))
    readings, problems = open_case(tmp_path)
    assert [r.source for r in readings] == ["1.docx"]
    said = {x.source: x.message for x in problems}
    assert set(said) == {"照片.jpg", "照片.docx", "名录.csv"}  # pictures with nothing to be seen
    assert "CSV 表格" in said["名录.csv"]


def test_a_mislabelled_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    fill(tmp_path, "决定书.doc", "决定书.pdf", "决定书", "决定书.txt")
    for path in tmp_path.iterdir():
        assert [b.text for b in read_path(path).blocks] == ["行政处罚决定书"]


def test_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    readings, problems = open_case(tmp_path / "没有")
    assert readings == []
    assert "找不到" in problems[0].message


# --- a zip archive ------------------------------------------------------------------------------


def zipped(names: list[str], encoding: str) -> bytes:
    """A zip whose names are in ``encoding`` and not marked as UTF-8, as old programs write it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name in names:
            # zipfile marks every name that is not ASCII, so write one of equal length first.
            z.writestr("x" * len(name.encode(encoding)), DOC)
    data = out.getvalue()
    for name in names:
        raw = name.encode(encoding)
        data = data.replace(b"x" * len(raw), raw)
    return data


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_without_a_mark(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "案.zip"
    path.write_bytes(zipped(["案卷/2行政处罚决定书.docx", "案卷/10送达回证.docx"], encoding))
    assert sources(path) == ["案卷/2行政处罚决定书.docx", "案卷/10送达回证.docx"]


def test_names_that_lead_elsewhere_stay_names(tmp_path: Path) -> None:
    names = ("../../逃.docx", "/etc/绝.docx", "C:\\盘\\盘.docx", "..\\反.docx")
    path = fill(tmp_path, "案.zip", data=archive(dict.fromkeys(names, DOC))) / "案.zip"
    before = sorted(tmp_path.parent.rglob("*"))
    assert sorted(sources(path)) == sorted(["逃.docx", "etc/绝.docx", "盘/盘.docx", "反.docx"])
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_an_archive_in_an_archive_is_opened_once(tmp_path: Path) -> None:
    inner = archive({"里.docx": DOC})
    deep = archive({"二.zip": archive({"三.zip": inner, "中.docx": DOC}), "外.docx": DOC})
    path = fill(tmp_path, "一.zip", data=deep) / "一.zip"
    readings, problems = open_case(path)
    assert sorted(r.source for r in readings) == ["二.zip/中.docx", "外.docx"]
    assert [x.source for x in problems] == ["二.zip/三.zip"]
    assert "嵌套" in problems[0].message


def test_a_zip_beside_documents_belongs_to_the_case(tmp_path: Path) -> None:
    fill(tmp_path, "1.docx")
    fill(tmp_path, "附件.zip", data=archive({"证据.docx": DOC}))
    assert list_cases([tmp_path]) == [tmp_path]
    assert sources(tmp_path) == ["1.docx", "附件.zip/证据.docx"]


def test_an_empty_archive_is_a_problem(tmp_path: Path) -> None:
    path = fill(tmp_path, "空.zip", data=archive({})) / "空.zip"
    assert "里面没有文件" in open_case(path)[1][0].message


# --- finding case files -------------------------------------------------------------------------


def test_folders_archives_and_merged_documents_are_cases(tmp_path: Path) -> None:
    batch = fill(tmp_path / "批", "案10/1.docx", "案2/正卷/1.docx", "案2/副卷/2.docx", "案3/a.pdf")
    fill(batch, "案1.zip", data=archive({"1.docx": DOC}))
    fill(batch, "名录/执法人员名录.csv", "说明.csv", "空/README.md", data=b"a,b")
    fill(batch, "二季度/案7/1.doc")
    found = [c.relative_to(batch).as_posix() for c in list_cases([batch])]
    assert found == ["二季度/案7", "案1.zip", "案2", "案3", "案10"]
    assert not is_case_folder(batch)
    merged = fill(tmp_path, "合并.docx") / "合并.docx"
    assert list_cases([merged, batch / "案3", merged]) == [merged, batch / "案3"]


def test_a_folder_of_scans_is_a_case_so_that_it_is_not_lost(tmp_path: Path) -> None:
    fill(tmp_path / "案1", "0001.jpg", "0002.jpg", data=b"\xff\xd8\xff")
    assert list_cases([tmp_path]) == [tmp_path / "案1"]
    # A picture beside case folders is no case file of its own.
    fill(tmp_path, "流程图.png", data=b"\x89PNG")
    assert list_cases([tmp_path]) == [tmp_path / "案1"]


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("决定书.docx", True), ("决定书.WPS", True), ("案.zip", True), ("a.jpg", True),
        ("~$决定书.docx", False), ("名录.xlsx", False), ("说明", False), (".x.docx", False),
    ],
)  # fmt: skip
def test_names_that_may_be_documents(name: str, yes: bool) -> None:
    assert supported(name) is yes


def test_links_are_no_case_files(tmp_path: Path) -> None:
    outside = fill(tmp_path / "别处", "1.docx")
    batch = fill(tmp_path / "批", "案1/1.docx")
    (batch / "链接").symlink_to(outside)
    (batch / "自己").symlink_to(batch)
    assert list_cases([batch]) == [batch / "案1"]
