"""The scenarios of the rules, as a list: each example of an outline counts as one."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OUTCOME = "结论是"


@dataclass(slots=True, frozen=True)
class Scenario:
    """One scenario with its steps in order; ``rule`` is the name of its file, ``given`` are the
    steps that describe the case file, with the text or table below them."""

    rule: str
    file: Path
    name: str
    steps: tuple[str, ...]
    given: tuple[str, ...] = ()
    arguments: tuple[dict[str, Any], ...] = ()  # for each step its docstring or datatable

    @property
    def outcome(self) -> str:
        """The verdict it expects: 合格, 不合格 …; empty where none is named."""
        last = [s for s in self.steps if s.startswith(OUTCOME)]
        return last[-1].removeprefix(OUTCOME) if last else ""


@dataclass(slots=True, frozen=True)
class Mistake:
    """Something wrong in a file, in Chinese: what, where, what to do."""

    file: str
    says: str


def read(features: Path) -> tuple[list[Scenario], list[Mistake]]:
    """All scenarios below ``features`` and the files that are no Gherkin."""
    # Imported here because the server shows rules also where the test parts are not installed.
    from gherkin.errors import CompositeParserException, ParserError
    from gherkin.parser import Parser

    found: list[Scenario] = []
    wrong: list[Mistake] = []
    for path in sorted(features.rglob("*.feature")):
        text = path.read_text("utf-8")
        wrong += _trap(path, text)
        try:
            document = Parser().parse(text)
        except (CompositeParserException, ParserError) as error:
            wrong.append(Mistake(path.name, f"不是正确的场景文件：{_first(str(error))}"))
            continue
        title = document["feature"]["name"] if document.get("feature") else ""
        if title.split(" ")[0] != path.stem:
            says = f"“功能:”后面应当先写编号 {path.stem}，现在是“{title}”"
            wrong.append(Mistake(path.name, says))
        found += _expanded(path, document)
    return found, wrong


def _expanded(path: Path, document: Any) -> Iterator[Scenario]:
    from gherkin.pickles.compiler import Compiler

    document["uri"] = path.name
    for pickle in Compiler().compile(document):
        steps = tuple(s["text"] for s in pickle["steps"])
        given = tuple(map(_whole, (s for s in pickle["steps"] if s["type"] == "Context")))
        arguments = tuple(_argument(s.get("argument") or {}) for s in pickle["steps"])
        yield Scenario(path.stem, path, pickle["name"], steps, given, arguments)


def _argument(below: Any) -> dict[str, Any]:
    if "docString" in below:
        return {"docstring": below["docString"]["content"]}
    if "dataTable" in below:
        rows = below["dataTable"]["rows"]
        return {"datatable": [[c["value"] for c in r["cells"]] for r in rows]}
    return {}


def _whole(step: Any) -> str:
    """A step with what stands below it, a line each: a text, or the rows of a table."""
    below = step.get("argument", {})
    lines = below.get("docString", {}).get("content", "").splitlines()
    for row in below.get("dataTable", {}).get("rows", ()):
        lines.append("｜".join(cell["value"] for cell in row["cells"]))
    return "\n".join([step["text"], *lines])


def _trap(path: Path, text: str) -> list[Mistake]:
    """当事人… at the start of a step is read as the keyword 当."""
    found, quoted = [], False  # ``quoted``: inside the text of a document, between triple quotes
    for n, line in enumerate(text.splitlines(), 1):
        quoted ^= line.count('"""') % 2 == 1
        if not quoted and line.strip().startswith("当事人"):
            says = f"第{n}行以“当事人”开头，会被读成关键字“当”；请改写，例如“处罚决定的当事人…”"
            found.append(Mistake(path.name, says))
    return found


def _first(message: str) -> str:
    return next((line.strip() for line in message.splitlines()[1:] if line.strip()), message)


def by_rule(scenarios: list[Scenario]) -> dict[str, list[Scenario]]:
    """Scenarios under the id of their rule."""
    found: dict[str, list[Scenario]] = defaultdict(list)
    for s in scenarios:
        found[s.rule].append(s)
    return dict(found)
