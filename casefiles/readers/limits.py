"""What a file may cost before it is refused, and the only ways to unpack and parse XML.

Case files come from strangers. Nothing here trusts a size that a file states about itself:
parts are unpacked in bounded steps, and parsed without entities, DTDs or network.
"""

from functools import lru_cache
from io import SEEK_END, BufferedReader, BytesIO, FileIO
from pathlib import Path
from struct import error as StructError
from typing import Any
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from lxml import etree

from casefiles.model import Unreadable

MIB = 1024 * 1024
MAX_FILE = 256 * MIB  # one file on disk, bytes
MAX_ENTRIES = 2_000  # members of one zip archive
MAX_LIST = 8 * MIB  # the list of members at the end of a zip archive
MAX_PART = 64 * MIB  # one XML part, unpacked
MAX_PARTS = 160 * MIB  # all XML parts of one document together, unpacked
MAX_MEMBER = 128 * MIB  # one document inside an archive, unpacked
MAX_ARCHIVE = 1024 * MIB  # all documents of one archive together, unpacked
MAX_RATIO = 250  # unpacked : packed, for XML parts; real ones stay below 40
RATIO_FROM = 4 * MIB  # small parts may compress as well as they like
MAX_TAGS = 4_000_000  # "<" in one part
MAX_SPAN = 1024  # columns a merged cell may claim
ENCRYPTED = 0x1  # flag of a zip member


def alive() -> None:
    """Called for every page; whoever watches over a long reading puts a sign of life here."""


_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
    huge_tree=False, remove_comments=True, remove_pis=True,
)  # fmt: skip


DAMAGED = "已经损坏或没有传完，请用原文件重新提交"
CROWDED = f"压缩包内的条目超过{MAX_ENTRIES}个，没有读取，请拆分后重新提交"
# What zipfile raises over damaged archives, depending on where the damage is.
ZIP_ERRORS = (
    BadZipFile, LargeZipFile, ZlibError, EOFError, OSError, ValueError, IndexError, StructError,
    NotImplementedError,
)  # fmt: skip


class _Wary(BufferedReader):
    """A file of which no more than ``MAX_LIST`` bytes are read at a time while that is set."""

    wary = True

    def read(self, size: int | None = -1) -> bytes:
        """The next ``size`` bytes, or all that are left."""
        if self.wary and (size is None or size < 0 or size > MAX_LIST):
            here = self.tell()
            left = self.seek(0, SEEK_END) - here
            self.seek(here)
            if min(left, left if size is None or size < 0 else size) > MAX_LIST:
                raise Unreadable(CROWDED)
        return super().read(size)


@lru_cache(maxsize=1)
def open_zip(data: bytes) -> ZipFile:
    """A zip archive given as bytes; refused where it has more members than any case file has.

    The last one stays open: a file is looked into to tell what it is, and then read.
    """
    return _opened(BytesIO(data) if len(data) <= MAX_LIST else _Wary(BytesIO(data)))


def open_zip_file(path: Path) -> ZipFile:
    """A zip archive on disk that is too large to be loaded; the caller closes it."""
    return _opened(_Wary(FileIO(path)))


def _opened(file: BytesIO | _Wary) -> ZipFile:
    try:
        archive = ZipFile(file)  # reads the list of its members at once, however long it is
    except ZIP_ERRORS as error:
        raise Unreadable(DAMAGED) from error
    if isinstance(file, _Wary):
        file.wary = False
    if len(archive.filelist) > MAX_ENTRIES:
        raise Unreadable(CROWDED)
    return archive


def xml_size(data: bytes) -> int:
    """Bytes of XML that a zip archive says it unpacks to; 0 where it cannot be opened."""
    try:
        archive = open_zip(data)
    except Unreadable:
        return 0
    return sum(i.file_size for i in archive.filelist if i.filename.endswith((".xml", ".rels")))


def unpack(archive: ZipFile, info: ZipInfo, limit: int) -> bytes:
    """The bytes of one member, at most ``limit`` of them; ``Unreadable`` where there are more."""
    if info.flag_bits & ENCRYPTED:
        raise Unreadable("设有密码，无法读取，请解除密码后重新提交")
    try:
        with archive.open(info) as member:
            data = member.read(limit + 1)
            # A member that states a smaller size than it has fails its checksum at the end.
            if len(data) <= limit and member.read(1):
                raise Unreadable("内容超出了文件自己声明的大小，可能被改动过，请重新导出后再提交")
    except ZIP_ERRORS as error:
        raise Unreadable(DAMAGED) from error
    if len(data) > limit:
        raise Unreadable(f"解压后超过{limit // MIB}MB，没有读取，请核对文件是否正常")
    return data


def unpack_xml(archive: ZipFile, info: ZipInfo, budget: int = MAX_PARTS) -> bytes:
    """One XML part, unpacked; also refused when it is packed implausibly tight (a zip bomb)."""
    data = unpack(archive, info, min(MAX_PART, max(budget, 0)))
    if len(data) > RATIO_FROM and len(data) > MAX_RATIO * max(info.compress_size, 1):
        raise Unreadable("压缩比异常，疑似恶意文件，没有读取，请核对来源")
    return data


def parse_xml(data: bytes) -> Any:
    """The root element of an XML part.

    A part that declares a DTD or an entity is refused: with entities left unresolved, the words
    behind them would vanish from what is checked, yet stand in what other programs show.
    """
    if b"<!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        raise Unreadable("含有文档类型或实体声明，可能藏有看不到的文字，没有读取，请重新另存后提交")
    if data.count(b"<") > MAX_TAGS:
        raise Unreadable("结构过于庞大，没有读取，请核对文件是否正常")
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        reason = "嵌套过深" if "depth" in str(error).lower() else "内部结构不完整"
        advice = "请用 Word（表格用 Excel）或 WPS 打开后另存一份再提交"
        raise Unreadable(f"{reason}，无法读取，{advice}") from error
    # Catches declarations in encodings in which the bytes above do not show (UTF-16 and others).
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("含有文档类型或实体声明，可能藏有看不到的文字，没有读取，请重新另存后提交")
    return root
