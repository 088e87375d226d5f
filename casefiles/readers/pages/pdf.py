"""A PDF with a text layer to blocks: lines, tables, headers and footers as they stand on its pages.

A PDF knows neither paragraphs nor cells, only characters and lines drawn somewhere on a page. How
they are put together again: ``page`` reads one page, ``blocks`` joins the pages. Pages
without text are named in the notes, never passed over in silence.
"""

import hashlib
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium

from casefiles.model import Reading, Unreadable
from casefiles.readers import limits, ocr
from casefiles.readers.pages.blocks import blocks_of
from casefiles.readers.pages.page import Page, read_page

if TYPE_CHECKING:
    from casefiles.readers.ocr.reading import Scans

MAX_PAGES = 3_000
MAX_SCANNED = 400  # pages of one file that are recognised, at a second or two each
MAX_TEXT = 32 * limits.MIB  # characters
PASSWORD = 4  # error code of the library: a password is needed


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
        count = len(document)
        if count > MAX_PAGES:
            raise Unreadable(f"超过{MAX_PAGES}页，没有读取，请拆分后重新提交")
        pages: list[Page] = []
        scans = _Scanned()
        total = 0
        for number in range(1, count + 1):
            limits.alive()
            page = document[number - 1]
            found = read_page(page, number)
            pages.append(scans.read(page, found) if found.scanned else found)
            page.close()
            total += pages[-1].characters
            if total > MAX_TEXT:
                raise Unreadable("文字过多，没有读取，请拆分后重新提交")
    except pdfium.PdfiumError as error:
        raise Unreadable("有损坏的页，无法读取，请用原文件重新提交") from error
    finally:
        document.close()
    if not total:
        raise Unreadable(f"是扫描件（全部页面没有文字层），没有识别（{scans.why}），请人工查看")
    reading = Reading("", hashlib.sha256(data).hexdigest(), blocks_of(pages), scans.notes)
    reading.flat = any(p.doubtful for p in pages)
    scans.settle(reading)
    return reading


class _Scanned:
    """The pages without text of one file: recognised where that is possible, else named."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.why = "页面是空白的"  # the last reason
        self._scans: Scans | None = None

    def read(self, page: Any, found: Page) -> Page:
        """The page recognised; as it was found where that does not work."""
        if reason := ocr.missing():
            self._skip(found, reason)
            return found
        self._scans = self._scans or ocr.new_scans()
        if len(self._scans.pages) >= MAX_SCANNED:
            self._skip(found, f"一个文件只识别{MAX_SCANNED}页，请拆分后重新提交")
            return found
        try:
            seen = self._scans.add_page(page, found.number)
        except Exception as error:  # one page that cannot be recognised must not take the others
            self._skip(found, f"识别时出错：{type(error).__name__}，请人工查看")
            return found
        if not seen.characters and not self._scans.is_empty(found.number):
            self._skip(found, "没有认出文字，请人工查看")
        return seen

    def _skip(self, page: Page, why: str) -> None:
        self.why = why
        self.notes.append(f"第{page.number}页没有文字层，是扫描图像，未识别（{why}）")

    def settle(self, reading: Reading) -> None:
        """Add to the reading what was seen on these pages."""
        if self._scans is not None:
            self._scans.settle(reading)
