"""Tables to take along: CSV and Excel in which no text is a formula."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

from fastapi.responses import Response

from enforcement.report.book import Book
from enforcement.web.view import download

KINDS = ("csv", "xlsx")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")  # with these a spreadsheet begins to reckon
_WIDTH = 16


@dataclass(slots=True, frozen=True)
class Sheet:
    """A table: its name, its header, its rows."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]


def csv_of(sheet: Sheet) -> bytes:
    """CSV that spreadsheets open as UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.head)
    writer.writerows([_plain(v) for v in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(sheet: Sheet) -> bytes:
    """A workbook with the one table."""
    out = BytesIO()
    book = Book(out)
    made = book.sheet(sheet.name[:31], sheet.head, [_WIDTH] * len(sheet.head))
    for row in sheet.rows:
        made.row(row)
    made.done()
    book.close()
    return out.getvalue()


def exported(sheet: Sheet, kind: str) -> Response:
    """The table as a download: ``csv`` or ``xlsx``."""
    if kind == "csv":
        return download(csv_of(sheet), "text/csv; charset=utf-8", f"{sheet.name}.csv")
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return download(xlsx_of(sheet), media, f"{sheet.name}.xlsx")


def _plain(value: object) -> object:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    text = "" if value is None else str(value).replace("\0", "")
    # Spreadsheets skip blanks before a formula.
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text
