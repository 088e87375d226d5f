"""Rows of the read tables a page at a time, and how many there are altogether."""

from collections.abc import Mapping
from typing import Any

from enforcement.review.desk import Desk

ORDER: dict[str, tuple[str, ...]] = {
    "rounds": ("-planned_at",),
    "case_files": ("round", "agency", "number", "path"),
    "findings": ("round", "agency", "file", "rule"),
    "notices": ("round", "agency", "file"),
    "objections": ("round", "agency", "file"),
    "waivers": ("waiver",),
}


def listed(
    desk: Desk, table: str, where: Mapping[str, Any], limit: int | None = None, offset: int = 0
) -> tuple[list[dict[str, Any]], int]:
    """Rows ``offset`` to ``offset + limit`` in a fixed order, and the number of all that fit."""
    with desk.db.reading() as r:
        (total,) = r.counts(table, (), where)
        rows = r.rows(table, where, order=ORDER[table], limit=limit, offset=offset)
    return rows, int(total["count"])
