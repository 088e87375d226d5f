"""The workbench of rule authors: each kind of mistake is found and told in words."""

import shutil
from pathlib import Path

import pytest

from enforcement.assess import vocabulary
from enforcement.workbench import scenarios, steps
from enforcement.workbench.lint import lint
from enforcement.workbench.new import create
from enforcement.workbench.place import NotHere, Place, find
from enforcement.workbench.show import page

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules with one rule and its scenarios."""
    root = tmp_path_factory.mktemp("place")
    for name in ("conclusions", "parameters", "laws", "standards"):
        shutil.copytree(ROOT / "rules" / name, root / "rules" / name)
    for folder, file in (("rules/catalogue/CX", "CX-028.toml"), ("features/CX", "CX-028.feature")):
        (root / folder).mkdir(parents=True)
        shutil.copy(ROOT / folder / file, root / folder / file)
    return root


@pytest.fixture
def place(whole: Path, tmp_path: Path) -> Place:
    shutil.copytree(whole, tmp_path / "p")
    return Place(tmp_path / "p")


def test_the_shipped_rules_and_scenarios_have_no_mistakes() -> None:
    assert lint(Place(ROOT)) == []


def test_a_sound_place_has_no_mistakes(place: Place) -> None:
    assert lint(place) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("features/CX/CX-028.feature", "当 检查规则", "当事人检查规则", "会被读成关键字“当”"),
        ("features/CX/CX-028.feature", "结论是<结论>", "结论是待人工", "缺少结论是合格的场景"),
        (
            "features/CX/CX-028.feature",
            "《行政处罚决定书》的日期是",
            "《行政处罚决定书》日期为",
            "没有这样的步骤",
        ),
        ("features/CX/CX-028.feature", "功能: CX-028", "功能: CX-082", "应当先写编号 CX-028"),
        ("rules/catalogue/CX/CX-028.toml", "service_limit", "servise_limit", "service_limit"),
        (
            "rules/catalogue/CX/CX-028.toml",
            'unless = ["决定书公告送达"]',
            'unless = ["决定书公告送达", "普通程序处罚案件"]',
            "既在 when 又在 unless",
        ),
    ],
)
def test_a_mistake_is_found_and_told(
    place: Place, file: str, old: str, new: str, says: str
) -> None:
    path = place.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    assert any(says in m.says for m in lint(place)), [m.says for m in lint(place)]


def test_a_rule_without_scenarios_is_named(place: Place) -> None:
    (place.features / "CX" / "CX-028.feature").unlink()
    assert [m.file for m in lint(place)] == ["CX-028"]


def test_a_new_rule_loads_and_its_scenarios_use_known_steps(place: Place) -> None:
    made = create(place, "CX-201")
    assert [p.name for p in made] == ["CX-201.toml", "CX-201.feature"]
    assert lint(place) == []
    with pytest.raises(FileExistsError):
        create(place, "CX-201")


def test_a_page_tells_why_basis_and_scenarios(place: Place) -> None:
    told = page(place, place.ruleset().cards["CX-028"])
    assert "第六十一条第一款、第八十五条" in told
    assert "适用 1996-10-01 至 2021-07-14" in told
    assert "公告送达另按公告期限 → 不适用" in told


def test_a_scaffold_is_parameterised() -> None:
    text = '《听证笔录》第"3"页有"李行"的签名'
    assert steps.scaffold(text) == '《{title}》第"{name}"页有"{value}"的签名'


def test_outlines_count_each_example(place: Place) -> None:
    found, wrong = scenarios.read(place.features)
    assert wrong == []
    assert len([s for s in found if s.outcome == "不合格"]) >= 4


def test_outside_a_project_folder_it_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(NotHere, match="项目文件夹"):
        find(tmp_path)
    assert find(ROOT / "features").root == ROOT
    assert vocabulary().name("SD_HZ") == "送达回证"
