"""A round from the plan to the archive, on both databases; what the tables show is what the log
says; who is second is told.
"""

import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from enforcement.review import service, service_file, service_rectify, service_round
from enforcement.review.bulletin import figures
from enforcement.review.desk import Actor, Desk, load_file, rebuild
from enforcement.review.findings import added
from enforcement.review.parts import Decision, Opinion
from enforcement.review.refusal import Conflict, Refused
from enforcement.review.sampling import DrawRecord, Terms, repeated
from enforcement.store.audit import verify
from enforcement.store.tables import READ
from tests.enforcement.review.made import (
    AGENCY,
    BUREAU,
    arrive,
    assigned,
    by,
    graded,
    plan,
    read_by_both,
    readers,
    said,
)


def _tables(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    with desk.db.reading() as r:
        return {name: r.rows(name) for name in READ}


def test_from_the_plan_to_the_archive(desk: Desk, tmp_path: Path) -> None:
    plan(desk)
    files = [arrive(desk, n) for n in ("nong01", "nong02", "huan01", "huan02", "wei01")]
    terms = Terms(seed="38251", rate=Decimal("0.5"), minimum=1)
    record = service_round.draw_round(desk, "2026-1", terms, by(BUREAU))
    assert len(record.drawn) == 3
    kept = DrawRecord.model_validate_json(service.draw_record(desk, "2026-1"))
    assert repeated(kept) == []

    agencies = {c.file: c.agency for c in record.frame}
    old = next(f for f in record.drawn if agencies[f] == AGENCY.unit)
    with pytest.raises(Refused, match="写明理由"):
        service_round.replace_file(desk, "2026-1", old, by(BUREAU))
    new = service_round.replace_file(desk, "2026-1", old, by(BUREAU, why="案卷正在复议"))
    assert agencies[new] == AGENCY.unit

    made = service_round.assign_round(desk, "2026-1", by(BUREAU))
    assert set(made.pairs) == (set(record.drawn) - {old}) | {new}
    assert "王磊" not in made.pairs[new]  # his unit is an office of the agency
    proof = tmp_path / "改正.txt"
    proof.write_text("已改", "utf-8")
    for file in made.pairs:
        read_by_both(desk, file, differing=("GS-001", "CX-028"))
        s = service.file_view(desk, file)
        keys = [d["point"] for d in s["differing"]]
        if keys:
            change = Opinion(decisions=tuple(Decision(finding=k, decision="采纳") for k in keys))
            service_file.merge(desk, file, ("李强", "吴敏"), change, "看过原件", by(BUREAU, 2))
        service_file.give_opinion(desk, file, f"意见{file}", by(BUREAU, 2))
        agency = Actor("何晴", agencies[file])
        service_file.accept(desk, file, by(agency, 3))
        state = service_file.grade(desk, file, by(BUREAU, 3))
        assert state.graded is not None
        if state.graded[1].confirmed:
            service_rectify.notify(desk, file, f"改{file}", by(BUREAU, 3))
            service_rectify.prove(desk, file, "改了", [proof], by(agency, 4))
            service_rectify.recheck(desk, file, True, (), by(BUREAU, 5))
        else:
            service_rectify.clear(desk, file, by(BUREAU, 3))
    service_round.announce(desk, "2026-1", "通报1", by(BUREAU, 6))
    assert service_round.archive_round(desk, "2026-1", by(BUREAU, 7)) == len(files)

    view = service.round_view(desk, "2026-1")
    assert view["state"] == "已归档"
    assert view["files"] == {"已归档": len(files)}
    before = _tables(desk)
    with desk.db.reading() as r:
        assert verify(r).sound
    rebuild(desk)
    assert _tables(desk) == before


def test_every_number_of_a_bulletin_finds_what_it_counts(desk: Desk) -> None:
    graded(desk)
    with desk.db.reading() as r:
        found = figures(r, "2026-1")
        groups = (found.totals, found.grades, found.agencies, found.areas, found.rules,
                  found.agency_rules, found.agency_grades, found.notices)  # fmt: skip
        for group in groups:
            for x in group:
                assert len(r.rows(x.table, x.where)) == x.count, x.name
    rules = {x.name: x.count for x in found.rules}
    assert rules == {"GS-001": 1, "GS-007": 1, "FZ-009": 1, "CX-008": 1, "CX-021": 1}
    assert {x.name: (x.count, x.files) for x in found.systems} == {
        "公示": (0, 1), "全过程记录": (1, 1), "法制审核": (0, 1),
    }  # fmt: skip


def test_readings_are_blind_to_each_other(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    first, second = readers(desk, file)
    own = Opinion(added=(added("WS-001", "行政处罚决定书", "只有我看到", 1),))
    service_file.decide(desk, file, said(desk, file, ("GS-001",)), by(first, why="只有我知道"))
    service_file.decide(desk, file, own, by(first))
    service_file.submit(desk, file, by(first))
    mine = service.file_view(desk, file, first)
    assert [a["text"] for a in mine["added"]] == ["只有我看到"]
    for who in (second, BUREAU, Actor(first.name, "别的单位"), None):
        text = str(service.file_view(desk, file, who))
        assert "只有我看到" not in text
        assert "只有我知道" not in text
        assert not any(x["decision"] for x in service.file_view(desk, file, who)["suspects"])
    shown = _tables(desk)
    assert shown["decisions"] == shown["judgements"] == []
    assert all(x["status"] == "疑点" for x in shown["findings"])
    assert all(x["total"] is None for x in shown["readings"])

    other = Opinion(decisions=(Decision(finding=own.added[0].finding, decision="采纳"),))
    with pytest.raises(Refused, match="没有编号为"):  # nor can he decide on what he cannot see
        service_file.decide(desk, file, other, by(second))
    service_file.decide(desk, file, said(desk, file), by(second))
    service_file.submit(desk, file, by(second))
    points = [d["point"] for d in service.file_view(desk, file, second)["differing"]]
    assert own.added[0].finding in points
    assert len(points) == 2
    slots = {x["slot"] for x in _tables(desk)["decisions"]}
    assert slots == {1, 2}


def test_a_handed_in_reading_is_not_changed(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    first, second = readers(desk, file)
    service_file.decide(desk, file, said(desk, file), by(first))
    service_file.submit(desk, file, by(first))
    with pytest.raises(Refused, match="已经提交，不能再改"):
        service_file.decide(desk, file, said(desk, file, ("GS-001",)), by(first))
    with pytest.raises(Conflict, match="不用再提交"):
        service_file.submit(desk, file, by(first))
    bureau = ("周文", "吴敏", "郑洁")
    third = next(n for n in bureau if n not in (first.name, second.name))
    with pytest.raises(Refused, match="王磊是承办机关"):
        service_round.assign_one(desk, file, 2, "王磊", by(BUREAU))
    with pytest.raises(Refused, match="不能更换"):
        service_round.assign_one(desk, file, 1, third, by(BUREAU))
    service_round.assign_one(desk, file, 2, third, by(BUREAU))
    with pytest.raises(Refused, match="不是这个案卷的评查人"):
        service_file.decide(desk, file, said(desk, file), by(second))


def test_nothing_is_handed_in_while_a_suspicion_is_open(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    first, _ = readers(desk, file)
    everything = said(desk, file)
    part = everything.model_copy(update={"decisions": everything.decisions[:-1]})
    service_file.decide(desk, file, part, by(first))
    with pytest.raises(Refused, match="还有1处疑点没有决定"):
        service_file.submit(desk, file, by(first))


def test_a_panel_has_to_settle_every_difference(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    read_by_both(desk, file, differing=("GS-001", "CX-021"))
    one, two = (d["point"] for d in service.file_view(desk, file)["differing"])
    first = Decision(finding=one, decision="采纳")
    with pytest.raises(Refused, match="有1处不一致还没有合议"):
        service_file.merge(
            desk, file, ("李强", "吴敏"), Opinion(decisions=(first,)), "记录", by(BUREAU)
        )
    both = Opinion(decisions=(first, Decision(finding=two, decision="不采纳", reason="有据")))
    for members, record, says in (
        (("李强",), "记录", "至少要有两人"),
        (("吴敏", "郑洁"), "记录", "应当是合议成员"),
        (("李强", "吴敏"), " ", "写明记录"),
    ):
        with pytest.raises(Refused, match=says):
            service_file.merge(desk, file, members, both, record, by(BUREAU))
    service_file.merge(desk, file, ("李强", "吴敏"), both, "记录", by(BUREAU))
    status = {x["finding"]: x["status"] for x in _tables(desk)["findings"]}
    assert (status[one], status[two]) == ("采纳", "不采纳")


def test_the_agency_objects_and_a_second_panel_changes_the_grade(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    read_by_both(desk, file)
    opinion = service_file.give_opinion(desk, file, "意见1", by(BUREAU)).opinion
    assert opinion is not None
    assert (str(opinion.due), opinion.grade) == ("2026-03-09", "不合格")  # five working days
    with pytest.raises(Refused, match="异议期到2026-03-09为止"):
        service_file.grade(desk, file, by(BUREAU, 7))
    with pytest.raises(Refused, match="只有承办机关"):
        service_file.object_to(desk, file, "不服", (), by(Actor("某", "澜江州生态环境局"), 1))
    with pytest.raises(Refused, match="已于2026-03-09届满"):
        service_file.object_to(desk, file, "不服", (), by(AGENCY, 8))
    veto = next(x["finding"] for x in _tables(desk)["findings"] if x["rule"] == "CX-021")
    service_file.object_to(desk, file, "有复核审批", (veto,), by(AGENCY, 7))
    chair = Actor("赵组长", "青州市司法局")
    change = Opinion(decisions=(Decision(finding=veto, decision="不采纳", reason="确有审批"),))
    reader = readers(desk, file)[0].name
    with pytest.raises(Refused, match="初评人员，不能参加复核"):
        service_file.review(desk, file, ("赵组长", reader), change, "采纳异议", by(chair, 9))
    service_file.review(desk, file, ("赵组长", "钱"), change, "采纳异议", by(chair, 9))
    final = service_file.grade(desk, file, by(BUREAU, 9)).graded
    assert final is not None
    assert (final[1].grade, final[1].vetoes) == ("良好", ())
    assert veto not in final[1].confirmed
    assert service_file.score_of(desk, file).grade == "良好"
    (row,) = _tables(desk)["objections"]
    assert (row["outcome"], row["decided_by"]) == ("变更", "赵组长")


def test_after_the_period_the_grade_needs_no_word_of_the_agency(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    read_by_both(desk, file)
    service_file.give_opinion(desk, file, "意见1", by(BUREAU))
    service_file.grade(desk, file, by(BUREAU, 8))
    assert _tables(desk)["case_files"][0]["total"] == 85


def _at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads that start together; results or the exceptions they raised."""
    found: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(n: int) -> None:
        start.wait()
        try:
            found[n] = acts[n]()
        except Exception as error:
            found[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return found


def test_two_panels_at_once_one_wins_and_the_other_is_told(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    read_by_both(desk, file, differing=("GS-001",))
    (point,) = (d["point"] for d in service.file_view(desk, file)["differing"])

    def panel(chair: str, decision: Decision) -> Callable[[], Any]:
        who = Actor(chair, "青州市司法局")
        change = Opinion(decisions=(decision,))
        return lambda: service_file.merge(desk, file, (chair, "乙"), change, "记录", by(who))

    found = _at_once(
        panel("甲一", Decision(finding=point, decision="采纳")),
        panel("甲二", Decision(finding=point, decision="不采纳", reason="不是问题")),
        panel("甲三", Decision(finding=point, decision="不适用", reason="不适用")),
    )
    told = [x for x in found if isinstance(x, Conflict)]
    (won,) = (n for n, x in enumerate(found) if not isinstance(x, Exception))
    assert len(told) == 2
    assert all(f"已由{('甲一', '甲二', '甲三')[won]}于" in str(x) for x in told)
    with desk.db.reading() as r:
        s = load_file(r, file)
        assert verify(r).sound
    assert [a.who for a in s.acts if a.kind == "merged"] == [("甲一", "甲二", "甲三")[won]]


def test_both_readers_handing_in_at_once_are_compared_once(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    who = readers(desk, file)
    for x in who:
        service_file.decide(desk, file, said(desk, file), by(x))
    found = _at_once(*(lambda x=x: service_file.submit(desk, file, by(x)) for x in who))
    assert not [x for x in found if isinstance(x, Exception)]
    with desk.db.reading() as r:
        kinds = [a.kind for a in load_file(r, file).acts]
    assert kinds.count("compared") == 1
    assert kinds[-1] == "compared"


def test_who_looked_at_an_older_version_is_told(desk: Desk) -> None:
    (file,) = assigned(desk, "nong02")
    first, second = readers(desk, file)
    seen = service.file_view(desk, file, second)["version"]
    service_file.decide(desk, file, said(desk, file), by(first))
    with pytest.raises(Conflict, match=f"已由{first.name}于2026-03-02 09:00办理“初评”"):
        service_file.decide(desk, file, said(desk, file), by(second, seen=seen))
    service_file.decide(desk, file, said(desk, file), by(second, seen=seen + 1))


def test_a_supervision_procedure_keeps_the_case_file_open(desk: Desk) -> None:
    file = graded(desk)
    veto = next(x["finding"] for x in _tables(desk)["findings"] if x["rule"] == "CX-021")
    with pytest.raises(Refused, match="哪几处已认定"):
        service_file.supervise(desk, file, "监1", "加重处罚", ("不认识",), by(BUREAU, 4))
    service_file.supervise(desk, file, "监1", "加重处罚", (veto,), by(BUREAU, 4))
    service_rectify.notify(desk, file, "改1", by(BUREAU, 4))
    proof = desk.originals.path("0" * 64).parents[1].parent / "p.txt"
    proof.write_text("x", "utf-8")
    service_rectify.prove(desk, file, "改了", [proof], by(AGENCY, 5))
    service_rectify.recheck(desk, file, True, (), by(BUREAU, 6))
    service_round.announce(desk, "2026-1", "通报", by(BUREAU, 6))
    with pytest.raises(Refused, match="监督意见书“监1”还没有办结"):
        service_round.archive_round(desk, "2026-1", by(BUREAU, 6))
    service_file.end_supervision(desk, file, "监1", "已撤销决定", by(BUREAU, 7))
    service_round.archive_round(desk, "2026-1", by(BUREAU, 7))


def test_a_bulletin_waits_for_the_last_grade(desk: Desk) -> None:
    assigned(desk, "nong02", "huan01")
    with pytest.raises(Refused, match="还有2个抽中的案卷没有终评"):
        service_round.announce(desk, "2026-1", "通报", by(BUREAU))
