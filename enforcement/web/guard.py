"""What stands before every page: host, size, headers, session, forgery and rights checks."""

import logging
import secrets
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from itsdangerous import BadSignature, Signer
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from enforcement.web import rights
from enforcement.web.accounts import Account, Accounts, Session
from enforcement.web.settings import Settings

_LOG = logging.getLogger("anjuan.web")
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
UPLOAD = "/upload"  # paths with this ending may take as much as an upload may
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; connect-src 'self'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class NeedLogin(Exception):
    """Nobody is logged in and the page is not for everybody."""


class NeedPassword(Exception):
    """The one-time password has to be changed first."""


class Forged(Exception):
    """An unsafe request without the token of its session."""


class TooLarge(Exception):
    """The body is larger than may be."""


@dataclass(slots=True)
class Visit:
    """One request of one browser: its session, and who is logged in."""

    request: Request
    session: Session

    @property
    def account(self) -> Account | None:
        """Who is logged in, if anybody."""
        return self.session.account

    @property
    def known(self) -> Account:
        """Who is logged in; pages behind ``may`` have somebody."""
        if self.session.account is None:
            raise NeedLogin
        return self.session.account

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose self-checks this visit may see: the account's; without one, on this computer, this
        browser's and those kept on this computer. The first is who a new one belongs to, the last
        who a kept one does."""
        a = self.session.account
        if a is not None:
            return (f"account:{a.name}",)
        here = f"session:{self.session.id}"
        return (here, "computer") if self.local else (here,)

    @property
    def local(self) -> bool:
        """Whether somebody sits at this very computer, so that no account is needed. What came
        through a proxy came from elsewhere, whatever address it has here."""
        passed_on = any(h in self.request.headers for h in _PASSED_ON)
        return settings_of(self.request).local and not passed_on

    def start(self, secret: str, session: Session) -> None:
        """Go on with another session; its cookie goes out with the answer."""
        self.session = session
        self.request.state.cookie = secret


def accounts_of(request: Request) -> Accounts:
    """The accounts of this server."""
    found: Accounts = request.app.state.accounts
    return found


def settings_of(request: Request) -> Settings:
    """The settings of this server."""
    found: Settings = request.app.state.settings
    return found


def visit(request: Request) -> Visit:
    """The session of this browser; a new one, without an account, where there is none."""
    accounts = accounts_of(request)
    secret = request.app.state.cookies.read(request.cookies)
    session = accounts.find(secret) if secret else None
    if session is not None:
        return Visit(request, session)
    secret, session = accounts.begin()
    made = Visit(request, session)
    made.start(secret, session)
    return made


Visiting = Annotated[Visit, Depends(visit)]


async def not_forged(request: Request, here: Visiting) -> None:
    """Refuse unsafe requests that do not carry the token of the session, or come from elsewhere.

    Uploads carry it in a header or as their first field and are looked at where they are read.
    """
    if request.method in SAFE:
        return
    same_origin(request)
    given = request.headers.get(CSRF_HEADER)
    kind = request.headers.get("content-type", "")
    if given is None and kind.startswith("application/x-www-form-urlencoded"):
        value = (await request.form()).get(CSRF_FIELD)
        given = value if isinstance(value, str) else None
    if given is None and request.url.path.endswith(UPLOAD):
        return
    check_token(here, given)


def same_origin(request: Request) -> None:
    """Refuse what a page of another site sends."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forged


def check_token(here: Visit, given: str | None) -> None:
    """Refuse a request whose token is missing or wrong."""
    if given is None or not secrets.compare_digest(given.encode(), here.session.csrf.encode()):
        raise Forged


def may(action: str) -> Callable[..., Visit]:
    """A dependency: somebody is logged in whose roles allow ``action`` at least on something.

    Where the thing belongs to an agency, the page asks ``allow`` besides.
    """
    assert action in rights.table().actions, action

    def allowed(here: Visiting) -> Visit:
        account = here.known
        if account.must_change:
            raise NeedPassword
        if not account.ever(action):
            raise rights.Forbidden(f"你的账号不能办理“{rights.table().actions[action].text}”")
        return here

    return allowed


def may_selfcheck(here: Visiting) -> Visit:
    """A dependency: self-check, on this computer also without an account."""
    if here.account is None and here.local:
        return here
    return may("selfcheck.use")(here)


def allow(here: Visit, action: str, own: bool) -> None:
    """Raise ``Forbidden`` where this visit may not do ``action`` on something that is its own, or
    another agency's."""
    rights.check(here.known.roles, action, own)


def login_address(request: Request) -> str:
    """Where to log in and come back from; only ever to a page of ours."""
    path = request.url.path if request.method in SAFE else "/"
    return f"/login?next={quote(path)}"


class Cookies:
    """The signed cookie with the secret of the session, and nothing else."""

    def __init__(self, folder: Path, https: bool) -> None:
        self.name = "__Host-anjuan" if https else "anjuan"
        self._https = https
        self._signer = Signer(_key(folder / "cookie.key"), salt="session")

    def read(self, cookies: dict[str, str]) -> str | None:
        """The secret, where the cookie is there and ours."""
        try:
            return self._signer.unsign(cookies.get(self.name, "")).decode("ascii")
        except (BadSignature, UnicodeDecodeError):
            return None

    def header(self, secret: str) -> str:
        """The value of Set-Cookie."""
        signed = self._signer.sign(secret).decode("ascii")
        secure = "; Secure" if self._https else ""
        return f"{self.name}={signed}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _key(path: Path) -> bytes:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


class Guard:
    """The outermost layer: foreign hosts and large bodies are refused by the answer that ``refuse``
    makes, headers are set, errors of the program become the answer that ``broken`` makes."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        cookies: Cookies,
        broken: Callable[[Request], Response],
        refuse: Callable[[Request, int, str], Response],
    ) -> None:
        self._app, self._settings, self._cookies = app, settings, cookies
        self._broken, self._refuse = broken, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        headers = Headers(scope=scope)
        static = scope["path"].startswith("/static/")
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out[name] = value
                if "cache-control" not in out:
                    out["Cache-Control"] = "public, max-age=3600" if static else "no-store"
                if state.get("cookie"):
                    out.append("Set-Cookie", self._cookies.header(state["cookie"]))
            await send(message)

        host = urlsplit("//" + headers.get("host", "")).hostname or ""
        if not self._settings.knows(host):
            refused = self._refuse(Request(scope), 421, "不认识这个主机名。")
            await refused(scope, receive, answer)
            return
        upload = scope["path"].endswith(UPLOAD)
        most = self._settings.max_upload if upload else self._settings.max_form
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            await self._refuse(Request(scope), 413, too_large(most))(scope, receive, answer)
            return
        try:
            await self._app(scope, _counted(receive, most), answer)
        except Exception as error:
            if begun:
                raise
            # What went wrong and where in the program; the message might hold personal data.
            at = traceback.extract_tb(error.__traceback__)[-1]
            _LOG.error("%s in %s:%s", type(error).__name__, Path(at.filename).name, at.lineno)
            await self._broken(Request(scope))(scope, receive, answer)


def too_large(most: int) -> str:
    """What is said about a body that is too large."""
    return f"提交的内容超过{most // (1024 * 1024)}MB，没有接收；请拆分后重新提交。"


def _counted(receive: Receive, most: int) -> Callable[[], Coroutine[Any, Any, Message]]:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge(too_large(most))
        return message

    return counted
