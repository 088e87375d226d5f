"""Rows of a list of recordings: file, length and digest, in the columns that lists have."""

from datetime import timedelta

import pytest

from casefiles.extract import extract
from casefiles.facts import Recording
from casefiles.media_facts import Media
from casefiles.model import Block, Cell, Reading

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
MD5 = "098f6bcd4621d373cade4e832627b4f6"


def listed(*rows: list[str], trust: float = 1) -> list[tuple[Recording, bool]]:
    """The rows of a 音像记录清单 with the given table, its head first; and whether each is sure."""
    blocks = [Block("音像记录清单", "p", 0, centred=True, large=True)]
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            sure = (trust,) if trust < 1 else ()
            blocks.append(Block(text, "p", len(blocks), Cell(0, i, j), runs=(0,), trust=sure))
    d = extract(Reading("清单.docx", "", blocks))
    assert d.code == "GD_AVLIST"
    return [(f.value, f.sure) for f in d.all("recordings")]


HEAD = ["序号", "文件名", "开始时间", "结束时间", "时长", "SHA-256值", "记录事项"]


def test_a_row_with_file_length_and_digest() -> None:
    broken = f"{SHA[:32].upper()}\n{SHA[32:]}"
    row = ["1", "A.mp4", "2025年5月6日9时10分", "2025年5月6日9时50分", "40分钟", broken, "检查"]
    ((r, sure),) = listed(HEAD, row)
    assert (r.name, r.file_kind, r.digests, sure) == ("A.mp4", "视频", (SHA,), True)
    assert r.length == timedelta(minutes=40)


@pytest.mark.parametrize(
    "label", ["哈希值（SHA-256）", "SM3", "完整性校验值", "数字指纹", "Hash 值", "校验值(SM3)"]
)
def test_columns_with_digests(label: str) -> None:
    head = ["序号", "文件名", "开始时间", label, "记录事项"]
    ((r, _),) = listed(head, ["1", "A.mp4", "2025年5月6日9时10分", SHA, "检查"])
    assert r.digests == (SHA,)


def test_two_columns_with_digests() -> None:
    head = ["序号", "文件名", "开始时间", "SM3值", "MD5值", "记录事项"]
    ((r, _),) = listed(head, ["1", "A.mp4", "2025年5月6日9时10分", SHA, MD5.upper(), "检查"])
    assert r.digests == (SHA, MD5)


@pytest.mark.parametrize("said", ["", "/", "见光盘", SHA[:-1], SHA + "0", SHA[:20]])
def test_what_is_no_whole_digest_is_none(said: str) -> None:
    head = ["序号", "文件名", "开始时间", "校验值", "记录事项"]
    ((r, _),) = listed(head, ["1", "A.mp4", "2025年5月6日9时10分", said, "检查"])
    assert r.digests == ()


def test_a_digest_recognised_with_little_trust_is_not_sure() -> None:
    head = ["序号", "文件名", "开始时间", "校验值", "记录事项"]
    ((_, sure),) = listed(head, ["1", "A.mp4", "2025年5月6日9时10分", SHA, "检查"], trust=0.5)
    assert not sure


@pytest.mark.parametrize(
    ("label", "said", "seconds"),
    [
        ("时长", "42分钟", 2520), ("时长", "42分", 2520), ("录制时长", "1小时2分30秒", 3750),
        ("时长", "00:42:10", 2530), ("时长", "42:10", 2530), ("时长", "约42分钟", 2520),
        ("时长（分钟）", "42", 2520), ("时长（秒）", "42", 42), ("时长", "42′10″", 2530),
        ("时长", "2小时", 7200), ("时长", "42", None), ("时长", "半小时", None), ("时长", "", None),
        ("时长", "0", None), ("时长", "全程", None),
    ],
)  # fmt: skip
def test_lengths(label: str, said: str, seconds: int | None) -> None:
    head = ["序号", "文件名", "开始时间", label, "记录事项"]
    ((r, _),) = listed(head, ["1", "A.mp4", "2025年5月6日9时10分", said, "检查"])
    assert r.length == (timedelta(seconds=seconds) if seconds else None)
    if seconds and r.start is not None:
        assert r.end == r.start + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("A.mp4", "视频"), ("现场录像（A.MP4）", "视频"), ("询问.m4a", "录音"),
        ("IMG_1.JPG", "照片"),
        ("现场录像", None), ("青澜县人民政府.gov", None), ("第1.2段", None), ("", None),
    ],
)  # fmt: skip
def test_whether_a_row_names_a_file(name: str, kind: str | None) -> None:
    assert Recording(name, None, None).file_kind == kind


def test_digests_are_compared_with_those_of_their_length() -> None:
    m = Media("a.mp4", "视频", 1, sha256="a" * 64, sm3=None, md5="b" * 32)
    assert m.digests("c" * 64) == ("a" * 64,)
    assert m.digests("c" * 32) == ("b" * 32,)
    assert m.digests("c" * 40) == ()
    # Without SM3, sixty-four digits that differ from SHA-256 say nothing.
    assert not m.all_digests("c" * 64)
    assert m.all_digests("c" * 32)
