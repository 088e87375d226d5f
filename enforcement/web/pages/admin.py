"""Accounts, and the log of who looked at whose personal data."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from enforcement.web.accounts import Mistake, parse_roles
from enforcement.web.guard import Visit, accounts_of, may
from enforcement.web.view import page

router = APIRouter(prefix="/admin")
Admin = Annotated[Visit, Depends(may("accounts.manage"))]
Text = Annotated[str, Form()]
Roles = Annotated[list[str] | None, Form()]
PAGE = 100  # looks on one page


@router.get("/accounts")
def accounts(here: Admin) -> Response:
    """All accounts."""
    return _list(here)


@router.post("/accounts")
def add(here: Admin, name: Text, person: Text, unit: Text = "", roles: Roles = None) -> Response:
    """Make an account; its one-time password is shown once."""
    try:
        once = accounts_of(here.request).add(name, person, unit, parse_roles(roles or []))
    except Mistake as no:
        return _list(here, 400, wrong=str(no))
    return _list(here, once=once, whose=name)


@router.post("/accounts/change")
def change(here: Admin, name: Text, unit: Text = "", roles: Roles = None) -> Response:
    """Another unit, other roles."""
    return _did(
        here, lambda: accounts_of(here.request).change(name, unit, parse_roles(roles or []))
    )


@router.post("/accounts/reset")
def reset(here: Admin, name: Text) -> Response:
    """A new one-time password."""
    try:
        once = accounts_of(here.request).reset(name)
    except Mistake as no:
        return _list(here, 400, wrong=str(no))
    return _list(here, once=once, whose=name)


@router.post("/accounts/disable")
def disable(here: Admin, name: Text, disabled: Annotated[bool, Form()]) -> Response:
    """Close an account, or open it again."""
    return _did(here, lambda: accounts_of(here.request).disable(name, disabled))


@router.get("/views")
def views(
    request: Request,
    here: Annotated[Visit, Depends(may("log.see"))],
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:
    """Who looked at what, newest first."""
    rows = accounts_of(request).looks(PAGE + 1, PAGE * (number - 1))
    return page(here, "views.html", rows=rows[:PAGE], number=number, more=len(rows) > PAGE)


def _did(here: Visit, act: Callable[[], None]) -> Response:
    try:
        act()
    except Mistake as no:
        return _list(here, 400, wrong=str(no))
    return RedirectResponse("/admin/accounts", 303)


def _list(
    here: Visit, status: int = 200, *, wrong: str = "", once: str = "", whose: str = ""
) -> Response:
    found = accounts_of(here.request).all()
    return page(here, "accounts.html", status, accounts=found, wrong=wrong, once=once, whose=whose)
