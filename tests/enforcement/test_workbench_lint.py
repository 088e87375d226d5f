"""Mistakes that nothing else would show: options of checks, exceptions that always hold, steps
that are defined twice or not at all."""

import re
import shutil
from pathlib import Path

import pytest

from enforcement.assess import vocabulary
from enforcement.workbench import steps
from enforcement.workbench.lint import lint
from enforcement.workbench.place import Place
from enforcement.workbench.scenarios import Scenario
from rules.loading import RuleError
from rules.parameters import Parameters
from rules.ruleset import HERE, load

ROOT = Path(__file__).parents[2]


def loaded(tmp_path: Path, rule: str, old: str, new: str, conclusions: str = "") -> None:
    """Load one shipped card with one change."""
    text = (HERE / "catalogue" / rule[:2] / f"{rule}.toml").read_text("utf-8")
    assert old in text
    shutil.copytree(HERE / "conclusions", tmp_path / "conclusions")
    (tmp_path / "conclusions" / "own.toml").write_text(conclusions, "utf-8")
    path = tmp_path / "catalogue" / rule[:2] / f"{rule}.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace(old, new, 1), "utf-8")
    load(vocabulary(), tmp_path, parameters=Parameters.load())


@pytest.mark.parametrize(
    ("rule", "old", "new", "says"),
    [
        ("CX-026", "pauses =", "pause =", "没有选项“pause”；可用的选项：.*；是否想写“pauses”？"),
        ("CX-026", 'limit = "case_limit", ', "", "缺少选项“limit”，请在 with 里写上"),
        ("CX-026", '"CF_YQ"', '["CF_YQ"]', "选项“extension”应为文字（加引号）"),
        ("CX-026", '"CF_ZZ"', '"CF_ZX"', "没有名为“CF_ZX”的文书种类；是否想写“CF_Z"),
        ("CX-026", '"CF_ZZ"', "8", "选项“pauses”应为文字"),
        ("CX-011", 'name = "notified_before"', 'name = "notified_before"\nwith = { days = 3 }',
         "没有选项“days”；它不用选项，请删去"),
        ("WS-009", "CF_XC = [", "CF_XX = [", "没有名为“CF_XX”的文书种类"),
        ("CX-038", '"transfer_limit"', '"transfer_limmit"',
         "没有名为“transfer_limmit”的参数、.*是否想写“transfer_limit”？"),
        ("CX-012", '"told_facts"', '"told_fact"', "没有名为“told_fact”的.*是否想写“told_facts”？"),
        ("ZT-008", "alike = 0.6", 'alike = "0.6"', "选项“alike”应为数"),
        ("GS-007", "certs = 2", "certs = 2.5", "选项“certs”应为整数"),
        ("FZ-001", "settled_from = 2018-12-05", 'settled_from = "2018-12-05"', "应为日期"),
        ("WS-005", "gap =", "gaps =", "没有选项“gaps”；.*是否想写“gap”？"),
    ],
)  # fmt: skip
def test_a_slip_in_the_options_is_told(
    tmp_path: Path, rule: str, old: str, new: str, says: str
) -> None:
    with pytest.raises(RuleError) as told:
        loaded(tmp_path, rule, old, new)
    assert str(told.value).startswith(f"{rule}.toml：")
    assert re.search(says, str(told.value)), told.value


def test_a_condition_cannot_use_a_check_that_needs_options(tmp_path: Path) -> None:
    with pytest.raises(
        RuleError, match=r"检查函数“core_order”缺少选项“acts、.*”，请在 with 里写上"
    ):
        loaded(tmp_path, "CX-028", '"普通程序处罚案件"', '{ check = "core_order" }')


UNLESS = 'unless = ["决定书公告送达"]'


@pytest.mark.parametrize(
    "unless",
    [
        '"普通程序处罚案件"',  # the same condition
        '"行政处罚案件"',  # a conclusion that the one in when contains
        '{ types = ["行政处罚"] }',  # … and what that one contains
        '{ types = ["行政处罚", "行政许可"] }',  # … or a wider choice
        '"已作出处罚决定"',  # any of a wider choice of documents
        '"处罚或者许可"',  # any of several, one of which is true
    ],
)
def test_an_exception_that_always_holds_is_refused(tmp_path: Path, unless: str) -> None:
    own = '[[conclusion]]\nname = "处罚或者许可"\nmeans = "…"\n'
    own += 'any = ["行政许可案件", "行政处罚案件"]\n'
    with pytest.raises(RuleError, match=r"CX-028.toml：.*(永远不会适用|既在 when 又在 unless)"):
        loaded(tmp_path, "CX-028", UNLESS, f"unless = [{unless}]", own)


@pytest.mark.parametrize(
    "unless",
    [
        '"行政许可案件"',
        '{ documents = ["SD_HZ"] }',  # narrower than the choice in when
        '"举行了听证"',
        '{ fact = "case.penalties", is = ["罚款"] }',
        '{ since = 2021-07-15, of = "case.decision_date" }',
    ],
)
def test_an_exception_that_may_hold_is_taken(tmp_path: Path, unless: str) -> None:
    loaded(tmp_path, "CX-028", UNLESS, f"unless = [{unless}]")


# --- steps ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ('《听证笔录》第"3"页有"李行"的签名', '《{title}》第"{name}"页有"{value}"的签名'),
        ("《询问笔录》共3页", "《{title}》共{number:d}页"),
        ("案卷在2024年3月5日装订成2册", "案卷在{day}装订成{number:d}册"),
        ("自2024-03-05起按0.03计算", "自{day}起按{share:g}计算"),
        ("《甲》和《乙》各2份共4页", "《{title}》和《{title2}》各{number:d}份共{number2:d}页"),
        ("规则CX-028不适用", "规则{rule}不适用"),
    ],
)
def test_a_scaffold_has_parameters_for_all_values(text: str, pattern: str) -> None:
    assert steps.scaffold(text) == pattern


def test_many_quoted_words_have_a_name_each() -> None:
    slots = re.findall(r"\{(\w+)\}", steps.scaffold('"甲"、"乙"、"丙"、"丁"、"戊"、"己"、"庚"'))
    assert len(set(slots)) == 7


def test_undefined_steps_that_differ_in_values_are_told_once() -> None:
    def scenario(name: str) -> Scenario:
        return Scenario("CX-201", Path("CX-201.feature"), name, ())

    told = steps.once(
        [
            (scenario("甲"), "《询问笔录》共3页"),
            (scenario("甲"), "《询问笔录》共3页"),
            (scenario("乙"), "《现场检查笔录》共12页"),
            (scenario("乙"), "《现场检查笔录》缺12页"),
        ]
    )
    assert [(s.name, text, n) for s, text, n in told] == [
        ("甲", "《询问笔录》共3页", 2),
        ("乙", "《现场检查笔录》缺12页", 1),
    ]


def step(pattern: str, keyword: str = "given") -> steps.Step:
    return steps.Step(keyword, pattern, lambda text: None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('《{name}》的日期是"{day}"', '《{title}》日期为"{words}"', True),
        ("卷内有《{name}》", "卷内，有《{title}》", True),
        ("《{name}》由{role}签署了同意的意见", "《{name}》由{who}签署同意意见", True),
        ("《{name}》注明{role}当场拒绝签名", "《{name}》注明{role}现场拒绝签名", True),
        ("案卷里有《{name}》", "案卷里没有《{name}》", False),
        ("《{name}》的{role}签名栏空白", "《{name}》的{role}意见栏空白", False),
        ("案卷里有《{name}》", "案卷里另有一份《{name}》", False),
    ],
)
def test_nearly_the_same_steps_are_found(one: str, other: str, same: bool) -> None:
    assert steps.alike([step(one), step(other)]) == ([[one, other]] if same else [])
    assert steps.alike([step(one), step(other, "then")]) == []


def test_lint_tells_near_duplicates_and_counts_undefined_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("conclusions", "parameters", "laws"):
        shutil.copytree(HERE / part, tmp_path / "rules" / part)
    for folder, file in (("rules/catalogue/CX", "CX-028.toml"), ("features/CX", "CX-028.feature")):
        (tmp_path / folder).mkdir(parents=True)
        shutil.copy(ROOT / folder / file, tmp_path / folder / file)
    feature = tmp_path / "features" / "CX" / "CX-028.feature"
    text, before = feature.read_text("utf-8"), "    当 检查"
    feature.write_text(text.replace(before, f"    而且 全卷<送达>装订成8册\n{before}", 1), "utf-8")
    twins = [*steps.known(ROOT), step("案卷里，有《{title}》")]
    monkeypatch.setattr(steps, "known", lambda root: twins)
    undefined, twice = lint(Place(tmp_path))
    assert undefined.file == "CX-028.feature"
    assert re.search(r"只有值不同的共 \d+ 处", undefined.says)
    assert undefined.says.endswith("要新加，写成“全卷{day}装订成{number:d}册”")
    assert twice.says == "几乎相同的步骤，请合成一个：案卷里有《{name}》、案卷里，有《{title}》"
