"""The steps of the scenarios in ``features/``: parameterised, in Chinese; both engines.

No step begins with 当事人: Gherkin would read it as the keyword 当 followed by 事人….
"""

from functools import lru_cache
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then, when

from casefiles.facts import Document, Fact, Problem
from casefiles.vocabulary import fields
from enforcement.assess import vocabulary
from enforcement.inference import Inference
from rules.parameters import Parameters
from rules.ruleset import HERE as SHIPPED
from rules.ruleset import load
from tests.scenarios.builder import day
from tests.scenarios.world import World, ask

WORDS = {
    "合格": "pass",
    "不合格": "fail",
    "不适用": "not_applicable",
    "待人工": "needs_review",
    "未完成": "not_run",
}
TYPES = {
    "普通程序行政处罚": ("行政处罚", "普通程序"),
    "简易程序行政处罚": ("行政处罚", "简易程序"),
    "行政许可": ("行政许可", None),
    "行政强制": ("行政强制", None),
    "行政检查": ("行政检查", None),
}


@lru_cache(maxsize=2)
def _inference(engine: str) -> Inference:
    return Inference(load(vocabulary()), engine)


only = ""  # the rule whose scenarios are asked for; all where empty


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rule", help="only the scenarios of this rule, such as CX-028")


def pytest_configure(config: pytest.Config) -> None:
    # Read while the scenarios are collected: making tests of all of them takes many seconds.
    global only
    only = config.getoption("--rule", default=None) or ""


@pytest.fixture(params=["durable", "plain"], autouse=True)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Every scenario runs on both engines."""
    return str(request.param)


@pytest.fixture
def inference(engine_name: str) -> Inference:
    made = _inference(engine_name)
    assert made.engine.name == engine_name, "durable-rules 没有装上，场景没有在两个引擎上都运行"
    return made


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return Parameters.load()


@pytest.fixture
def world() -> World:
    return World()


def _re(pattern: str) -> parsers.re:
    return parsers.re(f"^{pattern}$")


# --- the file as a whole ----------------------------------------------------------------------


@given(parsers.parse("一份{kind}案卷"))
def a_case(world: World, kind: str) -> None:
    world.nature = TYPES[kind]


@given("另有一个案卷")
def another_case(world: World, parameters: Parameters) -> None:
    """What follows is about another case file of the same batch, of the same nature."""
    world.another(parameters)


@given(parsers.parse('办案机关是"{name}"'))
def the_agency(world: World, name: str) -> None:
    world.agency = name


@given(parsers.parse('所在地区是"{name}"'))
def the_region(world: World, name: str) -> None:
    world.region = name


@given(parsers.parse('有一份文件无法读取"{name}"'))
def unreadable(world: World, name: str) -> None:
    world.builder.problems.append(Problem(name, "文件已损坏，无法读取"))


# --- documents --------------------------------------------------------------------------------


@given(parsers.parse("案卷里有《{name}》"))
def has(world: World, name: str) -> None:
    world.builder.current(name)


@given(parsers.parse("案卷里另有一份《{name}》"))
def has_another(world: World, name: str) -> None:
    world.builder.add(name)


@given(parsers.parse("案卷里没有《{name}》"))
def has_not(world: World, name: str) -> None:
    world.builder.remove(name)


@given(parsers.parse('《{name}》的{label}是"{words}"'))
def filled(world: World, name: str, label: str, words: str) -> None:
    world.builder.fill(name, label, words)


@given(parsers.parse("《{name}》的{label}空白"))
def blank(world: World, name: str, label: str) -> None:
    key = next(f.key for f in fields().values() if f.label == label)
    world.builder.current(name).fields[key] = [Fact(None, "")]


@given(parsers.parse('《{name}》写有"{text}"'))
def says(world: World, name: str, text: str) -> None:
    world.builder.write(name, text)


@given(parsers.parse('《{name}》写有"{text}"，全文共{count:d}字'))
def says_in_all(world: World, name: str, text: str, count: int) -> None:
    """What does not matter is left out (略): the length tells whether a text was read whole."""
    assert len(text) <= count, f"所写的文字已有{len(text)}字"
    world.builder.write(name, text.ljust(count, "略"), replace=True)


@given(parsers.parse("《{name}》的内容如下:"))
def content(world: World, name: str, docstring: str) -> None:
    world.builder.write(name, docstring, replace=True)


@given(parsers.parse('《{name}》由{role}"{who}"于"{when_}"签署意见"{text}"'))
def opinion(world: World, name: str, role: str, who: str, when_: str, text: str) -> None:
    world.builder.opinion(name, role, who, when_, text)


@given(parsers.parse('《{name}》的{role}意见只有"{who}"签名而没有意见和日期'))
def opinion_bare(world: World, name: str, role: str, who: str) -> None:
    world.builder.opinion(name, role, who, "", "")


@given(parsers.parse("《{name}》的{role}意见栏空白"))
def opinion_blank(world: World, name: str, role: str) -> None:
    world.builder.opinion(name, role, "", "", "")


@given(
    parsers.re('《(?P<name>.+?)》有(?P<role>[^"]+)"(?P<who>[^"]+)"(于"(?P<when_>[^"]+)")?的签名')
)
def signed(world: World, name: str, role: str, who: str, when_: str | None) -> None:
    world.builder.sign(name, role, who, when_ or "")


@given(parsers.parse("《{name}》的{role}签名栏空白"))
def unsigned(world: World, name: str, role: str) -> None:
    world.builder.sign(name, role, "")


@given(parsers.parse("《{name}》注明{role}拒绝签名"))
def refused(world: World, name: str, role: str) -> None:
    world.builder.sign(name, role, "", refused=True)


@given(parsers.parse('《{title}》于"{when_}"以{mode}方式送达'))
def delivered(world: World, title: str, when_: str, mode: str) -> None:
    world.builder.deliver(title, when_, mode)


@given(parsers.parse('《{title}》于"{when_}"以{mode}方式送达但无人签收'))
def delivered_unsigned(world: World, title: str, when_: str, mode: str) -> None:
    world.builder.deliver(title, when_, mode, signed=False)


@given(parsers.parse("音像记录清单列有:"))
def recorded(world: World, datatable: list[list[str]]) -> None:
    world.builder.record(_rows(datatable))


@given(parsers.parse("案卷里有音像文件:"))
def filmed(world: World, datatable: list[list[str]]) -> None:
    world.builder.film(_rows(datatable))


@given(parsers.parse("卷内目录列有:"))
def indexed(world: World, datatable: list[list[str]]) -> None:
    world.builder.index(_rows(datatable))


@given(parsers.parse('收到听证申请书于"{when_}"'))
def hearing_asked(world: World, when_: str) -> None:
    # No kind of its own in the list of documents: recognised by its printed title.
    d = Document(f"{len(world.builder.documents) + 1:02d}听证申请书.docx", title="听证申请书")
    d.fields["doc_date"] = [Fact(day(when_), when_)]
    world.builder.documents.append(d)


@given(parsers.parse('一份未识别的文书《{title}》写有"{text}"，日期是"{when_}"'))
def unrecognised(world: World, title: str, text: str, when_: str) -> None:
    world.builder.other(title, text, when_)


@given(parsers.parse('一页没有标题的文书写有"{text}"'))
def untitled(world: World, text: str) -> None:
    world.builder.other("", text, "")


@given(parsers.parse('《{name}》附有照片"{picture}"'))
def pictured(world: World, name: str, picture: str) -> None:
    world.builder.current(name).pictures = (picture,)


# --- registers --------------------------------------------------------------------------------


@given(parsers.parse('本单位把参数"{title}"定为{value:g}'))
def own_parameter(world: World, title: str, value: float, tmp_path: Path) -> None:
    # A folder of one's own values laid over the shipped ones, as --profile does it.
    name = next(p.name for p in Parameters.load() if p.title == title)
    entry = f'[[value]]\nvalue = {value:g}\nfrom = 2000-01-01\nsource = "本单位"\nstatus = "核实"\n'
    (tmp_path / f"{name}.toml").write_text(entry, "utf-8")
    world.parameters = Parameters.load(SHIPPED / "parameters", tmp_path)


@given(parsers.parse("执法人员名录如下:"))
def staff(world: World, datatable: list[list[str]]) -> None:
    world.builder.staff = _rows(datatable)


@given(parsers.parse("执法主体名录如下:"))
def agencies(world: World, datatable: list[list[str]]) -> None:
    world.builder.agencies = _rows(datatable)


@given(parsers.parse("重大执法决定法制审核目录如下:"))
def review_list(world: World, datatable: list[list[str]]) -> None:
    world.builder.review_list = _rows(datatable)


def _rows(table: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


# --- checking ---------------------------------------------------------------------------------


@when(parsers.parse("检查规则{rule}"))
def run(world: World, rule: str, inference: Inference, parameters: Parameters) -> None:
    assert rule in inference.rules.cards, f"没有规则 {rule}"
    world.outcome = ask(rule, [*world.earlier, world.asked(parameters)], inference)


@then(parsers.parse("结论是{word}"))
def verdict(world: World, word: str) -> None:
    o = world.outcome
    assert o is not None
    detail = o.answer.why if o.answer else o.why
    got = next(w for w, v in WORDS.items() if v == o.verdict)
    assert got == word, f"结论是{got}（{detail}），应为{word}"


@then(parsers.parse('说明里有"{text}"'))
def explains(world: World, text: str) -> None:
    o = world.outcome
    assert o is not None
    said = " ".join([o.why, o.answer.why if o.answer else ""])
    assert text in said, f"说明是“{said}”"


@then(parsers.parse("证据指向《{name}》"))
def points_at(world: World, name: str) -> None:
    o = world.outcome
    assert o is not None
    assert o.answer is not None
    places = [e.document for e in o.answer.evidence]
    assert any(name in p for p in places), f"证据指向：{places}"


@then(parsers.parse("共有{count:d}处"))
def places(world: World, count: int) -> None:
    o = world.outcome
    assert o is not None
    assert o.answer is not None
    assert len(o.answer.evidence) == count
