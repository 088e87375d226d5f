"""Rectification across levels: down to the office, back with proof, up when overdue; waivers."""

from datetime import date
from pathlib import Path

import pytest

from enforcement.review import service_file, service_rectify
from enforcement.review.desk import Actor, Desk, load_file, load_waiver
from enforcement.review.files import Notice
from enforcement.review.refusal import Conflict, Refused
from enforcement.review.units import Units, read_reviewers, read_units
from tests.enforcement.review.made import (
    AGENCY,
    BUREAU,
    at,
    by,
    event,
    graded,
)

COUNTY = Actor("县长办", "龙泽县人民政府")
OFFICE = Actor("大队长", "农业执法大队")


def _notice(desk: Desk, file: str) -> Notice:
    with desk.db.reading() as r:
        n = load_file(r, file).notice
    assert n is not None
    return n


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "改正通知.txt"
    path.write_text("已改正", "utf-8")
    return path


def test_down_the_levels_and_back_with_proof(desk: Desk, proof: Path) -> None:
    file = graded(desk)
    service_rectify.notify(desk, file, "改1", by(BUREAU, 3), days=10, holder=COUNTY.unit)
    assert _notice(desk, file).due == date(2026, 3, 19)  # ten working days after 5 March
    with pytest.raises(Refused, match="不是“龙泽县人民政府”的下一级"):
        service_rectify.dispatch(desk, file, OFFICE.unit, by(COUNTY, 4))
    with pytest.raises(Refused, match="现在由“龙泽县人民政府”办理"):
        service_rectify.dispatch(desk, file, AGENCY.unit, by(AGENCY, 4))
    service_rectify.dispatch(desk, file, AGENCY.unit, by(COUNTY, 4))
    service_rectify.dispatch(desk, file, OFFICE.unit, by(AGENCY, 5))
    with pytest.raises(Refused, match="附证明材料"):
        service_rectify.prove(desk, file, "改了", [], by(OFFICE, 6))
    with pytest.raises(Refused, match="找不到证明材料"):
        service_rectify.prove(desk, file, "改了", [proof / "x"], by(OFFICE, 6))
    service_rectify.prove(desk, file, "改了", [proof], by(OFFICE, 6))
    with pytest.raises(Refused, match="不能由它自己复查"):
        service_rectify.recheck(desk, file, True, (), by(OFFICE, 7))
    point = _notice(desk, file).findings[0]
    with pytest.raises(Refused, match="没有整改，不能销号"):
        service_rectify.recheck(desk, file, True, (point,), by(BUREAU, 7))
    with pytest.raises(Refused, match="哪几处没有整改和理由"):
        service_rectify.recheck(desk, file, False, (point,), by(BUREAU, 7))
    again = by(BUREAU, 7, why="日期仍是错的")
    service_rectify.recheck(desk, file, False, (point,), again, days=5)
    assert (_notice(desk, file).returned, str(_notice(desk, file).due)) == (1, "2026-03-16")
    service_rectify.prove(desk, file, "再改", [proof], by(OFFICE, 8))
    s = service_rectify.recheck(desk, file, True, (), by(BUREAU, 9))
    assert s.state == "已销号"
    assert all(a.who and a.at and a.unit for a in s.acts)
    with desk.db.reading() as r:
        (row,) = r.rows("notices")
    assert (row["state"], row["on_time"], row["holder"]) == ("已销号", True, OFFICE.unit)


def test_overdue_climbs_one_level_at_a_time(desk: Desk) -> None:
    file = graded(desk)
    service_rectify.notify(desk, file, "改1", by(BUREAU, 3), days=3)  # due on Tuesday, 10 March
    service_rectify.dispatch(desk, file, OFFICE.unit, by(AGENCY, 4))
    last = date(2026, 3, 10)
    assert _notice(desk, file).due == last
    assert service_rectify.overdue(desk, "2026-1", last) == []
    assert service_rectify.climb(desk, "2026-1", by(BUREAU, 8)) == []

    def climb(days: int) -> str:
        ((which, says),) = service_rectify.climb(desk, "2026-1", by(BUREAU, days, why="逾期"))
        assert which == file
        return says

    assert climb(9) == f"已上报到{AGENCY.unit}"  # 11 March
    assert "再过5个工作日（2026-03-18）" in climb(9)
    assert "再过5个工作日" in climb(16)  # 18 March itself
    assert climb(17) == f"已上报到{COUNTY.unit}"
    assert climb(27) == "已上报到青州市人民政府"
    assert "已是最高一级" in climb(40)
    n = _notice(desk, file)
    assert (len(n.climbed), n.holder) == (3, "青州市人民政府")
    with desk.db.reading() as r:
        (row,) = r.rows("notices")
        ups = [a for a in load_file(r, file).acts if a.kind == "climbed"]
    assert row["climbed"] == 3
    assert [(a.who, a.why) for a in ups] == [("李强", "逾期")] * 3


def test_what_is_handled_after_the_last_day_was_not_on_time(desk: Desk, proof: Path) -> None:
    file = graded(desk)
    service_rectify.notify(desk, file, "改1", by(BUREAU, 3), days=3)
    service_rectify.prove(desk, file, "改了", [proof], by(AGENCY, 9))
    with desk.db.reading() as r:
        (row,) = r.rows("notices")
    assert row["on_time"] is False


def test_a_new_version_shows_what_is_still_there(desk: Desk, proof: Path) -> None:
    """The corrected case file still has one of the five faults: recognised by its identity."""
    from enforcement.review import events as ev
    from enforcement.review.desk import act_on_file

    file = graded(desk)
    service_rectify.notify(desk, file, "改1", by(BUREAU, 3))
    assert service_rectify.remaining(desk, file) == ()
    first = event(desk, "nong02", "nong02")
    kept = tuple(s for s in first.suspects if s.rule == "GS-007" or s.verdict != "fail")
    newer = first.model_dump() | {"suspects": kept, "digest": "f" * 64}
    with desk.db.writing() as w:
        s = load_file(w, file)
        act_on_file(w, s, file, [ev.Resubmitted.model_validate(newer)], by(AGENCY, 4))
    (still,) = service_rectify.remaining(desk, file)
    assert still == next(s.finding for s in first.suspects if s.rule == "GS-007")
    with desk.db.reading() as r:
        s = load_file(r, file)
    assert s.arrivals == 2
    assert len(s.suspects()) == len(first.suspects)  # what was graded stays as it was


def test_nothing_to_rectify_only_where_nothing_was_confirmed(desk: Desk) -> None:
    file = graded(desk, "nong01")
    with pytest.raises(Refused, match="没有认定的问题"):
        service_rectify.notify(desk, file, "改1", by(AGENCY, 3))
    assert service_rectify.clear(desk, file, by(BUREAU, 3)).state == "不需整改"


def test_the_last_day_where_the_calendar_is_not_known(small: Desk) -> None:
    file = graded(small)
    with pytest.raises(Refused, match=r"不知道2031年的节假日.*也可以直接写明"):
        service_rectify.notify(small, file, "改1", by(BUREAU, 365 * 5))
    due = date(2031, 6, 2)
    service_rectify.notify(small, file, "改1", by(BUREAU, 365 * 5), due=due)
    assert _notice(small, file).due == due


def _waive(desk: Desk, file: str, rule: str, name: str = "豁1", until: str = "2026-12-31") -> str:
    with desk.db.reading() as r:
        found = load_file(r, file).suspects()
    point = next(s.finding for s in found if s.rule == rule)
    why = by(AGENCY, 1, why="系统改造期间")
    service_rectify.propose_waiver(desk, name, file, point, date.fromisoformat(until), why)
    return point


def _ready(desk: Desk) -> str:
    from tests.enforcement.review.made import assigned, read_by_both

    (file,) = assigned(desk, "nong02")
    read_by_both(desk, file)
    service_file.give_opinion(desk, file, "意见", by(BUREAU, 2))
    service_file.accept(desk, file, by(AGENCY, 2))
    return file


def test_a_waiver_is_approved_by_somebody_else_and_then_counts(desk: Desk) -> None:
    file = _ready(desk)
    point = _waive(desk, file, "GS-001")
    with pytest.raises(Refused, match="自己申请的"):
        service_rectify.approve_waiver(desk, "豁1", by(AGENCY, 1))
    service_rectify.approve_waiver(desk, "豁1", by(BUREAU, 1))
    with pytest.raises(Conflict, match="已批准（李强）"):
        service_rectify.approve_waiver(desk, "豁1", by(Actor("别人", "x"), 1))
    g = service_file.grade(desk, file, by(BUREAU, 3)).graded
    assert g is not None
    assert [(w.finding, w.waiver) for w in g[1].waived] == [(point, "豁1")]
    assert g[1].total == 85 + 3
    with desk.db.reading() as r:
        (row,) = r.rows("findings", {"rule": "GS-001"})
        (whole,) = r.rows("case_files")
    assert (row["status"], whole["waived"], whole["confirmed"]) == ("豁免", 1, 4)


@pytest.mark.parametrize("how", ["not approved", "expired", "revoked", "another agency's"])
def test_a_waiver_that_does_not_hold_leaves_the_finding(small: Desk, how: str) -> None:
    file = _ready(small)
    until = "2026-03-04" if how == "expired" else "2026-12-31"
    _waive(small, file, "GS-001", until=until)
    if how != "not approved":
        service_rectify.approve_waiver(small, "豁1", by(BUREAU, 1))
    if how == "revoked":
        with pytest.raises(Refused, match="写明理由"):
            service_rectify.revoke_waiver(small, "豁1", by(BUREAU, 2))
        service_rectify.revoke_waiver(small, "豁1", by(BUREAU, 2, why="系统已好"))
    if how == "another agency's":
        with small.db.reading() as r:
            w = load_waiver(r, "豁1")
        assert w.proposed is not None
        assert not w.covers("别的机关", w.proposed.finding, date(2026, 3, 5))
        return
    g = service_file.grade(small, file, by(BUREAU, 3)).graded
    assert g is not None
    assert g[1].waived == ()
    assert g[1].total == 85
    if how == "expired":
        (row,) = service_rectify.list_waivers(small, at(3).date())
        assert row["state"] == "已到期"


def test_a_waiver_holds_on_its_last_day(small: Desk) -> None:
    file = _ready(small)
    _waive(small, file, "GS-001", until="2026-03-05")
    service_rectify.approve_waiver(small, "豁1", by(BUREAU, 1))
    g = service_file.grade(small, file, by(BUREAU, 3)).graded  # 5 March
    assert g is not None
    assert len(g[1].waived) == 1


def test_a_waiver_needs_a_reason_and_a_day_to_come(small: Desk) -> None:
    file = _ready(small)
    with small.db.reading() as r:
        point = load_file(r, file).suspects()[0].finding
    day = date(2026, 12, 31)
    with pytest.raises(Refused, match="写明理由"):
        service_rectify.propose_waiver(small, "a", file, point, day, by(AGENCY))
    past = date(2026, 3, 1)
    with pytest.raises(Refused, match="已经过去"):
        service_rectify.propose_waiver(small, "a", file, point, past, by(AGENCY, why="因"))
    with pytest.raises(Refused, match="没有编号为"):
        service_rectify.propose_waiver(small, "a", file, "x", day, by(AGENCY, why="因"))
    with pytest.raises(Refused, match="没有这个豁免"):
        service_rectify.approve_waiver(small, "b", by(BUREAU))


def test_units_from_a_table() -> None:
    text = "\ufeff单位,上级,层级\n市,,市\n甲局,市,机关\n大队,甲局,承办机构\n"
    units = Units(read_units(text))
    assert units.own("甲局") == ["大队"]
    assert (units.parent("大队"), units.area("大队")) == ("甲局", "市")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("单位,上级\n市,\n", "缺少列“层级”"),
        ("单位,上级,层级\n甲局,市,机关\n", "上级“市”不在表里"),
        ("单位,上级,层级\n甲局,,局\n", "层级“局”不对"),
        ("单位,上级,层级\n甲,乙,机关\n乙,甲,机关\n", "绕成一圈"),
        ("单位,上级,层级\n甲,,机关\n甲,,机关\n", "写了两次"),
        ("单位,上级,层级\n甲,,承办机构\n乙,甲,机关\n", "层级反而低"),
    ],
)
def test_a_table_of_units_that_cannot_be(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_units(text)


def test_reviewers_from_a_table() -> None:
    assert read_reviewers("姓名,单位\n赵,甲\n")[0].unit == "甲"
    with pytest.raises(Refused, match="“赵”写了两次"):
        read_reviewers("姓名,单位\n赵,甲\n赵,乙\n")
