"""Charts: described once, drawn natively in Excel and in Word.

A native chart needs no fonts and no picture library where it is made, stays sharp, and can be
edited in Word: its numbers travel in a workbook inside the document.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Literal

from casefiles.readers.limits import MAX_PART, open_zip, unpack
from enforcement.report.book import Book

_WIDTH, _LINE, _FRAME = 15.6, 0.62, 2.2  # centimetres: width, height of a bar, of what is around
_EMU = 360000  # of a centimetre
_DATA = "charts.xlsx"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_LABELS = b"".join(
    f'<c:show{what} val="{int(what == "Val")}"/>'.encode()
    for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(slots=True, frozen=True)
class Chart:
    """One chart. ``kind``: bars lie, columns stand, stacked bars share out 100 %.

    ``series`` are (name, a value for each label); ``percent`` shows values as percentages.
    """

    key: str
    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    kind: Literal["bar", "column", "stacked"] = "bar"
    percent: bool = False

    @property
    def height(self) -> float:
        """Centimetres."""
        if self.kind == "column":
            return 6.5
        bars = len(self.labels) * (1 if self.kind == "stacked" else len(self.series))
        legend = 0.8 if len(self.series) > 1 else 0.0
        return _FRAME + legend + max(2, bars) * _LINE


def chart_book(charts: Sequence[Chart]) -> bytes:
    """A workbook with the numbers of the charts and the charts themselves."""
    out = BytesIO()
    book = Book(out)
    book.charts(charts)
    book.close()
    return out.getvalue()


def drawing(chart: Chart, number: int) -> str:
    """The paragraph that holds chart ``number`` (from 1) in a Word document."""
    if not chart.labels:
        return "<w:p><w:r><w:t>（没有可以画图的数字）</w:t></w:r></w:p>"
    size = f'cx="{round(_WIDTH * _EMU)}" cy="{round(chart.height * _EMU)}"'
    words = escape(f"{chart.title}", quote=True)
    return (
        '<w:p><w:pPr><w:spacing w:before="160" w:after="160"/><w:jc w:val="center"/></w:pPr>'
        "<w:r><w:drawing>"
        f'<wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr id="{number}" name="图{number}" descr="{words}"/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="rIdChart{number}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def add_charts(members: Mapping[str, bytes], charts: Sequence[Chart]) -> dict[str, bytes]:
    """The parts of a Word document together with those of its charts."""
    found = dict(members)
    document = found["word/document.xml"]
    drawn = [c for c in charts if c.labels]
    used = [
        n for n, c in enumerate(charts, 1) if f'"rIdChart{n}"'.encode() in document and c in drawn
    ]
    if not used:
        return found
    data = chart_book(drawn)
    archive = open_zip(data)
    parts = {i.filename: unpack(archive, i, MAX_PART) for i in archive.filelist}
    found[f"word/embeddings/{_DATA}"] = data
    relations, types = [], ['<Default Extension="xlsx" ContentType="application/vnd.openxml'
                            'formats-officedocument.spreadsheetml.sheet"/>']  # fmt: skip
    for n in used:
        name = f"word/charts/chart{n}.xml"
        found[name] = _linked(parts[f"xl/charts/chart{drawn.index(charts[n - 1]) + 1}.xml"])
        found[f"word/charts/_rels/chart{n}.xml.rels"] = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_R}/package" Target="../embeddings/{_DATA}"/></Relationships>'
        ).encode()
        relations.append(
            f'<Relationship Id="rIdChart{n}" Type="{_R}/chart" Target="charts/chart{n}.xml"/>'
        )
        types.append(
            f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-'
            'officedocument.drawingml.chart+xml"/>'
        )
    _insert(found, "word/_rels/document.xml.rels", relations, "</Relationships>")
    _insert(found, "[Content_Types].xml", types, "</Types>")
    return found


def _linked(chart: bytes) -> bytes:
    """The chart of a workbook as one of a document: it says where its numbers are."""
    link = b'<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
    # Excel takes what is not said of a label for "no", Word for "yes".
    chart = chart.replace(b'<c:showVal val="1"/>', _LABELS)
    return chart.replace(b"<c:printSettings>", link + b"<c:printSettings>", 1)


def _insert(parts: dict[str, bytes], name: str, lines: Sequence[str], before: str) -> None:
    text = parts[name].decode("utf-8")
    if 'Extension="xlsx"' in text:
        lines = [x for x in lines if "Extension=" not in x]
    parts[name] = text.replace(before, "".join(lines) + before).encode()
