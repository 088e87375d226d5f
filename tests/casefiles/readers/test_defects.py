"""Every file that cannot be read is one clear sentence, and costs neither time nor memory."""

import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from casefiles.model import Unreadable
from casefiles.readers import open_case, read_path
from casefiles.readers.limits import MAX_ENTRIES, unpack
from casefiles.readers.word.docx import read_docx
from tests.casefiles.readers.build import archive, cell, docx, p, root, table

DEFECTS = Path(__file__).parents[2] / "defects"
EXPECTED = {
    "empty": "空文件",
    "truncated": "损坏",
    "entity": "实体声明",
    "entity_utf16": "实体声明",
    "not_a_document": "不是能识别的文书格式",
    "encrypted": "已加密",
    "password_zip": "密码",
    "no_document_part": "缺少必要的内部部件",
    "picture": "是图片",
    "old_word": "Word 97",
}

# Damaged, but not so much that the words could not be read: how many paragraphs there are.
READ = {"cell_outside": 3, "nameless_part": 2}


def test_every_defect_is_listed() -> None:
    folders = {f.name for f in DEFECTS.iterdir() if f.is_dir()}
    assert folders == {*EXPECTED, *READ, "lock_file"}
    readme = (DEFECTS / "README.md").read_text("utf-8")
    assert all(f"- `{name}`: " in readme for name in folders)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_defect_is_one_sentence_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    (bad,) = (DEFECTS / name).iterdir()
    (tmp_path / bad.name).write_bytes(bad.read_bytes())
    (tmp_path / "10立案审批表.docx").write_bytes(docx(p("立案审批表")))
    readings, problems = open_case(tmp_path)
    assert [r.source for r in readings] == ["10立案审批表.docx"]
    (problem,) = problems
    assert EXPECTED[name] in problem.message
    assert "\n" not in problem.message
    assert problem.source in problem.message
    advice = ("提交", "核对", "人工查看")
    assert any(word in problem.message for word in advice)


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_of_a_damaged_file_is_read(name: str) -> None:
    readings, problems = open_case(DEFECTS / name)
    assert problems == []
    assert [len(r.blocks) for r in readings] == [READ[name]]


def test_one_unreadable_file_raises_with_its_name() -> None:
    with pytest.raises(Unreadable, match=r"^“第三号”是空文件"):
        read_path(DEFECTS / "empty" / "决定书.docx", name="第三号")


def test_lock_files_are_ignored() -> None:
    assert open_case(DEFECTS / "lock_file") == ([], [])


def test_a_bomb_is_refused_without_unpacking_it() -> None:
    bomb = zipfile.ZipInfo("word/document.xml")
    bomb.compress_type = zipfile.ZIP_DEFLATED
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(docx(p("x")))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename != "word/document.xml":
                new.writestr(info, old.read(info))
        with new.open(bomb, "w") as member:
            for _ in range(200):
                member.write(b" " * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(Unreadable, match="解压后超过"):
        read_docx(out.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 140 * 1024 * 1024


def test_a_part_packed_implausibly_tight_is_refused() -> None:
    blank = root("document", "<w:body>" + p("x") + " " * 8_000_000 + "</w:body>")
    with pytest.raises(Unreadable, match="压缩比异常"):
        read_docx(docx("", document=blank))


def test_media_parts_are_never_unpacked() -> None:
    with zipfile.ZipFile(BytesIO(docx(p("正文")))) as z:
        members = {n: z.read(n) for n in z.namelist()}
    members["word/media/image1.png"] = bytes(60 * 1024 * 1024)
    data = archive(members)
    del members
    tracemalloc.start()
    assert read_docx(data).blocks[0].text == "正文"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * 1024 * 1024


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(archive({"a.xml": b"x" * 10_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with zipfile.ZipFile(BytesIO(bytes(data))) as z, pytest.raises(Unreadable):
        unpack(z, z.infolist()[0], 100_000)


def test_too_many_members_are_refused() -> None:
    data = archive({f"{i}.txt": b"" for i in range(MAX_ENTRIES + 1)})
    with pytest.raises(Unreadable, match="超过2000个"):
        read_docx(data)


@pytest.mark.parametrize("depth", [60, 200, 3000])
def test_deep_nesting_is_refused_or_read_but_never_breaks(depth: int, tmp_path: Path) -> None:
    body = p("底")
    for _ in range(depth):
        body = table(cell(body))
    (tmp_path / "深.docx").write_bytes(docx(body))
    readings, problems = open_case(tmp_path)
    assert len(readings) + len(problems) == 1
    assert all("嵌套" in x.message or "结构" in x.message for x in problems)


def test_deep_nesting_with_something_to_pass_over(tmp_path: Path) -> None:
    body = p('<w:ins w:id="1">' * 900 + "<w:r><w:t>底</w:t></w:r>" + "</w:ins>" * 900)
    sdt = "<w:sdt><w:sdtPr/><w:sdtContent>" + p("控件") + "</w:sdtContent></w:sdt>"
    (tmp_path / "深.docx").write_bytes(docx(body + sdt))
    readings, problems = open_case(tmp_path)
    assert len(readings) + len(problems) == 1


def test_random_damage_never_breaks_the_docx_reader(tmp_path: Path) -> None:
    body = table(cell("当事人") + cell("张三")) + p("正文")
    whole = docx(body, {"footer1.xml": root("ftr", p("x"))})
    for at in range(0, len(whole), 11):
        data = bytearray(whole)
        data[at] ^= 0xFF
        (tmp_path / "a.docx").write_bytes(bytes(data))
        readings, problems = open_case(tmp_path)
        assert len(readings) + len(problems) == 1
        assert not any("读取时出错" in x.message for x in problems)
