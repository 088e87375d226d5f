"""Self-check from upload to download: what is shown, to whom, and what stays."""

import io
import os
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from enforcement.web.pages.selfcheck import router
from enforcement.web.settings import Settings
from tests.casefiles.readers.build import archive, cell, docx, p, table
from tests.casefiles.readers.test_pdf import pdf, words
from tests.enforcement.web.conftest import Browser, app_over, browser_of, person

DEMO = Path(__file__).parents[3] / "enforcement" / "demo"
ID = "53990119830921091X"  # made so that its check digit fits
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
AS_XML = ATTACK.replace("<", "&lt;").replace(">", "&gt;")
FORMULA = "=HYPERLINK(1)"


def decision(party: str = "龙泽县甲乙商店", more: str = "") -> bytes:
    return docx(
        p("龙泽县市场监督管理局")
        + p("行政处罚决定书")
        + p("龙市监罚〔2024〕7号")
        + p(f"当事人：{party}")
        + p("经查，当事人于2024年3月5日销售过期食品。本机关决定罚款人民币伍仟元。")
        + more
        + p("2024年4月1日")
    )


def folder(case: str) -> list[tuple[str, bytes]]:
    root = DEMO / "casefiles" / case
    found = sorted(f for f in root.rglob("*") if f.is_file())
    return [(f"{case}/{f.relative_to(root).as_posix()}", f.read_bytes()) for f in found]


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {k: v or "" for k, v in attrs}))


def harmless(text: str) -> None:
    """No element or attribute that could run anything; nothing in line, as the policy wants."""
    for tag, attributes in _Elements(text).found:
        if tag == "script":
            assert attributes["src"].startswith("/static/")
        assert tag not in ("style", "iframe", "object", "embed", "base")
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name != "style", tag
            assert not value.lower().strip().startswith("javascript:")
        if tag in ("img", "image"):
            assert attributes.get("src", attributes.get("href", "")).startswith("/")


# --- the journey --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def faulty() -> list[tuple[str, bytes]]:
    return folder("nong02")


def test_from_a_folder_to_the_marked_words(
    browser: Browser, faulty: list[tuple[str, bytes]]
) -> None:
    result = browser.check(*faulty)
    page = browser.get(browser.get(result).headers["location"])
    assert page.status_code == 200
    harmless(page.text)
    order = [page.text.index(x) for x in ("一票否决", "扣 5 分", "请人核对的")]
    assert order == sorted(order)
    for said in ("CX-021", "依据", "改正", "应为：不超过告知的6000元"):
        assert said in page.text
    link = re.search(r'href="(/selfcheck/[^"]*/doc/\d+)#(p\d+)"', page.text)
    assert link
    document = browser.get(link[1])
    harmless(document.text)
    mark = re.search(
        rf'id="{link[2]}"[^>]*></span>(?:<span[^>]*></span>)*<mark class="fail">([^<]*)',
        document.text,
    )
    assert mark
    assert mark[1] == "8000元"


def test_what_is_taken_along(browser: Browser, faulty: list[tuple[str, bytes]]) -> None:
    result = browser.check(*faulty)
    copies = browser.get(f"{result}/0/annotated.zip")
    assert copies.headers["content-disposition"].startswith("attachment")
    names = zipfile.ZipFile(io.BytesIO(copies.content)).namelist()
    assert any("17行政处罚决定书.docx" in n for n in names)
    with zipfile.ZipFile(io.BytesIO(copies.content)) as z:
        inner = zipfile.ZipFile(io.BytesIO(z.read(next(n for n in names if "17" in n))))
        assert "word/comments.xml" in inner.namelist()
    report = browser.get(f"{result}/report.html")
    assert report.headers["content-type"] == "application/octet-stream"  # never shown as a page
    assert "CX-021" in report.text
    book = browser.get(f"{result}/report.xlsx")
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None


def test_no_path_of_the_server_is_told(
    browser: Browser, settings: Settings, faulty: list[tuple[str, bytes]]
) -> None:
    result = browser.check(*faulty, *folder("nong01"))
    told = [browser.get(result), browser.get(f"{result}/0"), browser.get(f"{result}/report.html")]
    for answer in told:
        assert answer.status_code == 200
        assert str(settings.data) not in answer.text
    book = zipfile.ZipFile(io.BytesIO(browser.get(f"{result}/report.xlsx").content))
    assert not any(str(settings.data).encode() in book.read(n) for n in book.namelist())


def test_several_case_files_and_what_is_between_them(browser: Browser) -> None:
    result = browser.check(*folder("nong01"), *folder("nong02"))
    page = browser.get(result)
    assert page.status_code == 200
    assert f'href="{result}/0"' in page.text
    assert f'href="{result}/1"' in page.text
    assert "案卷之间" in page.text
    harmless(page.text)


def test_a_zip_is_a_case_file(browser: Browser) -> None:
    result = browser.check(("案卷.zip", archive({"正卷/决定书.docx": decision()})))
    page = browser.get(f"{result}/0").text
    assert "行政处罚决定书" in page
    number = re.search(r"/doc/(\d+)", page)
    assert number
    assert "销售过期食品" in browser.get(f"{result}/0/doc/{number[1]}").text


def test_progress_ends_by_leading_to_the_result(browser: Browser, app: FastAPI) -> None:
    result = browser.check(("决定书.docx", decision()))
    done = browser.get(f"{result}/progress")
    assert done.status_code == 204
    assert done.headers["HX-Redirect"] == result


def test_an_upload_without_a_case_file_says_so(browser: Browser) -> None:
    result = browser.check(("名录.csv", "姓名\n甲".encode()))
    page = browser.get(result)
    assert page.status_code == 200
    assert "没有找到案卷" in page.text


# --- hostile documents --------------------------------------------------------------------------


def test_nothing_from_a_document_runs(browser: Browser) -> None:
    more = table(cell(AS_XML) + cell("身份证号：" + AS_XML)) + p(AS_XML + FORMULA)
    data = decision(AS_XML, more)
    done = browser.client.post(
        "/selfcheck/upload",
        data={"csrf": browser.token, "label": ATTACK},
        files=[
            ("files", ('a"><img src=x onerror=alert(1)>.docx', data)),
            ("files", ("<svg onload=alert(1)>.exe", b"MZ")),
            ("files", ("坏的.docx", b"PK\x03\x04" + AS_XML.encode())),
        ],
        headers={"X-CSRF-Token": browser.token},
        follow_redirects=False,
    )
    result = done.headers["location"]
    seen = [browser.get(f"{result}/0"), browser.get("/selfcheck")]
    seen += [browser.get(f"{result}/0/doc/{n}") for n in range(1)]
    for answer in seen:
        assert answer.status_code == 200
        harmless(answer.text)
        assert ATTACK not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in seen[-1].text  # shown as words
    harmless_report = browser.get(f"{result}/report.html").text
    assert ATTACK not in harmless_report


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_no_text_becomes_a_formula(browser: Browser, start: str) -> None:
    result = browser.check(("决定书.docx", decision(f"{start}cmd|' /C calc'!A0")))
    book = zipfile.ZipFile(io.BytesIO(browser.get(f"{result}/report.xlsx").content))
    for name in book.namelist():
        assert b"<f>" not in book.read(name), name
        assert b"<hyperlink" not in book.read(name), name


def test_a_bomb_is_told_and_the_rest_is_checked(browser: Browser) -> None:
    bomb = docx("", document=b"<w:document>" + b" " * 30_000_000 + b"</w:document>")
    assert len(bomb) < 100_000
    result = browser.check(("卷/决定书.docx", decision()), ("卷/炸弹.docx", bomb))
    page = browser.get(f"{result}/0").text
    assert "炸弹.docx" in page
    assert "压缩比异常" in page
    assert "龙市监罚〔2024〕7号" in page


# --- uploads ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../../../outside.docx",
        "..\\..\\outside.docx",
        "C:\\Windows\\outside.docx",
        "/etc/outside.docx",
        "a/../../outside.docx",
        "a/./outside.docx",
        "con/outside.docx",
    ],
)
def test_no_name_leads_out_of_the_folder(browser: Browser, app: FastAPI, name: str) -> None:
    data = app.state.settings.data
    before = {f for f in data.parent.rglob("*") if "selfcheck" not in f.parts}
    result = browser.check((name, decision()))
    after = {f for f in data.parent.rglob("*") if "selfcheck" not in f.parts}
    assert {f for f in after - before if not f.name.startswith("anjuan.db")} == set()
    case = data / "selfcheck" / result.rpartition("/")[2] / "case"
    assert [f.name for f in case.rglob("*.docx")] == ["outside.docx"]


def test_limits_hold_at_the_edge_and_beyond(make: Callable[..., FastAPI]) -> None:
    app = make(max_files=2, max_file=40_000, max_upload=120_000)
    browser = browser_of(app)
    fits = decision() + b"\0" * (40_000 - len(decision()))
    jobs = app.state.settings.data / "selfcheck"
    assert browser.upload(("a.docx", fits), ("b.docx", decision())).status_code == 303
    left = len(list(jobs.iterdir()))
    three = browser.upload(*((f"{i}.docx", decision()) for i in range(3)))
    assert three.status_code == 400
    assert "最多提交2个文件" in three.text
    big = browser.upload(("a.docx", fits + b"\0"))
    assert big.status_code == 400
    assert "没有接收" in big.text
    all_ = browser.upload(*((f"{i}.docx", fits) for i in range(4)))
    assert all_.status_code == 413
    assert len(list(jobs.iterdir())) == left  # nothing of what was refused stays


def test_a_body_of_unknown_length_is_counted(make: Callable[..., FastAPI]) -> None:
    browser = browser_of(make(max_upload=50_000))
    token = browser.token
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.docx"\r\n\r\n'

    def chunks() -> object:
        yield head
        for _ in range(100):
            yield b"\0" * 1000

    done = browser.client.post(
        "/selfcheck/upload",
        content=chunks(),  # type: ignore[arg-type]
        headers={"X-CSRF-Token": token, "Content-Type": "multipart/form-data; boundary=x"},
    )
    assert done.status_code == 413


def test_a_form_that_breaks_off_is_refused(browser: Browser, app: FastAPI) -> None:
    token = browser.token
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.docx"\r\n\r\n'
    headers = {"X-CSRF-Token": token, "Content-Type": "multipart/form-data; boundary=x"}
    for body in (head + b"abc", b"", b"nonsense", head.replace(b"--x", b"--y")):
        done = browser.client.post("/selfcheck/upload", content=body, headers=headers)
        assert done.status_code == 400, body
    assert list((app.state.settings.data / "selfcheck").iterdir()) == []


def test_the_token_may_come_as_first_field_but_not_after_a_file(browser: Browser) -> None:
    token = browser.token
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    csrf = part.format("csrf", "").encode() + token.encode() + b"\r\n"
    file = part.format("files", '; filename="a.docx"').encode() + decision() + b"\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for body, status in ((csrf + file, 303), (file + csrf, 403)):
        done = browser.client.post(
            "/selfcheck/upload",
            content=body + b"--x--\r\n",
            headers=headers,
            follow_redirects=False,
        )
        assert done.status_code == status


def test_other_files_are_not_taken_and_named(browser: Browser) -> None:
    only = browser.upload(("setup.exe", b"MZ"), ("page.svg", b"<svg/>"))
    assert only.status_code == 400
    assert "setup.exe" in only.text
    result = browser.check(("决定书.docx", decision()), ("run.bat", b"del"), ("Thumbs.db", b"x"))
    page = browser.get(f"{result}/0").text
    assert "没有接收 1 个文件" in page
    assert "run.bat" in page


def test_the_disk_is_not_filled_up(make: Callable[..., FastAPI]) -> None:
    refused = browser_of(make(least_free=1 << 60)).upload(("a.docx", decision()))
    assert refused.status_code == 400
    assert "磁盘快满了" in refused.text


def test_not_more_at_once_than_may_be(make: Callable[..., FastAPI]) -> None:
    browser = browser_of(make(max_jobs=1))
    browser.check(("a.docx", decision()))
    assert "过几分钟再提交" in browser.upload(("b.docx", decision())).text


# --- whose it is --------------------------------------------------------------------------------


def test_nobody_reaches_the_self_check_of_another(app: FastAPI) -> None:
    owner = browser_of(app)
    result = owner.check(("决定书.docx", decision()))
    strangers = [browser_of(app), person(app, "chief", "admin", "organiser", "leader")]
    tried = 0
    for route in (r for r in router.routes if isinstance(r, APIRoute) and "{id_}" in r.path):
        path = route.path.replace("{id_}", result.rpartition("/")[2])
        path = re.sub(r"{sheet:int}", "1", re.sub(r"{(case|number):int}", "0", path))
        for stranger in strangers:
            for method in route.methods:
                given = {"X-CSRF-Token": stranger.token}
                answer = stranger.client.request(
                    method, path, headers=given, follow_redirects=False
                )
                assert answer.status_code == 404, (method, path)
                tried += 1
        assert owner.get(f"{result}/0").status_code == 200
    assert tried >= 20


@pytest.mark.parametrize(
    "path",
    [
        "/selfcheck/..%2f..%2fcookie.key",
        "/selfcheck/%2e%2e/job.json",
        "/selfcheck/" + "." * 22,
        "/selfcheck/" + "A" * 22,
        "/selfcheck/A",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py",
        "/static/....//app.py",
    ],
)
def test_no_address_leads_to_other_files(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in (404, 405)
    assert "create_app" not in answer.text


def test_numbers_that_do_not_exist(browser: Browser) -> None:
    result = browser.check(("决定书.docx", decision()))
    for rest in ("/1", "/99999999999999999999", "/0/doc/9", "/0/doc/0/page/1.png", "/-1"):
        assert browser.get(result + rest).status_code == 404, rest


# --- what stays ---------------------------------------------------------------------------------


def _folders(app: FastAPI) -> list[str]:
    data = app.state.settings.data
    return sorted(f.name for x in ("selfcheck", "kept") for f in (data / x).iterdir())


def test_nothing_stays_after_a_while(app: FastAPI, browser: Browser) -> None:
    result = browser.check(("决定书.docx", decision()))
    jobs, life = app.state.jobs, app.state.settings.job_life.total_seconds()
    jobs.sweep()
    assert browser.get(f"{result}/0").status_code == 200
    at = app.state.settings.data / "selfcheck" / result.rpartition("/")[2]
    past = at.stat().st_mtime - life - 5
    for path in (at / "used", at):
        os.utime(path, (past, past))
    jobs.sweep()
    assert _folders(app) == []
    assert browser.get(f"{result}/0").status_code == 404


def test_nothing_stays_after_delete_logout_or_restart(app: FastAPI, settings: Settings) -> None:
    browser = person(app, "li", "agency", unit="甲局")
    result = browser.check(("决定书.docx", decision()))
    assert browser.post(f"{result}/drop").status_code == 303
    assert _folders(app) == []
    browser.check(("决定书.docx", decision()))
    browser.post("/logout")
    assert _folders(app) == []
    browser_of(app).check(("决定书.docx", decision()))
    again = app_over(settings)
    assert _folders(again) == []
    again.state.desk.close()


def test_what_is_kept_stays_and_is_still_only_ones_own(app: FastAPI, settings: Settings) -> None:
    browser = person(app, "li", "agency", unit="甲局")
    result = browser.check(("决定书.docx", decision()))
    assert browser.post(f"{result}/keep", label="三月的一件").status_code == 303
    browser.post("/logout")
    app.state.jobs.sweep()
    again = app_over(settings)
    li = browser_of(again)
    li.login("li")
    assert "三月的一件" in li.get("/selfcheck").text
    assert li.get(f"{result}/0").status_code == 200
    assert browser_of(again).get(f"{result}/0").status_code == 404
    assert li.post(f"{result}/drop").status_code == 303
    assert _folders(again) == []
    again.state.desk.close()


def test_without_an_account_what_is_kept_belongs_to_this_computer(
    app: FastAPI, browser: Browser
) -> None:
    result = browser.check(("决定书.docx", decision()))
    later = browser_of(app)  # the session of then is long over
    assert later.get(f"{result}/0").status_code == 404
    assert browser.post(f"{result}/keep").status_code == 303
    assert later.get(f"{result}/0").status_code == 200
    assert person(app, "li", "admin").get(f"{result}/0").status_code == 404
    assert later.post(f"{result}/drop").status_code == 303
    assert _folders(app) == []


# --- personal data ------------------------------------------------------------------------------


def private(app: FastAPI) -> list[tuple[str, str]]:
    return [(r["what"], r["document"]) for r in app.state.accounts.looks()]


def test_numbers_are_covered_until_somebody_asks_and_that_is_noted(
    app: FastAPI, browser: Browser
) -> None:
    data = decision("张三", table(cell("公民身份号码") + cell(ID)) + p(f"电话：13800138000 {ID}"))
    result = browser.check(("决定书.docx", data))
    covered = browser.get(f"{result}/0/doc/0").text
    assert ID not in covered
    assert "13800138000" not in covered
    assert covered.count("539*************1X") == 2
    assert "张三" in covered
    assert ("显示完整号码", "决定书.docx") not in private(app)
    shown = browser.post(f"{result}/0/doc/0").text
    assert shown.count(ID) >= 2
    assert private(app)[0] == ("显示完整号码", "决定书.docx")
    assert ("查看文书", "决定书.docx") in private(app)
    assert ID not in browser.get(f"{result}/0").text


def test_downloads_are_noted_with_the_person(app: FastAPI) -> None:
    browser = person(app, "li", "agency", unit="甲局")
    result = browser.check(("决定书.docx", decision()))
    browser.get(f"{result}/0/annotated.zip")
    newest = app.state.accounts.looks(1)[0]
    assert (newest["account"], newest["unit"], newest["what"]) == ("li", "甲局", "下载批注副本")


def test_numbers_on_pages_are_covered_too(browser: Browser) -> None:
    from casefiles.readers.pages.pictures import draw_page

    number = "110101199003070038"
    data = pdf(words((60, 760, "Decision of an office, a page of plain words"), (60, 700, number)))
    result = browser.check(("页.pdf", data))
    page = browser.get(f"{result}/0/doc/0").text
    assert f"{result}/0/doc/0/page/1.png" in page
    assert number not in page
    plain = draw_page(data, "pdf", 1).png
    assert browser.get(f"{result}/0/doc/0/page/1.png").content != plain
    assert browser.get(f"{result}/0/doc/0/page/1.png?bare=true").content == plain
    assert browser.get(f"{result}/0/doc/0/page/2.png").status_code == 404


def test_life_is_told_in_minutes(browser: Browser, settings: Settings) -> None:
    assert settings.job_life == timedelta(minutes=30)
    assert "30 分钟没有动静就自动删除" in browser.get("/selfcheck").text
