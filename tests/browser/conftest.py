"""A running server and a browser that looks at it. Without a browser these tests are skipped, and
say how to get one.

Pictures of every page go to the folder that ``ANJUAN_SCREENSHOTS`` names, where it names one.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[2] / "enforcement" / "demo"
HOW = "pip install 'anjuan[test]'，并装 Chromium（Debian：apt install chromium）"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The browser of this computer; empty where there is none."""
    names = (os.environ.get("ANJUAN_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for n in names if n and (path := shutil.which(n))), "")


@dataclass
class Server:
    """A server under test: its address, and the one-time password of its administrator."""

    address: str
    password: str


@dataclass
class Window:
    """One page of a browser, with everything that went wrong in it."""

    page: Any
    server: Server
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.server.address + path)

    def picture(self, name: str) -> None:
        folder = os.environ.get("ANJUAN_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))


@contextmanager
def running(data: Path, *more: str) -> Iterator[Server]:
    """A server over ``data``/data, with more options; stopped afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "enforcement.cli", "serve", "--port", str(port)]
    command += ["--data", str(data / "data"), "--registers", str(DEMO / "registers"), *more]
    with (data / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, cwd=data,
            env={**os.environ, "PYTHONPATH": str(DEMO.parents[1]), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{address}/login", timeout=5).close()
                    break
                except OSError:
                    assert process.poll() is None, (data / "said.txt").read_text("utf-8")
                    time.sleep(0.1)
            once = re.search(r"密码.*：(\S+)$", (data / "said.txt").read_text("utf-8"), re.M)
            yield Server(address, once[1] if once else "")
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    pytest.importorskip("fastapi", reason=f"没有装网页组件，没有跑；{HOW}")
    with running(tmp_path_factory.mktemp("server")) as made:
        assert made.password
        yield made


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason=f"没有装 playwright，浏览器测试没有跑；{HOW}"
    )
    path = chromium()
    if not path:
        pytest.skip(f"这台机器上没有 Chromium，浏览器测试没有跑；{HOW}")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chrome: Any, server: Server) -> Iterator[Window]:
    context = chrome.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    made = Window(context.new_page(), server)
    made.page.on("console", lambda m: m.type == "error" and made.wrong.append(m.text))
    made.page.on("pageerror", lambda e: made.wrong.append(str(e)))
    made.page.on(
        "request",
        lambda r: r.url.startswith(made.server.address) or made.wrong.append(f"asked for {r.url}"),
    )
    yield made
    context.close()
    assert made.wrong == []
