"""Writing publication texts and the list for the reviewer, as Word or plain text."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from casefiles.facts import Anchor
from enforcement.publish.make import Publication
from enforcement.word import Box, Row, Word
from rules.masking import Masking

_WIDTH = 15.8  # centimetres between the margins
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COLUMNS = 12  # a table with more columns is written line by line


def _parts(made: Publication) -> Iterator[tuple[int | None, list[tuple[Anchor, str]]]]:
    """The blocks of the text, paragraphs (``None``) and tables (their number) apart."""
    # XML holds no control characters; a text file or a broken document may.
    clean = [_CONTROL.sub("", block) for block in made.blocks]
    placed = list(zip(made.document.anchors, clean, strict=False))
    for table, group in groupby(placed, key=lambda p: p[0].table):
        yield table, list(group)


def _rows(cells: Sequence[tuple[Anchor, str]]) -> list[list[tuple[int, str]]]:
    """The rows of a table: (column, text), the paragraphs of one cell joined by line feeds."""
    grid: dict[int, dict[int, list[str]]] = {}
    for anchor, text in cells:
        grid.setdefault(anchor.row or 0, {}).setdefault(anchor.col or 0, []).append(text)
    return [[(col, "\n".join(grid[row][col])) for col in sorted(grid[row])] for row in sorted(grid)]


def _boxes(rows: list[list[tuple[int, str]]], columns: int) -> Iterator[Row]:
    """Each cell as wide as the way to the next: spans are not known any more."""
    for row in rows:
        ends = [*(col for col, _ in row[1:]), columns]
        boxes = [Box(text, end - col) for (col, text), end in zip(row, ends, strict=True)]
        yield [Box("", row[0][0]), *boxes] if row[0][0] else boxes


def lines_of(made: Publication) -> list[str]:
    """The masked text line by line; the cells of one table row stand in one line."""
    lines: list[str] = []
    for table, group in _parts(made):
        if table is None:
            lines += [text for _, text in group]
        else:
            lines += ["　".join(t.replace("\n", "") for _, t in row) for row in _rows(group)]
    return lines


def _reviewer_lines(made: Publication, rules: Masking) -> list[str]:
    lines = [f"来源：{made.source}", *(f"注意：{note}" for note in made.notes)]
    lines += ["", f"一、已经遮挡（{len(made.masked())}处）"]
    for e in made.masked():
        whose = f"（{e.whose}）" if e.whose else ""
        lines.append(f"{e.place}　{e.kind}{whose} → {e.shown}　依据：{e.basis}［{e.status}］")
    lines += ["", f"二、需人工决定（{len(made.open_points())}处，文本没有改动）"]
    for e in made.open_points():
        lines.append(f"{e.place}　{e.kind}　{e.shown}　{e.why}")
    lines += ["", "三、按参数照原样"]
    for (kind, whose, basis), n in sorted(made.left().items()):
        lines.append(f"{kind}（{whose or '不知是谁的'}）{n}处　{basis}")
    lines += ["", "四、公示前由复核人逐项确认"]
    lines += [f"□ {c.text}（{c.basis}；{c.status}）" for c in rules.summary.confirm]
    return [*lines, "", "复核人：　　　　　　日期："]


def to_text(made: Sequence[Publication]) -> str:
    """The publication texts, the summary of each before its text."""
    parts = []
    for p in made:
        table = [f"{label}：{content}" for label, content in p.summary]
        parts.append("\n".join(["公示摘要", *table, "", "公示文本", *lines_of(p)]))
    return "\n\n".join(parts) + "\n"


def review_text(made: Sequence[Publication], rules: Masking) -> str:
    """The list for the reviewer; it is not for publication."""
    head = "公示文本复核清单（内部使用，不公示）"
    return "\n\n".join([head, *("\n".join(_reviewer_lines(p, rules)) for p in made)]) + "\n"


def to_docx(made: Sequence[Publication]) -> bytes:
    """The publication texts as a Word file: a table of the summary, then the text."""
    word = Word(title="公示文本")
    word.marks = False
    for n, p in enumerate(made):
        if n:
            word.page_break()
        word.title("公示摘要", size=18)
        word.table([_row(*pair) for pair in p.summary], [4.2, _WIDTH - 4.2])
        word.page_break()
        for table, group in _parts(p):
            rows = _rows(group) if table is not None else []
            columns = max((row[-1][0] + 1 for row in rows), default=0)
            if 0 < columns <= _COLUMNS:
                word.table(list(_boxes(rows, columns)), [_WIDTH / columns] * columns)
            elif rows:
                word.text(*("　".join(t for _, t in row) for row in rows), indent=0)
            else:
                _paragraphs(word, group, p.document.title_anchor)
    return word.to_bytes()


def _row(label: str, content: str) -> list[Box | str]:
    return [Box(label, bold=True), _CONTROL.sub("", content)]


def _paragraphs(word: Word, group: Sequence[tuple[Anchor, str]], title: Anchor) -> None:
    for anchor, text in group:
        # What stands above the title, agency and heading, is centred with it.
        if anchor.part == title.part and anchor.block <= title.block:
            word.line(text, align="center")
        else:
            word.line(text, indent=2 if len(text) > 30 else 0)


def review_docx(made: Sequence[Publication], rules: Masking) -> bytes:
    """The list for the reviewer as a Word file."""
    word = Word(title="公示文本复核清单")
    word.marks = False
    word.title("公示文本复核清单", size=18)
    word.line("内部使用，不公示", align="center")
    for p in made:
        word.text(*(_CONTROL.sub("", t) for t in _reviewer_lines(p, rules)), indent=0)
    return word.to_bytes()
