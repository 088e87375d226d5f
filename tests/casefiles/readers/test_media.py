"""Recordings and photos in a case file: what is told of them, and that they are never loaded."""

import hashlib
import tracemalloc
from datetime import date, datetime
from pathlib import Path

import pytest

from casefiles.media_facts import Media, files_of
from casefiles.readers import list_cases, media, open_all
from tests.casefiles.readers.build import archive, docx, p
from tests.casefiles.readers.films import box, jpg, mp3, mp4, wav

DOC = docx(p("行政处罚决定书"))
MADE = datetime(2025, 5, 6, 1, 10)


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def found(folder: Path, name: str, data: bytes) -> Media:
    opened = open_all(put(folder, {name: data, "1.docx": DOC}))
    assert opened.problems == []
    assert [r.source for r in opened.readings] == ["1.docx"]
    (one,) = opened.media
    return one


# --- how long, when made ------------------------------------------------------------------------


@pytest.mark.parametrize("wide", [False, True])
def test_a_film_tells_how_long_it_runs_and_when_it_was_made(tmp_path: Path, wide: bool) -> None:
    m = found(tmp_path, "现场.mp4", mp4(2520.5, MADE, wide=wide))
    assert (m.kind, m.seconds, m.created, m.broken, m.why) == ("视频", 2520.5, MADE, False, "")
    # The time may be UTC: then it was made at 9:10 in Beijing.
    assert m.days() == (date(2025, 5, 6), date(2025, 5, 5))


def test_a_film_without_a_date_has_none(tmp_path: Path) -> None:
    m = found(tmp_path, "a.mov", mp4(3))
    assert (m.created, m.days()) == (None, ())


@pytest.mark.parametrize("made", [datetime(1959, 5, 6), datetime(1904, 1, 2), datetime(2200, 1, 1)])
def test_a_date_that_no_device_could_have_written_is_none(tmp_path: Path, made: datetime) -> None:
    m = found(tmp_path, "a.mp4", mp4(3, made, wide=True))
    assert (m.created, m.seconds) == (None, 3)


def test_sound_of_a_recorder(tmp_path: Path) -> None:
    m = found(tmp_path, "询问.WAV", wav(2.5, "2025-05-0609:10:11"))
    assert (m.kind, m.seconds) == ("录音", 2.5)
    assert m.created == datetime(2025, 5, 6, 9, 10, 11)


def test_a_file_is_a_recording_by_what_it_is_or_by_its_name(tmp_path: Path) -> None:
    assert found(tmp_path / "a", "现场", mp4(3)).kind == "视频"
    raw = found(tmp_path / "b", "现场.dav", b"DHAV" + bytes(range(256)))
    assert (raw.kind, raw.seconds) == ("视频", None)
    assert raw.why
    # A document under the name of a film is read as a document.
    assert open_all(put(tmp_path / "c", {"录像.mp4": DOC})).readings


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_tells_when_it_was_taken(tmp_path: Path, order: str) -> None:
    m = found(tmp_path, "现场照片/1.jpg", jpg("2025:05:06 09:10:11", order))
    assert (m.kind, m.created) == ("照片", datetime(2025, 5, 6, 9, 10, 11))


def test_other_formats_are_left_to_mediainfo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(media, "mediainfo", lambda: None)
        m = found(tmp_path / "a", "录音.mp3", mp3(10))
        assert m.seconds is None
        assert "没有安装 media" in m.why
        assert m.sha256 == hashlib.sha256(mp3(10)).hexdigest()
    pytest.importorskip("pymediainfo")
    m = found(tmp_path / "b", "录音.mp3", mp3(10))
    assert (m.kind, m.why) == ("录音", "")
    assert m.seconds == pytest.approx(10, abs=0.1)
    packed = open_all(put(tmp_path / "c", {"案.zip": archive({"录音.mp3": mp3(10)})}) / "案.zip")
    assert packed.media[0].seconds == m.seconds


# --- damaged ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.mp4", mp4(60)[:-150], "没有录完"),
        ("a.mp4", mp4(60)[:100], "没有录完"),
        ("a.mp4", mp4(60)[:-1], "没有录完"),
        ("a.mp4", b"", "0字节"),
        ("a.wav", wav(2)[:-1], "没有录完"),
        ("a.wav", wav(2)[:30], "没有录完"),
        ("a.mp4", "录像在局机房".encode(), "不是能识别的录音录像"),
    ],
)
def test_a_damaged_recording_says_so(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    m = found(tmp_path, name, data)
    assert m.seconds is None
    if "不是" in says:
        pytest.importorskip("pymediainfo")
    else:
        assert m.broken
    assert says in m.why


def test_a_film_written_in_pieces_has_no_length_in_its_header(tmp_path: Path) -> None:
    m = found(tmp_path, "a.mp4", mp4(60, extra=box(b"mvex", bytes(8))))
    assert (m.seconds, m.broken) == (None, False)
    assert "分段" in m.why


def test_boxes_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    head = box(b"ftyp", b"isom\0\0\2\0")
    assert found(tmp_path / "a", "a.mp4", head + bytes(8) * 9).broken
    assert found(tmp_path / "b", "a.mp4", head + b"\0\0\0\4moov" * 99).broken
    assert found(tmp_path / "c", "a.mp4", head + box(b"free", b"") * 50_000).broken


# --- digests ------------------------------------------------------------------------------------


def test_digests_are_those_of_the_file(tmp_path: Path) -> None:
    data = mp4(60)
    m = found(tmp_path, "a.mp4", data)
    assert m.sha256 == hashlib.sha256(data).hexdigest()
    assert m.md5 == hashlib.md5(data).hexdigest()
    # GB/T 32905-2016, appendix A: the digest of "abc".
    abc = found(tmp_path / "abc", "a.mp4", b"abc").sm3
    assert abc == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm3_comes_from_elsewhere_or_its_absence_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = hashlib.new

    def without(name: str, *rest: object, **kw: object) -> object:
        if name == "sm3":
            raise ValueError("unsupported hash type sm3")
        return real(name, *rest, **kw)  # type: ignore[arg-type]

    expected = found(tmp_path / "a", "a.mp4", mp4(60)).sm3
    monkeypatch.setattr(hashlib, "new", without)
    m = found(tmp_path / "b", "a.mp4", mp4(60))
    if m.sm3 is None:
        assert "SM3" in m.why
        assert not m.all_digests("0" * 64)
        assert m.all_digests("0" * 32)
    else:
        assert m.sm3 == expected


# --- nothing is loaded --------------------------------------------------------------------------


def test_a_large_recording_is_not_loaded(tmp_path: Path) -> None:
    path = put(tmp_path, {"1.docx": DOC}) / "录像.mp4"
    with path.open("wb") as out:
        out.write(mp4(60)[:-150])
        out.truncate(24 * 1024 * 1024)
    open_all(tmp_path)  # what is imported on first use
    tracemalloc.start()
    (m,) = open_all(tmp_path).media
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert m.size == 24 * 1024 * 1024
    assert peak < 5 * 1024 * 1024


def test_an_archive_of_recordings_may_be_larger_than_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casefiles.readers.archive.MAX_FILE", 10_000)
    monkeypatch.setattr("casefiles.readers.formats.MAX_FILE", 10_000)
    import random

    film = mp4(60, pictures=random.Random(1).randbytes(30_000))
    path = put(tmp_path, {"案.zip": archive({"音像/a.mp4": film, "1.docx": DOC})}) / "案.zip"
    opened = open_all(path)
    assert opened.problems == []
    assert [r.source for r in opened.readings] == ["1.docx"]
    assert [(m.name, m.seconds) for m in opened.media] == [("音像/a.mp4", 60)]
    assert opened.media[0].sha256 == hashlib.sha256(film).hexdigest()


def test_a_recording_that_unpacks_to_far_more_is_not_unpacked(tmp_path: Path) -> None:
    film = mp4(60)[:-150] + bytes(30 * 1024 * 1024)
    path = put(tmp_path, {"案.zip": archive({"录像.mp4": film, "1.docx": DOC})}) / "案.zip"
    (m,) = open_all(path).media
    assert (m.broken, m.sha256) == (True, None)
    assert "压缩比" in m.why


def test_beyond_the_limits_only_names_and_sizes_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(mp4(60))
    put(tmp_path, {"1.docx": DOC, "1.mp4": mp4(60), "2.mp4": mp4(60), "3.mp4": mp4(60)})
    monkeypatch.setattr(media, "MAX_ALL_MEDIA", 2 * size)
    assert [m.seconds for m in open_all(tmp_path).media] == [60, 60, None]
    monkeypatch.setattr(media, "MAX_MEDIA", size - 1)
    assert [m.sha256 for m in open_all(tmp_path).media] == [None, None, None]


def test_recordings_alone_are_no_case_file(tmp_path: Path) -> None:
    opened = open_all(put(tmp_path, {"a.mp4": mp4(60)}))
    assert len(opened.media) == 1
    assert "没有文书" in opened.problems[0].message
    assert len(open_all(tmp_path / "a.mp4").problems) == 1


# --- photos or documents ------------------------------------------------------------------------


def test_a_picture_is_a_photo_by_its_folder_or_by_a_list(tmp_path: Path) -> None:
    table = docx(p("音像记录清单") + p("1 IMG_0001.JPG 现场照片") + p("2 IMG_00025.jpg"))
    opened = open_all(
        put(
            tmp_path,
            {
                "1清单.docx": table, "IMG_0001.jpg": jpg(), "IMG_00025.jpg": jpg(),
                "IMG_0002.jpg": jpg(), "00025.jpg": jpg(), "照片/a.jpg": jpg(),
                "扫描件/立案审批表.jpg": jpg(), "证据照片/门头.JPG": jpg(),
            },
        )
    )  # fmt: skip
    assert [m.name for m in opened.media] == [
        "IMG_0001.jpg", "IMG_00025.jpg", "照片/a.jpg", "证据照片/门头.JPG",
    ]  # fmt: skip
    rest = {x.source for x in opened.problems} | {r.source for r in opened.readings}
    assert rest == {"1清单.docx", "00025.jpg", "IMG_0002.jpg", "扫描件/立案审批表.jpg"}


@pytest.mark.parametrize(
    ("folder", "yes"),
    [("照片", True), ("现场照片2", True), ("执法记录仪视频", True), ("音像资料", True),
     ("录音光盘", True), ("照片说明", False), ("正卷", False), ("图片扫描件", False)],
)  # fmt: skip
def test_folders_of_recordings(folder: str, yes: bool) -> None:
    assert media.is_media_folder(folder) is yes


def test_a_folder_of_recordings_beside_the_volumes_belongs_to_the_case(tmp_path: Path) -> None:
    put(tmp_path, {"案/正卷/1.docx": DOC, "案/执法录像/a.mp4": mp4(5)})
    assert list_cases([tmp_path]) == [tmp_path / "案"]
    assert [m.name for m in open_all(tmp_path / "案").media] == ["执法录像/a.mp4"]


# --- names in lists -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("A.mp4", ["音像/A.mp4"]), (" a.MP4 ", ["音像/A.mp4"]), ("A", ["音像/A.mp4"]),
        ("D:\\执法\\A.mp4", ["音像/A.mp4"]), ("现场录像（A.mp4）", ["音像/A.mp4"]),
        ("送达A.mp4", ["送达A.mp4"]), ("BA.mp4", []), ("A_1.mp4", ["A_1.mp4"]),
        ("A.mp4、A_1.mp4", ["音像/A.mp4", "A_1.mp4"]), ("现场录像", []), ("", []),
    ],
)  # fmt: skip
def test_the_file_that_a_list_names(listed: str, expected: list[str]) -> None:
    names = ("音像/A.mp4", "送达A.mp4", "A_1.mp4")
    files = [Media(n, "视频", 1) for n in names]
    assert [m.name for m in files_of(listed, files)] == expected
