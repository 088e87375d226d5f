"""Original files under the hash of their content: kept once, never changed, damage is told."""

import hashlib
from pathlib import Path

import pytest

from enforcement.store.errors import StoreError
from enforcement.store.originals import Originals


@pytest.fixture
def kept(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def _files(kept: Originals) -> list[str]:
    root = kept.path("0" * 64).parents[1]
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def test_the_same_content_is_kept_once(kept: Originals, tmp_path: Path) -> None:
    file = tmp_path / "决定书.docx"
    file.write_bytes(b"words")
    sha256 = hashlib.sha256(b"words").hexdigest()
    assert kept.keep(file) == kept.put(b"words") == sha256
    assert kept.keep_all([file, file]) == [sha256, sha256]
    assert kept.get(sha256) == b"words"
    assert _files(kept) == [f"{sha256[:2]}/{sha256[2:]}"]


def test_what_is_kept_is_not_written_again(kept: Originals) -> None:
    sha256 = kept.put(b"words")
    before = kept.path(sha256).stat()
    kept.put(b"words")
    after = kept.path(sha256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_changed_or_missing_original_is_told(kept: Originals) -> None:
    sha256 = kept.put(b"words")
    kept.path(sha256).write_bytes(b"other")
    with pytest.raises(StoreError, match="被改过或者坏了"):
        kept.get(sha256)
    kept.path(sha256).unlink()
    assert "没有了" in kept.damaged(sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_only_a_hash_is_a_name(kept: Originals, name: str) -> None:
    with pytest.raises(StoreError, match="64位"):
        kept.get(name)


def test_a_file_that_cannot_be_read_is_not_kept(kept: Originals, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="读不出“没有的”"):
        kept.keep(tmp_path / "没有的")
