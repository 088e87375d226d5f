"""Who may do what, as a table: role × action × own or other agency."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from enforcement.review.parts import Unit
from enforcement.review.units import Units
from enforcement.web import rights
from tests.enforcement.web.conftest import browser_of, person

ROLES = ("agency", "organiser", "reviewer", "panel", "leader", "author", "admin")

# Action → one letter for each role in the order above: o own agency only, x other agencies only,
# b both, - never. Written from what the law on evaluation and recusal asks, not from the data.
EXPECTED = """
selfcheck.use      o o o o o o o
selfcheck.keep     o o o o o o o
file.see           o b b b b - -
file.process       - b x x x - -
file.push          o b - - - - -
personal.unmask    o b x b - - -
reading.decide     - - x - - - -
panel.merge        - - - x - - -
opinion.give       - b - - - - -
opinion.answer     o - - - - - -
objection.review   - - - x - - -
grade.set          - b - - - - -
rectify.notice     - b - - - - -
rectify.prove      o - - - - - -
rectify.recheck    - b - - - - -
waiver.ask         o - - - - - -
waiver.approve     - x - - - - -
round.see          o b b b b - -
round.run          - b - - - - -
leader.see         - b - - b - -
rules.see          b b b b b b b
rules.draft        - - - - - b -
rules.publish      - - - - - b -
token.own          o o o o o o o
accounts.manage    - - - - - - b
log.see            - b - - - - b
"""
TABLE = {line.split()[0]: line.split()[1:] for line in EXPECTED.strip().splitlines()}


def test_the_table_names_every_action_and_role() -> None:
    assert set(TABLE) == set(rights.table().actions)
    assert set(ROLES) == set(rights.table().roles)


@pytest.mark.parametrize("action", TABLE)
def test_every_cell(action: str) -> None:
    for role, letter in zip(ROLES, TABLE[action], strict=True):
        own, other = (
            rights.table().allows([role], action, True),
            rights.table().allows([role], action, False),
        )
        assert (own, other) == (letter in "ob", letter in "xb"), (role, action)


def test_roles_add_up_and_no_role_may_nothing() -> None:
    t = rights.table()
    assert t.allows(["leader", "reviewer"], "reading.decide", False)
    assert not t.allows([], "selfcheck.use", True)
    assert not t.allows(["root", ""], "accounts.manage", True)


def test_an_unknown_action_is_an_error_and_no_permission() -> None:
    with pytest.raises(KeyError):
        rights.table().allows(["admin"], "everything", True)


def test_a_misspelt_role_in_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.b"):
        rights.read({"roles": {"x": "某"}, "actions": {"a.b": {"text": "", "own": ["y"]}}})


def test_an_office_owns_what_is_its_agencys_but_not_the_other_way_round() -> None:
    units = Units(
        [
            Unit(name="市局", parent="", level="机关"),
            Unit(name="执法大队", parent="市局", level="承办机构"),
        ]
    )
    assert rights.owns("市局", "市局", units)
    assert rights.owns("执法大队", "市局", units)
    assert not rights.owns("市局", "执法大队", units)
    assert not rights.owns("", "", units)


# --- the same through the pages -----------------------------------------------------------------

PAGES = {"/admin/accounts": "accounts.manage", "/admin/views": "log.see"}


@pytest.mark.parametrize("role", ROLES)
def test_pages_ask_the_table(app: FastAPI, role: str) -> None:
    app.state.accounts.first()
    browser = person(app, "某人", role)
    for path, action in PAGES.items():
        may = TABLE[action][ROLES.index(role)] != "-"
        assert browser.get(path).status_code == (200 if may else 403), path
    made = browser.post("/admin/accounts", name="新", person="新", unit="甲", roles="agency")
    assert made.status_code == (200 if role == "admin" else 403)


def test_nobody_gets_in_without_login(make: Callable[..., FastAPI]) -> None:
    browser = browser_of(make(names=("ping.example",)), "http://ping.example")
    for path in (*PAGES, "/account", "/selfcheck"):
        answer = browser.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login?next=/"), path
    refused = browser.upload(("a.docx", b"x"))
    assert refused.status_code == 303
    assert refused.headers["location"].startswith("/login")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Via", "Forwarded"])
def test_what_comes_through_a_proxy_does_not_come_from_this_computer(
    app: FastAPI, header: str
) -> None:
    client = browser_of(app).client
    assert client.get("/selfcheck", follow_redirects=False).status_code == 200
    answer = client.get("/selfcheck", headers={header: "10.0.0.9"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")
