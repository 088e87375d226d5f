"""Pages from templates: every text is escaped, and personal numbers are masked where shown."""

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from enforcement.annotate.names import safe
from enforcement.report import marks
from enforcement.result import VERDICTS
from enforcement.web import rights
from enforcement.web.guard import Visit
from enforcement.web.masking import masked

# Menu: address, words, action that has to be allowed (empty: anybody who may self-check).
MENU: list[tuple[str, str, str]] = [
    ("/selfcheck", "自查", ""),
    ("/files", "案卷", "file.see"),
    ("/leader", "统计", "leader.see"),
    ("/rules", "规则", "rules.see"),
]
MENU_END: list[tuple[str, str, str]] = [
    ("/admin/accounts", "账号", "accounts.manage"),
    ("/admin/views", "查看记录", "log.see"),
]


@functools.cache
def environment() -> Environment:
    """The templates; ``StrictUndefined``, so that a misspelt name is an error and not nothing."""
    env = Environment(
        loader=PackageLoader("enforcement.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(masked=masked, moment=_moment, size=_size)
    env.globals.update(verdicts=VERDICTS, marks=marks, role_names=rights.table().roles)
    return env


def page(here: Visit, template: str, status: int = 200, **given: Any) -> HTMLResponse:
    """A page, or a piece of one, for this visit."""
    text = environment().get_template(template).render(**_common(here), **given)
    return HTMLResponse(text, status)


def bare(template: str, status: int, **given: Any) -> HTMLResponse:
    """A page without a visit: errors from before there is one."""
    common: dict[str, Any] = {"account": None, "menu": [], "csrf": "", "path": "", "local": False}
    return HTMLResponse(environment().get_template(template).render(**common, **given), status)


def download(data: bytes, kind: str, name: str) -> Response:
    """A file to be saved, never shown as a page; ``kind`` is its media type."""
    shown = quote(safe(name), safe="")
    said = f"attachment; filename=\"download\"; filename*=UTF-8''{shown}"
    return Response(data, media_type=kind, headers={"Content-Disposition": said})


def _common(here: Visit) -> Mapping[str, Any]:
    account = here.account
    menu = [
        (address, words)
        for address, words, action in (*MENU, *MENU_END)
        if not action or (account is not None and account.ever(action))
    ]
    return {
        "account": account,
        "menu": menu,
        "csrf": here.session.csrf,
        "path": here.request.url.path,
        "local": here.local,
    }


def _moment(text: str) -> str:
    """A time of the database as people here read it (local time of this computer)."""
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")


def _size(count: int) -> str:
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} 字节"


__all__ = ["MENU", "MENU_END", "bare", "download", "environment", "page"]
