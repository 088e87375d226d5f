"""Login through an identity service, played by a server of our own that can also lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from httpx import Response

from enforcement.web.sso import SECRET, Config
from tests.enforcement.web.conftest import Browser, browser_of

jwt = pytest.importorskip("joserfc.jwt", reason="没有装 anjuan[sso]，没有跑")
jwk = pytest.importorskip("joserfc.jwk")
KEY, OTHER = (jwk.RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))


class Service:
    """An identity service; ``lie`` changes the claims or the whole token before it is sent."""

    def __init__(self) -> None:
        self.key = KEY
        self.asked: dict[str, str] = {}
        self.lie: Callable[[dict[str, Any]], Any] = lambda claims: None
        self.code = "good"
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                if path == "/moved":
                    self.send_response(302)
                    self.send_header("Location", "/keys")
                    self.end_headers()
                    return
                keys = {"keys": [service.key.as_dict(private=False)]}
                self._send(service.told() if path.startswith("/.well-known/") else keys)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {k: v[0] for k, v in parse_qs(body).items()}
                self._send(*service.token(form))

            def _send(self, data: object, status: int = 200) -> None:
                body = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.endpoints = {
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self) -> dict[str, str]:
        return {"issuer": self.issuer, **self.endpoints}

    def token(self, form: dict[str, str]) -> tuple[dict[str, Any], int]:
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        fits = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if (
            form["code"] != self.code
            or fits != self.asked["code_challenge"]
            or form["redirect_uri"] != self.asked["redirect_uri"]
            or form.get("client_secret") != "秘密"
        ):
            return {"error": "invalid_grant"}, 400
        claims = {
            "iss": self.issuer,
            "aud": "anjuan",
            "sub": "4711",
            "exp": int(time.time()) + 300,
            "nonce": self.asked["nonce"],
            "preferred_username": "li",
        }
        made = self.lie(claims)
        if made is None:
            made = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"id_token": made}, 200


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


def config(path: Path, service: Service) -> Path:
    text = f'issuer = "{service.issuer}"\nclient_id = "anjuan"\nclient_secret = "秘密"\n'
    path.write_text(text + 'name = "省统一认证"\n', "utf-8")
    return path


@pytest.fixture
def app(make: Callable[..., FastAPI], service: Service, tmp_path: Path) -> FastAPI:
    made = make(sso=config(tmp_path / "sso.toml", service))
    made.state.accounts.first()
    made.state.accounts.add("li", "李强", "司法局", ["reviewer"])
    return made


def begin(browser: Browser, service: Service, next_: str = "/account") -> dict[str, str]:
    away = browser.get(f"/login/sso?next={next_}")
    assert away.status_code == 303
    address = away.headers["location"]
    assert address.startswith(service.endpoints["authorization_endpoint"])
    service.asked = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
    return service.asked


def back(browser: Browser, state: str, code: str = "good") -> Response:
    return browser.get(f"/login/sso/back?state={state}&code={code}")


def test_whom_the_service_vouches_for_is_logged_in(app: FastAPI, service: Service) -> None:
    browser = browser_of(app)
    assert "用省统一认证登录" in browser.get("/login").text
    asked = begin(browser, service)
    assert asked["redirect_uri"] == "http://127.0.0.1:8350/login/sso/back"
    before = browser.client.cookies["anjuan"]
    done = back(browser, asked["state"])
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert browser.client.cookies["anjuan"] != before
    page = browser.get("/account").text
    assert "李强" in page
    assert "一次性密码" not in page


def test_the_unused_one_time_password_is_void_from_then_on(app: FastAPI, service: Service) -> None:
    once = app.state.accounts.reset("li")
    browser = browser_of(app)
    back(browser, begin(browser, service)["state"])
    assert "登录名或者密码不对" in browser_of(app).login("li", once).text


def test_an_answer_is_good_once_and_only_where_the_login_began(
    app: FastAPI, service: Service
) -> None:
    browser, other = browser_of(app), browser_of(app)
    other.get("/login")
    state = begin(browser, service)["state"]
    assert back(other, state).status_code == 400  # somebody else's login, slipped to a victim
    state = begin(browser, service)["state"]
    assert back(browser, state).status_code == 303
    assert back(browser, state).status_code == 400
    assert back(browser, "made-up").status_code == 400
    assert other.get("/account").status_code == 303


def _unsigned(claims: dict[str, Any]) -> str:
    pieces = ({"alg": "none"}, claims)
    return (
        ".".join(
            base64.urlsafe_b64encode(json.dumps(x).encode()).rstrip(b"=").decode() for x in pieces
        )
        + "."
    )


LIES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another issuer": lambda c: c.update(iss="http://evil.example"),
    "for another program": lambda c: c.update(aud="other"),
    "for several, not asked by us": lambda c: c.update(aud=["anjuan", "other"], azp="other"),
    "expired": lambda c: c.update(exp=int(time.time()) - 600),
    "no end": lambda c: c.pop("exp") and None,
    "another login": lambda c: c.update(nonce="other"),
    "nobody": lambda c: c.pop("preferred_username") and None,
    "no subject": lambda c: c.pop("sub") and None,
    "unsigned": _unsigned,
    "another key": lambda c: jwt.encode({"alg": "RS256", "kid": "one"}, c, OTHER),
    "a shared secret": lambda c: jwt.encode(
        {"alg": "HS256"}, c, jwk.OctKey.import_key("秘密" * 20)
    ),
    "no token": lambda c: 7,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_fit_lets_nobody_in(app: FastAPI, service: Service, lie: str) -> None:
    browser = browser_of(app)
    service.lie = LIES[lie]
    refused = back(browser, begin(browser, service)["state"])
    assert refused.status_code == 400
    assert "没有通过" in refused.text
    assert browser.get("/account").status_code == 303


def test_who_has_no_account_here_is_told_so(app: FastAPI, service: Service) -> None:
    browser = browser_of(app)
    service.lie = lambda c: c.update(preferred_username="nobody")
    assert "没有“nobody”的账号" in back(browser, begin(browser, service)["state"]).text
    service.lie = lambda c: None
    app.state.accounts.disable("li", True)
    assert "已停用" in back(browser, begin(browser, service)["state"]).text


def test_a_wrong_code_is_refused(app: FastAPI, service: Service) -> None:
    browser = browser_of(app)
    assert back(browser, begin(browser, service)["state"], "bad").status_code == 400


def test_a_service_that_sends_on_elsewhere_is_not_followed(app: FastAPI, service: Service) -> None:
    browser = browser_of(app)
    service.endpoints["jwks_uri"] = f"{service.issuer}/moved"
    assert back(browser, begin(browser, service)["state"]).status_code == 400


def test_a_service_that_is_down_is_told(app: FastAPI, service: Service) -> None:
    service.server.shutdown()
    service.server.server_close()
    answer = browser_of(app).get("/login/sso")
    assert answer.status_code == 400
    assert "连不上" in answer.text


def test_login_leads_nowhere_else(app: FastAPI, service: Service) -> None:
    browser = browser_of(app)
    state = begin(browser, service, "//evil.example")["state"]
    assert back(browser, state).headers["location"] == "/"


def test_without_configuration_there_is_no_such_login(make: Callable[..., FastAPI]) -> None:
    browser = browser_of(make())
    assert browser.get("/login/sso").status_code == 404
    assert browser.get("/login/sso/back?state=x&code=y").status_code == 404
    assert "/login/sso" not in browser.get("/login").text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('issuer = "http://sso.example"\nclient_id = "a"', "https"),
        ('issuer = "https://sso.example"', "client_id"),
        ('issuer = "https://x"\nclient_id = "a"\nclientid = "b"', "clientid"),
        ('issuer = "https://x"\nclient_id = 7', "文字"),
        ("= nonsense", "TOML"),
    ],
)
def test_a_mistake_in_the_configuration_is_told(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "sso.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=says):
        Config.load(path)


def test_the_secret_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sso.toml"
    path.write_text('issuer = "https://x"\nclient_id = "a"', "utf-8")
    monkeypatch.setenv(SECRET, "from outside")
    assert Config.load(path).client_secret == "from outside"
