"""The lasting identity of findings, and two readings laid side by side."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.result import Location
from enforcement.review.findings import (
    added,
    check,
    compare,
    of_result,
    overlay,
    revised,
    suspects,
)
from enforcement.review.parts import Decision, Judged, Opinion
from enforcement.review.refusal import Refused
from tests.enforcement.review.made import DEMO, STANDARD, assessed, checker


def test_a_renamed_and_reordered_case_file_has_the_same_findings(tmp_path: Path) -> None:
    """Files renamed so that they come in another order, in a folder of another name: every
    finding is recognised."""
    moved = tmp_path / "重新报送"
    moved.mkdir()
    for n, p in enumerate(sorted((DEMO / "casefiles" / "nong02").iterdir(), reverse=True), 10):
        shutil.copy(p, moved / f"{n}{p.name[2:]}")
    before = suspects(assessed("nong02"), STANDARD)
    after = suspects(checker().check(moved), STANDARD)
    fails = {s.finding for s in before if s.verdict == "fail"}
    again = {s.finding for s in after if s.verdict == "fail"}
    assert len(fails) >= 5
    # CX-008 names the other record by its file, and is found at whichever of the two comes last.
    strays = {s.rule for s in (*before, *after) if s.finding in fails ^ again}
    assert strays <= {"CX-008", "GS-007"}


def test_the_place_does_not_matter_and_the_words_do() -> None:
    r = next(x for x in assessed("nong02").results if x.rule == "CX-021")
    (known,) = of_result(r)
    (e,) = r.evidence
    assert e.anchor is not None
    moved = e.model_copy(
        update={"anchor": e.anchor.model_copy(update={"block": 99, "page": 7, "source": "x.docx"})}
    )
    spaced = e.model_copy(update={"quote": f" {e.quote[0]}\n{e.quote[1:]}　"})
    wide = e.model_copy(update={"quote": e.quote.replace("8", "８")})
    for same in (moved, spaced, wide):
        assert list(of_result(r.model_copy(update={"evidence": (same,)}))) == [known]
    other = e.model_copy(update={"quote": "9000元"})
    elsewhere = e.model_copy(update={"document": "行政处罚事先告知书"})
    for different in (other, elsewhere):
        assert list(of_result(r.model_copy(update={"evidence": (different,)}))) != [known]


def test_a_missing_document_is_the_same_problem_whatever_else_was_looked_at() -> None:
    r = next(x for x in assessed("cheng02.zip").results if x.rule == "FZ-001")
    (known,) = of_result(r)
    (e,) = r.evidence
    assert e.anchor is None
    more = e.model_copy(update={"found": e.found + "、另一份文书"})
    assert list(of_result(r.model_copy(update={"evidence": (more,)}))) == [known]


def test_the_same_words_twice_are_one_finding_that_counts_twice() -> None:
    a = assessed("nong02")
    r = next(x for x in a.results if x.rule == "GS-007")
    (e,) = r.evidence
    twin = e.model_copy(update={"anchor": Location(source="另一份.docx", part="p", block=3)})
    twice = r.model_copy(update={"evidence": (e, twin)})
    results = tuple(twice if x.rule == "GS-007" else x for x in a.results)
    found = suspects(a.model_copy(update={"results": results}), STANDARD)
    (one,) = [s for s in found if s.rule == "GS-007"]
    assert one.occurrences == 2


def test_no_two_findings_of_a_case_file_share_an_identity() -> None:
    for name in ("nong02", "wei02", "cheng02.zip", "ying02"):
        found = [s.finding for s in suspects(assessed(name), STANDARD)]
        assert len(found) == len(set(found)) > 0


KEYS = st.sampled_from("abcd")
opinions = st.builds(
    lambda said, judged: Opinion(
        decisions=tuple(Decision(finding=k, decision=w, reason="因") for k, w in said.items()),
        judged=tuple(Judged(item=k, lost=Decimal(n)) for k, n in judged.items()),
    ),
    st.dictionaries(KEYS, st.sampled_from(["采纳", "不采纳", "不适用"])),
    st.dictionaries(KEYS, st.integers(0, 3)),
)


@given(opinions, opinions)
def test_every_point_is_agreed_or_differs_and_never_both(a: Opinion, b: Opinion) -> None:
    agreed, differing = compare(a, b)
    both = {d.finding for d in (*a.decisions, *b.decisions)}
    same = {d.finding for d in agreed.decisions}
    assert same | {k for k in differing if not k.startswith("项目")} == both
    assert not same & set(differing)
    words = {d.finding: d.decision for d in a.decisions}
    other = {d.finding: d.decision for d in b.decisions}
    assert all(words[f] == other[f] for f in same)
    assert set(compare(b, a)[1]) == set(differing)
    assert compare(a, a)[1] == ()


@given(opinions, opinions)
def test_later_words_take_the_place_of_earlier_ones(a: Opinion, b: Opinion) -> None:
    now = {d.finding: d.decision for d in overlay(a, b).decisions}
    later = {d.finding: d.decision for d in b.decisions}
    earlier = {d.finding: d.decision for d in a.decisions}
    assert now == earlier | later


def test_own_findings_agree_by_item_document_and_marks_whatever_the_words() -> None:
    one = added("WS-001", "行政处罚决定书", "没有写地址", 1)
    same = added("WS-001", "行政处罚决定书", "地址漏写", 1)
    dearer = added("WS-001", "行政处罚决定书", "地址漏写", 2)
    assert compare(Opinion(added=(one,)), Opinion(added=(same,))) == (Opinion(added=(one,)), ())
    _, differing = compare(Opinion(added=(one,)), Opinion(added=(dearer,)))
    assert differing == (one.finding, dearer.finding)


@pytest.mark.parametrize(
    ("opinion", "says"),
    [
        (Opinion(decisions=(Decision(finding="x", decision="采纳"),)), "没有编号为“x”"),
        (Opinion(decisions=(Decision(finding="f", decision="不采纳"),)), "必须写明理由"),
        (Opinion(decisions=(Decision(finding="f", decision="不适用", reason=" "),)), "理由"),
        (Opinion(judged=(Judged(item="GS-01", lost=Decimal(1)),)), "GS-001"),
        (Opinion(judged=(Judged(item="GS-001", lost=Decimal(4)),)), "0 到 3"),
        (Opinion(added=(added("GS-001", "", " ", 1),)), "没有写内容"),
        (Opinion(added=(added("GS-001", "", "x", -1),)), "0 到 3"),
    ],
)
def test_an_opinion_that_cannot_be(opinion: Opinion, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(opinion, STANDARD, {"f"})


def test_a_finding_of_ones_own_that_was_taken_back_leaves_nothing() -> None:
    mine = added("甲1", "询问笔录", "没有权利告知", 2)
    with_it = revised(Opinion(), Opinion(added=(mine,)))
    gone = Decision(finding=mine.finding, decision="不采纳", reason="看错了")
    without = revised(with_it, Opinion(decisions=(gone,)))
    assert without == Opinion()
    assert compare(without, Opinion()) == (Opinion(), ())
    assert revised(without, Opinion(added=(mine,))) == with_it
