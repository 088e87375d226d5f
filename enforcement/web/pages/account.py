"""Start, login, logout, one's own password and tokens."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from enforcement.web.accounts import LEAST_PASSWORD, Mistake
from enforcement.web.guard import Visit, accounts_of, may, settings_of, visit
from enforcement.web.sso import SingleLogin
from enforcement.web.view import page

router = APIRouter()
Here = Annotated[Visit, Depends(visit)]
Text = Annotated[str, Form()]


@router.get("/")
def start(here: Here) -> Response:
    """The first page: self-check; a login is asked for there where it is needed."""
    return RedirectResponse("/selfcheck", 303)


@router.get("/login")
def login_page(here: Here, next: str = "/") -> Response:
    """The form to log in."""
    if here.account is not None:
        return RedirectResponse(_inside(next), 303)
    return _login(here, next_=_inside(next))


@router.post("/login")
def login(here: Here, request: Request, name: Text, password: Text, next: Text = "/") -> Response:
    """Log in."""
    address = request.client.host if request.client else ""
    try:
        here.start(*accounts_of(request).login(here.session, name, password, address))
    except Mistake as no:
        return _login(here, 400, next_=_inside(next), says=str(no), name=name)
    return RedirectResponse("/account" if here.known.must_change else _inside(next), 303)


@router.get("/login/sso")
def to_service(here: Here, request: Request, next: str = "/") -> Response:
    """Go to the identity service of the office."""
    service = _service(request)
    scheme = "https" if settings_of(request).https else "http"
    back = f"{scheme}://{request.headers['host']}/login/sso/back"
    now = accounts_of(request).clock()
    return RedirectResponse(service.begin(here.session.id, back, _inside(next), now), 303)


@router.get("/login/sso/back")
def from_service(here: Here, request: Request, state: str = "", code: str = "") -> Response:
    """Come back from there."""
    accounts = accounts_of(request)
    try:
        found = _service(request).finish(here.session.id, state, code, accounts.clock())
        here.start(*accounts.enter(here.session, found[0]))
    except Mistake as no:
        return _login(here, 400, says=str(no))
    return RedirectResponse(found[1], 303)


@router.post("/logout")
def logout(here: Here, request: Request) -> Response:
    """Log out; what was checked and not kept is deleted."""
    request.app.state.jobs.drop_all(here.owners)
    accounts_of(request).end(here.session.id)
    here.start(*accounts_of(request).begin())
    return RedirectResponse("/", 303)


@router.get("/account")
def own(here: Here) -> Response:
    """One's own account."""
    return _own(here)


@router.post("/account/password")
def password(here: Here, request: Request, old: Text, new: Text, again: Text) -> Response:
    """Change one's own password."""
    here.known  # noqa: B018 (somebody must be logged in)
    try:
        if new != again:
            raise Mistake("两次输入的新密码不一样")
        here.start(*accounts_of(request).set_password(here.session, old, new))
    except Mistake as no:
        return _own(here, 400, wrong=str(no))
    return _own(here, done="密码已改，其他地方的登录都已退出。")


@router.post("/account/tokens")
def make_token(
    request: Request,
    label: Text,
    expires: Annotated[date, Form()],
    here: Annotated[Visit, Depends(may("token.own"))],
) -> Response:
    """A token for another system."""
    try:
        secret = accounts_of(request).make_token(here.known.name, label, expires)
    except Mistake as no:
        return _own(here, 400, wrong=str(no))
    return _own(here, token=secret)


@router.post("/account/tokens/drop")
def drop_token(
    request: Request, id: Text, here: Annotated[Visit, Depends(may("token.own"))]
) -> Response:
    """End a token."""
    accounts_of(request).drop_token(here.known.name, id)
    return RedirectResponse("/account", 303)


def _service(request: Request) -> SingleLogin:
    found: SingleLogin | None = request.app.state.sso
    if found is None:
        raise HTTPException(404)
    return found


def _login(
    here: Visit, status: int = 200, *, next_: str = "/", says: str = "", name: str = ""
) -> Response:
    service: SingleLogin | None = here.request.app.state.sso
    sso = service.config.name if service else ""
    return page(here, "login.html", status, next=next_, says=says, name=name, sso=sso)


def _own(
    here: Visit, status: int = 200, *, wrong: str = "", done: str = "", token: str = ""
) -> Response:
    tokens = accounts_of(here.request).tokens(here.known.name)
    return page(
        here,
        "account.html",
        status,
        wrong=wrong,
        done=done,
        token=token,
        tokens=tokens,
        least=LEAST_PASSWORD,
    )


def _inside(address: str) -> str:
    """``address`` where it is a path of ours; else the start page."""
    fits = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if fits and address.isprintable() else "/"
