"""Lists a page at a time."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, Field

from enforcement.review.service_list import listed
from enforcement.web.api.caller import Caller

MOST = 200
Limit = Annotated[int, Query(ge=1, le=MOST, description="一页几行")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="从第几行起（0是第一行）")]
Word = Annotated[str, Query(max_length=120)]


class Listing(BaseModel):
    """One page of a list."""

    items: list[dict[str, Any]]
    total: int = Field(description="一共几行")
    next: str | None = Field(description="下一页的地址；没有了是 null")


def listing(here: Caller, table: str, where: Mapping[str, Any], limit: int, offset: int) -> Listing:
    """The rows of a read table that fit."""
    rows, total = listed(here.desk, table, where, limit, offset)
    items = [{k: v for k, v in row.items() if k != "stream"} for row in rows]
    return paged(here, items, total, limit, offset)


def paged(
    here: Caller, items: list[dict[str, Any]], total: int, limit: int, offset: int
) -> Listing:
    """``items`` as one page, with the address of the next."""
    after = None
    if offset + limit < total:
        query = [(k, v) for k, v in here.request.query_params.multi_items()
                 if k not in ("limit", "offset")]  # fmt: skip
        query += [("limit", str(limit)), ("offset", str(offset + limit))]
        after = f"{here.request.url.path}?{urlencode(query)}"
    return Listing(items=items, total=total, next=after)


def given(**filters: object) -> dict[str, Any]:
    """The filters that were asked for: those not empty."""
    return {k: v for k, v in filters.items() if v not in ("", None)}
