"""The journeys of a round in a real browser: review to grade, objection, rectification."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="没有装网页组件（pip install 'anjuan[web]'），没有跑")

from enforcement.review import service_file
from enforcement.review.desk import Desk, Doing, load_file
from enforcement.review.parts import Decision, Opinion
from enforcement.review.record import CHINA
from tests.browser.conftest import Window, running
from tests.browser.test_selfcheck import accessible, in_sight
from tests.enforcement.web import made

WAIT = 60_000  # milliseconds: this may be a slow computer with other work
SOON = datetime.now(CHINA).date() + timedelta(20)


class Round:
    """A round on a server of its own, and the data it stands on."""

    def __init__(self, window: Window, folder: Path) -> None:
        self.window, self.page = window, window.page
        self.desk = Desk.open(folder)
        with self.desk.db.reading() as r:
            rows = r.rows("case_files", {"round": made.ROUND})
        self.files = [x["file"] for x in rows]
        self.file = next(x["file"] for x in rows if x["path"] == made.CASES[0])

    @property
    def state(self) -> Any:
        with self.desk.db.reading() as r:
            return load_file(r, self.file)

    def login(self, p: made.Person) -> None:
        """Somebody else sits down."""
        self.page.goto("about:blank")  # nothing of the page before is still being asked for
        self.page.context.clear_cookies()
        self.window.go("/login")
        self.page.fill("#name", p.name)
        self.page.fill("#password", made.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f".who:has-text('{p.person}')", timeout=WAIT)

    def go(self, path: str = "") -> None:
        self.window.go(f"/files/{self.file}{path}")
        self.page.wait_for_load_state("networkidle")

    def press(self, button: str, state: str) -> None:
        """Press a button; the page then shows the state."""
        self.page.click(button)
        self.page.wait_for_selector(f".head .tag:has-text('{state}')", timeout=WAIT)

    def read(self) -> None:
        """Both readings, without the browser: faults accepted, the rest not."""
        s = self.state
        for x in s.readings.values():
            p = next(p for p in made.EVERYBODY if p.person == x.reviewer)
            said = tuple(
                Decision(finding=f.finding, decision="采纳")
                if f.verdict == "fail"
                else Decision(finding=f.finding, decision="不采纳", reason="看过原件")
                for f in s.suspects()
            )
            service_file.decide(self.desk, self.file, Opinion(decisions=said), by(p))
            service_file.submit(self.desk, self.file, by(p))
        service_file.give_opinion(self.desk, self.file, "青评1号", by(made.BUREAU), SOON)

    def readers(self) -> list[made.Person]:
        named = [x.reviewer for _, x in sorted(self.state.readings.items())]
        return [next(p for p in made.EVERYBODY if p.person == n) for n in named]


def by(p: made.Person) -> Doing:
    return Doing(p.actor, datetime.now(CHINA))


@pytest.fixture
def case(window: Window, tmp_path: Path) -> Iterator[Round]:
    shutil.copytree(made.seeded(), tmp_path / "data")
    with running(tmp_path) as server:
        window.server = server
        opened = Round(window, tmp_path / "data")
        yield opened
        opened.desk.close()
        window.page.goto("about:blank")


def walk(case: Round, rejecting: str = "") -> None:
    """One reader goes through the whole case file with the keys alone."""
    page = case.page
    total = page.locator("form.say").count()
    for n in range(total):
        page.keyboard.press("j")
        here = page.locator(".find.here")
        if n == 0:
            page.wait_for_selector("#paper .here", timeout=WAIT)
            assert in_sight(page, "#paper .here")
        fault = "fail" in (here.get_attribute("class") or "")
        if fault and rejecting not in here.inner_text().split():
            page.keyboard.press("a")
        else:
            page.keyboard.press("r")
            page.keyboard.type("看过原件，没有问题")
            page.keyboard.press("Enter")
        page.wait_for_selector(f":nth-match(.find.done, {n + 1})", timeout=WAIT)


def submit(case: Round) -> None:
    case.page.once("dialog", lambda d: d.accept())
    case.page.keyboard.press("s")
    case.page.wait_for_url(f"**/files/{case.file}", timeout=WAIT)


def selected_words_become_a_finding(case: Round) -> None:
    page = case.page
    case.go("/desk?doc=9")
    page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelectorAll('#paper p')[3]);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    words = page.evaluate("String(getSelection())").strip()
    page.keyboard.press("m")
    assert words in page.inner_text("#add-shown")
    page.select_option("#add-item", "GS-007")
    page.fill("#add-text", "称谓不对")
    page.fill("#add-lost", "1")
    page.click("#add button")
    page.wait_for_selector(".find.own", timeout=WAIT)
    page.click(".find.own a.go")
    page.wait_for_selector("#paper mark.here", timeout=WAIT)
    assert page.inner_text("#paper mark.here") == words
    page.click(".find.own button")
    page.wait_for_selector(".find.own", state="detached", timeout=WAIT)


def a_case_file_nobody_looked_at_before_opens_by_itself(case: Round) -> None:
    other = next(f for f in case.files if f != case.file)
    case.window.go(f"/files/{other}/desk")
    case.page.wait_for_selector(".paper-bar", timeout=WAIT)
    assert case.page.locator("#paper p").count() > 5


def what_was_typed_outlives_a_reload(case: Round) -> None:
    page = case.page
    case.go("/desk")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("写到一半")
    page.reload()
    assert page.input_value(".find textarea >> nth=0") == "写到一半"
    assert page.locator(".find.done").count() == 0
    page.fill(".find textarea >> nth=0", "")


def two_documents_fit_the_window(case: Round) -> None:
    page = case.page
    case.go("/compare")
    case.window.picture("web-compare")
    accessible(page)
    left, right = (x.bounding_box() for x in page.query_selector_all(".paper.half"))
    assert left["x"] + left["width"] <= right["x"]
    assert right["x"] + right["width"] <= 1366
    assert right["y"] + right["height"] <= 768


def test_from_the_reading_to_the_grade(case: Round) -> None:
    page, window = case.page, case.window
    one, two = case.readers()
    case.login(one)
    window.go("/files")
    accessible(page)
    window.picture("web-files")
    page.click(f"a[href='/files/{case.file}/desk']")
    page.wait_for_selector(".paper-bar", timeout=WAIT)
    page.keyboard.press("j")
    page.wait_for_selector("#paper .here", timeout=WAIT)
    accessible(page)
    window.picture("web-desk")
    page.keyboard.press("k")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    accessible(page)
    page.keyboard.press("Escape")
    what_was_typed_outlives_a_reload(case)
    selected_words_become_a_finding(case)
    case.go("/desk")
    walk(case)
    page.keyboard.press("t")
    page.wait_for_selector("svg.course .term.late", timeout=WAIT)
    window.picture("web-timeline")
    accessible(page)
    page.click("svg.course a >> nth=0")
    page.wait_for_selector("#paper mark.here", timeout=WAIT)
    submit(case)
    assert "我的初评已提交" in page.inner_text(".head")

    case.login(two)
    case.go("/desk")
    assert page.locator(".find.done").count() == 0  # nothing of the first reader
    walk(case, "GS-001")
    submit(case)

    case.login(made.PANEL)
    two_documents_fit_the_window(case)
    a_case_file_nobody_looked_at_before_opens_by_itself(case)
    case.go()
    window.picture("web-panel")
    accessible(page)
    page.check("#merge input[value=采纳]")
    page.fill("#merge [name=members]", "郑洁")
    page.fill("#merge [name=record]", "核对过公示记录")
    case.press("#merge button.main", "已合议")
    case.login(made.BUREAU)
    case.go()
    page.fill("#opinion [name=number]", "青评〔2026〕1号")
    page.fill("#opinion [name=due]", SOON.isoformat())
    case.press("#opinion button", "已反馈")
    case.login(made.FARM)
    case.go()
    window.picture("web-opinion")
    accessible(page)
    page.click("#answer button:has-text('没有异议')")
    page.wait_for_selector(".head:has-text('机关表示没有异议')", timeout=WAIT)
    case.login(made.BUREAU)
    case.go()
    case.press("#grade button", "已终评")
    assert case.state.graded[1].grade == "不合格"
    with page.expect_download() as got:
        page.click(".words a:has-text('评查表')")
    assert got.value.suggested_filename.endswith("评查表.docx")


def test_an_objection(case: Round) -> None:
    page, window = case.page, case.window
    case.read()
    case.login(made.FARM)
    case.go()
    page.check("#answer [name=point] >> nth=0")
    page.fill("#answer textarea", "已经批准延期，材料漏装")
    case.press("#answer button.main", "异议中")
    case.login(made.SECOND)
    case.go()
    window.picture("web-objection")
    accessible(page)
    page.check("#objection input[value=不采纳]")
    page.fill("#objection fieldset label.wide input", "延期批准属实")
    page.fill("#objection [name=members]", "郑某")
    page.fill("#objection textarea", "补报的批准属实，予以变更")
    case.press("#objection > form > button", "已复核")
    case.login(made.FARM)
    case.go()
    assert "予以变更" in page.inner_text("#objection")
    page.wait_for_selector("svg.course .term.off", timeout=WAIT)  # not red any more


def test_rectification(case: Round, tmp_path: Path) -> None:
    page, window = case.page, case.window
    case.read()
    service_file.accept(case.desk, case.file, by(made.FARM))
    service_file.grade(case.desk, case.file, by(made.BUREAU))
    case.login(made.BUREAU)
    case.go()
    page.fill("#notice [name=number]", "青整〔2026〕1号")
    page.fill("#notice [name=due]", SOON.isoformat())
    # Somebody was faster: that is told where it was typed, and what was typed stays.
    point = case.state.graded[1].confirmed[:1]
    service_file.supervise(case.desk, case.file, "监1", "严重", point, by(made.BUREAU))
    page.click("#notice button.main")
    page.wait_for_selector("#notice #says:has-text('请刷新')", timeout=WAIT)
    assert page.input_value("#notice [name=number]") == "青整〔2026〕1号"
    assert any("409" in w for w in window.wrong)
    window.wrong.clear()
    case.go()
    page.fill("#notice [name=number]", "青整〔2026〕1号")
    page.fill("#notice [name=due]", SOON.isoformat())
    case.press("#notice button.main", "整改中")
    proof = made.DEMO / "casefiles" / made.CASES[0] / "19行政处罚决定公示表.docx"
    for closed in (False, True):
        case.login(made.FARM)
        case.go()
        if not closed:
            window.picture("web-rectify")
            accessible(page)
        page.fill("#prove textarea", "已补正并装卷")
        page.set_input_files("#prove [type=file]", str(proof))
        case.press("#prove button", "待复查")
        case.login(made.BUREAU)
        case.go()
        if closed:
            case.press("#recheck button.main", "已销号")
        else:
            window.picture("web-recheck")
            accessible(page)
            page.check("#recheck [name=still] >> nth=0")
            page.fill("#recheck [name=why]", "没有盖章")
            page.fill("#recheck [name=due]", SOON.isoformat())
            case.press("#recheck button.danger", "整改中")
    assert case.state.notice.returned == 1
    with page.expect_download() as got:
        page.click("a[href*='/proof/0']")
    got.value.save_as(tmp_path / "proof")
    assert (tmp_path / "proof").read_bytes() == proof.read_bytes()
