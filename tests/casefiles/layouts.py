"""A few lines of text to blocks: how a document looks, written down as a test can read it.

``|``-lines are table rows; a cell ``^`` continues the cell above, ``<`` the cell to its left;
``⏎`` is a line break inside a cell. Lines after ``--- 页脚 ---`` stand in the footer.
"""

from casefiles.model import Block, Cell, Reading

DOCUMENT = "word/document.xml"


def reading(text: str, source: str = "文书.docx") -> Reading:
    """The reading of a document drawn as text."""
    blocks: list[Block] = []
    where, part = "body", DOCUMENT
    table, row = -1, 0
    in_table = False
    grid: dict[tuple[int, int, int], Cell] = {}
    texts: dict[Cell, str] = {}
    order: list[object] = []
    for line in text.strip("\n").split("\n"):
        if line.startswith("--- 页脚"):
            where, part, in_table = "footer", "word/footer1.xml", False
            continue
        if line.startswith("--- 页眉"):
            where, part, in_table = "header", "word/header1.xml", False
            continue
        if not line.startswith("|"):
            in_table = False
            if line.strip():
                order.append((line.strip("\n"), where, part))
            continue
        if not in_table:
            table, row, in_table = table + 1, 0, True
        for col, words in enumerate(line.strip().strip("|").split("|")):
            words = words.strip()
            if words == "^":
                up = grid[table, row - 1, col]
                new = Cell(table, up.row, up.col, row - up.row + 1, up.colspan)
            elif words == "<":
                left = grid[table, row, col - 1]
                new = Cell(table, left.row, left.col, left.rowspan, col - left.col + 1)
            else:
                new = Cell(table, row, col)
                texts[new] = words.replace("⏎", "\n")
                order.append(new)
                grid[table, row, col] = new
                continue
            old = grid[table, row - 1, col] if words == "^" else grid[table, row, col - 1]
            texts[new] = texts.pop(old)
            order[order.index(old)] = new
            for key, value in list(grid.items()):
                if value == old:
                    grid[key] = new
            grid[table, row, col] = new
        row += 1
    for item in order:
        if isinstance(item, Cell):
            for line in texts[item].split("\n"):
                if line.strip():
                    blocks.append(Block(line, DOCUMENT, len(blocks), item))
        else:
            words, where, part = item  # type: ignore[misc]
            blocks.append(Block(words, part, len(blocks), None, where))
    return Reading(source, "", blocks)
