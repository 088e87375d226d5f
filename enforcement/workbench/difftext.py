"""A difference of two rule sets as lines for people, and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from enforcement.result import VERDICTS, Verdict
from enforcement.workbench.diff import Difference, Key, Listed, Marks, Turn

_SORTS = {"cards": "规则", "conclusions": "结论", "parameters": "参数", "laws": "法律"}
_KINDS = {
    "added": "新增的发现",
    "removed": "消失的发现",
    "changed": "结论改变",
    "same": "结论相同，说法、位置或者扣分不同",
}


def to_json(d: Difference) -> str:
    """Everything, as one line of JSON."""
    data: dict[str, Any] = {"schema": "anjuan/rules-diff/1", **asdict(d), "by_rule": d.by_rule}
    return json.dumps(data, ensure_ascii=False)


def lines(d: Difference) -> Iterator[str]:
    """What a rule author reads, most important first within each part."""
    yield f"旧：{d.old}（{d.rules[0]} 条规则）　新：{d.new}（{d.rules[1]} 条规则）"
    for key, name in _SORTS.items():
        yield from _files(name, getattr(d, key))
    if not d:
        yield f"{d.cases} 个案卷的结论和得分都没有变化。"
        return
    count = {k: sum(t.kind == k for t in d.turns) for k in _KINDS}
    yield f"案卷 {d.cases} 个：{'，'.join(f'{_KINDS[k]} {n} 处' for k, n in count.items())}"
    for kind, title in _KINDS.items():
        group = [t for t in d.turns if t.kind == kind]
        if group:
            yield f"{title}（{len(group)}）"
            yield from map(_turn, group)
    if d.by_rule:
        yield f"各规则结论变化：{'，'.join(f'{r} {n} 处' for r, n in d.by_rule.items())}"
    if d.scores:
        flips = sum(s.old_grade != s.new_grade for s in d.scores)
        yield f"得分变化 {len(d.scores)} 个案卷，其中等次变化 {flips} 个"
        yield from map(_marks, d.scores)


def _files(name: str, x: Listed) -> Iterator[str]:
    if not x:
        return
    yield f"{name}：增加 {len(x.added)}，删除 {len(x.removed)}，改动 {len(x.changed)}"
    yield from (f"  + {i} {title}" for i, title in x.added.items())
    yield from (f"  - {i} {title}" for i, title in x.removed.items())
    for i, keys in x.changed.items():
        yield f"  ~ {i}　{'；'.join(map(_key, keys))}"


def _key(k: Key) -> str:
    return f"{k.key}：{_short(k.old)} → {_short(k.new)}"


def _short(value: Any) -> str:
    if value is None:
        return "（没有）"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _turn(t: Turn) -> str:
    said = t.message.replace("\n", " ")
    place = f"　{_clip(t.place)}" if t.place else ""
    verdicts = f"{_verdict(t.old)} → {_verdict(t.new)}"
    return f"  {t.case}　{t.rule} {t.title}　{verdicts}　{said}{place}"


def _clip(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:59]}…"


def _verdict(v: Verdict | None) -> str:
    return VERDICTS[v] if v is not None else "（没有这条规则）"


def _marks(s: Marks) -> str:
    grade = f"　{s.old_grade} → {s.new_grade}" if s.old_grade != s.new_grade else ""
    return f"  {s.case}　{_points(s.old_total)} → {_points(s.new_total)}{grade}"


def _points(total: float | None) -> str:
    return "不计分" if total is None else f"{total:g} 分"
