"""The Markdown of rule pages as parts for a template, which escapes them: headings, paragraphs,
lists, tables; nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True)
class Block:
    """One part: a heading of a level, a paragraph, a list of (depth, text), a table."""

    kind: Literal["heading", "text", "list", "table"]
    text: str = ""
    level: int = 0
    items: list[tuple[int, str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def blocks(text: str) -> Iterator[Block]:
    """The parts of a page, without its first heading."""
    now: Block | None = None
    for line in text.splitlines():
        made = _block(line)
        if made is None or (made.kind == "heading" and made.level == 1):
            continue
        if now is not None and now.kind == made.kind and made.kind in ("list", "table"):
            now.items += made.items
            now.rows += made.rows
            continue
        if now is not None:
            yield now
        now = made
    if now is not None:
        yield now


def _block(line: str) -> Block | None:
    if not line.strip():
        return None
    if head := re.match(r"(#+) (.*)", line):
        return Block("heading", head[2], len(head[1]))
    if item := re.match(r"( *)- (.*)", line):
        return Block("list", items=[(len(item[1]) // 4, item[2])])
    if line.startswith("|"):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        ruler = all(set(c) <= {"-", ":"} for c in cells)
        return Block("table", rows=[] if ruler else [cells])
    return Block("text", line.replace("**", ""))
