"""The application: layers, pages, and what is shown when something goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from enforcement.review.desk import Desk
from enforcement.review.refusal import Conflict, Refused
from enforcement.store.errors import StoreError
from enforcement.web import api, guard
from enforcement.web.accounts import Accounts, Mistake
from enforcement.web.api import problems
from enforcement.web.guard import Cookies, Forged, Guard, NeedLogin, NeedPassword, TooLarge
from enforcement.web.jobs import Jobs, NotThere
from enforcement.web.pages import ROUTERS
from enforcement.web.rights import Forbidden
from enforcement.web.settings import Settings
from enforcement.web.shelf import Shelf
from enforcement.web.sso import Config, SingleLogin
from enforcement.web.view import bare
from rules.loading import RuleError

HERE = Path(__file__).parent
_FORGED = "页面放得太久，或者请求不是从本系统的页面发出的；请刷新页面后再办。"
_BROKEN = "程序出错了，没有办成；请刷新后再试，仍不行的请告诉系统管理员。"
_SAYS = {
    401: "没有登录，或者令牌不对、过期了。",
    404: "没有这个页面，或者它不属于你。",
    405: "这个地址不能这样用。",
    422: "提交的内容不完整或者格式不对。",
}


def create_app(settings: Settings) -> FastAPI:
    """The application over the data folder of ``settings``."""
    desk = Desk.open(settings.data, settings.database)
    accounts = Accounts(desk.db, settings)
    cookies = Cookies(settings.data, settings.https)
    jobs = Jobs(settings)
    shelf = Shelf(settings, desk.originals)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep(jobs, shelf))
        await asyncio.to_thread(api.resume, app)
        yield
        sweeping.cancel()
        jobs.close()
        shelf.close()
        api.close(app)
        desk.close()

    app = FastAPI(
        title="案卷",
        description="行政执法案卷评查工作台的接口",
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.settings, app.state.desk, app.state.accounts = settings, desk, accounts
    app.state.cookies, app.state.jobs, app.state.shelf = cookies, jobs, shelf
    app.state.sso = SingleLogin(Config.load(settings.sso)) if settings.sso else None
    app.mount("/static", StaticFiles(directory=HERE / "static"), "static")
    for router in ROUTERS:
        app.include_router(
            router, dependencies=[Depends(guard.not_forged)], include_in_schema=False
        )
    api.install(app)
    app.add_middleware(
        Guard,
        settings=settings,
        cookies=cookies,
        broken=lambda request: tell(request, 500, _BROKEN),
        refuse=tell,
    )
    _errors(app)
    return app


async def _sweep(jobs: Jobs, shelf: Shelf) -> None:
    """Every minute, delete the self-checks whose time is over, and opened case files that nobody
    looks at."""
    while True:
        await asyncio.sleep(60)
        await asyncio.to_thread(jobs.sweep)
        await asyncio.to_thread(shelf.sweep)


def _errors(app: FastAPI) -> None:
    @app.exception_handler(NeedLogin)
    async def login(request: Request, error: NeedLogin) -> Response:
        return _elsewhere(request, guard.login_address(request), 401)

    @app.exception_handler(NeedPassword)
    async def password(request: Request, error: NeedPassword) -> Response:
        return _elsewhere(request, "/account", 403)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if problems.is_api(request):
            return problems.answer(422, _SAYS[422], errors=error.errors())
        return tell(request, 422, _SAYS[422])

    @app.exception_handler(problems.Told)
    async def told(request: Request, error: problems.Told) -> Response:
        return problems.answer(problems.BY_CODE[error.code].status, str(error), error.code)

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        known = _SAYS.get(error.status_code)
        return tell(request, error.status_code, known or str(error.detail))

    for kind, status in (
        (Forbidden, 403),
        (Conflict, 409),
        (Refused, 409),
        (Mistake, 400),
        (TooLarge, 413),
        (RuleError, 409),
        (StoreError, 503),
    ):
        app.add_exception_handler(kind, _teller(status))

    @app.exception_handler(NotThere)
    async def not_there(request: Request, error: NotThere) -> Response:
        return tell(request, 404, _SAYS[404])

    @app.exception_handler(Forged)
    async def forged(request: Request, error: Forged) -> Response:
        return tell(request, 403, _FORGED)


def _teller(status: int) -> Any:
    async def handler(request: Request, error: Exception) -> Response:
        if problems.is_api(request):
            code = "conflict" if isinstance(error, Conflict) else ""
            return problems.answer(status, str(error), code)
        return tell(request, status, str(error))

    return handler


def tell(request: Request, status: int, says: str) -> Response:
    """An error as a page for people, as RFC 9457 for programs."""
    if problems.is_api(request):
        return problems.answer(status, says)
    if "hx-request" in request.headers or "x-requested-with" in request.headers:
        return bare("piece_error.html", status, says=says)
    return bare("error.html", status, says=says)


def _elsewhere(request: Request, address: str, status: int) -> Response:
    if problems.is_api(request):
        return tell(request, status, _SAYS[401])
    if "hx-request" in request.headers:  # a piece cannot become the login page
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)
