"""``anjuan round`` and ``anjuan audit``: what a script sees."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from enforcement.cli import app
from enforcement.review.desk import Desk
from tests.enforcement.review.made import BUREAU, DEMO, assigned, readers

BY = ("--as", BUREAU.name, "--unit", BUREAU.unit)


def _run(*args: str, data: Path) -> Result:
    return CliRunner().invoke(app, [*args], env={"ANJUAN_DATA": str(data)})


def _json(*args: str, data: Path) -> Any:
    done = _run(*args, "--format", "json", data=data)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("ANJUAN_DATABASE_URL", raising=False)
    return tmp_path / "data"


@pytest.fixture
def ready(data: Path) -> tuple[Path, str, Any]:
    """A round with one assigned case file, and its reviewers."""
    desk = Desk.open(data)
    (file,) = assigned(desk, "nong02")
    who = readers(desk, file)
    desk.close()
    return data, file, who


def test_plan_and_intake(data: Path) -> None:
    new = ("round", "new", "2026-1", "--name", "一", "--from", "2024-01-01", "--to", "2024-12-31")
    assert _json(*new, *BY, data=data)["standard"] == "neutral-100"
    assert _run(*new, *BY, data=data).exit_code == 1
    again = _run(*new, *BY, data=data)
    assert "已由李强于" in again.stderr
    taken = _json(
        "round", "intake", "2026-1", str(DEMO / "casefiles" / "nong02"), *BY, data=data
    )  # fmt: skip
    assert [t["what"] for t in taken["taken"]] == ["新收"]
    (row,) = _json("round", "list", "2026-1", data=data)
    assert row["state"] == "已接收"
    (round_,) = _json("round", "list", data=data)
    assert (round_["state"], round_["files"]) == ("收卷中", 1)
    view = _json("round", "show", row["file"], data=data)
    assert view["suspects"][0]["evidence"]


def test_who_acts_has_to_be_said(data: Path) -> None:
    done = _run(
        "round", "new", "1", "--name", "一", "--from", "2024-01-01", "--to", "2024-12-31", data=data
    )  # fmt: skip
    assert done.exit_code == 2


def test_readings_by_rule_and_by_the_beginning_of_a_fingerprint(
    ready: tuple[Path, str, Any],
) -> None:
    data, file, (first, second) = ready
    me = ("--as", first.name, "--unit", first.unit)
    view = _json("round", "show", file, *me, data=data)
    point = next(x["finding"] for x in view["suspects"] if x["rule"] == "GS-007")
    acts = ("--accept", "GS-001", "--accept", point[:8], "--reject", "CX-008=时间记录有误")
    assert _json("round", "readings", file, *me, *acts, data=data)["state"] == "初评中"
    view = _json("round", "show", file, *me, data=data)
    said = {x["rule"]: (x["decision"], x["reason"]) for x in view["suspects"] if x["decision"]}
    assert said == {
        "GS-001": ("采纳", ""), "GS-007": ("采纳", ""), "CX-008": ("不采纳", "时间记录有误"),
    }  # fmt: skip
    refused = _run("round", "readings", file, *me, "--submit", data=data)
    assert refused.exit_code == 1
    assert "处疑点没有决定" in refused.stderr
    wrong = _run("round", "readings", file, *me, "--reject", "CX-021", data=data)
    assert "必须写明理由" in wrong.stderr
    rest = ("--rest", "采纳", "--why", "看过", "--submit")
    assert _run("round", "readings", file, *me, *rest, data=data).exit_code == 0
    other = ("--as", second.name, "--unit", second.unit)
    blind = _json("round", "show", file, *other, data=data)
    assert not any(x["decision"] for x in blind["suspects"])


def test_decisions_from_a_file(ready: tuple[Path, str, Any], tmp_path: Path) -> None:
    data, file, (first, _) = ready
    me = ("--as", first.name, "--unit", first.unit)
    view = _json("round", "show", file, *me, data=data)
    words = {
        "decisions": [{"finding": x["finding"], "decision": "采纳"} for x in view["suspects"]],
        "added": [
            {"finding": "假", "item": "WS-001", "document": "决定书", "text": "漏", "lost": "1"}
        ],
    }
    given = tmp_path / "决定.json"
    given.write_text(json.dumps(words), "utf-8")
    _json("round", "readings", file, *me, "--from", str(given), data=data)
    (own,) = _json("round", "show", file, *me, data=data)["added"]
    assert len(own["finding"]) == 16  # its identity is made here, never taken from outside
    given.write_text('{"decisions": [{"finding": "x", "decision": "也许"}]}', "utf-8")
    wrong = _run("round", "readings", file, *me, "--from", str(given), data=data)
    assert wrong.exit_code == 2
    assert "decisions.0.decision" in wrong.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--judge", "WS-001"), "应写成 项目=失几分"),
        (("--judge", "WS-001=很多"), "不是分数"),
        (("--add", "WS-001=1"), "应写成 项目=失几分=文书=问题"),
        (("--rest", "随便"), "采纳 或 不采纳"),
        (("--from", "没有的.json"), "读不出"),
    ],
)
def test_wrong_words(ready: tuple[Path, str, Any], args: tuple[str, str], says: str) -> None:
    data, file, (first, _) = ready
    done = _run(
        "round", "readings", file, "--as", first.name, "--unit", first.unit, *args, data=data
    )  # fmt: skip
    assert done.exit_code == 2
    assert says in done.stderr


def test_draw_record_can_be_repeated_without_the_database(
    ready: tuple[Path, str, Any], tmp_path: Path
) -> None:
    data, _, _ = ready
    out = tmp_path / "抽取.json"
    assert _run("round", "record", "2026-1", "--out", str(out), data=data).exit_code == 0
    done = _run("round", "redraw", str(out), data=tmp_path / "nowhere")
    assert (done.exit_code, "一致" in done.stdout) == (0, True)
    forged = json.loads(out.read_text("utf-8")) | {"drawn": []}
    out.write_text(json.dumps(forged), "utf-8")
    assert _run("round", "redraw", str(out), data=tmp_path / "nowhere").exit_code == 1
    assert not (tmp_path / "nowhere").exists()


def test_audit(ready: tuple[Path, str, Any]) -> None:
    data, _, _ = ready
    head = _run("audit", "head", data=data).stdout.strip()
    assert _json("audit", "verify", "--head", head, "--files", data=data)["sound"]
    assert _json("audit", "rebuild", data=data)["streams"] == 2
    assert _run("audit", "verify", "--head", "1:abc", data=data).exit_code == 2
    number, _, sealed = head.partition(":")
    other = f"{number}:{sealed[::-1]}"
    wrong = _run("audit", "verify", "--head", other, data=data)
    assert (wrong.exit_code, "不同" in wrong.stdout) == (1, True)
    stored = next(p for p in (data / "originals").rglob("*") if p.is_file())
    stored.write_bytes(b"changed")
    wrong = _run("audit", "verify", "--files", data=data)
    assert wrong.exit_code == 1
    assert "被改过或者坏了" in wrong.stdout


def test_a_database_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJUAN_DATABASE_URL", "nonsense")
    done = CliRunner().invoke(app, ["round", "list"], env={"ANJUAN_DATA": str(tmp_path / "d")})
    assert done.exit_code == 3
    assert "数据库地址不对" in done.stderr


def test_waivers_and_no_objection(ready: tuple[Path, str, Any]) -> None:
    data, file, who = ready
    for x in who:
        rest = ("--rest", "采纳", "--why", "看过", "--submit")
        _run("round", "readings", file, "--as", x.name, "--unit", x.unit, *rest, data=data)
    agency = ("--as", "何晴", "--unit", "龙泽县农业农村局")
    asked = ("--file", file, "--finding", "GS-001", "--expires", "2999-12-31", "--why", "系统改造")
    assert _json("round", "waive", "豁1", *agency, *asked, data=data)["state"] == "待批准"
    assert _run("round", "waive", "豁1", *agency, "--approve", data=data).exit_code == 1
    assert _json("round", "waive", "豁1", *BY, "--approve", data=data)["state"] == "已批准"
    assert _json("round", "waive", data=data)[0]["reason"] == "系统改造"
    due = ("--due", "2999-01-01")
    _json("round", "opinion", file, *BY, "--number", "意见1", *due, data=data)
    _json("round", "object", file, *agency, "--none", data=data)
    final = _json("round", "grade", file, *BY, data=data)
    assert [w["waiver"] for w in final["waived"]] == ["豁1"]
    rows = _json("round", "findings", "2026-1", "--status", "豁免", data=data)
    assert [x["rule"] for x in rows] == ["GS-001"]
