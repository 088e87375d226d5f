"""Writing Excel workbooks: the one place that uses xlsxwriter.

Text is never stored as a formula or a link; the same calls give the same bytes.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import xlsxwriter

from enforcement.report import printable

_DAY = datetime(2024, 1, 1)  # every workbook says so: bytes must not follow the clock
_COLOURS = ("#2F5C8F", "#AEB6C0", "#6A994E", "#E0A030", "#7A6C9D", "#4BA3A6")
_SHARES = ("#2F5C8F", "#86ABD3", "#E0A030", "#C8553D", "#7A6C9D")  # from the best to the worst
_FONT = {"name": "宋体", "size": 10}
MOST = 32000  # characters of a cell
MOST_ROWS = 1_048_576  # of a sheet, its header included


class Drawn(Protocol):
    """What a chart says of itself (see ``enforcement.review.documents.charts``)."""

    @property
    def title(self) -> str: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def series(self) -> tuple[tuple[str, tuple[float, ...]], ...]: ...
    @property
    def kind(self) -> str: ...
    @property
    def percent(self) -> bool: ...
    @property
    def height(self) -> float: ...


class Sheet:
    """A worksheet with a header row that stays in view; rows are added one below the other."""

    def __init__(self, sheet: Any, names: Sequence[str], head: object, style: object) -> None:
        self._sheet, self._style = sheet, style
        self._columns, self.rows = len(names), 0
        self.left_out = 0  # rows for which there was no room
        for i, name in enumerate(names):
            sheet.write_string(0, i, name, head)

    def row(self, values: Sequence[object]) -> None:
        """Numbers as numbers, all else as text, ``None`` as an empty cell."""
        if self.rows + 1 >= MOST_ROWS:
            self.left_out += 1
            return
        self.rows += 1
        for i, v in enumerate(values):
            if isinstance(v, (int, float, Decimal)) and not isinstance(v, bool):
                self._sheet.write_number(self.rows, i, float(v), self._style)
            elif v is not None:
                self._sheet.write_string(self.rows, i, printable(str(v))[:MOST], self._style)

    def done(self) -> None:
        """All rows are written: they can be filtered."""
        self._sheet.autofilter(0, 0, max(self.rows, 1), self._columns - 1)


class Book:
    """A workbook under construction; ``close`` writes it."""

    def __init__(self, out: Path | BinaryIO, long: bool = False) -> None:
        """``long``: rows are kept on disk, however many; they come from top to bottom then."""
        self._book = xlsxwriter.Workbook(
            str(out) if isinstance(out, Path) else out,
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "in_memory": not long,
                "constant_memory": long,
            },
        )
        self._book.set_properties({"created": _DAY})
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#E8EDF2", "border": 1, "text_wrap": True}
        )
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self.percent = self._book.add_format({"num_format": "0.0%", "valign": "top"})

    def sheet(self, name: str, names: Sequence[str], widths: Sequence[int]) -> Sheet:
        """A new worksheet with the columns ``names``; ``widths`` in characters."""
        sheet = self._book.add_worksheet(name)
        for i, width in enumerate(widths):
            sheet.set_column(i, i, width)
        sheet.freeze_panes(1, 1)
        if len(names) != len(widths):
            raise ValueError(f"{name}: {len(names)} columns, {len(widths)} widths")
        return Sheet(sheet, names, self._head, self._wrap)

    def charts(self, charts: Sequence[Drawn], name: str = "图") -> None:
        """One worksheet with the numbers of all charts, each with its chart beside it."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 8, 12)
        at = 0
        for c in charts:
            form = self.percent if c.percent else None
            sheet.write_string(at, 0, c.title, self._head)
            for k, (series, values) in enumerate(c.series, 1):
                sheet.write_string(at, k, series, self._head)
                for n, v in enumerate(values, 1):
                    sheet.write_number(at + n, k, v, form)
            for n, label in enumerate(c.labels, 1):
                sheet.write_string(at + n, 0, label[:MOST])
            drawn = self._drawn(c, name, at)
            sheet.insert_chart(at, 10, drawn)
            at += max(len(c.labels) + 2, round(c.height * 2) + 2)

    def _drawn(self, c: Drawn, sheet: str, at: int) -> Any:
        kind = {"type": "column" if c.kind == "column" else "bar"}
        if c.kind == "stacked":
            kind["subtype"] = "percent_stacked"
        chart = self._book.add_chart(kind)
        last = at + len(c.labels)
        colours = _SHARES if c.kind == "stacked" else _COLOURS
        form = "0%" if c.percent else "0;;" if c.kind == "stacked" else "0"
        for k, _ in enumerate(c.series, 1):
            chart.add_series(
                {
                    "name": [sheet, at, k],
                    "categories": [sheet, at + 1, 0, last, 0],
                    "values": [sheet, at + 1, k, last, k],
                    "fill": {"color": colours[(k - 1) % len(colours)]},
                    "data_labels": {"value": True, "num_format": form, "font": _label(c)},
                    "gap": 60,
                }
            )
        chart.set_title({"name": c.title, "name_font": {**_FONT, "size": 12, "bold": True}})
        lying = c.kind != "column"
        labels = {"num_font": _FONT, "reverse": lying, "major_gridlines": {"visible": False}}
        numbers: dict[str, Any] = {
            "num_font": _FONT,
            "min": 0,
            "major_gridlines": {"visible": False},
            "visible": False,
        }
        if c.percent:
            numbers["max"] = 1.15  # room for the label of a full bar
        # Where bars lie, the axis below them is that of the numbers.
        chart.set_x_axis(numbers if lying else labels)
        chart.set_y_axis(labels if lying else numbers)
        if len(c.series) > 1:
            chart.set_legend({"position": "bottom", "font": _FONT})
        else:
            chart.set_legend({"none": True})
        chart.set_size({"width": 600, "height": round(c.height * 38)})
        return chart

    def close(self) -> None:
        """Write the file."""
        self._book.close()


def _label(c: Drawn) -> dict[str, Any]:
    return {**_FONT, "color": "#FFFFFF"} if c.kind == "stacked" else dict(_FONT)
