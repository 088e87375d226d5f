"""The legal basis of each rule: how a provision is written, and that the law really has it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.assess import vocabulary
from rules.laws import Laws, Place, articles_in, numeral, place
from rules.model import Basis
from rules.ruleset import load

TEXTS = Path(__file__).parents[3] / "shared" / "law" / "texts"
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="法律条文 ../shared/law/texts 不在")

LAWS = Laws.load()
BASES = {
    f"{card.id}-{b.law}-{n}": b
    for card in load(vocabulary()).cards.values()
    for n, b in enumerate(card.basis)
}
WITH_TEXT = {key: b for key, b in BASES.items() if LAWS.version(b.law).text}

# Texts without numbered articles, or not cited by them: named in words.
WORDS = {"STD", "DA"}


# --- the notation -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "article", "words"),
    [
        ("XZCF-2021", "60", "中华人民共和国行政处罚法（2021年修订）第六十条"),
        ("XZCF-2021", "45(2)", "中华人民共和国行政处罚法（2021年修订）第四十五条第二款"),
        ("XZCF-2021", "64(二)", "中华人民共和国行政处罚法（2021年修订）第六十四条第二项"),
        (
            "XZCF-2021",
            "59(1)(六)",
            "中华人民共和国行政处罚法（2021年修订）第五十九条第一款第六项",
        ),
        (
            "XZCF-2017",
            "42(1)(一)、43",
            "中华人民共和国行政处罚法（1996年文本（2009年、2017年修正））"
            "第四十二条第一款第一项、第四十三条",
        ),
        ("XZQZ", "18(八)、18(九)", "中华人民共和国行政强制法第十八条第八项、第十八条第九项"),
        ("XZXK", "34(3)", "中华人民共和国行政许可法第三十四条第三款"),
        (
            "SJCX",
            "62(三)",
            "市场监督管理行政处罚程序规定（2021年文本（2022年修正））第六十二条第三项",
        ),
        ("XZCF-2021", "全文", "中华人民共和国行政处罚法（2021年修订）全文"),
        ("GB118", "8", "国办发〔2018〕118号（八）"),
        ("GB118", "11、14", "国办发〔2018〕118号（十一）、（十四）"),
        ("STD", "审批表", "行政执法案卷评查标准审批表"),
    ],
)
def test_a_provision_is_cited_as_lawyers_write_it(id: str, article: str, words: str) -> None:
    assert LAWS.law(id).cite(LAWS.version(id), article) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "全文",
        "0",
        "45(0)",
        "045",
        "42(1)1",
        "59(1)(2)",
        "64(二)(1)",
        "64(十十)",
        "64（二）",
        "64(二",
        "第64条",
        "64、65",
        "64 (二)",
    ],
)
def test_anything_else_is_not_the_notation(text: str) -> None:
    assert place(text) is None


places = st.builds(
    Place,
    st.integers(1, 1260),
    st.none() | st.integers(1, 20),
    st.none() | st.integers(1, 30),
)


def _written(p: Place) -> str:
    paragraph = f"({p.paragraph})" if p.paragraph else ""
    return f"{p.article}{paragraph}" + (f"({numeral(p.item)})" if p.item else "")


@given(places)
def test_a_place_is_read_as_it_was_written(p: Place) -> None:
    assert place(_written(p)) == p
    assert re.fullmatch(r"第[一二三四五六七八九十百千零]+条(第\w+?款)?(第\w+?项)?", str(p))


@given(st.lists(places, min_size=1, max_size=4))
def test_several_places_are_joined_in_order(many: list[Place]) -> None:
    law = LAWS.law("XZQZ")
    cited = law.cite(LAWS.version("XZQZ"), "、".join(_written(p) for p in many))
    assert cited == f"{law.name}{'、'.join(str(p) for p in many)}"


# --- the cards --------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", BASES.values(), ids=BASES)
def test_every_basis_is_written_in_the_notation(basis: Basis) -> None:
    law = LAWS.law(basis.law)
    if law.id in WORDS or basis.article == "全文":
        assert not re.search(r"[\d()]", basis.article)
        return
    for part in basis.article.split("、"):
        found = place(part)
        assert found is not None, part
        assert law.division == "条" or found == Place(found.article)


# --- the texts --------------------------------------------------------------------------------


def _paragraphs(article: str) -> list[int]:
    """The paragraphs of an article, each by the number of its items."""
    found: list[int] = []
    for line in article.replace("\u200b", "").splitlines():
        if found and re.match(r"[（(][一二三四五六七八九十]+[）)]", line):
            found[-1] += 1
        elif line.strip():
            found.append(0)
    return found


def test_paragraphs_and_items_are_counted() -> None:
    assert _paragraphs("甲。") == [0]
    assert _paragraphs("甲：\n（一）乙；\n（二）丙。\n丁。\n\u200b") == [2, 0]


def _places(basis: Basis) -> Iterator[Place]:
    for part in basis.article.split("、"):
        found = place(part)
        if found is not None:
            yield found


@needs_texts
@pytest.mark.parametrize("basis", WITH_TEXT.values(), ids=WITH_TEXT)
def test_the_law_has_that_provision(basis: Basis) -> None:
    """A paragraph is named only where there are several, an item alone only where there is one."""
    articles = articles_in((TEXTS / LAWS.version(basis.law).text).read_text("utf-8"))
    for p in _places(basis):
        assert p.article in articles, f"没有{p}"
        paragraphs = _paragraphs(articles[p.article])
        if p.paragraph is None:
            assert p.item is None or len(paragraphs) == 1, f"{p}：该条有{len(paragraphs)}款"
        else:
            assert len(paragraphs) > 1, f"{p}：该条只有一款"
            assert p.paragraph <= len(paragraphs), f"没有{p}"
        if p.item is not None:
            assert p.item <= paragraphs[(p.paragraph or 1) - 1], f"没有{p}"


@needs_texts
@pytest.mark.parametrize("basis", WITH_TEXT.values(), ids=WITH_TEXT)
def test_what_has_a_text_is_verified_and_told_in_own_words(basis: Basis) -> None:
    articles = articles_in((TEXTS / LAWS.version(basis.law).text).read_text("utf-8"))
    assert basis.status == "核实"
    size = 16
    runs = {basis.digest[i : i + size] for i in range(max(1, len(basis.digest) - size + 1))}
    for p in _places(basis):
        assert not [run for run in runs if run in articles[p.article]]
