"""The journey of a change to a rule: written by one person, tried, published by another; and the
pages of a leader."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DEMO, Server, Window, running
from tests.browser.test_selfcheck import accessible

PASSWORD = "一个够长的密码甲乙丙"
WAIT = 90_000  # milliseconds
PEOPLE = (("wu", "吴起", "author"), ("qian", "钱进", "author"), ("chief", "主任", "leader"))


@dataclass
class Office:
    """A server with people, a profile folder, and small case files to try rules on."""

    server: Server
    profile: Path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    pytest.importorskip("fastapi", reason="没有装网页组件，没有跑")
    from enforcement.review.desk import Desk
    from enforcement.web.accounts import Accounts
    from enforcement.web.settings import Settings
    from tests.enforcement.web.seasons import seasons

    room = tmp_path_factory.mktemp("office")
    data, profile, corpus = room / "data", room / "profile", room / "corpus"
    profile.mkdir()
    shutil.copytree(DEMO / "casefiles" / "nong02", corpus / "一批" / "案卷")
    desk = Desk.open(data)
    seasons(desk, ("nong02", "huan01"))
    accounts = Accounts(desk.db, Settings(data=data))
    for name, person, role in PEOPLE:
        accounts.add(name, person, "青州市司法局", [role])
        ready = {"must_change": False, "password": accounts.hasher.hash(PASSWORD)}
        with desk.db.keeping() as k:
            k.change("accounts", {"name": name}, ready)
    desk.close()
    more = ("--profile", str(profile), "--corpus", str(corpus), "--engine", "plain")
    with running(room, *more) as server:
        yield Office(server, profile)


def login(window: Window, name: str) -> None:
    window.go("/login")
    window.page.fill("#name", name)
    window.page.fill("#password", PASSWORD)
    window.page.keyboard.press("Enter")
    window.page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def at(window: Window, office: Office) -> Window:
    window.server = office.server
    return window


def change(page: Any, old: str, new: str) -> None:
    text = page.input_value("#text")
    assert old in text
    page.fill("#text", text.replace(old, new))


def test_a_rule_is_changed_by_two_people(at: Window, office: Office) -> None:
    page = at.page
    login(at, "wu")
    at.go("/rules?system=程序")
    page.click("text=CX-021")
    at.picture("web-rule")
    page.click("text=另起草稿")
    page.wait_for_selector("#draft")
    # A mistake is told in words.
    change(page, 'system = "程序"', 'system = "程续"')
    page.click("text=保存并检查")
    page.wait_for_selector(".notice.bad")
    assert "是否想写“程序”" in page.inner_text(".notice.bad")
    change(page, 'system = "程续"', 'system = "程序"')
    page.fill("#text", 'decidable = "assist"\n' + page.input_value("#text"))
    page.fill("#why", "这一条先由人确认")
    page.click("text=运行场景")
    page.wait_for_selector("h2:has-text('场景')", timeout=WAIT)
    assert page.locator("summary .tag.bad").count() > 0  # what failed is now for a person
    at.picture("web-draft-scenarios")
    page.select_option("select[name=corpus]", "一批")
    page.click("button:has-text('比较')")
    page.wait_for_selector("text=“一批”的 1 个案卷", timeout=WAIT)
    at.picture("web-draft-effect")
    accessible(page)
    assert page.locator("td:has-text('CX-021')").count() == 1
    page.click("text=提交，请别人发布")
    page.wait_for_selector("text=自己写的自己不能发布")
    assert page.locator("text=发布：写入本地规则").count() == 0
    address = page.url
    page.click("text=退出")
    login(at, "qian")
    page.goto(address)
    page.fill("#says", "请写明依据")
    page.click("button:has-text('退回')")
    page.wait_for_selector("text=退回：钱进：请写明依据")
    page.click("text=退出")
    login(at, "wu")
    page.goto(address)
    page.fill("#why", "依据评查会议的决定，这一条先由人确认")
    page.click("text=提交，请别人发布")
    page.wait_for_selector("text=自己写的自己不能发布")
    page.click("text=退出")
    login(at, "qian")
    page.goto(address)
    at.picture("web-draft")
    page.click("text=发布：写入本地规则")
    page.wait_for_selector("text=已发布")
    assert 'decidable = "assist"' in (
        office.profile / "catalogue" / "CX" / "CX-021.toml"
    ).read_text("utf-8")
    at.go("/rules/CX-021")
    page.wait_for_selector("text=程序提示疑点，由人确认")


def test_a_scenario_is_run_step_by_step(at: Window) -> None:
    login(at, "wu")
    at.go("/rules/CX-028/scenario/1")
    assert at.page.locator(".steps .tag.good").count() == 5
    assert "第8个工作日" in at.page.inner_text("main")
    at.picture("web-scenario")


def test_every_number_of_a_leader_opens_its_list(at: Window, tmp_path: Path) -> None:
    page = at.page
    login(at, "chief")
    at.go("/leader")
    page.wait_for_selector("figure.chart.drawn canvas")
    at.picture("web-leader")
    page.click("text=2026年第一轮")
    page.wait_for_selector("figure.chart.drawn canvas")
    assert page.locator("figure.chart.drawn canvas").count() == 4
    at.picture("web-leader-round")
    links = page.eval_on_selector_all("main td a, main .tiles a", "l => l.map(a => a.href)")
    shown = page.eval_on_selector_all("main td a, main .tiles b", "l => l.map(a => a.innerText)")
    assert len(links) > 20
    assert len(links) == len(shown)
    for link, number in zip(links, shown, strict=True):
        if re.fullmatch(r"\d+", number):
            page.goto(link)
            told = page.inner_text("main")
            assert f"共 {number} 行" in told, (link, number)
    at.go("/leader/2026-1")
    page.wait_for_selector("figure.chart.drawn canvas")
    for words, start in (("图片（PNG）", b"\x89PNG"), ("CSV", b"\xef\xbb\xbf"), ("Excel", b"PK")):
        with page.expect_download() as got:
            page.locator(f".save >> text={words}").first.click()
        got.value.save_as(tmp_path / "x")
        assert (tmp_path / "x").read_bytes().startswith(start)


def test_charts_can_be_clicked(at: Window) -> None:
    page = at.page
    login(at, "chief")
    at.go("/leader/2026-1")
    page.wait_for_selector("#c-systems.drawn canvas")
    canvas = page.locator("#c-systems canvas")
    box = canvas.bounding_box()  # the first of three bars, just above its foot
    canvas.click(position={"x": 52 + (box["width"] - 68) / 6, "y": box["height"] - 40})
    page.wait_for_url(re.compile("/system/GS$"))


def test_pages_are_accessible_and_fit(at: Window) -> None:
    page = at.page
    login(at, "wu")
    for path in ("/rules?system=公示", "/rules/CX-028", "/rules/CX-028/scenario/0",
                 "/rules/drafts", "/api/docs"):  # fmt: skip
        at.go(path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.click("text=退出")
    login(at, "chief")
    for path in ("/leader", "/leader/2026-1", "/leader/2026-1/F004", "/leader/year"):
        at.go(path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
