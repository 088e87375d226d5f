"""Whether as many things were given back or confiscated as were seized (行政强制法第二十六条)."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from casefiles.facts import CaseFile, Document, chinese_number, squash
from rules.answers import Answer, Context, evidence_of, evidence_of_act, no, show, yes
from rules.checks import check
from rules.checks.gathering import Tally, counted

_NUM = r"[\d零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]+(?:\.\d+)?"
_CELL = re.compile(rf"约?({_NUM})([一-鿿]{{0,3}})")
_TOTAL = rf"(?:共计|合计|总计|共)(?:数量|物品|财物)?[:：]?({_NUM})"
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


def _figure(words: str) -> Decimal | None:
    value = chinese_number(words)
    return None if value is None else Decimal(value)


def _rows(d: Document) -> Counter[str] | None:
    """What the rows of a list add up to, for each unit; ``None`` where a row was not read."""
    found: Counter[str] = Counter()
    counts, units = d.all("item_count"), d.all("item_unit")
    for i, f in enumerate(counts):
        if f.blank:
            continue
        m = _CELL.fullmatch(squash(str(f.value)))
        beside = units[i] if len(units) == len(counts) else None
        unit = (m[2] if m else "") or ("" if beside is None or beside.blank else str(beside.value))
        value = _figure(m[1]) if m else None
        if value is None or not unit:
            return None
        found[squash(unit)] += value  # type: ignore[assignment]
    return found or None


def _totals(d: Document, unit: str) -> set[Decimal]:
    """The totals that a document writes for ``unit``: 共240个, 合计　240个."""
    found = re.findall(rf"{_TOTAL}{re.escape(unit)}(?![月日天工])", squash(d.text))
    return {v for x in found if (v := _figure(x)) is not None}


def _listed(documents: Iterable[Document], unit: str) -> Decimal | None:
    """How many of ``unit`` the lists hold together; ``None`` where one was not read."""
    total = None
    for d in documents:
        rows, written = _rows(d), _totals(d, unit)
        if rows is not None:
            part = Decimal(rows[unit])
        elif len(written) == 1:
            part = written.pop()
        else:
            return None
        total = part + (total or 0)
    return total


def _confiscated(documents: Iterable[Document], unit: str) -> Decimal | None:
    """How many of ``unit`` the decisions confiscate; ``None`` where they name none."""
    total = None
    for d in documents:
        for f in d.all("penalties"):
            if f.value.kind == "没收非法财物":
                words = _BRACKETS.sub("", squash(f.words))
                for x in re.findall(rf"({_NUM}){re.escape(unit)}(?![月日天工])", words):
                    total = (_figure(x) or 0) + (total or Decimal())
    return total


@check
def all_confiscated(case: CaseFile, ctx: Context) -> Answer:
    """Whether goods were confiscated and no paper gives any of them back: then there is nothing to
    be returned."""
    taken = [a for a in case.acts.get("penalties", []) if a.value == "没收非法财物"]
    if taken and not case.has("QZ_JC"):
        return yes("决定没收财物", [evidence_of_act(a) for a in taken[:1]])
    return no("没有决定没收财物" if not taken else "没收以外还有退还的财物")


@check
def items_add_up(
    case: CaseFile, ctx: Context, seized: list[str], ended: list[str], scene: list[str],
    decisions: list[str], units: list[str],
) -> Answer:  # fmt: skip
    """As many things of each unit were given back (lists of the kinds ``ended``) and confiscated
    (``decisions``) as were seized, and the record of the ``scene`` gives the same number.

    否 only where a list contradicts itself, or where the record of the scene and the end of the
    goods agree against it. Names and kinds of things are for a person to compare. In lists without
    a table the things of each of ``units`` are counted.
    """
    t = Tally()
    lists = list(case.of(*(seized[:1] if case.has(seized[0]) else seized[1:])))
    held = list(case.of(*scene))
    for d in lists:
        for unit, value in (_rows(d) or {}).items():
            written = _totals(d, unit)
            expected = f"{d.name}合计与各行之和一致"
            found = f"各行之和{show(value)}{unit}，合计{show(sorted(written))}{unit}"
            if written and value not in written:
                t.put(False, evidence_of(d, None, expected, found))
    for unit in sorted({u for d in lists for u in _rows(d) or ()}):
        _compare(t, lists, held, list(case.of(*ended)), list(case.of(*decisions)), unit)
    if not (t.bad or t.doubt or t.good):
        _by_words(t, lists, list(case.of(*ended)), units)
    return t.answer("数量对不上", "没有读到可以比较的数量，或者数量合计不同，请逐项核对")


def _compare(
    t: Tally, lists: list[Document], held: list[Document], back: list[Document],
    decisions: list[Document], unit: str,
) -> None:  # fmt: skip
    """Compare the number of ``unit`` in the lists with that at the scene and with the end."""
    own = _listed(lists, unit)
    if own is None:
        return
    at_scene = {x for d in held for x in _totals(d, unit)}
    given, taken = _listed(back, unit), _confiscated(decisions, unit)
    end = None if given is None and taken is None else (given or 0) + (taken or 0)
    unread = bool(back) and given is None
    first = evidence_of(lists[0], None, f"{show(own)}{unit}")
    if at_scene:
        right = own in at_scene or (False if end in at_scene and not unread else None)
        found = f"现场笔录{show(sorted(at_scene))}{unit}"
        wanted = f"现场笔录的数量与清单的{show(own)}{unit}一致"
        t.put(right, evidence_of(held[0], None, wanted, found) if right is not True else first)
    if end is not None and not unread:
        found = f"退还{show(given or 0)}{unit}，没收{show(taken or 0)}{unit}"
        place = (back or decisions)[0]
        wanted = f"退还和没收的数量之和与清单的{show(own)}{unit}一致"
        e = evidence_of(place, None, wanted, found)
        t.put(True if end == own else None, first if end == own else e)


def _by_words(t: Tally, lists: list[Document], back: list[Document], units: list[str]) -> None:
    """Compare lists without a table: all things of each unit that they name together."""
    one, other = counted(lists, units), counted(back, units)
    for d in [*lists, *back]:
        said = show(counted([d], units))
        t.put(bool(one and other and one == other) or None, evidence_of(d, None, "数量相符", said))
