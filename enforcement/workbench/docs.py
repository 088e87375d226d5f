"""The catalogue as a folder of pages in Markdown: an index by system and a page for each rule."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from enforcement.workbench.show import WHO, Pages
from rules.model import Card, System

MARK = "<!-- 由 anjuan rules docs 写出；请改规则文件，不要改这里 -->"
INDEX = "README.md"
_PAGE = re.compile(r"[A-Z]{2}-\d{3}\.md")


class NotOurs(Exception):
    """The folder holds something that this command did not write. The message is in Chinese."""


def write(pages: Pages, folder: Path) -> tuple[int, int]:
    """Write all pages into ``folder``; the numbers of files written anew and taken away.

    Pages that are already right are left alone, pages of rules that are gone are removed; nothing
    else is touched. Raises ``NotOurs`` for a folder with other things in it.
    """
    _refuse(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cards = pages.rules.cards.values()
    wanted = {f"{c.id}.md": _page(pages, c) for c in cards} | {INDEX: index(pages)}
    written = 0
    for name, text in sorted(wanted.items(), key=lambda x: x[0] != INDEX):  # the mark comes first
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            written += 1
    gone = [p for p in folder.iterdir() if _PAGE.fullmatch(p.name) and p.name not in wanted]
    gone = [p for p in gone if MARK in p.read_text("utf-8")]
    for path in gone:
        path.unlink()
    return written, len(gone)


def _refuse(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotOurs(f"“{folder}”是文件；请给出一个文件夹，例如 规则说明")
    if not folder.exists() or not any(folder.iterdir()):
        return
    mark = folder / INDEX
    if not mark.is_file() or MARK not in mark.read_text("utf-8", "replace"):
        raise NotOurs(
            f"文件夹“{folder}”里有别的东西，不是 anjuan rules docs 写出的，没有改动；"
            "请给出空文件夹或者新的文件夹名"
        )


def _page(pages: Pages, card: Card) -> str:
    file = f"rules/catalogue/{card.id[:2]}/{card.id}.toml"
    text = pages.page(card)
    return f"{MARK}\n\n[规则目录]({INDEX})\n\n{text}\n规则文件：`{file}`　[规则目录]({INDEX})\n"


def index(pages: Pages) -> str:
    """The index: rules by system with who decides and their status."""
    cards = list(pages.rules.cards.values())
    by_system = {s: [c for c in cards if c.system == s] for s in get_args(System)}
    shown = [(s, group) for s, group in by_system.items() if group]
    lines = [MARK, "", "# 规则目录", "", f"共 {len(cards)} 条规则。", ""]
    lines += [f"- [{s}](#{s})（{len(group)} 条）" for s, group in shown]
    for system, group in shown:
        lines += ["", f"## {system}", "", "| 编号 | 要求 | 谁来判 | 状态 |", "|---|---|---|---|"]
        lines += _rows(group)
    return "\n".join(lines) + "\n"


def _rows(cards: list[Card]) -> Iterator[str]:
    for c in cards:
        yield f"| [{c.id}]({c.id}.md) | {c.title} | {WHO[c.decidable]} | {c.status} |"
