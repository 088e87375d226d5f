"""Settling the items of a standard: what the rules, or a person, say about each one.

Every item is settled by its rules, by a person, or stays open (待人工). A rule's faults are
deducted once: the first item in printed order takes them, later items that list the same rule
say so. A veto deducts nothing, so it takes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from enforcement.result import VERDICTS, Because, State, Verdict
from rules.standards import Item, Section, Standard

ZERO = Decimal(0)

# A rule that was run on several parts of a case counts by its worst verdict.
_WORST: tuple[Verdict, ...] = ("fail", "not_run", "needs_review", "pass", "not_applicable")
_OPEN: tuple[Verdict, ...] = ("needs_review", "not_run")


@dataclass(slots=True, frozen=True)
class RuleVerdict:
    """What a rule found: its verdict and, for a fail, how many documents or places failed."""

    rule: str
    verdict: Verdict
    occurrences: int = 1


@dataclass(slots=True)
class Mark:
    """One item, settled or open: what it lost so far, and what it may still lose."""

    section: Section
    item: Item
    state: State
    lost: Decimal = ZERO
    because: list[Because] = field(default_factory=list)
    open_why: str = ""

    @property
    def at_stake(self) -> Decimal:
        """Marks that may still be lost while the item is open."""
        return self.item.stake - self.lost if self.open_why else ZERO


def merge(results: Sequence[RuleVerdict]) -> dict[str, RuleVerdict]:
    """One verdict per rule: the worst of those given, the occurrences of its fails added up."""
    found: dict[str, RuleVerdict] = {}
    for r in results:
        old = found.get(r.rule)
        if old is not None:
            verdict = min(old.verdict, r.verdict, key=_WORST.index)
            r = RuleVerdict(r.rule, verdict, count_of(old) + count_of(r))
        found[r.rule] = r
    return found


def count_of(v: RuleVerdict) -> int:
    """How many faults a verdict stands for: at least one for a fail, else none."""
    return max(1, v.occurrences) if v.verdict == "fail" else 0


def settle(
    section: Section,
    item: Item,
    standard: Standard,
    verdicts: Mapping[str, RuleVerdict],
    judged: Mapping[str, Decimal | None],
    taken: dict[str, str],
) -> Mark:
    """The item, settled as far as possible.

    ``judged`` (item number → marks lost, ``None``: not applicable) overrides the rules; ``taken``
    (rule → item that deducted its faults) is read and added to.
    """
    seen = [verdicts[r] for r in item.rules if r in verdicts]
    mark = Mark(section, item, "合格")
    if item.no in judged:
        return _judge(mark, judged[item.no], seen, taken)
    mark.because = [_because(v) for v in seen]
    if any(_all_na(ids, verdicts) for ids in (item.na_when, section.na_when)):
        mark.state = "不适用"
        return mark
    if item.kind == "提示":
        mark.state = "提示"
        return mark

    fails = [v for v in seen if v.verdict == "fail"]
    undecided = [v for v in seen if v.verdict in _OPEN]
    missing = len(seen) < len(item.rules) and standard.unrun == "pending"
    if fails and item.decides != "合格":
        mark.because = []
        _lose(mark, seen, taken)
        rest = item.kind != "否决" and mark.lost < item.stake
        if rest and (undecided or missing or item.decides == "不合格"):
            mark.open_why = _why(mark, undecided, verdicts)
        return mark
    if not item.rules or fails or undecided or missing:
        mark.open_why = _why(mark, [*fails, *undecided], verdicts)
    elif not seen:
        mark.state = "未运行"
    elif item.decides == "不合格":
        mark.open_why = _why(mark, [], verdicts)
    elif all(v.verdict == "not_applicable" for v in seen):
        mark.state = "不适用"
    if mark.open_why:
        mark.state = "待人工"
    return mark


def _all_na(ids: Sequence[str], verdicts: Mapping[str, RuleVerdict]) -> bool:
    return bool(ids) and all(r in verdicts and verdicts[r].verdict == "not_applicable" for r in ids)


def _judge(
    mark: Mark, lost: Decimal | None, seen: list[RuleVerdict], taken: dict[str, str]
) -> Mark:
    for v in seen:
        if v.verdict == "fail" and mark.item.kind in ("扣分", "得分"):
            taken.setdefault(v.rule, mark.item.no)
    if lost is None:
        mark.state, text = "不适用", "由人评定：本项不评"
    elif mark.item.kind == "否决":
        mark.state = "否决" if lost else "合格"
        text = f"由人评定：{'存在重大问题' if lost else '合格'}"
    else:
        mark.state, mark.lost = ("扣分" if lost else "合格"), lost
        text = f"由人评定：失{number(lost)}分"
    mark.because = [Because(points=mark.lost, arithmetic=text)]
    return mark


def _lose(mark: Mark, seen: list[RuleVerdict], taken: dict[str, str]) -> None:
    """Book the faults among ``seen`` on ``mark``, as far as no earlier item took them."""
    item = mark.item
    fresh = False
    for v in seen:
        if v.verdict != "fail":
            mark.because.append(_because(v))
        elif item.kind == "否决":
            fresh = True
            mark.because.append(_because(v, "否决项：不计分，直接适用否决的后果"))
        elif v.rule in taken:
            mark.because.append(_because(v, f"已在“{taken[v.rule]}”扣分，不重复扣"))
        else:
            fresh = True
            taken[v.rule] = item.no
            cost, text = _cost(item, count_of(v), item.stake - mark.lost)
            mark.lost += cost
            mark.because.append(_because(v, text, cost))
    mark.state = "否决" if item.kind == "否决" else "扣分" if fresh else "已另计"


def _cost(item: Item, count: int, left: Decimal) -> tuple[Decimal, str]:
    """What ``count`` faults cost when ``left`` marks are left to lose, and how it was reckoned."""
    if item.deduct is None:
        text = f"本项{number(item.stake)}分全失" if left == item.stake else "本项已失分"
        return left, f"{text}，扣{number(left)}分"
    times = 1 if item.per == "案" else count
    full = times * item.deduct
    cost = min(full, left)
    if item.per == "案":
        text = f"共{count}处，按案只扣一次" if count > 1 else "按案扣"
        text = f"{text}：{number(full)}分"
    else:
        text = f"{times}{item.per}×{number(item.deduct)}分={number(full)}分"
    if full > item.stake:
        text += f"，封顶{number(item.stake)}分"
    if left < item.stake and cost < full:
        text += f"，本项只余{number(left)}分"
    return cost, f"{text}，扣{number(cost)}分"


@lru_cache(maxsize=4096)  # records never change, and most cases have the same ones
def _because(v: RuleVerdict, text: str = "", points: Decimal = ZERO) -> Because:
    return Because(
        rule=v.rule,
        verdict=v.verdict,
        occurrences=count_of(v),
        points=points,
        arithmetic=text or VERDICTS[v.verdict],
    )


def _why(mark: Mark, rules: Iterable[RuleVerdict], verdicts: Mapping[str, RuleVerdict]) -> str:
    """Why an item is open, and what may help the person who settles it."""
    item, section = mark.item, mark.section
    says = [f"{v.rule} {VERDICTS[v.verdict]}" for v in rules]
    says += [f"{r} 未运行" for r in item.rules if r not in verdicts]
    if not item.rules:
        why = "须由人评定"
    elif says:
        why = f"规则未能定论（{'、'.join(says)}），须由人评定"
    else:
        why = "规则只能判定本项的一部分，其余须由人评定"
    leads = [verdicts[r] for r in item.leads if r in verdicts and verdicts[r].verdict == "fail"]
    if leads:
        why += f"；线索：{'、'.join(f'{v.rule} 不合格（{count_of(v)}处）' for v in leads)}"
    if section.zero_when:
        why += f"；{'、'.join(section.zero_when)}的，整项得0分"
    if section.not_applicable_when:
        why += f"；{'、'.join(section.not_applicable_when)}的，整项不评"
    return why


def number(value: Decimal) -> str:
    """A number as people write it: 2, 0.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
