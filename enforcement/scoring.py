"""Scoring: a standard and the verdicts of the rules → a score with the derivation of each mark.

An open item costs nothing yet and makes the score provisional. Each part of a standard keeps its
points times Σ obtained ÷ Σ standard points of its 得分 items, minus what its 扣分 items lost, and
never falls below zero; the total is the sum of the parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from enforcement.marks import ZERO, Mark, RuleVerdict, merge, number, settle
from enforcement.result import Because, Pending, RuleResult, Score, Step
from rules.loading import nearest
from rules.standards import Part, Standard

__all__ = ["RuleVerdict", "points_by_rule", "score", "verdicts_of"]


def verdicts_of(results: Iterable[RuleResult]) -> list[RuleVerdict]:
    """The verdicts in rule results; each piece of evidence of a fail is one occurrence."""
    return [
        RuleVerdict(r.rule, r.verdict, max(1, len(r.evidence)) if r.verdict == "fail" else 0)
        for r in results
    ]


def points_by_rule(result: Score) -> dict[str, Decimal]:
    """Marks each rule cost, in marks of its items (before a part is converted by its quotient)."""
    found: dict[str, Decimal] = {}
    for step in result.derivation:
        for b in step.because:
            if b.rule and b.points:
                found[b.rule] = found.get(b.rule, ZERO) + b.points
    return found


def score(
    standard: Standard,
    results: Sequence[RuleVerdict],
    judged: Mapping[str, Decimal | None] | None = None,
) -> Score:
    """The score of a case under ``standard``.

    ``judged`` holds what a person decided: item number → marks the item loses (``None``: the
    item is not applicable; for a veto item 0 is 合格 and anything above it a veto). It overrides
    the rules. Raises ``ValueError`` (Chinese) for an unknown item or a loss the item cannot have.
    """
    given = dict(judged or {})
    _check_judged(standard, given)
    verdicts = merge(results)
    taken: dict[str, str] = {}
    marks = [settle(s, i, standard, verdicts, given, taken) for s, i in standard.rows()]
    vetoes = _vetoes(marks, verdicts)
    vetoed = {standard.part_of(m.section) for m in marks if m.state == "否决"}

    now = [_part(standard, p, marks, vetoed, lose_open=False) for p in standard.parts]
    worst = [_part(standard, p, marks, vetoed, lose_open=True) for p in standard.parts]
    pending = tuple(_pending(m) for m in marks if m.open_why)

    reason = ""
    if not any(m.state in ("合格", "扣分", "否决", "已另计") for m in marks):
        reason = "没有一个项目得出结论，不予评分"
    total = None if reason else _total(standard, now, bool(vetoes))
    at_least = None if reason else _total(standard, worst, bool(vetoes))
    if total is None and not reason:
        reason = "；".join(s.because[0].arithmetic for _, s in now if s.obtained is None)

    return Score(
        total=total,
        grade=_grade(standard, total, bool(vetoes)),
        vetoes=vetoes,
        standard=standard.id,
        version=standard.version,
        provisional=bool(pending),
        at_least=at_least,
        reason=reason,
        derivation=(
            *(_step(m, standard) for m in marks),
            *(step for _, step in now),
            _total_step(standard, now, total, vetoes, verdicts, reason),
        ),
        pending=pending,
    )


def _check_judged(standard: Standard, judged: Mapping[str, Decimal | None]) -> None:
    items = {i.no: i for _, i in standard.rows()}
    for no, lost in judged.items():
        if no not in items:
            raise ValueError(f"评查标准“{standard.id}”里没有项目“{no}”{nearest(no, items)}")
        item = items[no]
        if lost is not None and (lost < 0 or (item.kind != "否决" and lost > item.stake)):
            raise ValueError(
                f"项目“{no}”失分应在 0 到 {number(item.stake)} 之间，现在写的是 {lost}"
            )


def _pending(mark: Mark) -> Pending:
    veto = mark.item.kind == "否决"
    return Pending(
        item=mark.item.no,
        text=mark.item.text,
        veto=veto,
        at_stake=None if veto else mark.at_stake,
        why=mark.open_why,
    )


def _vetoes(marks: list[Mark], verdicts: Mapping[str, RuleVerdict]) -> tuple[str, ...]:
    """Ids of the rules that vetoed; the item's number where only a person said so."""
    found: list[str] = []
    for m in marks:
        if m.state == "否决":
            by = [r for r in m.item.rules if r in verdicts and verdicts[r].verdict == "fail"]
            found += by or [m.item.no]
    return tuple(dict.fromkeys(found))


def _part(
    standard: Standard, part: Part, marks: list[Mark], vetoed: set[str], *, lose_open: bool
) -> tuple[Decimal | None, Step]:
    """Unrounded marks of one part and the step that shows how they came about."""
    mine = [m for m in marks if standard.part_of(m.section) == part.name]
    scored = [m for m in mine if m.item.kind == "得分"]
    away = ("未运行", "不适用") if standard.na_mode == "ratio" else ("未运行",)
    none_left = bool(scored) and all(m.state in away for m in scored)
    scored = [m for m in scored if m.state not in away]

    def lost(m: Mark) -> Decimal:
        return m.lost + (m.at_stake if lose_open else ZERO)

    got: Decimal | None = part.points
    text = number(part.points)
    if none_left:
        got, text = None, f"“{part.name}”没有参加评查的得分项，分母为零，无法计分"
    elif scored:
        full = sum((m.item.stake for m in scored), ZERO)
        kept = full - sum((lost(m) for m in scored), ZERO)
        got = part.points * kept / full
        text = f"{number(part.points)}×{number(kept)}÷{number(full)}"
    off = sum((lost(m) for m in mine if m.item.kind == "扣分"), ZERO)
    if got is not None:
        left = got - off
        text += f"−扣分{number(off)}" if off else ""
        text += f"={number(round(left, 4))}分" if off or scored else "分"
        cut = max(ZERO, left)
        text += "，不足0分按0分" if left < 0 else ""
        got = cut
        if part.name in vetoed and standard.veto_effect == "half_zero":
            got, text = ZERO, f"{text}；有否决情形，本部分记0分"
    step = Step(
        item=part.name,
        text=f"{part.name}小计",
        state="合计",
        standard_points=part.points,
        obtained=None if got is None else round(got, 4),
        because=(Because(arithmetic=text),),
    )
    return got, step


def _total(
    standard: Standard, parts: list[tuple[Decimal | None, Step]], vetoed: bool
) -> Decimal | None:
    if vetoed and standard.veto_effect == "score_zero":
        return ZERO
    total = ZERO
    for got, _ in parts:
        if got is None:
            return None
        total += got
    return total.quantize(Decimal(1).scaleb(-standard.decimals), ROUND_HALF_UP)


def _grade(standard: Standard, total: Decimal | None, vetoed: bool) -> str | None:
    """The grade by the rounded total, lowered where a veto says so."""
    grades = standard.grades
    if not grades:
        return None
    if vetoed and standard.veto_effect in ("score_zero", "grade_fail"):
        return grades[-1].name
    if total is None:
        return None
    at = next(n for n, g in enumerate(grades) if total >= g.min)
    if vetoed and standard.veto_effect == "not_excellent":
        at = max(1, at)
    return grades[at].name


def _step(m: Mark, standard: Standard) -> Step:
    counts = m.item.kind in ("扣分", "得分")
    # An open item that lost nothing has no mark yet, although the total counts it in full.
    aside = m.state in ("未运行", "待人工") or (
        m.state == "不适用" and standard.na_mode != "full_marks"
    )
    return Step(
        item=m.item.no,
        text=m.item.text,
        state=m.state,
        standard_points=m.item.stake if counts else None,
        obtained=m.item.stake - m.lost if counts and not aside else None,
        because=(
            *m.because,
            *([Because(arithmetic=f"{m.open_why}；暂按不再失分计")] if m.open_why else ()),
        ),
    )


_EFFECTS = {
    "score_zero": "有否决情形，整卷记0分",
    "grade_fail": "有否决情形，评为最低等级，得分仅供参考",
    "not_excellent": "有否决情形，不能评为最高等级",
    "half_zero": "有否决情形，所在部分记0分",
}


def _total_step(
    standard: Standard,
    parts: list[tuple[Decimal | None, Step]],
    total: Decimal | None,
    vetoes: Sequence[str],
    verdicts: Mapping[str, RuleVerdict],
    reason: str,
) -> Step:
    says: list[str] = []
    if reason:
        says.append(reason)
    elif vetoes and standard.veto_effect == "score_zero":
        pass  # the sum of the parts is not the total then
    elif total is not None:
        sums = "＋".join(number(step.obtained) for _, step in parts if step.obtained is not None)
        says.append(f"{sums}，四舍五入到{standard.decimals}位小数，得{number(total)}分")
    if vetoes:
        says.append(f"{_EFFECTS[standard.veto_effect]}：{'、'.join(vetoes)}")
    rules = standard.rules()
    unrun = sum(r not in verdicts or verdicts[r].verdict == "not_run" for r in rules)
    if unrun:
        says.append(f"本标准引用的{len(rules)}条规则中有{unrun}条未运行")
    return Step(
        item="合计",
        text=standard.title,
        state="合计",
        standard_points=standard.total,
        obtained=total,
        because=tuple(Because(arithmetic=s) for s in says),
    )
