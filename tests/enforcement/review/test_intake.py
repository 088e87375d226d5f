"""Taking in real case files: hashed, checked with the pinned rules, versions told apart."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from enforcement.review import service_round
from enforcement.review.audit import damaged_originals
from enforcement.review.desk import Desk, load_file
from enforcement.review.refusal import Refused
from enforcement.review.service_intake import Intake, Taken
from rules.loading import RuleError
from tests.enforcement.review.made import BUREAU, DEMO, by


@pytest.fixture
def planned(small: Desk) -> Desk:
    made = service_round.Plan("2026-1", "第一轮", date(2024, 1, 1), date(2024, 12, 31))
    service_round.new(small, made, by(BUREAU))
    return small


def _take(desk: Desk, path: Path, name: str = "", file: str = "", agency: str = "") -> Taken:
    intake = Intake.open(desk, "2026-1", DEMO / "registers", engine="plain")
    return intake.take(path, name or path.name, by(BUREAU), file=file, agency=agency)


def test_a_case_file_arrives(planned: Desk) -> None:
    source = DEMO / "casefiles" / "nong02"
    t = _take(planned, source)
    assert (t.what, t.agency, t.total) == ("新收", "龙泽县农业农村局", 85)
    with planned.db.reading() as r:
        s = load_file(r, t.file)
        assert damaged_originals(r, planned.originals) == []
    received = s.received
    assert len(received.documents) == len(list(source.iterdir()))
    for d in received.documents:
        assert planned.originals.get(d.sha256) == (source / d.source).read_bytes()
    # Officers and the legal reviewer are known, so that they can be kept away.
    assert {"杞文光", "左应昌"} < set(received.people)
    assert set(received.people) & {"郭思敏", "罗秋岚"}
    assert str(source) not in received.model_dump_json()  # no path of this machine


def test_the_same_again_changes_nothing(planned: Desk, tmp_path: Path) -> None:
    first = _take(planned, DEMO / "casefiles" / "nong02")
    with planned.db.reading() as r:
        before = r.head()
    again = _take(planned, DEMO / "casefiles" / "nong02")
    copy = Path(shutil.copytree(DEMO / "casefiles" / "nong02", tmp_path / "另一处"))
    moved = _take(planned, copy)
    assert (again.what, moved.what) == ("没有变化", "没有变化")
    assert again.file == moved.file == first.file
    with planned.db.reading() as r:
        assert r.head() == before


def test_a_changed_case_file_is_a_new_version(planned: Desk, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(DEMO / "casefiles" / "nong02", tmp_path / "nong02"))
    first = _take(planned, copy)
    next(iter(sorted(copy.glob("19*")))).unlink()
    second = _take(planned, copy)
    assert (second.what, second.file) == ("新版本", first.file)
    with planned.db.reading() as r:
        s = load_file(r, first.file)
    assert s.arrivals == 2
    assert s.received.digest != s.acts[0].event.digest  # type: ignore[attr-defined]
    other = Path(shutil.copytree(copy, tmp_path / "别名"))
    next(iter(sorted(other.glob("23*")))).unlink()
    third = _take(planned, other, file=first.file)
    assert (third.what, third.file) == ("新版本", first.file)


def test_another_case_files_content_is_no_new_version(planned: Desk) -> None:
    first = _take(planned, DEMO / "casefiles" / "nong02")
    _take(planned, DEMO / "casefiles" / "huan01")
    with pytest.raises(Refused, match="是不是放错了"):
        _take(planned, DEMO / "casefiles" / "huan01", file=first.file)
    with pytest.raises(Refused, match="没有编号为“000000000000”"):
        _take(planned, DEMO / "casefiles" / "wei01", file="000000000000")


def test_an_archive_is_kept_as_it_came(planned: Desk) -> None:
    source = DEMO / "casefiles" / "cheng02.zip"
    t = _take(planned, source)
    with planned.db.reading() as r:
        (stored,) = load_file(r, t.file).received.documents
    assert planned.originals.get(stored.sha256) == source.read_bytes()


def test_links_out_of_the_folder_are_not_followed(planned: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("别人的东西", "utf-8")
    copy = Path(shutil.copytree(DEMO / "casefiles" / "nong02", tmp_path / "nong02"))
    try:
        (copy / "99链接.txt").symlink_to(secret)
    except OSError:
        pytest.skip("这台机器上不能建链接，没有跑")
    t = _take(planned, copy)
    with planned.db.reading() as r:
        names = [d.source for d in load_file(r, t.file).received.documents]
    assert "99链接.txt" not in names


def test_without_an_agency(planned: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "空卷"
    folder.mkdir()
    (folder / "说明.txt").write_text("什么也没有", "utf-8")
    with pytest.raises(Refused, match="没有读出承办机关"):
        _take(planned, folder)
    assert _take(planned, folder, agency="某局").agency == "某局"


def test_a_broken_document_is_told_and_the_rest_is_taken(planned: Desk, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(DEMO / "casefiles" / "nong02", tmp_path / "nong02"))
    broken = sorted(copy.glob("06*"))[0]
    broken.write_bytes(b"PK\x03\x04 broken")
    t = _take(planned, copy)
    assert t.what == "新收"
    assert t.unread >= 1


def test_other_rules_than_those_pinned_are_refused(planned: Desk, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    (profile / "catalogue" / "GS").mkdir(parents=True)
    card = (DEMO.parents[1] / "rules" / "catalogue" / "GS" / "GS-001.toml").read_text("utf-8")
    changed = card.replace('title = "', 'title = "改过的', 1)
    (profile / "catalogue" / "GS" / "GS-001.toml").write_text(changed, "utf-8")
    with pytest.raises(Refused, match="方案钉住的规则集是"):
        Intake.open(planned, "2026-1", profile=profile, engine="plain")


def test_the_standard_of_the_plan_is_used_whatever_became_of_its_file(
    small: Desk, tmp_path: Path
) -> None:
    own = tmp_path / "ours.toml"
    text = (DEMO.parents[1] / "rules" / "standards" / "neutral-100.toml").read_text("utf-8")
    own.write_text(text.replace('id = "neutral-100"', 'id = "ours"'), "utf-8")
    made = service_round.Plan(
        "2026-1", "一", date(2024, 1, 1), date(2024, 12, 31), standard=str(own)
    )
    service_round.new(small, made, by(BUREAU))
    own.write_text("id = 'broken'", "utf-8")
    assert _take(small, DEMO / "casefiles" / "nong02").total == 85


def test_a_plan_with_a_wrong_standard(small: Desk) -> None:
    made = service_round.Plan("1", "一", date(2024, 1, 1), date(2024, 2, 1), standard="neutral")
    with pytest.raises(RuleError, match="neutral-100"):
        service_round.new(small, made, by(BUREAU))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"round": "a b"}, "不含空格"),
        ({"name": ""}, "应当有名称"),
        ({"period_to": date(2023, 1, 1)}, "区间不对"),
        ({"objection_days": 0}, "异议期"),
    ],
)
def test_a_plan_that_cannot_be(small: Desk, wrong: dict[str, object], says: str) -> None:
    values = {
        "round": "1", "name": "一", "period_from": date(2024, 1, 1), "period_to": date(2024, 2, 1)
    } | wrong  # fmt: skip
    with pytest.raises(Refused, match=says):
        service_round.new(small, service_round.Plan(**values), by(BUREAU))  # type: ignore[arg-type]


def test_a_round_is_planned_once(planned: Desk) -> None:
    made = service_round.Plan("2026-1", "又一轮", date(2024, 1, 1), date(2024, 12, 31))
    with pytest.raises(Refused, match="“制定方案”已由李强于"):
        service_round.new(planned, made, by(BUREAU))


def test_outside_the_plan(small: Desk) -> None:
    made = service_round.Plan(
        "2026-1", "一", date(2024, 1, 1), date(2024, 12, 31), agencies=("云屏县卫生健康局",)
    )
    service_round.new(small, made, by(BUREAU))
    with pytest.raises(Refused, match="不在方案的范围内"):
        _take(small, DEMO / "casefiles" / "nong02")
