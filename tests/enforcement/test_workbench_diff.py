"""``rules diff``: two rule sets on the same case files; the new one replaces the old wholly."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from casefiles.intake import read_case
from enforcement.registers import load_registers
from enforcement.workbench import sources
from enforcement.workbench.diff import Difference, compare
from enforcement.workbench.difftext import lines, to_json
from rules.loading import RuleError
from rules.ruleset import HERE
from rules.standards import load_standard

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus" / "one"
CASE = CORPUS / "nong1"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A folder with the shipped cards and parameters; everything else is missing."""
    for part in ("catalogue", "parameters"):
        shutil.copytree(HERE / part, tmp_path / "新规则" / part)
    return tmp_path / "新规则"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def run(*folders: str, on: tuple[Path, ...] = (CASE,)) -> Difference:
    standard, registers = load_standard("neutral-100"), load_registers(CORPUS / "registers")
    old, new_ = (
        (f, sources.checker(f, sources.folder_of(f), standard, registers)) for f in folders
    )
    return compare(old, new_, on, lambda p: p.name)


def test_the_same_rules_change_nothing(new: Path) -> None:
    found = run("随附", str(new))
    assert not found
    assert found.cases == 1
    assert list(lines(found))[-1] == "1 个案卷的结论和得分都没有变化。"


def test_a_shorter_limit_gives_a_finding_with_its_place_and_costs_marks(new: Path) -> None:
    edit(new / "parameters" / "service_limit.toml", "value = 7", "value = 1")
    found = run("随附", str(new))
    assert [k.key for k in found.parameters.changed["service_limit"]] == [
        "value[1].value",
        "value[2].value",
        "value[3].value",
    ]
    assert not found.cards
    (turn,) = [t for t in found.turns if t.kind == "added"]
    assert (turn.case, turn.rule, turn.old, turn.new) == ("nong1", "CX-028", "pass", "fail")
    assert "第2个工作日" in turn.message
    assert turn.place.startswith("送达回证 表1")
    (marks,) = found.scores
    assert marks.old_total is not None
    assert marks.new_total is not None
    assert marks.new_total < marks.old_total
    back = run(str(new), "随附")
    assert [(t.kind, t.rule) for t in back.turns] == [("removed", "CX-028")]


def test_a_rule_that_is_gone_is_gone(new: Path) -> None:
    old = new.parent / "旧规则"
    shutil.copytree(new, old)
    edit(old / "parameters" / "service_limit.toml", "value = 7", "value = 1")
    (new / "catalogue" / "CX" / "CX-028.toml").unlink()
    found = run(str(old), str(new))
    assert found.rules[0] - found.rules[1] == 1
    assert list(found.cards.removed) == ["CX-028"]
    (turn,) = found.turns
    assert (turn.kind, turn.old, turn.new) == ("removed", "fail", None)
    assert "  - CX-028 处罚决定书在七日内送达" in list(lines(found))
    assert any("不合格 → （没有这条规则）" in line for line in lines(found))


def test_changed_keys_of_a_card_are_named(new: Path) -> None:
    card = new / "catalogue" / "CX" / "CX-028.toml"
    edit(card, 'unless = ["决定书公告送达"]\n', "")
    edit(card, 'limit = "service_limit"', 'limit = "defence_limit"')
    (new / "catalogue" / "CX" / "CX-300.toml").write_text(
        card.read_text("utf-8").replace('"处罚决定书在七日内送达"', '"另一条"'), "utf-8"
    )
    found = run("随附", str(new))
    assert [k.key for k in found.cards.changed["CX-028"]] == ["unless", "require.within.limit"]
    assert found.cards.added == {"CX-300": "另一条"}
    data = json.loads(to_json(found))
    assert data["schema"] == "anjuan/rules-diff/1"
    assert data["cards"]["changed"]["CX-028"][1] == {
        "key": "require.within.limit",
        "old": "service_limit",
        "new": "defence_limit",
    }
    assert data["by_rule"] == found.by_rule


def retold(case: Path, to: Path, old: str, new: str) -> Path:
    """A copy of a case file in which every docx says ``new`` instead of ``old``."""
    shutil.copytree(case, to)
    for path in to.glob("*.docx"):
        with ZipFile(path) as z:
            parts = {i.filename: z.read(i) for i in z.infolist()}
        with ZipFile(path, "w") as z:
            for name, data in parts.items():
                z.writestr(name, data.replace(old.encode(), new.encode()))
    return to


def test_rules_about_several_case_files_are_compared_too(new: Path, tmp_path: Path) -> None:
    edit(new / "catalogue" / "WS" / "WS-005.toml", 'act = "', 'status = "草稿"\nact = "')
    party = read_case(CASE).party
    assert party is not None
    other = retold(CASE, tmp_path / "另一案", str(party.value), "云川市另一家商贸有限公司")
    found = run(str(new), "随附", on=(CASE, other))
    assert found.cases == 2
    (turn,) = [t for t in found.turns if t.rule == "WS-005"]
    assert (turn.kind, turn.case, turn.old, turn.new) == ("added", "各案之间", None, "fail")
    assert "用于两个案件" in turn.message
    assert turn.place.count("《行政处罚决定书》") == 2


def test_a_mistake_names_the_rule_set_and_the_file(new: Path) -> None:
    edit(new / "catalogue" / "CX" / "CX-028.toml", "service_limit", "servise_limit")
    with pytest.raises(RuleError, match=r"规则“.*新规则”：CX-028.toml.*service_limit"):
        run("随附", str(new))


def test_folders_are_found_or_refused(new: Path, tmp_path: Path) -> None:
    assert sources.folder_of("随附") == HERE
    assert sources.folder_of(str(ROOT)) == HERE
    assert sources.folder_of(str(new)) == new
    with pytest.raises(RuleError, match="找不到规则文件夹"):
        sources.folder_of(str(tmp_path / "没有"))
    with pytest.raises(RuleError, match="里没有规则"):
        sources.folder_of(str(CASE))


def test_what_is_not_compared_is_named(new: Path) -> None:
    assert sources.ignored(new) == []
    shutil.copy(HERE / "units.toml", new / "units.toml")
    assert sources.ignored(new) == []
    edit(new / "units.toml", "人民币", "元")
    assert sources.ignored(new) == ["units.toml"]


def anjuan(*args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "enforcement.cli", "rules", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "120", "PATH": "/usr/bin:/bin"},
    )


def test_exit_codes_tell_whether_something_changed(new: Path, tmp_path: Path) -> None:
    assert anjuan("diff", "随附", ".", "--on", CASE, cwd=tmp_path).returncode == 0
    (new / "catalogue" / "CX" / "CX-001.toml").unlink()
    done = anjuan("diff", "随附", new, "--on", CASE, "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert json.loads(done.stdout)["cards"]["removed"] == {"CX-001": "作出处罚前经过立案"}
    wrong = anjuan("diff", "随附", "没有", "--on", CASE, cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "找不到规则文件夹“没有”" in wrong.stderr
    wrong = anjuan("diff", "随附", new, "--on", tmp_path / "案卷", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "找不到 --on" in wrong.stderr
