"""Writing Word files: the one place that imports python-docx.

A small builder for forms as agencies print them: a title, paragraphs, tables with merged cells,
headers and footers, a text box. The same calls give the same bytes, so that written files can
be compared and kept under version control.

Text may carry two marks: ``__words__`` is underlined (a blank that was filled in), ``{PAGE}``
and ``{PAGES}`` are fields that Word fills with the page number and the number of pages.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document as open_document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

Align = Literal["left", "center", "right", "both"]

FIXED_DAY = datetime(2024, 1, 1)  # every written file says so: bytes must not follow the clock
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_PIECES = re.compile(r"(__.+?__|\{PAGES?\})")
# Parts of python-docx's template that a form never uses; they make up four fifths of a file.
_UNUSED = ("theme", "stylesWithEffects", "customXml", "numbering", "webSettings", "fontTable",
           "thumbnail", "extended-properties")  # fmt: skip


@dataclass(slots=True, frozen=True)
class Box:
    """One cell of a table row. ``cols`` and ``rows`` are spans in grid cells, at least 1.

    ``text`` may hold line feeds: each line becomes a paragraph of the cell. ``height`` is the
    least height of the row in centimetres, 0 for as high as the text.
    """

    text: str = ""
    cols: int = 1
    rows: int = 1
    align: Align = "left"
    bold: bool = False
    height: float = 0.0
    font: str = ""


Row = Sequence[Box | str]


class Word:
    """A Word document under construction, A4, one body font throughout.

    ``font`` is the Chinese body font (仿宋, 宋体 or 黑体), ``size`` its size in points; in a
    ``merged`` file ``{PAGES}`` counts the pages of each document apart. With ``marks`` set to
    false text is written as it stands.
    """

    marks = True

    def __init__(
        self, font: str = "仿宋", size: float = 12, title: str = "", merged: bool = False
    ) -> None:
        self._doc = open_document()
        self.font, self.size = font, size
        self._count = "SECTIONPAGES" if merged else "NUMPAGES"
        self._pages = 1
        self._begun = False
        self._boxes = 0
        self._slim()
        core = self._doc.core_properties
        core.title, core.author, core.last_modified_by = title, "", ""
        core.created = core.modified = core.last_printed = FIXED_DAY
        core.revision, core.comments = 1, ""
        self._page(self._doc.sections[0])

    def _slim(self) -> None:
        package = self._doc.part.package
        for rels in (package.rels, self._doc.part.rels):
            for key in [k for k, r in rels.items() if any(u in r.reltype for u in _UNUSED)]:
                del rels[key]
        styles = self._doc.styles.element
        for child in list(styles):
            name = child.find(qn("w:name"))
            keep = name is not None and name.get(qn("w:val")) == "Normal"
            if not keep:
                styles.remove(child)
        normal = self._doc.styles["Normal"]
        normal.font.size = Pt(self.size)
        _set_font(normal.element.get_or_add_rPr(), self.font)
        normal.paragraph_format.space_after = Pt(0)

    @staticmethod
    def _page(section: Any) -> None:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.6)
        section.top_margin = section.bottom_margin = Cm(2.4)

    def begin(self, pages: int = 1) -> None:
        """Begin the next document: in a merged file on a new page with its own footer.

        ``pages`` is what ``{PAGES}`` shows until a word processor counts for itself.
        """
        self._pages = pages
        if self._begun:
            section = self._doc.add_section(WD_SECTION.NEW_PAGE)
            self._page(section)
            section.different_first_page_header_footer = False
            for part in (section.header, section.footer):
                part.is_linked_to_previous = False
            _restart_pages(section)
        self._begun = True

    def title(self, text: str, size: float = 22, font: str = "宋体", spaced: bool = False) -> None:
        """A centred heading; ``spaced`` writes it 分 散, one blank between the characters."""
        words = " ".join(text) if spaced else text
        self.line(words, align="center", size=size, font=font, bold=True, after=6)

    def line(
        self,
        text: str = "",
        *,
        align: Align = "left",
        indent: float = 0,
        size: float = 0,
        font: str = "",
        bold: bool = False,
        spacing: float = 0,
        before: float = 0,
        after: float = 0,
    ) -> None:
        """A paragraph. ``indent`` of its first line is in characters, ``spacing`` between
        letters, ``before`` and ``after`` in points."""
        paragraph = self._doc.add_paragraph()
        self._fill(paragraph, text, size, font, bold, spacing)
        fmt = paragraph.paragraph_format
        fmt.alignment = _ALIGN[align] if align != "left" else None
        if indent:
            fmt.first_line_indent = Pt(indent * (size or self.size))
        if before:
            fmt.space_before = Pt(before)
        if after:
            fmt.space_after = Pt(after)

    def text(self, *paragraphs: str, indent: float = 2) -> None:
        """Paragraphs of running text, the first line of each moved in by ``indent`` characters."""
        for paragraph in paragraphs:
            self.line(paragraph, indent=indent)

    def _fill(
        self,
        paragraph: Any,
        text: str,
        size: float = 0,
        font: str = "",
        bold: bool = False,
        spacing: float = 0,
    ) -> None:
        for piece in _PIECES.split(text) if self.marks else [text]:
            if not piece:
                continue
            if self.marks and piece in ("{PAGE}", "{PAGES}"):
                if piece == "{PAGE}":
                    _field(paragraph, "PAGE", 1)
                else:
                    _field(paragraph, self._count, self._pages)
                continue
            marked = self.marks and re.fullmatch("__.+__", piece) is not None
            run = paragraph.add_run(piece[2:-2] if marked else piece)
            run.underline = True if marked else None
            run.bold = bold or None
            if size and size != self.size:
                run.font.size = Pt(size)
            if font and font != self.font:
                _set_font(run._r.get_or_add_rPr(), font)
            if spacing:
                mark = OxmlElement("w:spacing")
                mark.set(qn("w:val"), str(round(spacing * 20)))
                properties = run._r.get_or_add_rPr()
                sized = properties.find(qn("w:sz"))  # the schema wants spacing before the size
                properties.append(mark) if sized is None else sized.addprevious(mark)

    def table(
        self,
        rows: Iterable[Row],
        widths: Sequence[float],
        *,
        size: float = 0,
        border: bool = True,
    ) -> None:
        """A table over a grid of ``widths`` (centimetres). A string is a plain cell.

        Raises ``ValueError`` where a row does not fill the grid.
        """
        boxes = [[Box(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        table = parse_xml(f"<w:tbl {nsdecls('w')}/>")
        table.append(_table_properties(border))
        grid = OxmlElement("w:tblGrid")
        for width in widths:
            column = OxmlElement("w:gridCol")
            column.set(qn("w:w"), str(round(width * 567)))
            grid.append(column)
        table.append(grid)
        open_spans: dict[int, tuple[int, int]] = {}  # column → (rows still to cover, width)
        body = self._doc.element.body
        body.insert(len(body) - 1, table)  # before the last section's properties
        for row in boxes:
            line = OxmlElement("w:tr")
            table.append(line)
            height = max((box.height for box in row), default=0.0)
            if height:
                line.append(_row_height(height))
            waiting = list(row)
            at = 0
            while at < len(widths):
                if at in open_spans:
                    left, cols = open_spans.pop(at)
                    line.append(_cell(sum(widths[at : at + cols]), cols, "continue"))
                    if left > 1:
                        open_spans[at] = (left - 1, cols)
                    at += cols
                    continue
                if not waiting:
                    raise ValueError(f"row is {len(widths) - at} cells short: {row!r}")
                box = waiting.pop(0)
                merge = "restart" if box.rows > 1 else ""
                cell = _cell(sum(widths[at : at + box.cols]), box.cols, merge)
                line.append(cell)
                self._fill_cell(cell, box, size)
                if box.rows > 1:
                    open_spans[at] = (box.rows - 1, box.cols)
                at += box.cols
            if waiting or at > len(widths):
                raise ValueError(f"row is too wide for the grid: {row!r}")

    def _fill_cell(self, cell: Any, box: Box, size: float) -> None:
        from docx.text.paragraph import Paragraph

        cell.remove(cell.find(qn("w:p")))
        for part in box.text.split("\n"):
            element = OxmlElement("w:p")
            cell.append(element)
            paragraph = Paragraph(element, self._doc)  # type: ignore[arg-type]
            self._fill(paragraph, part, size, box.font, box.bold)
            if box.align != "left":
                paragraph.paragraph_format.alignment = _ALIGN[box.align]

    def footer(self, *lines: str, first: Sequence[str] = (), align: Align = "left") -> None:
        """Footer lines of the current document; ``first`` are those of its first page, where
        they differ."""
        self._edge("footer", lines, first, align)

    def header(self, *lines: str, first: Sequence[str] = (), align: Align = "center") -> None:
        """Header lines of the current document, as for ``footer``."""
        self._edge("header", lines, first, align)

    def _edge(self, name: str, lines: Sequence[str], first: Sequence[str], align: Align) -> None:
        section = self._doc.sections[-1]
        if first:
            section.different_first_page_header_footer = True
        edges = [(getattr(section, name), lines)]
        if first:
            edges.append((getattr(section, f"first_page_{name}"), first))
        for edge, texts in edges:
            edge.is_linked_to_previous = False
            for paragraph in list(edge.paragraphs):
                paragraph._p.getparent().remove(paragraph._p)
            for text in texts:
                paragraph = edge.add_paragraph()
                self._fill(paragraph, text, size=10.5)
                paragraph.paragraph_format.alignment = _ALIGN[align]

    def textbox(self, text: str, *, width: float = 8.5, height: float = 2.8) -> None:
        """A framed box of text (centimetres), as used for stamps of receipt and pasted slips."""
        self._boxes += 1
        inner = "".join(
            f"<w:p><w:r><w:t xml:space='preserve'>{_escape(t)}</w:t></w:r></w:p>"
            for t in text.split("\n")
        )
        shape = parse_xml(
            f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict>"
            f"<v:rect id='box{self._boxes}' strokeweight='0.75pt' "
            f"style='width:{width * 28.35:.0f}pt;height:{height * 28.35:.0f}pt'>"
            f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox>"
            "</v:rect></w:pict></w:r>"
        )
        self._doc.add_paragraph()._p.append(shape)

    def page_break(self) -> None:
        """Begin a new page within the document."""
        self._doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def to_bytes(self) -> bytes:
        """The finished file. Equal calls give equal bytes, whatever the day."""
        raw = BytesIO()
        self._doc.save(raw)
        with ZipFile(raw) as source:
            return pack({name: source.read(name) for name in source.namelist()})


def pack(members: Mapping[str, bytes], names: Literal["utf-8", "gbk"] = "utf-8") -> bytes:
    """A zip of ``members`` whose bytes do not follow the clock.

    ``names`` is the encoding of the file names; old Windows programs write ``gbk`` and set no
    flag that tells so.
    """
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = (ZipInfo if names == "utf-8" else _GbkName)(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = ZIP_DEFLATED, 0
            archive.writestr(info, data, ZIP_DEFLATED, 9)
    return out.getvalue()


class _GbkName(ZipInfo):
    """A zip entry whose name is written in GBK; zipfile itself knows ASCII and UTF-8 only."""

    __slots__ = ()

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def _set_font(properties: Any, font: str) -> None:
    """Chinese text follows ``eastAsia``; without it Word falls back to the theme font."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for attribute in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(attribute), "Times New Roman")
    fonts.set(qn("w:eastAsia"), font)


def _field(paragraph: Any, code: str, shown: int) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = str(shown)
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _table_properties(border: bool) -> Any:
    edges = "".join(
        f"<w:{e} w:val='single' w:sz='4' w:space='0' w:color='auto'/>"
        for e in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    borders = f"<w:tblBorders>{edges}</w:tblBorders>" if border else ""
    return parse_xml(
        f"<w:tblPr {nsdecls('w')}><w:tblW w:w='0' w:type='auto'/><w:jc w:val='center'/>"
        f"{borders}<w:tblLayout w:type='fixed'/></w:tblPr>"
    )


def _row_height(centimetres: float) -> Any:
    return parse_xml(
        f"<w:trPr {nsdecls('w')}><w:trHeight w:val='{round(centimetres * 567)}' "
        "w:hRule='atLeast'/></w:trPr>"
    )


def _cell(width: float, cols: int, merge: str) -> Any:
    span = f"<w:gridSpan w:val='{cols}'/>" if cols > 1 else ""
    tall = {"restart": "<w:vMerge w:val='restart'/>", "continue": "<w:vMerge/>"}.get(merge, "")
    return parse_xml(
        f"<w:tc {nsdecls('w')}><w:tcPr><w:tcW w:w='{round(width * 567)}' w:type='dxa'/>"
        f"{span}{tall}<w:vAlign w:val='center'/></w:tcPr><w:p/></w:tc>"
    )


def _restart_pages(section: Any) -> None:
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    columns = section._sectPr.find(qn("w:cols"))  # the schema wants page numbers before columns
    columns.addprevious(numbers)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


__all__ = ["Align", "Box", "Row", "Word", "pack"]
