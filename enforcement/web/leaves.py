"""Documents that have pages: their pages with the places marked on them, and one page drawn."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casefiles.model import Reading, Unreadable
from casefiles.readers.pages.pictures import PAGED, draw_page, find_original, page_sizes
from enforcement.web.jobs import NotThere
from enforcement.web.render import Mark, covered_boxes, is_read, spots


def leaves(case: Path, reading: Reading, found: Sequence[Mark]) -> tuple[list[dict[str, Any]], str]:
    """The pages of a document that has any, with what is marked on them; why there are none."""
    if not any(b.boxes for b in reading.blocks):
        return [], ""
    try:
        data, kind = find_original(case, reading.source)
        sizes = page_sizes(data, kind) if kind in PAGED else []
    except Unreadable as error:
        return [], f"原页不能显示（{error}），下面是读到的文字。"
    return [
        {
            "number": n,
            "width": w,
            "height": h,
            "spots": spots(reading, found, n),
            "read": is_read(reading, n),
        }
        for n, (w, h) in enumerate(sizes, 1)
    ], ""


def leaf(case: Path, reading: Reading, number: int, bare: bool = False) -> bytes:
    """Page ``number`` (from 1) as PNG, numbers of persons covered unless ``bare``."""
    try:
        data, kind = find_original(case, reading.source)
        covered = () if bare else covered_boxes(reading, number)
        return draw_page(data, kind, number, covered=covered).png
    except Unreadable as error:
        raise NotThere from error
