"""Headers, hosts, sizes and errors, on every kind of answer; and what pages are made of."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from enforcement.web import guard
from tests.enforcement.web.conftest import Browser, browser_of

WEB = Path(guard.__file__).parent


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/login", 200),
        ("/", 303),
        ("/nowhere", 404),
        ("/selfcheck/upload", 404),
        ("/static/app.css", 200),
        ("/static/nothing.css", 404),
        ("/admin/accounts", 303),
        ("/api/nowhere", 404),
        ("/api/openapi.json", 200),
    ],
)
def test_headers_are_on_every_answer(browser: Browser, path: str, status: int) -> None:
    answer = browser.get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    wanted = "public, max-age=3600" if path.startswith("/static/app") else "no-store"
    if status == 200 and path.startswith("/static"):
        assert answer.headers["cache-control"] == wanted
    elif status == 200:
        assert answer.headers["cache-control"] == "no-store"


def test_a_page_of_another_site_cannot_have_its_name_lead_here(app: FastAPI) -> None:
    for host, status in (
        ("127.0.0.1:8350", 200),
        ("localhost", 200),
        ("[::1]:8350", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ):
        client = browser_of(app).client
        assert client.get("/login", headers={"Host": host}).status_code == status, host


def test_names_of_a_server(make: Callable[..., FastAPI]) -> None:
    app = make(host="0.0.0.0", names=("ping.example",))
    for host, status in (("ping.example", 200), ("ping.example:443", 200), ("evil.example", 421)):
        client = browser_of(app).client
        assert client.get("/login", headers={"Host": host}).status_code == status, host


def test_forms_are_small(browser: Browser) -> None:
    token = browser.token
    for size, status in ((900_000, 400), (1_100_000, 413)):
        data = {"csrf": token, "name": "a", "password": "x" * size}
        assert browser.client.post("/login", data=data).status_code == status


def test_errors_are_pages_for_people_and_problems_for_programs(browser: Browser) -> None:
    page = browser.get("/nowhere")
    assert "没有这个页面" in page.text
    assert page.headers["content-type"].startswith("text/html")
    problem = browser.get("/api/nowhere")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 404


def test_an_error_of_the_program_tells_nothing_of_its_inside(
    app: FastAPI, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(owner: str) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(app.state.jobs, "of", broken)
    answer = browser.get("/selfcheck")
    assert answer.status_code == 500
    assert "程序出错了" in answer.text
    assert "secret words" not in answer.text
    assert answer.headers["content-security-policy"]


# --- what pages are made of ---------------------------------------------------------------------

TEMPLATES = sorted((WEB / "templates").glob("*.html"))
SHEETS = sorted((WEB / "static").glob("*.css"))
SCRIPTS = sorted((WEB / "static").glob("*.js"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_have_nothing_in_line_and_escape_everything(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\s(on\w+|style|hx-on[^=]*)\s*=", text)
    assert "<style" not in text
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape" not in text
    assert not re.search(r"https?://", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_every_field_has_a_label(path: Path) -> None:
    text = path.read_text("utf-8")
    for found in re.finditer(r"<(input|select|textarea)\b[^>]*>", text):
        if 'type="hidden"' in found[0]:
            continue
        id_ = re.search(r'\bid="([^"]+)"', found[0])
        before = text[: found.start()]
        inside = before.rfind("<label") > before.rfind("</label>")
        named = "aria-label" in found[0]
        assert inside or named or (id_ and f'for="{id_[1]}"' in text), found[0]


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.name)
def test_styles_are_understood_by_browsers_of_2021(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    for new in (":has(", "@container", "@layer", "@import", "color-mix", "url(", "inset:", "dvh"):
        assert new not in text, new
    depth, nested = 0, []
    for m in re.finditer(r"([^{}]*)([{}])", text):
        if m[2] == "{":
            if depth and not nested[-1].startswith("@"):
                pytest.fail(f"rule within a rule: {m[1].strip()}")
            nested.append(m[1].strip())
            depth += 1
        else:
            nested.pop()
            depth -= 1


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_scripts_are_understood_by_browsers_of_2021(path: Path) -> None:
    text = path.read_text("utf-8")
    for new in ("??=", "||=", ".at(", "structuredClone", "replaceAll", "findLast", "import "):
        assert new not in text, new
    for unsafe in ("innerHTML", "eval(", "document.write", "insertAdjacentHTML", "new Function"):
        assert unsafe not in text, unsafe
    assert not re.search(r"https?://", text)


def test_what_comes_from_others_has_its_licence_beside_it() -> None:
    for path in sorted((WEB / "static" / "vendor").glob("*.js")):
        licence = path.with_name(path.name.split(".")[0] + ".LICENSE.txt")
        assert licence.is_file(), path.name
