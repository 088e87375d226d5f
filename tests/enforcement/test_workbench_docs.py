"""``rules docs`` and ``rules coverage``: pages for lawyers, and what is still open."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from enforcement.assess import vocabulary
from enforcement.workbench.cli import app
from enforcement.workbench.cover import coverage, uncited
from enforcement.workbench.docs import INDEX, MARK, NotOurs, write
from enforcement.workbench.place import Place
from enforcement.workbench.show import Pages
from enforcement.workbench.words import Words, amount, check_words, option_words
from rules.across import ACROSS
from rules.checks import CHECKS
from rules.forms import Condition, Requirement
from rules.laws import Laws
from rules.parameters import Parameters
from rules.ruleset import options_of

ROOT = Path(__file__).parents[2]
TODAY = date(2025, 6, 1)
LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages.of(Place(ROOT), TODAY)


@pytest.fixture
def words(pages: Pages) -> Words:
    return pages.words


def test_every_rule_has_a_page_and_all_links_work(pages: Pages, tmp_path: Path) -> None:
    folder = tmp_path / "说明" / "规则"
    assert write(pages, folder) == (len(pages.rules.cards) + 1, 0)
    assert {p.stem for p in folder.iterdir()} == {*pages.rules.cards, "README"}
    for path in folder.iterdir():
        links = LINK.findall(path.read_text("utf-8"))
        assert links
        assert all((folder / link).is_file() for link in links), path.name
    index = (folder / INDEX).read_text("utf-8")
    assert "[CX-028](CX-028.md) | 处罚决定书在七日内送达 | 程序判定 | 生效" in index
    assert all(f"({card.id}.md)" in index for card in pages.rules.cards.values())


def test_a_second_run_changes_nothing_and_stale_pages_go(pages: Pages, tmp_path: Path) -> None:
    write(pages, tmp_path)
    kept = tmp_path / "自己写的.txt"
    kept.write_text("留着", "utf-8")
    mine = tmp_path / "CX-998.md"
    mine.write_text("不是写出来的", "utf-8")
    (tmp_path / "CX-999.md").write_text(f"{MARK}\n旧规则\n", "utf-8")
    (tmp_path / "CX-028.md").write_text("改乱了", "utf-8")
    assert write(pages, tmp_path) == (1, 1)
    assert write(pages, tmp_path) == (0, 0)
    assert kept.exists()
    assert mine.exists()


def test_a_folder_of_somebody_else_is_left_alone(pages: Pages, tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("# 我的\n", "utf-8")
    with pytest.raises(NotOurs, match="没有改动"):
        write(pages, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [INDEX]
    with pytest.raises(NotOurs, match="是文件"):
        write(pages, tmp_path / INDEX)


def test_the_command_says_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    folder = tmp_path / "说明"
    done = CliRunner().invoke(app, ["docs", str(folder)])
    assert done.exit_code == 0
    assert re.match(r"\d+ 条规则；写出 \d+ 页：.*README.md", done.output)
    refused = CliRunner().invoke(app, ["docs", str(ROOT / "docs")])
    assert refused.exit_code == 2
    assert "没有改动" in refused.output


def test_no_page_shows_keys_or_codes(pages: Pages) -> None:
    v = vocabulary()
    raw = {*v.acts, *v.phrases, *v.fields, *(p.name for p in pages.words.parameters)}
    raw = {w for w in raw if "_" in w} | set(v.kinds) | set(CHECKS) | {"within", "documents"}
    for card in pages.rules.cards.values():
        found = set(re.findall(r"\w+", pages.page(card), re.ASCII)) & raw
        assert not found, (card.id, found)


def test_a_page_reads_like_a_sentence(pages: Pages) -> None:
    text = pages.page(pages.rules.cards["CX-028"])
    assert (
        "- 要求：自〈决定书日期〉起〈处罚决定书送达期限〉（当前值 7个工作日，"
        "部门、地区另有规定的从其规定）内〈决定书送达日期〉" in text
    )
    assert "| 7日 | 1996-10-01 至 2021-07-14 | 一般 | 行政处罚法2017第四十条" in text
    served = re.compile(r'- 《行政处罚决定书》于"(.+)"以直接送达方式送达')
    passed, failed = (text.index(f"### {x}：") for x in ("合格", "不合格"))
    assert passed < failed
    assert served.findall(text[passed:failed]) != served.findall(text[failed:])


def test_tables_and_texts_below_a_step_are_shown(pages: Pages) -> None:
    text = pages.page(pages.rules.cards["ZT-002"])
    assert re.search(r"- 执法人员名录如下:\n    - .+｜", text)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"documents": ["CF_JD2"]}, "卷内有《行政处罚决定书》"),
        ({"procedures": ["普通程序"]}, "按普通程序办理"),
        ({"has": "case.hearing_request"}, "读到了〈听证申请日期〉"),
        ({"fact": "QX_JD.demolition", "is": [True]}, "《行政强制执行决定书》写有“强制拆除”"),
        ({"fact": "case.penalties", "is": ["罚款"]}, "〈处罚种类〉是罚款"),
        (
            {"since": "2021-07-15", "of": "case.decision_date"},
            "〈决定书日期〉不早于2021年7月15日",
        ),
        ({"check": "several_records"}, "卷内有两份以上询问、检查、勘验、强制笔录"),
    ],
)
def test_conditions_in_words(words: Words, part: dict[str, object], said: str) -> None:
    assert words.condition(Condition.model_validate(part)) == said


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"filled": {"documents": ["CF_LA"], "fields": ["cause"]}}, "《立案审批表》的“案由”已填写"),
        (
            {"order": {"acts": ["case.filing_date", "case.close_date"], "same_day": "不允许"}},
            "依次进行：〈立案日期〉、〈结案日期〉；不能同日",
        ),
        ({"same": {"fields": ["CF_JD2.party_name"]}}, "各处一致：〈行政处罚决定书的当事人〉"),
        (
            {"silent": {"documents": ["CF_JD2"], "phrases": ["review_first"]}},
            "《行政处罚决定书》没有“应先申请行政复议”",
        ),
        (
            {"people": {"documents": ["CF_XC"], "field": "officers", "at_least": 2}},
            "《现场检查笔录》的“执法人员”写明至少2名不同的人",
        ),
        ({"person": "说理是否充分"}, "由人判断：说理是否充分"),
    ],
)
def test_requirements_in_words(words: Words, form: dict[str, object], said: str) -> None:
    assert words.requirement(Requirement.model_validate(form)) == [said]


def test_numbers_carry_their_unit() -> None:
    parameters = Parameters.load()

    def shown(name: str) -> str:
        p = parameters[name]
        return amount(p.layers[-1][-1], p.unit)

    assert shown("daily_surcharge") == "3%"
    assert shown("litigation_limit") == "6个月"
    assert "、" in shown("retention_periods")


def test_every_check_and_option_in_use_has_chinese_words(pages: Pages) -> None:
    """To put right: a line in enforcement/workbench/words.toml."""
    assert [n for n in (*CHECKS, *ACROSS) if not check_words(n)] == []
    assert [
        (n, o) for n in (*CHECKS, *ACROSS) for o in options_of(n) if not option_words(o, n)
    ] == []


# --- coverage ---------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Place:
    for part in ("conclusions", "parameters", "laws", "standards"):
        shutil.copytree(ROOT / "rules" / part, tmp_path / "rules" / part)
    for folder, file in (("rules/catalogue/CX", "CX-028.toml"), ("features/CX", "CX-028.feature")):
        (tmp_path / folder).mkdir(parents=True)
        shutil.copy(ROOT / folder / file, tmp_path / folder / file)
    return Place(tmp_path)


def test_articles_that_no_rule_cites_are_listed_by_law(place: Place) -> None:
    law = place.root / "rules" / "laws" / "XZCF.toml"
    assert "number = 61\n" in law.read_text("utf-8")
    rest = dict(uncited(place.ruleset(), Laws.load(place.root / "rules" / "laws")))
    new = rest["行政处罚法 2021年修订"]
    assert 61 not in new  # cited as 61(1)
    assert 85 not in new
    assert 60 in new
    assert "number = 1\n" not in law.read_text("utf-8")
    assert 1 not in new  # the paragraph in 61(1) is no article


def test_coverage_begins_with_a_summary_and_keeps_a_law_to_a_line(place: Place) -> None:
    lines = coverage(place)
    assert re.match(r"规则 1 条，场景 \d+ 个.*缺口：缺场景 0 处，.* \d+ 项，.* \d+ 条$", lines[0])
    assert sum("行政处罚法 2021年修订：第 " in line for line in lines) == 1
    feature = place.features / "CX" / "CX-028.feature"
    feature.write_text(feature.read_text("utf-8").replace("不合格", "合格"), "utf-8")
    assert "缺场景　CX-028 处罚决定书在七日内送达：不合格" in coverage(place)
