"""Plain text and HTML to blocks. Old systems also write HTML under the name of a .doc."""

import codecs
import hashlib
import re
from email import message_from_bytes, policy
from typing import Any

from lxml import etree, html

from casefiles.model import Block, Cell, Reading, Unreadable
from casefiles.readers.limits import MAX_PART, MAX_SPAN, MAX_TAGS, MIB
from casefiles.readers.word.numbering import whole

CELL = 12  # characters of a line that may have been a cell; lines from which a form is one
NOT_TEXT = "不是能识别的文书格式，没有读取，请核对文件或转换为 docx、PDF 后重新提交"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|p|div)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_SILENT = frozenset(("script", "style", "head", "title", "template", "noscript", "textarea"))
_BREAKS = frozenset(
    (
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "pre",
        "center", "section", "article", "header", "footer", "form", "blockquote", "tr", "table",
        "hr", "caption", "fieldset", "address", "main", "nav",
    )
)  # fmt: skip


def decode(data: bytes, named: str | None = None) -> str:
    """Text from bytes: by byte order mark, else UTF-8, else the encoding it names, else GB18030.

    Raises ``Unreadable`` where it is no text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    tries: list[str] = ["utf-8", named or "gb18030", "gb18030"]
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    if even or odd:  # UTF-16 without a mark: in ASCII characters every second byte is zero
        tries = ["utf-16-le" if odd > even else "utf-16-be"]
    for encoding in tries:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        control = sum(c < " " and c not in "\t\r\n\f\v" for c in text[:4096])
        if control * 50 > len(text[:4096]) or min(even, odd):
            break
        return text
    raise Unreadable(NOT_TEXT)


def read_text(data: bytes) -> Reading:
    """Read plain text, HTML or a saved web page (MHT); ``source`` is left for the caller to fill.

    Raises ``Unreadable`` with the second half of a Chinese sentence: what is wrong, what to do.
    """
    if len(data) > MAX_PART:
        raise Unreadable(f"文本超过{MAX_PART // MIB}MB，没有读取，请拆分后重新提交")
    digest = hashlib.sha256(data).hexdigest()
    if data[:200].lstrip().lower().startswith(b"mime-version:"):
        data = _page_of_mail(data)
    if _HTML.search(data[:4096]) or _HTML.search(data[:4096].replace(b"\0", b"")):
        return _read_html(data, digest)
    text = decode(data)
    blocks = []
    fresh = False
    for index, line in enumerate(re.split(r"\r\n|[\r\n]", text)):
        fresh |= "\f" in line
        if line.strip():
            blocks.append(Block(line.replace("\f", ""), "text", index, runs=(0,), new_page=fresh))
            fresh = False
    return Reading("", digest, blocks, flat=_is_form(blocks))


def _is_form(blocks: list[Block]) -> bool:
    """Whether the text was saved from a form: many lines, half of them no longer than a cell."""
    short = sum(len(b.text.strip()) <= CELL for b in blocks)
    return len(blocks) >= CELL and short * 2 >= len(blocks)


def _page_of_mail(data: bytes) -> bytes:
    """The HTML page inside an MHT file."""
    for part in message_from_bytes(data, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    raise Unreadable(NOT_TEXT)


def _read_html(data: bytes, digest: str) -> Reading:
    if data.count(b"<") > MAX_TAGS:
        raise Unreadable("结构过于庞大，没有读取，请核对文件是否正常")
    named = _CHARSET.search(data[:4096])
    text = decode(data, named[1].decode("ascii") if named else None)
    try:
        # As bytes in UTF-8, because a stated encoding would contradict text already decoded.
        parser = html.HTMLParser(
            no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
        )
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("网页结构不完整，无法读取，请另存为 docx 后重新提交") from error
    reader = _Html()
    reader.walk(root, None)
    reader.flush(None)
    return Reading("", digest, reader.blocks)


class _Html:
    """Collects the blocks of an HTML page: one for each stretch between block elements."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._index = 0
        self._tables = 0
        self._image = False
        self._centred = False
        self._bold = False

    def flush(self, cell: Cell | None) -> None:
        """End the current block."""
        text = "".join(self._pieces).strip(" \n\r\t")
        if text or self._image:
            self.blocks.append(
                Block(
                    text,
                    "html",
                    self._index,
                    cell,
                    runs=(0,),
                    centred=self._centred,
                    large=self._bold,
                    has_image=self._image,
                )
            )
            self._index += 1
        self._pieces, self._image, self._centred, self._bold = [], False, False, False

    def walk(self, element: Any, cell: Cell | None) -> None:
        """Read an element and what stands in it."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT or _HIDDEN.search(element.get("style", "")):
            return
        if tag == "table":
            self.flush(cell)
            self._table(element)
            return
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "img":
            self._image = True
        elif tag == "input":
            self._pieces.append(_input(element))
        if tag in _BREAKS:
            self.flush(cell)
        if tag == "center" or "center" in (element.get("align") or element.get("style", "")):
            self._centred = True
        if tag in ("b", "strong", "h1", "h2", "h3") and not "".join(self._pieces).strip():
            self._bold = True
        if element.text:
            self._say(element.text)
        for child in element:
            self.walk(child, cell)
            if child.tail:
                self._say(child.tail)
        if tag in _BREAKS:
            self.flush(cell)

    def _say(self, text: str) -> None:
        self._pieces.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _table(self, table: Any) -> None:
        number = self._tables
        self._tables += 1
        taken: dict[int, int] = {}  # grid column → rows it is still covered from above
        own = [tr for tr in table.iter("tr") if next(tr.iterancestors("table")) is table]
        for row, tr in enumerate(own):
            col = 0
            covered = {c: n - 1 for c, n in taken.items() if n > 1}
            for td in tr.iterchildren("td", "th"):
                while taken.get(col, 0) > 0:
                    col += 1
                width = max(1, min(whole(td.get("colspan"), 1), MAX_SPAN))
                height = max(1, min(whole(td.get("rowspan"), 1), MAX_SPAN))
                cell = Cell(number, row, col, height, width)
                self.walk(td, cell)
                self.flush(cell)
                if height > 1:
                    covered.update(dict.fromkeys(range(col, col + width), height - 1))
                col += width
            taken = covered


def _input(element: Any) -> str:
    kind = (element.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if element.get("checked") is not None else "□"
    return element.get("value", "") if kind == "text" else ""
