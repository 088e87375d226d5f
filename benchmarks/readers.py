"""How long each kind of file takes to read, beside the barest thing that could be done with it.

Run ``python -m benchmarks.readers [FOLDER]`` (default: the files of the tests; FOLDER: real files,
for the rows that find some there). All figures come from one run and are times of the processor;
compare the ratios, not the milliseconds. One function makes one row; ``ROWS`` lists them.
"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import olefile
import openpyxl
import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from casefiles.model import Unreadable
from casefiles.readers import ocr
from casefiles.readers.media import read_media
from casefiles.readers.ocr import read_image
from casefiles.readers.pages.pdf import read_pdf
from casefiles.readers.sheet import read_rows
from casefiles.readers.word.doc import read_doc

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "casefiles" / "readers" / "data"
ROUNDS = 25


@dataclass(slots=True)
class Row:
    """One line of the table: what is read, beside what, milliseconds of a file for each."""

    name: str
    beside: str
    files: int
    ours: float
    bare: float


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least of ``rounds`` runs in milliseconds of processor time, after one to warm up."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return min(times)


def doc(folder: Path) -> Row:
    """Text, tables and print of a .doc, beside opening it and reading its text stream."""
    files = [p.read_bytes() for p in sorted(folder.rglob("*.doc"))]

    def bare() -> None:
        for data in files:
            with olefile.OleFileIO(BytesIO(data)) as ole:
                ole.openstream("WordDocument").read()

    count = max(len(files), 1)
    ours = best(lambda: [read_doc(data) for data in files]) / count
    return Row("doc", "olefile 打开并读出正文流", len(files), ours, best(bare) / count)


def text_pdf(folder: Path) -> Row:
    """Lines and paragraphs of PDFs without tables, beside the text of each page by pypdfium2."""
    files = []
    for path in sorted(folder.rglob("*.pdf")):
        try:
            found = read_pdf(path.read_bytes())
        except Unreadable:
            continue
        if not found.notes and not any(b.cell for b in found.blocks):
            files.append(path.read_bytes())

    def bare() -> None:
        for data in files:
            document = pdfium.PdfDocument(data)
            for page in document:
                text = page.get_textpage()
                text.get_text_range()
                text.close()
                page.close()
            document.close()

    count = max(len(files), 1)
    ours = best(lambda: [read_pdf(data) for data in files]) / count
    beside = "pypdfium2 逐页取文字"
    return Row("文字版 pdf（没有表格）", beside, len(files), ours, best(bare) / count)


def register(folder: Path) -> Row:
    """A register of 5,000 rows in twelve columns, beside openpyxl in its reading mode."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for n in range(5000):
        sheet.append([f"第{n}行", *(n * k for k in range(10)), "备注"])
    with tempfile.TemporaryDirectory() as made:
        path = Path(made, "名录.xlsx")
        book.save(path)

        def bare() -> None:
            read = openpyxl.load_workbook(path, read_only=True, data_only=True)
            list(read.worksheets[0].iter_rows(values_only=True))
            read.close()

        return Row("xlsx 名录 5000×12", "openpyxl", 1, best(lambda: read_rows(path)), best(bare))


def recording(folder: Path) -> Row:
    """A recording of 16 MB with its three digests, beside SHA-256 alone."""
    film = bytes(range(256)) * (1 << 16)
    data = b"\0\0\0\x10ftypisom\0\0\2\0" + (8 + len(film)).to_bytes(4) + b"mdat" + film

    def ours() -> None:
        read_media(lambda: BytesIO(data), "a.mp4", len(data), "视频")

    bare = best(lambda: hashlib.sha256(data).digest())
    return Row("录像 16MB", "只算 SHA-256", 1, best(ours), bare)


def scan(folder: Path) -> Row:
    """A scanned page (a notice of twelve lines), beside ``rapidocr`` alone on the same picture."""
    if ocr.missing():
        return Row("扫描页（没有安装 ocr）", "", 0, 0.0, 0.0)
    from rapidocr import RapidOCR

    data = (DATA / "notice.jpg").read_bytes()
    params = {f"{k}.model_path": str(path) for k, path in ocr.models().items()}
    engine = RapidOCR(params={"Global.log_level": "critical", **params})
    rounds = 3  # each takes seconds
    ours, bare = best(lambda: read_image(data), rounds), best(lambda: engine(data), rounds)
    return Row("扫描页", "只用 rapidocr", 1, ours, bare)


ROWS = (text_pdf, doc, register, recording, scan)


def main(folder: Path) -> None:
    """Print the table."""
    table = Table(title="读取，每个文件")
    for head in ("格式", "文件", "毫秒", "对照", "对照毫秒", "×"):
        table.add_column(head, justify="left" if head in ("格式", "对照") else "right")
    for row in (make(folder) for make in ROWS):
        ratio = f"{row.ours / row.bare:.1f}" if row.bare else "–"
        table.add_row(
            row.name, str(row.files), f"{row.ours:.2f}", row.beside, f"{row.bare:.2f}", ratio
        )
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
