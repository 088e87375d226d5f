"""Login and sessions: no fixation, no guessing, no forging, nothing left behind."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from enforcement.web import rights
from enforcement.web.accounts import Mistake
from enforcement.web.guard import SAFE
from enforcement.web.pages import ROUTERS
from tests.enforcement.web.conftest import PASSWORD, Browser, browser_of, person

COOKIE = "anjuan"
LATER = "另一个完全不同的密码"


def address(path: str) -> str:
    """The path of a route with something in each of its places."""
    return re.sub(r"{(\w+)(:\w+)?}", lambda m: "A" * 22 if m[1] == "id_" else "0", path)


def unsafe() -> list[tuple[str, str]]:
    routes = [r for router in ROUTERS for r in router.routes if isinstance(r, APIRoute)]
    return [(m, address(r.path)) for r in routes for m in sorted(r.methods) if m not in SAFE]


def test_every_unsafe_address_wants_the_token(app: FastAPI) -> None:
    tried = unsafe()
    assert ("POST", "/login") in tried
    assert len(tried) >= 10
    other = browser_of(app).token
    browser = person(app, "all", *rights.table().roles)  # whatever stops him, it is no right
    for method, path in tried:
        upload = path.endswith("/upload")
        for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": other}):
            done = browser.client.request(
                method,
                path,
                headers=headers,
                files=[("files", ("a.docx", b"x"))] if upload else None,
                follow_redirects=False,
            )
            # Of an upload the token may be in the body: what it is for is looked up before.
            missing = upload and "/0/" in path and not headers
            assert done.status_code == (404 if missing else 403), (method, path, headers)
            assert missing or "请刷新页面" in done.text


def test_a_token_in_a_page_elsewhere_is_not_enough(app: FastAPI, browser: Browser) -> None:
    token = browser.token
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9999"):
        done = browser.client.post(
            "/login",
            data={"csrf": token, "name": "a", "password": "b"},
            headers={"Origin": origin},
        )
        assert done.status_code == 403, origin
    own = {"Origin": "http://127.0.0.1:8350"}
    data = {"csrf": token, "name": "a", "password": "b"}
    assert browser.client.post("/login", data=data, headers=own).status_code == 400


def test_login_changes_the_session_and_ends_the_old_one(app: FastAPI) -> None:
    app.state.accounts.first()
    once = app.state.accounts.add("li", "李强", "司法局", ["reviewer"])
    browser = browser_of(app)
    token = browser.token
    planted = browser.client.cookies[COOKIE]
    assert browser.login("li", once).status_code == 303
    assert browser.client.cookies[COOKIE] != planted
    stranger = browser_of(app)
    stranger.client.cookies.set(COOKIE, planted)
    assert stranger.get("/account").status_code == 303  # to the login
    assert stranger.token != token


def test_a_made_up_cookie_is_no_session(app: FastAPI) -> None:
    browser = person(app, "li", "reviewer")
    good = browser.client.cookies[COOKIE]
    for bad in (good[:-1] + ("A" if good[-1] != "A" else "B"), good.split(".")[0], "x.y", "中"):
        stranger = browser_of(app)
        answer = stranger.client.get(
            "/account", headers={"Cookie": f"{COOKIE}={bad}".encode()}, follow_redirects=False
        )
        assert answer.status_code == 303


def test_the_cookie_is_for_us_alone(make: Callable[..., FastAPI]) -> None:
    plain = browser_of(make()).get("/login").headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    safe = browser_of(make(https=True)).get("/login").headers["set-cookie"]
    assert safe.startswith("__Host-anjuan=")
    assert "Secure" in safe


def test_logout_ends_the_session(app: FastAPI) -> None:
    browser = person(app, "li", "reviewer")
    cookie = browser.client.cookies[COOKIE]
    assert browser.post("/logout").status_code == 303
    stranger = browser_of(app)
    stranger.client.cookies.set(COOKIE, cookie)
    assert stranger.get("/account").status_code == 303


def test_sessions_end_by_themselves(app: FastAPI) -> None:
    browser = person(app, "li", "reviewer")
    now, s = datetime.now(UTC), app.state.settings
    app.state.accounts.clock = lambda: now + s.session_idle - timedelta(minutes=2)
    assert browser.get("/account").status_code == 200
    app.state.accounts.clock = lambda: now + 2 * s.session_idle
    assert browser.get("/account").status_code == 303


def test_a_wrong_password_says_as_much_as_an_unknown_name(app: FastAPI) -> None:
    person(app, "li", "reviewer")
    browser = browser_of(app)
    wrong, unknown = browser.login("li", "不对不对不对"), browser.login("nobody", "不对不对不对")
    assert wrong.status_code == unknown.status_code == 400
    assert "登录名或者密码不对" in wrong.text
    assert _same(wrong.text, "li") == _same(unknown.text, "nobody")


def _same(page: str, name: str) -> str:
    return page.replace(f'value="{name}"', "")


def test_guessing_is_slowed_down_also_with_the_right_password(app: FastAPI) -> None:
    person(app, "li", "reviewer")
    browser = browser_of(app)
    for _ in range(5):
        assert "登录名或者密码不对" in browser.login("li", "猜").text
    assert "分钟以后再试" in browser.login("li").text
    now = datetime.now(UTC)
    app.state.accounts.clock = lambda: now + timedelta(minutes=16)
    assert browser.login("li").status_code == 303


def test_the_one_time_password_has_to_be_changed_first(app: FastAPI) -> None:
    once = app.state.accounts.first()
    assert app.state.accounts.first() is None
    browser = browser_of(app)
    assert browser.login("admin", once).headers["location"] == "/account"
    assert browser.get("/admin/accounts").headers["location"] == "/account"
    for new in ("short", once, "admin"):
        refused = browser.post("/account/password", old=once, new=new, again=new)
        assert refused.status_code == 400
    assert browser.post("/account/password", old=once, new=PASSWORD, again="x").status_code == 400
    done = browser.post("/account/password", old=once, new=PASSWORD, again=PASSWORD)
    assert done.status_code == 200
    assert browser.get("/admin/accounts").status_code == 200
    assert "登录名或者密码不对" in browser_of(app).login("admin", once).text


def test_a_changed_password_ends_the_other_sessions(app: FastAPI) -> None:
    one = person(app, "li", "reviewer")
    two = browser_of(app)
    assert two.login("li").status_code == 303
    assert one.post("/account/password", old=PASSWORD, new=LATER, again=LATER).status_code == 200
    assert two.get("/account").status_code == 303
    assert one.get("/account").status_code == 200


def test_a_closed_account_is_out_at_once(app: FastAPI) -> None:
    admin = person(app, "chief", "admin", unit="")
    browser = person(app, "li", "reviewer")
    token = app.state.accounts.make_token("li", "办公系统", date.today() + timedelta(days=9))
    assert admin.post("/admin/accounts/disable", name="li", disabled="true").status_code == 303
    assert browser.get("/account").status_code == 303
    assert "登录名或者密码不对" in browser_of(app).login("li").text
    assert app.state.accounts.by_token(token) is None


def test_the_last_administrator_stays(app: FastAPI) -> None:
    admin = person(app, "chief", "admin", unit="")
    for path, fields in (
        ("/admin/accounts/disable", {"disabled": "true"}),
        ("/admin/accounts/change", {"unit": "甲", "roles": "leader"}),
    ):
        refused = admin.post(path, name="chief", **fields)
        assert refused.status_code == 400
        assert "没有改动" in refused.text
    assert admin.get("/admin/accounts").status_code == 200


def test_other_rights_take_effect_with_a_new_login(app: FastAPI) -> None:
    admin = person(app, "chief", "admin", unit="")
    browser = person(app, "li", "organiser")
    assert browser.get("/admin/views").status_code == 200
    admin.post("/admin/accounts/change", name="li", unit="甲局", roles="agency")
    assert browser.get("/admin/views").status_code == 303
    browser.login("li")
    assert browser.get("/admin/views").status_code == 403


@pytest.mark.parametrize(
    "next_", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "\n/x"]
)
def test_login_leads_nowhere_else(app: FastAPI, next_: str) -> None:
    person(app, "li", "reviewer")
    browser = browser_of(app)
    done = browser.post("/login", name="li", password=PASSWORD, next=next_)
    assert done.status_code == 303
    assert done.headers["location"] == "/"


def test_tokens(app: FastAPI) -> None:
    browser = person(app, "li", "reviewer")
    accounts = app.state.accounts
    day = (date.today() + timedelta(days=30)).isoformat()
    made = browser.post("/account/tokens", label="办公系统", expires=day)
    secret = made.text.split('class="secret">')[1].split("<")[0]
    assert accounts.by_token(secret).name == "li"
    assert accounts.by_token(secret + "x") is None
    assert secret not in browser.get("/account").text
    now = datetime.now(UTC)
    accounts.clock = lambda: now + timedelta(days=32)
    assert accounts.by_token(secret) is None
    accounts.clock = lambda: now
    for bad in (date.today(), date.today() + timedelta(days=400)):
        with pytest.raises(Mistake, match="有效期"):
            accounts.make_token("li", "x", bad)


def test_nobody_ends_the_token_of_another(app: FastAPI) -> None:
    li, wang = person(app, "li", "reviewer"), person(app, "wang", "admin")
    app.state.accounts.make_token("li", "办公系统", date.today() + timedelta(days=9))
    id_ = app.state.accounts.tokens("li")[0]["id"]
    assert wang.post("/account/tokens/drop", id=id_).status_code == 400
    assert len(app.state.accounts.tokens("li")) == 1
    assert li.post("/account/tokens/drop", id=id_).status_code == 303
    assert app.state.accounts.tokens("li") == []


def test_nothing_secret_lies_in_the_database(app: FastAPI) -> None:
    browser = person(app, "li", "reviewer")
    token = app.state.accounts.make_token("li", "办公系统", date.today() + timedelta(days=9))
    secret = browser.client.cookies[COOKIE].split(".")[0]
    kept = b"".join(p.read_bytes() for p in app.state.settings.data.glob("anjuan.db*"))
    for hidden in (PASSWORD, token, secret):
        assert hidden.encode() not in kept


def test_settings_tell_whether_an_account_is_needed(make: Callable[..., FastAPI]) -> None:
    s = make().state.settings
    assert s.local
    assert not replace(s, host="0.0.0.0").local
    assert not replace(s, names=("ping.example",)).local
