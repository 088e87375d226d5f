"""Uploads: streamed from the request to the disk, within limits, under harmless names."""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, MultipartState, parse_options_header

from casefiles.media_facts import kind_by_name
from casefiles.readers import supported
from casefiles.readers.archive import ignored
from casefiles.readers.formats import NAMES, suffix
from enforcement.annotate.names import Names
from enforcement.web.accounts import Mistake
from enforcement.web.settings import MIB, Settings

SHEETS = frozenset(NAMES["sheets"])
_LONGEST_FIELD = 2_000  # bytes of a field that is no file
_LONGEST_NAME, _DEEPEST = 1_000, 12  # characters of a path; folders in it


@dataclass(slots=True)
class Uploaded:
    """What came: how many files and bytes, the other fields, and what was not taken."""

    files: int = 0
    size: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)  # names of files that are no documents


class _Receiver:
    """Takes the parts of a form as they come."""

    def __init__(self, folder: Path, settings: Settings, admit: Callable[[str], None]) -> None:
        self.done = Uploaded()
        self._folder, self._settings, self._admit = folder, settings, admit
        self._names = Names()
        self._admitted = False
        self._header = b""
        self._headers: dict[str, bytes] = {}
        self._file: IO[bytes] | None = None
        self._field: str | None = None
        self._text = b""
        self._size = 0
        self.value = b""

    def begin(self) -> None:
        self._headers, self._header, self.value = {}, b"", b""
        self._file, self._field, self._text, self._size = None, None, b"", 0

    def header_end(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = self.value
        self._header = self.value = b""

    def headers(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        given = options.get(b"filename")
        if given is None:
            self._field = options.get(b"name", b"").decode("utf-8", "replace")
            return
        if not self._admitted:  # nothing reaches the disk before the token was seen
            self._admit(self.done.fields.get("csrf", ""))
            self._admitted = True
        self._open(_decoded(given))

    def _open(self, path: str) -> None:
        if not path:
            return  # a file field that was left empty
        pieces = [p for p in path.replace("\\", "/").split("/") if p not in ("", ".", "..")]
        name = pieces[-1] if pieces else ""
        if len(path) > _LONGEST_NAME or len(pieces) > _DEEPEST:
            self.done.refused.append(path[:80] + "…（路径太长）")
        elif ignored(name):
            pass  # left by programs, not by people
        elif not (supported(name) or kind_by_name(name) or suffix(name) in SHEETS):
            self.done.refused.append("/".join(pieces)[:200] or "未命名")
        elif self.done.files >= self._settings.max_files:
            raise Mistake(f"一次最多提交{self._settings.max_files}个文件，请分几次提交")
        else:
            target = self._folder / self._names.path("/".join(pieces))
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file = target.open("xb")
            self.done.files += 1

    def data(self, piece: bytes) -> None:
        if self._field is not None:
            self._text += piece
            if len(self._text) > _LONGEST_FIELD:
                raise Mistake("表单里有一项太长")
        elif self._file is not None:
            self._size += len(piece)
            self.done.size += len(piece)
            if self._size > self._settings.max_file:
                raise Mistake(f"有一个文件超过{self._settings.max_file // MIB}MB，没有接收")
            self._file.write(piece)

    def end(self) -> None:
        if self._field is not None:
            self.done.fields[self._field] = self._text.decode("utf-8", "replace")
        self.close()

    def append_header(self, piece: bytes) -> None:
        self._header += piece
        if len(self._header) > _LONGEST_FIELD:
            raise Mistake("表单的格式不对")

    def append_value(self, piece: bytes) -> None:
        self.value += piece
        if len(self.value) > 4 * _LONGEST_FIELD:
            raise Mistake("文件的路径太长")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


async def receive(
    stream: AsyncIterator[bytes],
    content_type: str,
    folder: Path,
    settings: Settings,
    admit: Callable[[str], None],
) -> Uploaded:
    """Write the files of a multipart form below ``folder``; raises ``Mistake`` in Chinese.

    ``admit`` is given the field ``csrf``, which has to come first, and raises where it is wrong.
    What was written of a form that is refused is for the caller to delete.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Mistake("没有收到文件")
    got = _Receiver(folder, settings, admit)
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": got.begin,
            "on_part_data": lambda data, start, end: got.data(data[start:end]),
            "on_part_end": got.end,
            "on_header_field": lambda data, start, end: got.append_header(data[start:end]),
            "on_header_value": lambda data, start, end: got.append_value(data[start:end]),
            "on_header_end": got.header_end,
            "on_headers_finished": got.headers,
        },
    )
    try:
        async for chunk in stream:
            if shutil.disk_usage(folder).free < settings.least_free + len(chunk):
                raise Mistake("服务器的磁盘快满了，没有接收；请告诉系统管理员")
            parser.write(chunk)
        parser.finalize()
        if parser.state != MultipartState.END:
            raise FormParserError("cut off")
    except FormParserError as error:
        raise Mistake("上传没有传完或者格式不对，请重新提交") from error
    except OSError as error:
        raise Mistake("文件存不下（磁盘满了，或者文件名这台机器不能用），请重新提交") from error
    finally:
        got.close()
    return got.done


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")
