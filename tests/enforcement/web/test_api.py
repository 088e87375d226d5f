"""The interface: tokens, rights, what belongs to whom, the form of errors, the whole workflow."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from enforcement.review import service_file
from tests.enforcement.review import made
from tests.enforcement.review.made import AGENCY, BUREAU, by
from tests.enforcement.web.conftest import browser_of
from tests.enforcement.web.programs import BASE, Program, problem, program

ROUND = "2026-1"


@pytest.fixture
def files(app: FastAPI) -> list[str]:
    """A round with two case files of two agencies, each given to two reviewers."""
    return made.assigned(app.state.desk, "nong02", "huan01")


@pytest.fixture
def organiser(app: FastAPI) -> Program:
    return program(app, "li", "organiser", person=BUREAU.name)


def agency(app: FastAPI, unit: str = AGENCY.unit) -> Program:
    return program(app, f"a{len(unit)}", "agency", unit=unit)


def test_nobody_gets_in_without_a_good_token(app: FastAPI) -> None:
    client = TestClient(app, base_url=BASE)
    paths = app.openapi()["paths"]
    assert len(paths) > 40
    for path, methods in paths.items():
        for method in methods:
            for token in ("", "Bearer aj_wrong", "Basic YTpi"):
                headers = {"Authorization": token} if token else {}
                shown = path.replace("{", "").replace("}", "")
                answer = client.request(method, shown, headers=headers)
                problem(answer, 401, "unauthorized")
                assert answer.headers["www-authenticate"] == "Bearer"


def test_a_cookie_is_no_token(app: FastAPI) -> None:
    browser = browser_of(app)
    once = app.state.accounts.add("li", "李强", BUREAU.unit, ["organiser"])
    browser.login("li", once)
    problem(browser.get("/api/v1/me"), 401, "unauthorized")


def test_tokens_end_with_their_day_their_account_and_when_dropped(app: FastAPI) -> None:
    accounts = app.state.accounts
    one = program(app, "li", "organiser")
    assert one.get("/me").json()["roles"] == ["organiser"]
    with app.state.desk.db.keeping(write=False) as k:
        (row,) = k.rows("tokens")
    assert one.token not in json.dumps(row)
    late = datetime.now(UTC) + timedelta(days=31)
    accounts.clock = lambda: late
    problem(one.get("/me"), 401, "unauthorized")
    accounts.clock = lambda: datetime.now(UTC)
    assert one.get("/me").status_code == 200
    accounts.drop_token("li", row["id"])
    problem(one.get("/me"), 401, "unauthorized")


# Method, path, which roles may (all others: 403), with an account of another agency.
WHO = [
    ("GET", "/rounds", "organiser reviewer panel leader agency"),
    ("GET", f"/rounds/{ROUND}", "organiser reviewer panel leader agency"),
    ("GET", f"/rounds/{ROUND}/figures", "organiser leader"),
    ("GET", f"/rounds/{ROUND}/calibration", "organiser leader"),
    ("GET", "/indicators", "organiser leader"),
    ("POST", f"/rounds/{ROUND}/draw", "organiser"),
    ("POST", f"/rounds/{ROUND}/assign", "organiser"),
    ("POST", f"/rounds/{ROUND}/archive", "organiser"),
    ("GET", "/files", "organiser reviewer panel leader agency"),
    ("GET", "/findings", "organiser reviewer panel leader agency"),
    ("GET", "/pushes", "organiser agency"),
    ("GET", "/rules", "organiser reviewer panel leader agency author admin"),
]
ROLES = ("agency", "organiser", "reviewer", "panel", "leader", "author", "admin")


def test_rights_on_every_list(app: FastAPI, files: list[str]) -> None:
    bodies: dict[str, Any] = {"draw": {"seed": "x", "rate": "1"}}
    for role in ROLES:
        one = program(app, role, role)
        for method, path, who in WHO:
            given = bodies.get(path.rpartition("/")[2], {})
            answer = one.call(method, path, **({"json": given} if method == "POST" else {}))
            if role in who.split():
                assert answer.status_code in (200, 409), (role, path, answer.text)
            else:
                assert problem(answer, 403, "forbidden"), (role, path)


STEPS = {
    "assign": ("organiser", {"slot": 1, "reviewer": "没有这个人"}),
    "reading": ("reviewer", {}),
    "reading/submit": ("reviewer", {}),
    "merge": ("panel", {"members": ["甲"], "record": "记录"}),
    "opinion": ("organiser", {"number": "1"}),
    "accept": ("", {}),
    "objection": ("", {"text": "不对"}),
    "review": ("panel", {"members": ["甲"], "record": "记录"}),
    "grade": ("organiser", {}),
    "notice": ("organiser", {"number": "1"}),
    "clear": ("organiser", {}),
    "dispatch": ("organiser", {"to": "农业执法大队"}),
    "recheck": ("organiser", {"closed": True}),
    "supervision": ("organiser", {"number": "1", "text": "查"}),
    "supervision/close": ("organiser", {"number": "1", "text": "查"}),
}


def test_rights_on_every_step(app: FastAPI, files: list[str]) -> None:
    """Somebody of another agency with each role: only who may gets as far as the state."""
    for role in ROLES:
        one = program(app, role, role, unit="青州市审计局")
        for step, (who, body) in STEPS.items():
            method = "PUT" if step == "reading" else "POST"
            answer = one.call(method, f"/files/{files[0]}/{step}", json=body)
            if role == who:
                problem(answer, 409, "refused")
            elif role in ("agency", "author", "admin"):
                problem(answer, 404, "not_found")  # it does not even learn that there is one
            else:
                problem(answer, 403, "forbidden")
    with app.state.desk.db.reading() as r:
        assert {x["state"] for x in r.rows("case_files")} == {"已分派"}


def test_reviewers_and_panels_of_the_agency_itself_are_barred(
    app: FastAPI, files: list[str]
) -> None:
    own = program(app, "w", "reviewer", "panel", unit="龙泽县农业农村局")
    office = program(app, "o", "reviewer", "panel", unit="农业执法大队")
    for one in (own, office):
        for step in ("reading/submit", "merge", "review"):
            body = {} if step.startswith("reading") else {"members": ["甲"], "record": "记"}
            problem(one.call("POST", f"/files/{files[0]}/{step}", json=body), 403, "forbidden")


def test_an_agency_sees_its_own_only_and_nothing_of_the_evaluation(
    app: FastAPI, files: list[str]
) -> None:
    mine, other = files
    one = agency(app)
    (row,) = one.get("/files").json()["items"]
    assert row["file"] == mine
    assert row["state"] == "评查中"
    assert "machine_total" not in row
    assert one.get("/files?agency=澜江州生态环境局").json()["total"] == 0
    assert one.get("/files?state=已分派").json()["total"] == 0
    assert one.get("/findings").json()["total"] == 0
    for path in ("", "/assessment", "/score", "/remaining", "/documents"):
        problem(one.get(f"/files/{other}{path}"), 404, "not_found")
    told = one.get(f"/rounds/{ROUND}").text
    assert "郑洁" not in told
    assert other not in told
    view = one.get(f"/files/{mine}").json()
    assert view["suspects"] == []
    assert not {"readings", "machine", "differing"} & set(view)
    assert "分派" not in json.dumps(view["history"], ensure_ascii=False)
    problem(one.get(f"/files/{mine}/assessment"), 403, "forbidden")
    problem(one.get(f"/files/{mine}/score"), 409, "refused")


def test_the_second_reader_sees_nothing_of_the_first(app: FastAPI, files: list[str]) -> None:
    desk, file = app.state.desk, files[0]
    first, second = made.readers(desk, file)
    service_file.decide(desk, file, made.said(desk, file), by(first, 1, why="秘密的理由"))
    one = program(app, "z", "reviewer", unit=second.unit, person=second.name)
    text = one.get(f"/files/{file}").text
    assert "秘密的理由" not in text
    assert all(x["decision"] is None for x in json.loads(text)["suspects"])
    me = program(app, "y", "reviewer", unit=first.unit, person=first.name)
    assert any(x["decision"] for x in me.get(f"/files/{file}").json()["suspects"])


def reader(app: FastAPI, desk: Any, file: str, n: int) -> Program:
    who = made.readers(desk, file)[n]
    return program(app, f"r{n}", "reviewer", unit=who.unit, person=who.name)


def test_the_whole_workflow_over_the_interface(
    app: FastAPI, organiser: Program, files: list[str]
) -> None:
    desk, file = app.state.desk, files[0]
    for n in (0, 1):
        one = reader(app, desk, file, n)
        view = one.get(f"/files/{file}").json()
        said = [
            {"finding": x["finding"], "decision": "采纳"}
            if x["verdict"] == "fail"
            else {"finding": x["finding"], "decision": "不采纳", "reason": "看过原件"}
            for x in view["suspects"]
        ]
        version = view["version"]
        body = {"decisions": said, "seen": version}
        done = one.call("PUT", f"/files/{file}/reading", json=body)
        assert done.status_code == 200, done.text
        assert done.json()["state"] == "初评中"
        # What was looked at has moved on.
        answer = one.call("PUT", f"/files/{file}/reading", json=body)
        problem(answer, 409, "conflict")
        assert one.post(f"/files/{file}/reading/submit").status_code == 200
    his = agency(app)
    done = organiser.post(f"/files/{file}/opinion", number="意见1")
    assert done.json()["state"] == "已反馈", done.text
    view = his.get(f"/files/{file}").json()
    assert {x["decision"] for x in view["suspects"]} == {"采纳"}
    assert his.post(f"/files/{file}/accept").status_code == 200
    assert organiser.post(f"/files/{file}/grade").json()["state"] == "已终评"
    assert his.get(f"/files/{file}/score").json()["grade"]
    point = view["suspects"][0]["finding"]
    asked = his.post(
        "/waivers", waiver="HM-1", file=file, finding=point, expires="2030-01-01", why="改造期间"
    )
    assert (asked.status_code, asked.json()["state"]) == (201, "待批准"), asked.text
    problem(his.post("/waivers/HM-1/approve"), 403, "forbidden")
    assert organiser.post("/waivers/HM-1/approve").json()["state"] == "已批准"
    assert his.get("/waivers").json()["total"] == 1
    notice = organiser.post(f"/files/{file}/notice", number="整改1", due="2030-12-31")
    assert notice.json()["state"] == "整改中", notice.text
    form = {"data": {"text": "已经补送"}, "files": [("files", ("证明.pdf", b"%PDF-1.4 x"))]}
    handed = his.call("POST", f"/files/{file}/proof/upload", **form)
    assert handed.json()["state"] == "待复查", handed.text
    body = {"closed": True}
    assert organiser.post(f"/files/{file}/recheck", **body).json()["state"] == "已销号"
    found = organiser.get(f"/rounds/{ROUND}/figures").json()
    for f in found:
        rows = organiser.get(f["list"].removeprefix("/api/v1")).json()
        if f["group"] != "systems":
            assert rows["total"] == f["count"], f
    assert organiser.get(f"/files/{file}/documents").content.startswith(b"PK")


def test_a_round_from_its_plan(app: FastAPI, organiser: Program) -> None:
    body = app.openapi()["components"]["schemas"]["PlanOf"]["example"]
    done = organiser.post("/rounds", **body)
    assert (done.status_code, done.json()["state"]) == (201, "已计划"), done.text
    assert organiser.get("/rounds/2026-1").json()["plan"]["name"] == body["name"]
    problem(organiser.post("/rounds", **body), 409, "conflict")
    problem(organiser.post("/rounds/2026-1/draw", seed="x", rate="0.5"), 409, "refused")
    problem(organiser.get("/rounds/2027-1"), 404, "not_found")
    wrong = organiser.post("/rounds", **{**body, "round": "../x", "period_from": "昨天", "x": 1})
    problem(wrong, 422, "invalid")
    told = {e["where"]: e["says"] for e in wrong.json()["errors"]}
    assert set(told) == {"body.round", "body.period_from", "body.x"}
    assert all(any("\u4e00" <= c <= "\u9fff" for c in says) for says in told.values()), told


def test_lists_come_in_pages(organiser: Program, files: list[str]) -> None:
    all_ = organiser.get("/findings?limit=200").json()
    seen: list[Any] = []
    path = "/findings?limit=7"
    while path:
        page = organiser.get(path).json()
        assert page["total"] == all_["total"]
        seen += page["items"]
        path = (page["next"] or "").removeprefix("/api/v1")
    assert seen == all_["items"]
    assert len(seen) > 7
    for wrong in ("limit=0", "limit=201", "offset=-1", f"offset={10**30}"):
        problem(organiser.get(f"/findings?{wrong}"), 422, "invalid")


def test_numbers_of_persons_are_covered_and_looks_are_noted(app: FastAPI, files: list[str]) -> None:
    desk, file, number = app.state.desk, files[0], "11010519491231002X"
    one = reader(app, desk, file, 0)
    point = one.get(f"/files/{file}").json()["suspects"][0]["finding"]
    said = {"finding": point, "decision": "不采纳", "reason": f"当事人身份证号码{number}无误"}
    one.call("PUT", f"/files/{file}/reading", json={"decisions": [said]})
    assert number not in one.get(f"/files/{file}").text
    assert "110*************2X" in one.get(f"/files/{file}").text
    assert number in one.get(f"/files/{file}?unmask=true").text
    leader = program(app, "chief", "leader")
    problem(leader.get(f"/files/{file}?unmask=true"), 403, "forbidden")
    looks = [(x["account"], x["what"], x["subject"]) for x in app.state.accounts.looks()]
    assert looks[0] == ("r0", "接口：显示完整号码", file)
    assert looks[1:] == [("r0", "接口：读取案卷", file)] * 3


def test_large_bodies_and_unknown_paths_are_problems_too(organiser: Program) -> None:
    large = organiser.call("POST", "/rounds", content=b"x" * (1024 * 1024 + 1))
    problem(large, 413, "too_large")
    problem(organiser.get("/nothing"), 404, "not_found")
    problem(organiser.call("DELETE", "/rounds"), 405, "method_not_allowed")
    problem(organiser.call("POST", "/rounds", content=b"{"), 422, "invalid")


def test_openapi_has_words_examples_and_only_problems(app: FastAPI) -> None:
    schema = app.openapi()
    for path, methods in schema["paths"].items():
        for method, o in methods.items():
            assert o["summary"], path
            assert any("\u4e00" <= c <= "\u9fff" for c in o["description"]), (method, path)
            for status, answer in o["responses"].items():
                if not status.startswith("2"):
                    assert set(answer["content"]) == {"application/problem+json"}
            for kind, body in o.get("requestBody", {}).get("content", {}).items():
                name = body["schema"].get("$ref", "").rpartition("/")[2]
                if kind == "application/json" and name != "Body":
                    assert schema["components"]["schemas"][name]["example"], name


def test_the_documentation_is_one_page_of_ours(app: FastAPI) -> None:
    page = TestClient(app, base_url=BASE).get("/api/docs").text
    for path in app.openapi()["paths"]:
        assert f"<code>{path}</code>" in page
    assert "style=" not in page
    assert "//" not in page.replace("://127", "").split("<main")[1].replace("https://", "")
