"""Pushing case files: taken in once for each key, within limits, for one's own agency only."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import Response

from tests.enforcement.review import made
from tests.enforcement.web.programs import Program, problem, program

WHERE = "/rounds/2026-1/files/upload"


def zipped(name: str) -> bytes:
    """A shipped case file as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for p in sorted((made.DEMO / "casefiles" / name).rglob("*")):
            if p.is_file():
                z.write(p, f"案卷/{p.name}")
    return out.getvalue()


@pytest.fixture(scope="module")
def case() -> bytes:
    return zipped("nong02")


@pytest.fixture
def round_(app: FastAPI) -> None:
    made.plan(app.state.desk)


@pytest.fixture
def office(app: FastAPI, round_: None) -> Program:
    """The office system of the agency."""
    return program(app, "oa", "agency", unit=made.AGENCY.unit)


def push(one: Program, data: bytes, key: str, name: str = "罚2024-002.zip", more: str = ""
         ) -> Response:  # fmt: skip
    path = f"{WHERE}?name={name}{more}"
    return one.call("POST", path, content=data, headers={"Idempotency-Key": key})


def test_a_push_is_taken_in_once(app: FastAPI, office: Program, case: bytes) -> None:
    first = push(office, case, "oa-1")
    assert first.status_code == 202, first.text
    where = first.headers["location"].removeprefix("/api/v1")
    done = office.get(where).json()
    assert (done["state"], done["what"], done["says"]) == ("已收下", "新收", "")
    again = push(office, case, "oa-1")
    assert (again.status_code, again.json()) == (200, done)
    problem(push(office, case + b"x", "oa-1"), 422, "key_reused")
    problem(push(office, case, "oa-1", more="&office=农业执法大队"), 422, "key_reused")
    same = push(office, case, "oa-2")
    assert same.json()["what"] == "没有变化"
    (row,) = office.get("/files").json()["items"]
    assert (row["file"], row["agency"]) == (done["file"], made.AGENCY.unit)
    assert office.get("/pushes?limit=1").json()["total"] == 2
    assert list((app.state.settings.data / "pushes").iterdir()) == []


def test_pushes_belong_to_their_account(app: FastAPI, office: Program, case: bytes) -> None:
    where = push(office, case, "oa-1").headers["location"].removeprefix("/api/v1")
    other = program(app, "oa2", "agency", unit=made.AGENCY.unit)
    problem(other.get(where), 404, "not_found")
    assert other.get("/pushes").json()["total"] == 0
    assert push(other, b"other", "oa-1").status_code == 202  # its keys are its own


def test_an_agency_pushes_its_own_only(app: FastAPI, office: Program, case: bytes) -> None:
    file = push(office, case, "oa-1").json()["file"]
    other = program(app, "oa2", "agency", unit="澜江州生态环境局")
    problem(push(other, case, "1", more=f"&agency={made.AGENCY.unit}"), 403, "forbidden")
    problem(push(other, case, "2", more=f"&file={file}"), 404, "not_found")
    inside = program(app, "oa3", "agency", unit="农业执法大队")
    assert push(inside, case, "3", more=f"&agency={made.AGENCY.unit}").status_code == 202
    assert push(inside, case, "4").json()["what"] == "没有变化"
    for role in ("reviewer", "panel", "leader", "author", "admin"):
        problem(push(program(app, role, role), case, "1"), 403, "forbidden")


def test_what_cannot_be_taken_in_says_why(office: Program) -> None:
    assert push(office, b"PK\x03\x04 no zip", "1").json()["state"] in ("没有收下", "已收下")
    problem(push(office, b"", "2"), 400, "mistake")
    problem(push(office, b"x", "no key!"), 400, "mistake")
    problem(office.call("POST", f"{WHERE}?name=x.zip", content=b"x"), 422, "invalid")
    nowhere = office.call(
        "POST", "/rounds/nowhere/files/upload?name=x.zip", content=b"x",
        headers={"Idempotency-Key": "3"},
    )  # fmt: skip
    problem(nowhere, 404, "not_found")


def test_a_push_that_is_too_large_leaves_nothing(make: Callable[..., FastAPI], case: bytes) -> None:
    app = make(max_file=1000)
    made.plan(app.state.desk)
    one = program(app, "oa", "agency", unit=made.AGENCY.unit)
    problem(push(one, b"x" * 1001, "1"), 400, "mistake")
    assert push(one, b"x" * 1000, "2").status_code == 202
    full = make(least_free=1 << 60)
    two = program(full, "oa2", "agency", unit=made.AGENCY.unit)
    assert "磁盘" in problem(push(two, b"x", "1"), 400, "mistake")
    assert list((app.state.settings.data / "pushes").iterdir()) == []


@pytest.mark.parametrize("name", ["../../etc/x.zip", "..\\x.zip", "/x.zip", "..", "%00.zip"])
def test_no_name_leads_out_of_the_folder(
    app: FastAPI, office: Program, tmp_path: Path, name: str
) -> None:
    before = {p for p in tmp_path.rglob("*") if "pushes" not in p.parts}
    push(office, b"PK\x03\x04", "1", name=name)
    after = {p for p in tmp_path.rglob("*") if "pushes" not in p.parts}
    assert {p.suffix for p in after - before} <= {"", ".db-wal", ".db-shm"}
    assert list((app.state.settings.data / "pushes").iterdir()) == []


def test_what_was_received_is_checked_after_a_restart(
    app: FastAPI, office: Program, case: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushes = app.state.pushes
    with monkeypatch.context() as m:
        m.setattr(pushes, "start", lambda id_: None)  # stopped before it was begun
        where = push(office, case, "1").headers["location"].removeprefix("/api/v1")
    assert office.get(where).json()["state"] == "等候"
    (app.state.settings.data / "pushes" / "left over").mkdir()
    pushes.resume()
    assert office.get(where).json()["state"] == "已收下"
    assert list((app.state.settings.data / "pushes").iterdir()) == []
