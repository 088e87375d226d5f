"""A PDF with a text layer to blocks: its lines, joined to the paragraphs they were set from.

A PDF knows no paragraphs, only characters on a page. A line that runs to the right margin goes on
in the next one, unless that is indented or begins like a new item. Table cells are not
rebuilt, and tick boxes of symbol fonts stay the characters they are in the file.
Pages without text are named in the notes, never passed over in silence.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from casefiles.model import Block, Reading, Unreadable
from casefiles.readers.limits import MIB
from casefiles.readers.styles import mark_large

MAX_PAGES = 3_000
MAX_TEXT = 32 * MIB  # characters
RULED = 6  # drawn lines from which on a page holds a form: tables, blanks to fill in
SPARSE = 20  # a page with fewer characters than this beside a picture is a scan
PASSWORD = 4  # error code of the library: a password is needed
_PAGE_NUMBER = re.compile(
    r"[-—－–\s]*\d{1,4}[-—－–\s]*|\d{1,4}\s*/\s*\d{1,4}|"
    r"第\s*\d{1,4}\s*页(\s*[，,/]?\s*共\s*\d{1,4}\s*页)?"
)
# Begins something of its own even where the line before runs to the margin.
_ITEM = re.compile(r"[问答][：:]|[\u4e00-\u9fff]{2,10}[：:]")
_HAN = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"[{_HAN}]{{1,3}}、|[（(][{_HAN}\d]{{1,3}}[）)]|\d{{1,2}}[.．、]")
_UNBROKEN = re.compile(r"[0-9A-Za-z]{3,24}")
_ENDS = tuple("。；：;:！？")


@dataclass(slots=True)
class _Line:
    """A line as it stands on its page; coordinates in points from the lower left corner."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def read_pdf(data: bytes) -> Reading:
    """Read a PDF given as bytes; ``source`` of the reading is left for the caller to fill.

    Raises ``Unreadable`` with the second half of a Chinese sentence: what is wrong, what to do.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD:
            raise Unreadable("设有打开密码（已加密），无法读取，请解除密码后重新提交") from error
        raise Unreadable("已经损坏或没有传完，请用原文件重新提交") from error
    try:
        pages = len(document)
        if pages > MAX_PAGES:
            raise Unreadable(f"超过{MAX_PAGES}页，没有读取，请拆分后重新提交")
        lines: list[_Line] = []
        widths: list[float] = []
        notes: list[str] = []
        total, flat = 0, False
        for number in range(pages):
            page = document[number]
            found, scanned = _page_lines(page, number + 1)
            widths.append(page.get_width())
            flat = flat or _is_form(page, found)
            page.close()
            total += sum(len(line.text) for line in found)
            if total > MAX_TEXT:
                raise Unreadable("文字过多，没有读取，请拆分后重新提交")
            if scanned:
                notes.append(f"第{number + 1}页没有文字层，是扫描图像，未识别")
            lines += found
    except pdfium.PdfiumError as error:
        raise Unreadable("有损坏的页，无法读取，请用原文件重新提交") from error
    finally:
        document.close()
    if not lines:
        raise Unreadable(
            "是扫描件（全部页面没有文字层），没有识别（本机没有安装文字识别组件），请人工查看"
        )
    return Reading("", hashlib.sha256(data).hexdigest(), _blocks(lines, widths), notes, flat)


def _page_lines(page: Any, number: int) -> tuple[list[_Line], bool]:
    """The lines of a page in the order of its content, and whether the page is a scan."""
    textpage = page.get_textpage()
    text: str = textpage.get_text_range()
    lines: list[_Line] = []
    for m in re.finditer(r"[^\r\n]+", text):
        words = m[0].strip()
        if not words:
            continue
        start = m.start() + m[0].index(words[0])
        first = raw.FPDFText_GetCharIndexFromTextIndex(textpage.raw, start)
        last = raw.FPDFText_GetCharIndexFromTextIndex(textpage.raw, start + len(words) - 1)
        if first < 0 or last < 0:
            first = last = 0
        a = textpage.get_charbox(first, loose=True)
        b = textpage.get_charbox(last, loose=True)
        clean = words.replace("\ufffe", "").replace("\x02", "")
        line = _Line(clean, number, a[0], min(a[1], b[1]), b[2], max(a[3], b[3]))
        if lines and (joined := _beside(lines[-1], line)):
            lines[-1] = joined
        else:
            lines.append(line)
    textpage.close()
    return lines, _is_scan(page, sum(len(line.text) for line in lines))


def _beside(one: _Line, two: _Line) -> _Line | None:
    """Both as one line where they stand side by side; words far apart keep a gap between them."""
    overlap = min(one.top, two.top) - max(one.bottom, two.bottom)
    if overlap < 0.6 * min(one.height, two.height):
        return None
    left, right = (one, two) if one.left <= two.left else (two, one)
    space = right.left - left.right
    if space < -0.5 * one.height:
        return None
    gap = "" if space < 0.4 * one.height else "\t"
    return _Line(
        left.text + gap + right.text, one.page, left.left, min(one.bottom, two.bottom),
        right.right, max(one.top, two.top),
    )  # fmt: skip


def _is_form(page: Any, lines: list[_Line]) -> bool:
    """Whether a page holds a form, of which only the words are read: cells run into each other,
    and a tick may stand far from the word it belongs to."""
    if any(c in line.text for line in lines for c in "□☑☒√"):
        return True
    drawn = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2)
    return sum(1 for _ in islice(drawn, RULED)) == RULED


def _is_scan(page: Any, characters: int) -> bool:
    """Whether what a page shows is not in its text: drawn only, or a picture with a page number."""
    if characters >= SPARSE:
        return False
    if not characters:
        return next(iter(page.get_objects()), None) is not None
    whole = page.get_width() * page.get_height()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > whole / 2:
            return True
    return False


def _blocks(lines: list[_Line], widths: list[float]) -> list[Block]:
    body = [line for line in lines if len(line.text) > SPARSE] or lines
    left = float(Counter(round(line.left / 4) * 4 for line in body).most_common(1)[0][0])
    rights = sorted(line.right for line in body)
    right = rights[int(len(rights) * 0.8)] if rights else 0.0
    blocks: list[Block] = []
    footers: list[Block] = []
    sizes: list[int] = []
    before: _Line | None = None
    counts: Counter[int] = Counter()
    extent: dict[int, tuple[float, float]] = {}  # page → lowest and highest line
    for line in lines:
        low, high = extent.get(line.page, (line.bottom, line.top))
        extent[line.page] = (min(low, line.bottom), max(high, line.top))
    for line in lines:
        index = counts[line.page]
        counts[line.page] += 1
        part = f"page{line.page}"
        low, high = extent[line.page]
        if (line.bottom <= low or line.top >= high) and _PAGE_NUMBER.fullmatch(line.text):
            footers.append(Block(line.text, part, index, where="footer", page=line.page))
            continue
        if before is not None and _goes_on(before, line, left, right):
            block = blocks[-1]
            block.runs = (*block.runs, len(block.text))
            block.text += line.text
        else:
            middle = (line.left + line.right) / 2
            centred = (
                abs(middle - widths[line.page - 1] / 2) < line.height
                and line.left > left + 1.5 * line.height
                and line.right < right - 1.5 * line.height
            )
            fresh = before is not None and before.page != line.page
            blocks.append(
                Block(
                    line.text,
                    part,
                    index,
                    runs=(0,),
                    centred=centred,
                    new_page=fresh,
                    page=line.page,
                )
            )
            sizes.append(round(2 * line.height))
        before = line
    mark_large(blocks, sizes)
    return blocks + footers


def _goes_on(before: _Line, line: _Line, left: float, right: float) -> bool:
    """Whether ``line`` continues the paragraph of the line before it."""
    em = before.height
    # A number or a Latin word is not broken: the line before it may have been left short.
    token = _UNBROKEN.match(line.text)
    short = 2.2 * em + (0.6 * em * len(token[0]) if token else 0)
    if before.right < right - short or line.left > left + 0.8 * em:
        return False
    if before.left > left + 4 * em or abs(line.height - em) > 0.25 * em:
        return False
    if line.page == before.page and not 0 < before.bottom - line.bottom < 3 * em:
        return False
    if line.page > before.page + 1:
        return False
    if before.text.endswith(_ENDS) and _NUMBERED.match(line.text):
        return False
    return not _ITEM.match(line.text)
