"""The steps that scenarios may use, each with an example from the scenarios."""

import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
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


# What is different from use to use: titles, quoted words, placeholders, ids, dates, numbers.
_VALUE = re.compile(
    r"(?P<title>《[^》]*》)|(?P<words>\"[^\"]*\")|(?P<slot>\{[^}]*\})|(?P<id>[A-Z]{2}-\d{3})"
    r"|(?P<day>\d{4}年\d{1,2}月\d{1,2}日(?:\d{1,2}时(?:\d{1,2}分)?)?|\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<share>\d+\.\d+)|(?P<number>\d+)"
)
_NAMES = {
    "title": ("title", "《{%s}》"),
    "words": ("name", '"{%s}"'),
    "id": ("rule", "{%s}"),
    "day": ("day", "{%s}"),
    "share": ("share", "{%s:g}"),
    "number": ("number", "{%s:d}"),
}
_MORE = ("value", "other", "third", "fourth")  # further quoted words
_FILLERS = str.maketrans("", "", "的了着是为于在里中其该、，：:　 ")
_NOT = set("不没无未非否")


def bare(text: str) -> str:
    """``text`` without what is different from use to use."""
    return _VALUE.sub("_", text)


def scaffold(text: str) -> str:
    """A parameterised step for ``text``: titles, quoted words, dates and numbers become
    parameters."""
    count: Counter[str] = Counter()

    def parameter(found: re.Match[str]) -> str:
        sort = str(found.lastgroup)
        if sort not in _NAMES:
            return found[0]
        name, shape = _NAMES[sort]
        n = count[sort]
        count[sort] += 1
        more = _MORE if sort == "words" else ()
        return shape % (name if n == 0 else more[n - 1] if n <= len(more) else f"{name}{n + 1}")

    return _VALUE.sub(parameter, text)


def once(undefined: list[tuple[Scenario, str]]) -> list[tuple[Scenario, str, int]]:
    """Undefined steps that differ in their values only, once each: the first and how many."""
    groups: dict[str, dict[tuple[Path, str, str], tuple[Scenario, str]]] = {}
    for s, text in undefined:
        groups.setdefault(bare(text), {}).setdefault((s.file, s.name, text), (s, text))
    return [(*next(iter(g.values())), len(g)) for g in groups.values()]


def alike(steps: list[Step]) -> list[list[str]]:
    """Groups of steps that say the same in nearly the same words."""
    groups: list[list[Step]] = []
    for s in steps:
        home = next((g for g in groups if _alike(g[0], s)), None)
        if home is None:
            groups.append([s])
        else:
            home.append(s)
    return [[s.pattern for s in g] for g in groups if len(g) > 1]


def _alike(a: Step, b: Step) -> bool:
    """Whether two steps differ in values and small words only, or in very little else; what is
    said of one and denied of the other is not alike."""
    if a.keyword != b.keyword:
        return False
    x, y = (bare(s.pattern).translate(_FILLERS) for s in (a, b))
    if x == y:
        return True
    near = SequenceMatcher(None, x, y)
    differ = {
        c for sort, i, j, k, m in near.get_opcodes() if sort != "equal" for c in x[i:j] + y[k:m]
    }
    return near.ratio() >= 0.85 and not differ & _NOT
