"""What files said, kept on disk: when it is asked again, and what is never believed."""

import datetime
import os
import pickle
import stat
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from casefiles import cache as module
from casefiles.cache import Cache
from casefiles.intake import read_case
from casefiles.sealed import Damaged, seal, unseal
from casefiles.telling import Told, tell
from tests.casefiles.readers.build import docx, p

POSIX = pytest.mark.skipif(not hasattr(os, "getuid"), reason="没有 POSIX 权限")


class Counting:
    """Tells as always, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, data: bytes, source: str, kind: str, keep: bool = False) -> Told:
        self.asked.append(source)
        return tell(data, source, kind, keep)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "案"
    folder.mkdir()
    (folder / "1.docx").write_bytes(docx(p("立案审批表") + p("立案日期：2024年3月5日")))
    (folder / "2.docx").write_bytes(docx(p("行政处罚决定书") + p("云农罚〔2024〕1号")))
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept")


def asked(case: Path, kept: Cache) -> list[str]:
    counting = Counting()
    read_case(case, tell=kept.telling(counting))
    return counting.asked


def test_a_second_reading_asks_nothing_and_says_the_same(case: Path, kept: Cache) -> None:
    plain = read_case(case)
    assert asked(case, kept) == ["1.docx", "2.docx"]
    again = read_case(case, tell=kept.telling(Counting()))
    assert asked(case, kept) == []
    assert again == plain
    phrases = [d.all("identity_shown") for d in again.documents]  # looked for only when asked
    assert phrases == [d.all("identity_shown") for d in plain.documents]


def test_a_changed_document_is_the_only_one_read_again(case: Path, kept: Cache) -> None:
    asked(case, kept)
    (case / "2.docx").write_bytes(docx(p("行政处罚决定书") + p("云农罚〔2024〕2号")))
    assert asked(case, kept) == ["2.docx"]


def test_a_renamed_document_is_not_read_again_and_has_its_new_name(case: Path, kept: Cache) -> None:
    asked(case, kept)
    (case / "2.docx").rename(case / "决定.docx")
    assert asked(case, kept) == []
    said = read_case(case, tell=kept.telling(tell))
    assert [d.source for d in said.documents] == ["1.docx", "决定.docx"]


def test_changed_readers_read_everything_again(
    case: Path, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(case, kept)
    monkeypatch.setattr(module, "reader_version", lambda: "another")
    assert asked(case, kept) == ["1.docx", "2.docx"]


def test_the_version_follows_the_sources_and_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "casefiles"
    (room / "kinds").mkdir(parents=True)
    (room / "cache.py").write_text("", "utf-8")
    words = room / "kinds" / "fields.toml"
    words.write_text('a = "甲"\n', "utf-8")
    monkeypatch.setattr(module, "__file__", str(room / "cache.py"))
    versions = set()
    for text in ('a = "甲"\n', 'a = "乙"\n', 'a = "乙"\n'):
        words.write_text(text, "utf-8")
        module.reader_version.cache_clear()
        versions.add(module.reader_version())
    module.reader_version.cache_clear()
    assert len(versions) == 2


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
        lambda data: seal(datetime.date(2024, 3, 5)),
    ],
    ids=["empty", "cut off", "one bit", "something else"],
)
def test_damaged_entries_are_read_again(
    case: Path, kept: Cache, harm: Callable[[bytes], bytes]
) -> None:
    asked(case, kept)
    for path in kept.folder.glob("*/*.told"):
        path.write_bytes(harm(path.read_bytes()))
    assert asked(case, kept) == ["1.docx", "2.docx"]
    assert asked(case, kept) == []


class _Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.getenv, ("PATH",)


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(_Harm()),
        b"cos\nsystem\n(S'true'\ntR.",
        b"\x80\x05\x8c\x0fcasefiles.watch\x8c\x10subprocess.Popen\x93.",
        b"\x80\x05\x8c\x0fcasefiles.watch\x8c\x05Apart\x93.",
        b"\x80\x05\x8c\x10casefiles.sealed\x8c\x06pickle\x93.",
        b"\x80\x05\x8c\x11casefiles.telling\x8c\x04tell\x93.",
        b"\x80\x05\x8c\x11casefiles.telling\x8c\x07replace\x93.",
        b"\x80\x05\x8c\x08builtins\x8c\x04eval\x93.",
        pickle.dumps(Path("x")),
    ],
)
def test_nothing_foreign_is_made_of_an_entry(data: bytes) -> None:
    with pytest.raises(Damaged):
        unseal(sha256(data).digest() + data)


def test_what_was_refused_is_asked_again(tmp_path: Path, kept: Cache) -> None:
    (tmp_path / "坏.docx").write_bytes(docx(p("甲"))[:200])
    case = tmp_path / "案"
    case.mkdir()
    (case / "坏.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert asked(case, kept) == ["坏.pdf"]
    assert asked(case, kept) == ["坏.pdf"]


def test_the_entries_used_longest_ago_are_removed(case: Path, kept: Cache) -> None:
    asked(case, kept)
    first, second = sorted(kept.folder.glob("*/*.told"), key=lambda x: x.stat().st_mtime_ns)
    os.utime(first, (2_000_000_000, 2_000_000_000))
    both = kept.size().bytes
    Cache(kept.folder, limit=both).prune()
    assert second.exists()
    Cache(kept.folder, limit=both - 1).prune()
    assert first.exists()
    assert not second.exists()


def test_clear_removes_entries_and_nothing_else(case: Path, kept: Cache) -> None:
    asked(case, kept)
    (kept.folder / "其他.txt").write_text("留着", "utf-8")
    assert kept.size().entries == 2
    assert kept.clear().entries == 2
    assert [x.name for x in kept.folder.iterdir()] == ["其他.txt"]


@POSIX
def test_entries_are_closed_to_other_users(case: Path, kept: Cache) -> None:
    asked(case, kept)
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    for path in kept.folder.glob("*/*.told"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@POSIX
@pytest.mark.parametrize("mode", [0o755, 0o770, 0o777])
def test_a_folder_that_others_can_open_is_not_used(case: Path, tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    assert asked(case, Cache(folder)) == ["1.docx", "2.docx"]
    assert list(folder.iterdir()) == []


@POSIX
def test_a_link_to_a_folder_is_not_used(case: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "there")
    asked(case, Cache(tmp_path / "link"))
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="路径规则不同")
def test_where_nothing_can_be_kept_everything_is_read(case: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert asked(case, Cache(tmp_path / "file" / "below")) == ["1.docx", "2.docx"]
