"""The shipped standards are what their sources print, and mistakes in one are told plainly."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from rules.loading import RuleError
from rules.standards import Standard, load_standard, shipped

LAW = Path(__file__).parents[3] / "shared" / "law"


def source(name: str) -> str:
    """The text of a file of the research folder, which is not part of the repository."""
    path = LAW / name
    if not path.is_file():
        pytest.skip(f"没有研究资料 {name}，无法与出处核对（只影响本项测试）")
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def neutral() -> Standard:
    return load_standard("neutral-100")


@pytest.fixture(scope="module")
def ecology() -> Standard:
    return load_standard("ecology-2024")


def test_both_are_shipped() -> None:
    assert {"neutral-100", "ecology-2024"} <= set(shipped())


def test_neutral_covers_every_rule_once(neutral: Standard) -> None:
    items = [i for _, i in neutral.rows()]
    assert len(items) == 142
    assert all(i.rules == (i.no,) for i in items)
    assert [s.name for s in neutral.sections] == [
        "公示", "全过程记录", "法制审核", "主体", "事实证据", "适用法律",
        "程序", "文书", "归档", "许可", "强制", "检查",
    ]  # fmt: skip


def test_neutral_costs_what_the_catalogue_says(neutral: Standard) -> None:
    pattern = re.compile(
        r"^- id: (\S+)$.*?^  kind: (\S+)$\n  points:\n    deduct: (\d+)\n    per: (\S+)\n"
        r"    cap: (\d+)$",
        re.S | re.M,
    )
    printed = {m[1]: m.groups()[1:] for m in pattern.finditer(source("catalogue.yaml"))}
    assert len(printed) == 140
    own = {"SY-014", "JL-008"}  # not in the catalogue: reminders that cost nothing
    for _, item in neutral.rows():
        if item.no in own:
            assert item.kind == "提示"
            continue
        kind, deduct, per, cap = printed[item.no]
        assert item.kind == kind, item.no
        if kind == "扣分":
            assert (item.deduct, item.cap) == (Decimal(deduct), Decimal(cap)), item.no
            assert item.per == per.replace("文书", "份"), item.no


def test_ecology_names_only_rules_of_the_catalogue(ecology: Standard, neutral: Standard) -> None:
    load_standard("ecology-2024", known=neutral.rules())


def test_ecology_has_the_printed_points(ecology: Standard) -> None:
    text = source("standard_ecology_2024.yaml")
    sheet = text[text.index("- key: PT\n") : text.index("- key: BY\n")]
    printed: dict[str, Decimal] = {}
    at = sub = ""
    for line in sheet.splitlines():
        if m := re.fullmatch(r"  - id: (PT-\d\d)", line):
            at = sub = m[1]
        elif m := re.fullmatch(r"    - 'no': (\d+)", line):
            sub = f"{at}-{m[1]}"
        elif m := re.fullmatch(r" +points: ([\d.]+)", line):
            printed[sub] = Decimal(m[1])
    documents = [s for s in ecology.sections if s.items[0].no.startswith("PT-")]
    ours = {i.no: i.points for s in documents for i in s.items}
    ours |= {s.items[0].no[:5]: s.points for s in documents}
    assert ours == printed
    assert len(documents) == 14
    assert sum(s.points or 0 for s in documents) == 100


def test_ecology_vetoes_are_those_of_a_general_penalty(ecology: Standard) -> None:
    vetoes = [i.no for s, i in ecology.rows() if i.kind == "否决"]
    daily = {22, 23, 24}  # daily penalties have a sheet of their own
    assert vetoes == [f"合法性-{n}" for n in range(1, 26) if n not in daily]
    assert {ecology.part_of(s) for s, i in ecology.rows() if i.kind == "否决"} == {"合法性"}


def test_ecology_basic_elements_have_the_printed_points(ecology: Standard) -> None:
    text = source("standard_ecology_2024.yaml")
    block = text[text.index("basic_elements:") : text.index("file_types:")]
    printed = [Decimal(p) for p in re.findall(r"^      points: ([\d.]+)$", block, re.M)]
    ours = [i for _, i in ecology.rows() if i.kind == "扣分"]
    assert [i.cap for i in ours] == printed
    assert all(i.deduct == i.cap for i in ours)  # each group at most once
    assert sum(printed) == 20


def test_ecology_prints_no_grades(ecology: Standard) -> None:
    assert ecology.grades == ()
    assert any("等级" in c for c in ecology.choices)


GOOD = """
id = "local"
title = "本地标准"
issuer = "某司法局"
version = "1"
source = "测试"
applies_to = "行政处罚"
total = 100
na_mode = "ignore"
veto_effect = "grade_fail"
grades = [{ name = "合格", min = 60 }, { name = "不合格", min = 0 }]
parts = [{ name = "全部", points = 100 }]

[[sections]]
name = "程序"
items = [
    { no = "1", text = "告知", rules = ["CX-011"], kind = "否决" },
    { no = "2", text = "文书", rules = ["WS-001"], deduct = 2, per = "份", cap = 6 },
]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "local.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_written_standard_loads(tmp_path: Path) -> None:
    found = load_standard(write(tmp_path, GOOD), known={"CX-011", "WS-001"})
    assert found.rules() == ["CX-011", "WS-001"]
    assert [i.stake for _, i in found.rows()] == [0, 6]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('per = "份"', 'per = "分"', ["程序", " 2：", "per", "分", "案", "份", "环节"]),
        ("deduct = 2", "dedact = 2", ["2", "dedact", "是否想写“deduct”"]),
        ("deduct = 2", 'deduct = "2"', ["2", "deduct", "应为不小于 0 的数"]),
        ("deduct = 2", "deduct = -2", ["2", "deduct", "应为不小于 0 的数"]),
        ("deduct = 2", "deduct = nan", ["2", "deduct", "应为不小于 0 的数"]),
        ("deduct = 2, ", "", ["2", "扣分项必须写 deduct"]),
        ("cap = 6", "cap = 1", ["2", "cap", "不应小于 deduct"]),
        ("cap = 6", "cap = 6, points = 6", ["2", "只有得分项有标准分"]),
        ('kind = "否决"', 'kind = "否定"', ["1", "kind", "否定", "是否想写“否决”"]),
        ('kind = "否决"', 'kind = "否决", deduct = 100', ["1", "否决项不计分"]),
        ('kind = "否决"', 'kind = "得分"', ["1", "得分项必须写 points"]),
        ('no = "2"', 'no = "1"', ["项目编号“1”重复"]),
        ('"ignore"', '"ingore"', ["na_mode", "ingore", "ratio", "是否想写“ignore”"]),
        ('"grade_fail"', '"grade_fial"', ["veto_effect", "是否想写“grade_fail”"]),
        ("total = 100", "total = 90", ["parts", "total = 90"]),
        ("total = 100", "total = 100\ndecimals = 3", ["decimals", "0、1、2"]),
        ('name = "程序"', 'name = "程序"\npart = "全不"', ["part", "是否想写“全部”"]),
        ('name = "程序"', 'name = "程序"\npoints = 7', ["程序", "合计 6 分", "points = 7"]),
        ("min = 60", "min = 0", ["grades", "从高到低"]),
        ("grades = [", "# grades = [", ["grade_fail", "grades 至少要有 1 档"]),
        ("WS-001", "WS-01", ["程序", "2", "rules", "WS-01", "是否想写“WS-001”"]),
        ('id = "local"', 'id = "other"', ["id", "other", "local"]),
        ('title = "本地标准"', "", ["title", "必须填写"]),
        ('title = "本地标准"', "title = 本地标准", ["不是有效的 TOML"]),
    ],
)
def test_mistakes_name_file_key_and_what_was_expected(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(RuleError) as error:
        load_standard(write(tmp_path, GOOD.replace(old, new)), known={"CX-011", "WS-001"})
    message = str(error.value)
    assert "local.toml" in message
    for words in told:
        assert words in message, message


def test_an_unknown_standard_names_the_nearest() -> None:
    with pytest.raises(RuleError, match=r"neutral-10.*是否想写“neutral-100”"):
        load_standard("neutral-10")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"没有\.toml.*找不到"):
        load_standard(tmp_path / "没有.toml")
