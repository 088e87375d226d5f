"""The tables that say what of a decision may be published."""

from datetime import date
from pathlib import Path

import pytest

from casefiles.facts import KINDS, Private
from rules.loading import RuleError
from rules.masking import load_masking
from rules.ruleset import HERE as RULES

OWN = """[[rule]]
kinds = ["姓名"]
whose = ["当事人"]
do = "留"
shown = "不算"
basis = "本单位规定"
status = "设定"
from = 2024-01-01
"""
NAME = Private("姓名", 0, 3, "杜满仓", "当事人")


def test_every_kind_is_spoken_of() -> None:
    shipped = load_masking().rules[:-1]
    assert {k for r in shipped for k in r.kinds} == set(KINDS)
    for kind in set(KINDS) - {"固定电话"}:
        assert any(kind in r.kinds and (not r.whose or kind == "姓名") for r in shipped), kind


def test_an_agencys_own_rule_goes_first_and_holds_from_its_day(tmp_path: Path) -> None:
    (tmp_path / "masking.toml").write_text(OWN, "utf-8")
    rules = load_masking(tmp_path)
    assert rules.rule_for(NAME, date(2024, 1, 1)).do == "留"
    assert rules.rule_for(NAME, date(2023, 12, 31)).do == "遮"
    assert load_masking().rule_for(NAME, date(2024, 1, 1)).do == "遮"


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("姓名", "姓氏", "没有“姓氏”这一种个人信息"),
        ("留", "藏", "应为：遮、留、人工"),
        ("whose", "who", "不认识的键"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    (tmp_path / "masking.toml").write_text(OWN.replace(wrong, right, 1), "utf-8")
    with pytest.raises(RuleError, match=told):
        load_masking(tmp_path)


def test_nothing_is_called_verified_that_the_texts_do_not_say() -> None:
    # The two statutes that were read name no single item: see the head of the table.
    assert {r.status for r in load_masking().rules} <= {"未核实", "设定"}
    verified = [f.label for f in load_masking().summary.field if f.status == "核实"]
    assert "处罚决定日期" in verified
    assert (RULES / "publication" / "summary.toml").is_file()
