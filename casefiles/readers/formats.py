"""What a file is, told by its content, and the reader for it."""

import re
import tomllib
from bisect import bisect_left
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import olefile

from casefiles.model import Block, Reading, Unreadable
from casefiles.readers.limits import DAMAGED, MAX_FILE, MIB, open_zip
from casefiles.readers.ocr import read_image
from casefiles.readers.pages.pdf import read_pdf
from casefiles.readers.sheet import read_sheet
from casefiles.readers.text import read_text
from casefiles.readers.word.doc import read_doc
from casefiles.readers.word.docx import read_docx

HEAD = 4096  # bytes that are enough to tell what a file is
_DATA = tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
_SIGNATURES = [(s.get("at", 0), bytes.fromhex(s["hex"]), s["kind"]) for s in _DATA["signature"]]
REFUSED: dict[str, str] = _DATA["refused"]
NAMES: dict[str, list[str]] = _DATA["names"]
TOO_LARGE = f"超过{MAX_FILE // MIB}MB，没有读取，请拆分后重新提交"
CLOSED = "打不开（可能没有权限或正被占用），请核对后重新提交"
_PACKAGE = {"[content_types].xml", "_rels/.rels", "word/document.xml"}


def kind_of_head(head: bytes) -> str:
    """The kind of a file by its first bytes; ``text`` where nothing else fits.

    Of a zip or OLE file only the container is known by then.
    """
    kind: str
    for at, magic, kind in _SIGNATURES:
        if head.startswith(magic, at):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    start = head[:1024].lower()
    if b"<?mso-application" in start or b"<w:worddocument" in start or b"<pkg:package" in start:
        return "wordxml"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image"
    return "text"


def suffix(name: str) -> str:
    """The extension in lower case, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(data: bytes, name: str) -> str:
    """The kind of a whole file: ``docx``, ``doc``, ``pdf``, ``text``, ``zip`` or a refused one.

    ``name`` is asked only about plain text, which has no mark of its own.
    """
    if not data:
        raise Unreadable("是空文件（0字节），请用原文件重新提交")
    kind = kind_of_head(data[:HEAD])
    if kind == "text" and suffix(name) not in NAMES["text"]:
        return "csv" if suffix(name) in NAMES["sheets"] else "unknown"
    if kind == "zip":
        return kind_of_zip(open_zip(data))
    if kind == "ole":
        return _kind_of_ole(data)
    return kind


def kind_of_zip(archive: ZipFile) -> str:
    """The kind of what a zip archive is: a document of some format, or ``zip``."""
    names = {n.replace("\\", "/").lstrip("/").lower() for n in archive.namelist()}
    if "mimetype" in names:
        return "odt"
    for folder, kind in (("word/", "docx"), ("xl/", "sheet"), ("ppt/", "slides")):
        # Either mark is enough: the other may be damaged.
        if names & _PACKAGE and any(n.startswith(folder) for n in names):
            return kind
    if "[content_types].xml" in names:
        return "docx"
    return "ofd" if "ofd.xml" in names else "zip"


def _kind_of_ole(data: bytes) -> str:
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            streams = {entry[-1].lower() for entry in ole.listdir() if entry}
    except Exception as error:  # olefile raises what it stumbles over
        raise Unreadable(DAMAGED) from error
    if "encryptedpackage" in streams:
        raise Unreadable("设有打开密码（已加密），无法读取，请解除密码后重新提交")
    if "worddocument" in streams:
        return "doc"
    if streams & {"workbook", "book"}:
        return "xls"
    return "slides" if "powerpoint document" in streams else "unknown"


def read_bytes(data: bytes, source: str, kind: str | None = None) -> Reading:
    """Read one document given as bytes; ``kind`` where it is known already.

    Raises ``Unreadable`` with the second half of a sentence; the caller puts the name before it.
    """
    kind = kind or kind_of(data, source)
    reader = READERS.get(kind)
    if reader is None:
        raise Unreadable(REFUSED.get(kind, REFUSED["unknown"]))
    try:
        reading = reader(data)
    except RecursionError as error:
        raise Unreadable("内部嵌套过深，没有读取，请用 Word 或 WPS 另存后重新提交") from error
    except Unreadable:
        raise
    except Exception as error:
        # A reader that breaks on one file must not take the rest of the case file with it.
        name = type(error).__name__
        raise Unreadable(f"读取时出错（{name}），没有检查，请另存后重新提交") from error
    if not reading.blocks:
        raise Unreadable("里面没有文字，请确认是文书后重新提交")
    for block in reading.blocks:
        block.text = block.text.translate(_SPACES)
        if len(block.text) > LONGEST_RUN or _UNSEEN.search(block.text):
            _drop_unseen(block)
    reading.source = source
    return reading


# Spaces of odd widths are spaces like any other; the wide one of a Chinese typeface stays.
_SPACES = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
# Marks without a width or a shape, as copied along from web pages: they would part words.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


# A form has blanks of a hundred spaces; of thousands of the same sign none says more than the first
# few hundred, and they would make every pattern that begins with blanks slow.
LONGEST_RUN = 300
_RUN = re.compile(rf"\s{{{LONGEST_RUN}}}\s+|(.)\1{{{LONGEST_RUN}}}\1*", re.DOTALL)


def unseen(text: str) -> list[int]:
    """The offsets of what blocks are handed on without: marks in ``text`` that nobody sees, and
    what is more than ``LONGEST_RUN`` of one sign, or of white space, in a row."""
    gone = [m.start() for m in _UNSEEN.finditer(text)]
    if len(text) > LONGEST_RUN:
        longer = [x for m in _RUN.finditer(text) for x in range(m.start() + LONGEST_RUN, m.end())]
        gone = sorted({*gone, *longer})
    return gone


def _drop_unseen(block: Block) -> None:
    """``block`` without marks that nobody sees; its runs begin where they began."""
    gone = unseen(block.text)
    if not gone:
        return
    drop = set(gone)
    block.text = "".join(c for i, c in enumerate(block.text) if i not in drop)
    block.runs = tuple(start - bisect_left(gone, start) for start in block.runs)


READERS = {
    "docx": read_docx,
    "doc": read_doc,
    "pdf": read_pdf,
    "image": read_image,
    "sheet": read_sheet,
    "text": read_text,
}


def load(path: Path) -> bytes:
    """The bytes of a file; what is refused by its first bytes or its size is not loaded."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
            refuse_head(head)
            if size > MAX_FILE:
                raise Unreadable(TOO_LARGE)
            return head + file.read(size)  # a larger number would reserve so much memory
    except OSError as error:
        raise Unreadable(CLOSED) from error


def refuse_head(head: bytes) -> None:
    """Refuse pictures, recordings and the like before they are loaded."""
    kind = kind_of_head(head)
    reason = REFUSED.get(kind)
    if reason is not None and kind != "zip":  # what is in a zip shows only when it is opened
        raise Unreadable(reason)


def read_file(path: Path, source: str) -> Reading:
    """Read one document on disk. An archive of documents is not one; see ``archive``."""
    return read_bytes(load(path), source)
