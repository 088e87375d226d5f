"""Mistakes in rule cards are told with file, key, what was expected and the nearest word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from gherkin.parser import Parser

from enforcement.assess import vocabulary
from rules.laws import Laws
from rules.loading import RuleError
from rules.parameters import Parameters
from rules.ruleset import HERE, load

CARD = """
title = "测试规则"
system = "程序"
act = "decision_date"
why = "为了测试。"
message = "{why}"
remedy = "改正。"
when = ["行政处罚案件"]

[[basis]]
law = "XZCF-2021"
article = "60"
digest = "九十日内作出决定"
from = 2021-07-15

[require.present]
documents = ["CF_JD2"]
"""

Change = Callable[[str], str]


def put(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


BROKEN: list[tuple[str, Change, tuple[str, ...]]] = [
    ("键写错", put("remedy =", "remdy ="), ("remdy", "remedy")),
    ("缺少依据", lambda t: t[: t.index("[[basis]]")] + t[t.index("[require") :], ("basis", "缺少")),
    ("系统写错", put('"程序"', '"程序法"'), ("system", "程序法", "程序")),
    ("日期写成文字", put("from = 2021-07-15", 'from = "七月"'), ("from",)),
    ("没有这个结论", put("行政处罚案件", "行政处罚案卷"), ("行政处罚案卷", "行政处罚案件")),
    ("没有这种文书", put('"CF_JD2"', '"CF_JD3"'), ("CF_JD3", "CF_JD")),
    (
        "没有这个事实",
        put('act = "decision_date"', 'act = "decison_date"'),
        ("decison_date", "decision_date"),
    ),
    ("没有这部法律", put("XZCF-2021", "XZCF-2012"), ("XZCF-2012", "XZCF-20")),
    (
        "两种要求",
        put("[require.present]", "[require.person]\nx = 1\n[require.present]"),
        ("require",),
    ),
    (
        "没有这个参数",
        lambda t: (
            t[: t.index("[require")]
            + '[require.within]\nfrom = "case.filing_date"\nto = "case.decision_date"\n'
            + 'limit = "case_limmit"\n'
        ),
        ("case_limmit", "case_limit"),
    ),
    (
        "没有这个函数",
        lambda t: t[: t.index("[require")] + '[require.check]\nname = "decided_in_tme"\n',
        ("decided_in_tme", "decided_in_time"),
    ),
    (
        "没有这个用语",
        lambda t: (
            t[: t.index("[require")]
            + '[require.says]\ndocuments = ["CF_XW"]\nphrases = ["identity_show"]\n'
        ),
        ("identity_show", "identity_shown"),
    ),
    (
        "同一条件又要又不要",
        put('when = ["行政处罚案件"]', 'when = ["行政处罚案件"]\nunless = ["行政处罚案件"]'),
        ("when", "unless"),
    ),
    ("不是 TOML", put('title = "测试规则"', 'title = "测试规则'), ("TOML",)),
    (
        "一个条件问两件事",
        put('when = ["行政处罚案件"]', 'when = [{ types = ["行政处罚"], has = "case.fine" }]'),
        ("一个条件恰好问一件事",),
    ),
]


def _load(folder: Path) -> None:
    load(vocabulary(), HERE, folder, parameters=Parameters.load(), laws=Laws.load())


@pytest.mark.parametrize(("change", "words"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_mistake_is_told_in_words(change: Change, words: tuple[str, ...], tmp_path: Path) -> None:
    place = tmp_path / "catalogue" / "CX"
    place.mkdir(parents=True)
    (place / "CX-999.toml").write_text(change(CARD), "utf-8")
    with pytest.raises(RuleError) as told:
        _load(tmp_path)
    assert "CX-999.toml" in str(told.value)
    for word in words:
        assert word in str(told.value)


def test_the_card_without_a_mistake_loads(tmp_path: Path) -> None:
    place = tmp_path / "catalogue" / "CX"
    place.mkdir(parents=True)
    (place / "CX-999.toml").write_text(CARD, "utf-8")
    _load(tmp_path)


def test_conclusions_in_a_circle_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "conclusions"
    place.mkdir()
    (place / "环.toml").write_text(
        '[[conclusion]]\nname = "甲"\nmeans = "甲"\nall = ["乙"]\n'
        '[[conclusion]]\nname = "乙"\nmeans = "乙"\nall = ["甲"]\n',
        "utf-8",
    )
    with pytest.raises(RuleError, match="成环"):
        _load(tmp_path)


def test_any_change_of_a_rule_changes_the_digest(tmp_path: Path) -> None:
    place = tmp_path / "catalogue" / "CX"
    place.mkdir(parents=True)
    digests = set()
    for title in ("测试规则", "测试规则二"):
        (place / "CX-999.toml").write_text(put("测试规则", title)(CARD), "utf-8")
        digests.add(load(vocabulary(), HERE, tmp_path).digest)
    assert len(digests) == 2


def test_every_card_has_scenarios_with_both_outcomes() -> None:
    """合格 and 不合格 (待人工 for what a person decides), and 不适用 or 待人工."""
    lacking = []
    features = HERE.parent / "features"
    for card in load(vocabulary()).cards.values():
        path = features / card.id[:2] / f"{card.id}.feature"
        if not path.exists():
            lacking.append(f"{card.id}：没有场景")
            continue
        text = path.read_text("utf-8")
        outcomes = {w for w in ("不合格", "不适用", "待人工") if w in text}
        passed = "结论是合格" in text or "| 合格" in text
        failed = "不合格" in outcomes or card.decidable != "machine"
        other = outcomes & {"不适用", "待人工"}
        # What a person decides may never be passed by the program.
        if not (passed or card.decidable != "machine") or not failed or not other:
            lacking.append(f"{card.id}：{'、'.join(sorted(outcomes))}")
    assert not lacking


def test_no_step_begins_with_the_word_that_gherkin_takes_for_when() -> None:
    """A step 当事人… would be read as the keyword 当 followed by 事人…."""
    bad = []
    for path in (HERE.parent / "features").rglob("*.feature"):
        feature = Parser().parse(path.read_text("utf-8"))["feature"]
        for child in feature["children"]:
            part = child.get("scenario") or child.get("background") or {"steps": []}
            bad += [
                f"{path.name}: {s['keyword']}{s['text']}"
                for s in part["steps"]
                if s["keyword"].strip() == "当" and s["text"].startswith("事人")
            ]
    assert not bad
