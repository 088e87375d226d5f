"""The steps that scenarios may use, each with an example from the scenarios."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import parse

from enforcement.workbench.scenarios import Scenario

_NAME = re.compile(r"pytestbdd_stepdef_(given|when|then)_(.+)", re.DOTALL)
KEYWORDS = {"given": "假如", "when": "当", "then": "那么"}


@dataclass(slots=True)
class Step:
    """A step as it is defined, with a matcher and the texts that use it."""

    keyword: str
    pattern: str
    matches: Callable[[str], object]
    used: list[str] = field(default_factory=list)


def known(root: Path) -> list[Step]:
    """All steps, in the order in which they are defined."""
    sys.path.insert(0, str(root))
    try:
        module = import_module("tests.scenarios.conftest")
    finally:
        sys.path.remove(str(root))
    found = [m for name in vars(module) if (m := _NAME.fullmatch(name))]
    return [Step(m[1], _plain(m[2]), _matcher(m[2])) for m in found]


def _matcher(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch if "(?P<" in pattern else parse.compile(pattern).parse


def _plain(pattern: str) -> str:
    """A step that is a regular expression, with its groups as names: {who}."""
    text = re.sub(r"\(?[^()]*\(\?P<(\w+)>[^()]*\)[^()]*\)\?", r"[…{\1}]", pattern)
    return re.sub(r"\(\?P<(\w+)>[^()]*\)", r"{\1}", text)


def use(steps: list[Step], scenarios: list[Scenario]) -> list[tuple[Scenario, str]]:
    """Note in each step where it is used; the texts that no step matches come back."""
    undefined = []
    for s in scenarios:
        for text in s.steps:
            step = next((x for x in steps if x.matches(text)), None)
            if step is None:
                undefined.append((s, text))
            elif text not in step.used:
                step.used.append(text)
    return undefined


def nearest(text: str, steps: list[Step]) -> str | None:
    """The defined step that ``text`` most resembles."""
    defined = {bare(x.pattern): x.pattern for x in steps}
    hit = get_close_matches(bare(text), defined, n=1, cutoff=0.5)
    return defined[hit[0]] if hit else None


def bare(text: str) -> str:
    """``text`` without what is different from use to use."""
    return re.sub(r"《[^》]*》|\"[^\"]*\"|\{[^}]*\}", "_", text)


def scaffold(text: str) -> str:
    """A parameterised step for ``text``: 《…》 and quoted words become parameters."""
    names = iter(("name", "value", "other", "third", "fourth"))
    pattern = re.sub(r"《[^》]+》", lambda _: "《{title}》", text, count=1)
    return re.sub(r"\"[^\"]*\"", lambda _: f'"{{{next(names)}}}"', pattern)
