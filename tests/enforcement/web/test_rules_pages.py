"""Rules in the browser: browsed, run, drafted; published only by a second person."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import Response

from enforcement.web import rulebook
from tests.enforcement.review import made
from tests.enforcement.web.conftest import Browser, person

RULE = "CX-021"


@pytest.fixture(scope="module")
def book() -> rulebook.Rulebook:
    """Loaded once: it takes a second or two."""
    return rulebook.Rulebook.load()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    (tmp_path / "profile").mkdir()
    return tmp_path / "profile"


@pytest.fixture
def office(make: Callable[..., FastAPI], profile: Path, book: rulebook.Rulebook,
           tmp_path: Path) -> FastAPI:  # fmt: skip
    app = make(profile=profile, corpus=tmp_path / "corpus")
    (tmp_path / "corpus" / "一批").mkdir(parents=True)
    app.state.rulebook = rulebook.Rulebook(book.pages, book.parameters, profile, book.place)
    return app


def author(app: FastAPI, name: str) -> Browser:
    return person(app, name, "author")


def begin(one: Browser, rule: str = RULE) -> str:
    done = one.post("/rules/drafts", rule=rule)
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def version(one: Browser, path: str) -> int:
    found = re.search(r'name="seen" value="(\d+)"', one.get(path).text)
    assert found
    return int(found[1])


def act(one: Browser, path: str, do: str, **more: object) -> Response:
    return one.post(path, do=do, seen=version(one, path), **more)


def text_of(book: rulebook.Rulebook) -> str:
    return 'decidable = "assist"\n' + book.text(RULE)


def test_rules_are_found_by_system_words_and_day(office: FastAPI) -> None:
    one = person(office, "a", "agency")
    page = one.get("/rules?system=公示").text
    assert "GS-001" in page
    assert RULE not in page
    assert RULE in one.get("/rules?text=不能因此加重处罚").text
    old, new = one.get("/rules?text=GS-&day=1990-01-01").text, one.get("/rules?day=昨天").text
    assert "共 0 条" in old
    assert "不是日期" in new
    assert one.get("/rules/CX-999").status_code == 404
    page = one.get(f"/rules/{RULE}").text
    assert "另起草稿" not in page
    assert "第四十五条" in page


def test_only_authors_write(office: FastAPI) -> None:
    path = begin(author(office, "wu"))
    for role in ("agency", "organiser", "reviewer", "panel", "leader", "admin"):
        one = person(office, role, role)
        assert one.get("/rules/drafts").status_code == 403
        assert one.get(path).status_code == 403
        assert one.post("/rules/drafts", rule=RULE).status_code == 403
        assert one.post(path, do="publish", seen=1).status_code == 403


def test_a_draft_needs_a_second_person(
    office: FastAPI, profile: Path, book: rulebook.Rulebook
) -> None:
    wu, qian = author(office, "wu"), author(office, "qian")
    path = begin(wu)
    card = profile / "catalogue" / "CX" / f"{RULE}.toml"
    assert act(wu, path, "hand-in").status_code == 400  # why is missing
    assert act(qian, path, "save", text="x", why="y").status_code == 409  # not his
    done = act(wu, path, "save", text=text_of(book).replace("\n", "\r\n"), why="先由人确认")
    assert done.status_code == 303
    assert act(qian, path, "publish").status_code == 409  # not handed in
    assert act(wu, path, "hand-in").status_code == 303
    assert act(wu, path, "publish").status_code == 409
    assert act(wu, path, "send-back", says="自己退").status_code == 409
    assert act(wu, path, "save", text="changed", why="x").status_code == 409
    assert not card.exists()
    seen = version(qian, path)
    assert act(wu, path, "take-back").status_code == 303
    assert act(wu, path, "save", text=book.text(RULE), why="改了别的").status_code == 303
    assert act(wu, path, "hand-in").status_code == 303
    stale = qian.post(path, do="publish", seen=seen)  # it is not what he looked at
    assert (stale.status_code, card.exists()) == (409, False)
    assert act(wu, path, "take-back").status_code == 303
    assert act(wu, path, "save", text=text_of(book), why="先由人确认").status_code == 303
    assert act(wu, path, "hand-in").status_code == 303
    assert act(qian, path, "publish").status_code == 303
    assert card.read_text("utf-8") == text_of(book)
    assert "本地" in qian.get(f"/rules?text={RULE}").text
    assert act(qian, path, "publish").status_code == 409


def test_what_was_published_is_used_by_self_checks(
    office: FastAPI, profile: Path, book: rulebook.Rulebook
) -> None:
    one = person(office, "hq", "agency")
    files = [(p.name, p.read_bytes()) for p in (made.DEMO / "casefiles" / "nong02").iterdir()]

    def said() -> str:
        page = one.get(one.check(*files) + "/0").text
        (found,) = re.findall(
            rf'<article class="item (\w+)"(?:(?!</article>).)*?{RULE}', page, re.S
        )
        return str(found)

    assert said() == "fail"
    card = profile / "catalogue" / "CX" / f"{RULE}.toml"
    card.parent.mkdir(parents=True)
    card.write_text(text_of(book), "utf-8")
    assert said() == "needs_review"


def test_the_same_person_with_two_accounts_is_no_second_person(
    office: FastAPI, book: rulebook.Rulebook
) -> None:
    wu, again = author(office, "wu"), author(office, "wu2")
    with office.state.desk.db.keeping() as k:
        k.change("accounts", {"name": "wu2"}, {"person": "wu某"})
    path = begin(wu)
    act(wu, path, "save", text=text_of(book), why="x")
    act(wu, path, "hand-in")
    assert act(again, path, "publish").status_code == 409


def test_a_rule_that_moved_on_is_not_overwritten(
    office: FastAPI, profile: Path, book: rulebook.Rulebook
) -> None:
    wu, qian = author(office, "wu"), author(office, "qian")
    one, two = begin(wu), begin(wu)
    for path, why in ((one, "一"), (two, "二")):
        act(wu, path, "save", text=text_of(book), why=why)
        act(wu, path, "hand-in")
    assert act(qian, one, "publish").status_code == 303
    told = act(qian, two, "publish")
    assert told.status_code == 409
    assert "已经改过" in told.text


def test_mistakes_are_told_in_words_and_stop_everything(
    office: FastAPI, book: rulebook.Rulebook
) -> None:
    wu = author(office, "wu")
    path = begin(wu)
    for text, says in (
        ("= x", "不是有效的 TOML"),
        (book.text(RULE).replace("title", "titel", 1), "是否想写“title”"),
        (book.text(RULE).replace("XZCF-2021", "XZCF-3021"), "XZCF-3021"),
        ('id = "CX-001"\n' + book.text(RULE), "应与文件名相同"),
    ):
        act(wu, path, "save", text=text, why="<script>alert(1)</script>")
        page = wu.get(path).text
        assert says in page
        assert "<script>alert" not in page
        assert act(wu, path, "hand-in").status_code == 409
        assert act(wu, path, "compare", corpus="随附的示例案卷").status_code == 409
    assert act(wu, path, "save", text="x" * 60_001, why="x").status_code == 400


@pytest.mark.parametrize("rule", ["../../x", "CX-1", "", "CX-0211", "CX/021"])
def test_no_number_of_a_rule_is_a_path(office: FastAPI, rule: str) -> None:
    assert author(office, "wu").post("/rules/drafts", rule=rule).status_code in (400, 422)


def test_a_draft_is_compared_only_on_what_the_server_was_given(
    office: FastAPI, tmp_path: Path, book: rulebook.Rulebook
) -> None:
    import shutil

    shutil.copytree(made.DEMO / "casefiles" / "nong02", tmp_path / "corpus" / "一批" / "甲")
    wu = author(office, "wu")
    path = begin(wu)
    act(wu, path, "save", text=text_of(book), why="x")
    for corpus in ("", "..", "/etc", str(tmp_path / "corpus" / "一批")):
        assert act(wu, path, "compare", corpus=corpus).status_code == 400
    assert act(wu, path, "compare", corpus="一批").status_code == 303
    page = wu.get(path).text
    assert "“一批”的 1 个案卷：结论有变化 1 处" in page
    assert re.search(rf"{RULE}</td><td[^>]*>不合格</td><td[^>]*>待人工", page)
    act(wu, path, "save", text=book.text(RULE), why="x")
    assert "“一批”的" not in wu.get(path).text  # of another text


def test_scenarios_run_step_by_step(office: FastAPI, book: rulebook.Rulebook) -> None:
    if book.place is None:
        pytest.skip("没有装写规则要用的部分，场景没有跑")
    wu = author(office, "wu")
    page = wu.get("/rules/CX-028/scenario/1").text
    assert "与场景一致" in page
    assert page.count(">办到<") == 5
    assert "第8个工作日" in page
    assert wu.get("/rules/CX-028/scenario/999").status_code == 404
    path = begin(wu)
    page = act(wu, path, "try", text=text_of(book), why="x").text
    assert re.search(r"\d+ 个一致，[1-9]\d* 个不一致", page)


def test_without_a_profile_nothing_is_published(
    make: Callable[..., FastAPI], book: rulebook.Rulebook
) -> None:
    app = make()
    app.state.rulebook = book
    wu, qian = author(app, "wu"), author(app, "qian")
    path = begin(wu)
    act(wu, path, "save", text=text_of(book), why="x")
    act(wu, path, "hand-in")
    assert "--profile" in qian.get(path).text
    assert act(qian, path, "publish").status_code == 409
