"""A server over an empty data folder, checking in this process, and browsers that speak to it."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="没有装网页组件（pip install 'anjuan[web]'），没有跑")

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from enforcement.web.app import create_app
from enforcement.web.settings import Settings
from tests.enforcement.web import made

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "一个够长的密码甲乙丙"
Files = list[tuple[str, tuple[str, bytes]]]


@dataclass
class Browser:
    """One browser: keeps its cookies, and sends the token of the last page it saw."""

    client: TestClient

    def get(self, path: str) -> Response:
        return self.client.get(path, follow_redirects=False)

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf" content="([^"]*)"', self.get("/login?next=/x").text)
        if found is None:  # logged in: the login page sends on
            found = re.search(r'name="csrf" content="([^"]*)"', self.get("/account").text)
        assert found
        return found[1]

    def post(self, path: str, **fields: object) -> Response:
        data = {"csrf": self.token, **fields}
        return self.client.post(path, data=data, follow_redirects=False)

    def upload(self, *files: tuple[str, bytes], token: str | None = None) -> Response:
        given: Files = [("files", f) for f in files]
        headers = {"X-CSRF-Token": self.token if token is None else token}
        return self.client.post(
            "/selfcheck/upload", files=given, headers=headers, follow_redirects=False
        )

    def check(self, *files: tuple[str, bytes]) -> str:
        """Upload and check; the address of the result."""
        done = self.upload(*files)
        assert done.status_code == 303, done.text
        return str(done.headers["location"])

    def login(self, name: str, password: str = PASSWORD) -> Response:
        return self.post("/login", name=name, password=password)


def app_over(settings: Settings) -> FastAPI:
    app = create_app(settings)
    app.state.accounts.hasher = CHEAP
    return app


@pytest.fixture
def settings(tmp_path: Path, template: Path) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    (data / "anjuan.db").write_bytes(template.read_bytes())
    return Settings(data=data, inline=True, engine="plain", least_free=0)


@pytest.fixture
def make(settings: Settings) -> Iterator[Callable[..., FastAPI]]:
    """An app with other settings than usual."""
    made: list[FastAPI] = []

    def given(**changes: object) -> FastAPI:
        made.append(app_over(replace(settings, **changes)))  # type: ignore[arg-type]
        return made[-1]

    yield given
    for app in made:
        app.state.jobs.close()
        app.state.desk.close()


@pytest.fixture
def app(make: Callable[..., FastAPI]) -> FastAPI:
    return make()


def browser_of(app: FastAPI, base: str = "http://127.0.0.1:8350") -> Browser:
    return Browser(TestClient(app, base_url=base, raise_server_exceptions=False))


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    return browser_of(app)


def person(app: FastAPI, name: str, *roles: str, unit: str = "龙泽县司法局") -> Browser:
    """A browser in which somebody with these roles is logged in with a password of his own."""
    accounts = app.state.accounts
    once = accounts.add(name, f"{name}某", unit, list(roles))
    browser = browser_of(app)
    assert browser.login(name, once).status_code == 303
    changed = browser.post("/account/password", old=once, new=PASSWORD, again=PASSWORD)
    assert changed.status_code == 200
    return browser


@pytest.fixture
def evaluated(settings: Settings) -> Iterator[FastAPI]:
    """An app over a round with two case files, each given to two readers; one was opened."""
    shutil.rmtree(settings.data)
    shutil.copytree(made.seeded(), settings.data)
    app = app_over(settings)
    yield app
    app.state.jobs.close()
    app.state.desk.close()


@pytest.fixture
def who(evaluated: FastAPI) -> Callable[[made.Person], Browser]:
    """Somebody of the round, logged in."""

    def logged_in(p: made.Person) -> Browser:
        browser = browser_of(evaluated)
        assert browser.login(p.name, made.PASSWORD).status_code == 303
        return browser

    return logged_in
