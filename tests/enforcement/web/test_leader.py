"""The leader's pages: every number has its list, exports hold no formula, nobody else gets in."""

import csv
import io
import re
from decimal import Decimal

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from enforcement.review import service_file
from enforcement.review.parts import Added, Opinion
from enforcement.web.export import Sheet, csv_of, xlsx_of
from tests.enforcement.review import made
from tests.enforcement.review.made import BUREAU, by
from tests.enforcement.web.conftest import Browser, person
from tests.enforcement.web.seasons import SECOND, seasons

EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>'
PAGES = (
    "/leader",
    "/leader/year",
    f"/leader/{SECOND}",
    f"/leader/{SECOND}/F001",
    f"/leader/{SECOND}/overdue",
    f"/leader/{SECOND}/list?area=CX",
    f"/leader/{SECOND}/system/GS",
    f"/leader/{SECOND}/documents",
    f"/leader/{SECOND}/export/areas?export=csv",
)


@pytest.fixture
def files(app: FastAPI) -> dict[str, list[str]]:
    return seasons(app.state.desk, ("nong02", "huan01"))


@pytest.fixture
def leader(app: FastAPI, files: dict[str, list[str]]) -> Browser:
    return person(app, "chief", "leader")


def test_only_leaders_and_organisers_get_in(app: FastAPI, leader: Browser) -> None:
    people = {r: person(app, r, r) for r in ("agency", "reviewer", "panel", "author", "admin")}
    organiser = person(app, "organiser", "organiser")
    for path in PAGES:
        assert leader.get(path).status_code == 200, path
        assert organiser.get(path).status_code == 200, path
        for role, one in people.items():
            assert one.get(path).status_code == 403, (role, path)


def test_every_number_opens_a_list_of_as_many(leader: Browser) -> None:
    for start in ("/leader", f"/leader/{SECOND}", "/leader/year"):
        page = leader.get(start).text
        links = re.findall(r'href="(/leader/[^"]+)">(\d+)</a>', page)
        if start != "/leader/year":
            assert len(links) > 8
        for link, number in links:
            told = leader.get(link.replace("&amp;", "&"))
            assert told.status_code == 200, link
            assert f"共 {number} 行" in told.text, (link, number)


def test_a_system_shows_both_halves(leader: Browser) -> None:
    page = leader.get(f"/leader/{SECOND}").text
    shares = re.findall(r'system/(\w\w)">(\d+)／(\d+)</a>', page)
    assert len(shares) == 3
    for area, good, graded in shares:
        told = leader.get(f"/leader/{SECOND}/system/{area}").text
        assert re.findall(r"共 (\d+) 行", told)[0] == good
        assert int(good) <= int(graded) == 2


@pytest.mark.parametrize(
    "path",
    ["/nowhere", f"/{SECOND}/F999", f"/{SECOND}/system/XX", f"/{SECOND}/export/x?export=csv",
     "/nowhere/list", "/year/list?year=2024&unit=x&key=y"],
)  # fmt: skip
def test_what_is_not_there_is_told(leader: Browser, path: str) -> None:
    assert leader.get(f"/leader{path}").status_code == 404


def test_words_of_reviewers_are_neither_formula_nor_script(app: FastAPI) -> None:
    desk = app.state.desk
    (file,) = made.assigned(desk, "nong02")
    said = made.said(desk, file)
    with desk.db.reading() as r:
        known = [x["item"] for x in r.rows("findings", {"file": file}) if x["item"]]
    number = known[0]
    more = Added(finding="补1", item=number, document=EVIL, text=EVIL, lost=Decimal(1))
    said = Opinion(decisions=said.decisions, added=(more,))
    for who in made.readers(desk, file):
        service_file.decide(desk, file, said, by(who, 1))
        service_file.submit(desk, file, by(who, 1))
    service_file.give_opinion(desk, file, "意见1", by(BUREAU, 2))
    leader = person(app, "chief", "leader")
    path = "/leader/2026-1/list"
    page = leader.get(path).text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    got = leader.get(f"{path}?export=csv")
    assert got.headers["content-disposition"].startswith("attachment")
    cells = [c for row in csv.reader(io.StringIO(got.text.lstrip("\ufeff"))) for c in row]
    assert f"'{EVIL}" in cells
    assert not [c for c in cells if c.startswith(("=", "+", "@"))]
    book = load_workbook(io.BytesIO(leader.get(f"{path}?export=xlsx").content))
    found = [c for row in book.active.iter_rows() for c in row if c.value == EVIL]
    assert found
    assert {c.data_type for c in found} == {"s"}
    assert not [c for row in book.active.iter_rows() for c in row if c.hyperlink]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1"])
def test_a_text_that_a_spreadsheet_would_reckon_with_gets_a_mark(text: str) -> None:
    data = csv_of(Sheet("x", ["a", "b"], [[text, -5]])).decode("utf-8-sig")
    ((value, number),) = list(csv.reader(io.StringIO(data, newline="")))[1:]
    assert value == f"'{text}"
    assert number == "-5"
    assert xlsx_of(Sheet("x", ["a"], [[text]])) == xlsx_of(Sheet("x", ["a"], [[text]]))


def test_looks_at_lists_are_noted(app: FastAPI, leader: Browser) -> None:
    leader.get(f"/leader/{SECOND}/F004")
    assert app.state.accounts.looks()[0]["subject"].startswith(f"{SECOND} F004")
