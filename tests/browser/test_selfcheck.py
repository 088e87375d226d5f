"""The journey of an officer who checks a case file before filing, in a real browser."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DEMO, Window

CASE = DEMO / "casefiles" / "nong02"
WAIT = 90_000  # milliseconds: this may be a slow computer with other work


def checked(window: Window) -> None:
    window.go("/selfcheck")
    window.page.set_input_files("#folder", str(CASE))
    window.page.wait_for_url(re.compile(r"/selfcheck/[^/]+/0$"), timeout=WAIT)


def accessible(page: Any) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="没有装 axe，无障碍检查没有跑"
    )
    # The policy lets no script in but our own; the checker is put in beside it, in the same page.
    found = axe.Axe().run(page)
    told = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found.response["violations"]]
    assert told == []


def in_sight(page: Any, selector: str) -> bool:
    """Whether an element is within the window and within the part of it that scrolls."""
    return bool(
        page.evaluate(
            """(s) => {
              const e = document.querySelector(s), r = e.getBoundingClientRect();
              const b = document.querySelector('.paper').getBoundingClientRect();
              return r.top >= b.top && r.bottom <= b.bottom && r.bottom <= innerHeight;
            }""",
            selector,
        )
    )


def test_the_whole_journey(window: Window, tmp_path: Path) -> None:
    page = window.page
    window.go("/selfcheck")
    window.picture("web-selfcheck")
    accessible(page)
    checked(window)
    window.picture("web-repairs")
    accessible(page)
    assert page.locator("article.item").first.inner_text().startswith("不合格")
    assert "一票否决" in page.locator("article.item").first.inner_text()
    page.locator(".places a").first.click()
    page.wait_for_selector("li.here")
    window.picture("web-document")
    accessible(page)
    point = page.url.rpartition("#")[2]
    assert page.locator(f"#{point} + mark, #{point} ~ mark").first.inner_text() == "8000元"
    assert in_sight(page, f"#{point} ~ mark")
    page.keyboard.press("j")
    assert page.url.rpartition("#")[2] != point
    page.keyboard.press("k")
    assert page.url.rpartition("#")[2] == point
    page.go_back()
    page.wait_for_url(re.compile(r"/0$"))
    for link, ending in (("下载批注副本", ".zip"), ("下载报告（Excel）", ".xlsx")):
        with page.expect_download() as got:
            page.click(f"text={link}")
        assert got.value.suggested_filename.endswith(ending)
        got.value.save_as(tmp_path / f"x{ending}")
        assert (tmp_path / f"x{ending}").stat().st_size > 5_000
    page.click("text=删除")
    page.wait_for_url(re.compile(r"/selfcheck$"))
    assert page.locator("table").count() == 0


def test_by_keyboard_alone(window: Window) -> None:
    page = window.page
    checked(window)
    page.locator("body").press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.places')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("li.here")
    assert "/doc/" in page.url


def test_dropped_folders_are_walked_through(window: Window) -> None:
    page = window.page
    window.go("/selfcheck")
    # A drop as the browser hands it on, with a folder in it that gives its files in two portions.
    page.evaluate(
        """() => {
          const file = (name) => ({ isFile: true, isDirectory: false, name,
            file: (take) => take(new File(['x'], name)) });
          const reader = (portions) => () => ({
            readEntries: (take) => take(portions.length ? portions.shift() : []) });
          const folder = { isFile: false, isDirectory: true, name: '卷',
            createReader: reader([[file('a.docx')], [file('b.docx')]]) };
          const event = new Event('drop', { bubbles: true, cancelable: true });
          event.dataTransfer = { items: [{ webkitGetAsEntry: () => folder }] };
          const send = XMLHttpRequest.prototype.send;
          XMLHttpRequest.prototype.send = function (data) {
            window.sent = data.getAll('files').map((f) => f.name);
          };
          document.getElementById('upload').dispatchEvent(event);
          setTimeout(() => { XMLHttpRequest.prototype.send = send; }, 500);
        }"""
    )
    page.wait_for_function("window.sent")
    assert page.evaluate("window.sent") == ["卷/a.docx", "卷/b.docx"]


def test_what_is_refused_is_told_on_the_page(window: Window) -> None:
    page = window.page
    window.go("/selfcheck")
    page.set_input_files(
        "#files", [{"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}]
    )
    page.wait_for_selector("#upload-state.notice.bad")
    assert "setup.exe" in page.inner_text("#upload-state")
    window.wrong[:] = [w for w in window.wrong if "400" not in w]


def test_login_password_and_accounts(window: Window) -> None:
    page = window.page
    window.go("/login")
    window.picture("web-login")
    accessible(page)
    page.fill("#name", "admin")
    page.fill("#password", window.server.password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account$"))
    accessible(page)
    page.fill("#old", window.server.password)
    page.fill("#new", "一个够长的密码甲乙丙")
    page.fill("#again", "一个够长的密码甲乙丙")
    page.click("button:has-text('改密码')")
    page.wait_for_selector(".notice.good")
    window.go("/admin/accounts")
    page.fill("#name", "zhao")
    page.fill("#person", "赵敏")
    page.fill("#unit", "龙泽县农业农村局")
    page.check("fieldset >> text=执法机关")
    page.click("text=建立账号")
    page.wait_for_selector(".secret")
    window.picture("web-accounts")
    accessible(page)
    window.go("/admin/views")
    window.picture("web-views")
    accessible(page)


@pytest.mark.parametrize("width", [1024, 1366])
def test_nothing_runs_out_of_the_window(window: Window, width: int) -> None:
    page = window.page
    page.set_viewport_size({"width": width, "height": 768})
    checked(window)
    links = [page.url, page.url + "/doc/5", page.url + "/doc/16"]
    for link in links:
        page.goto(link)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), link


def test_a_document_prints_whole(window: Window, tmp_path: Path) -> None:
    page = window.page
    checked(window)
    page.goto(page.url + "/doc/16")
    page.pdf(path=str(tmp_path / "printed.pdf"), format="A4")
    from casefiles.readers import read_path

    text = "".join(b.text for b in read_path(tmp_path / "printed.pdf").blocks)
    for words in ("行政处罚决定书", "罚款8000元", "申请人民法院强制执行", "审核以后加重处罚"):
        assert words in "".join(text.split()), words
    assert "退出" not in text
    assert "上一份" not in text
