"""The tree of units: 市 – 区县 – 机关 – 承办机构."""

import csv
import io
from collections.abc import Iterable, Sequence

from enforcement.review.parts import Reviewer, Unit
from enforcement.review.refusal import Refused
from rules.loading import nearest

LEVELS = ("市", "区县", "机关", "承办机构")


class Units:
    """The units of a round, asked for their place in the tree."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_name = {u.name: u for u in units}

    def __bool__(self) -> bool:
        return bool(self._by_name)

    def parent(self, name: str) -> str:
        """The unit above; empty for the highest, and for one that is not in the tree."""
        unit = self._by_name.get(name)
        return unit.parent if unit else ""

    def below(self, name: str) -> list[str]:
        """The units directly below."""
        return [u.name for u in self._by_name.values() if u.parent == name]

    def level(self, name: str) -> str:
        """The level of a unit, empty where it is not in the tree."""
        unit = self._by_name.get(name)
        return unit.level if unit else ""

    def area(self, name: str) -> str:
        """The 区县 (or 市) a unit belongs to; empty where the tree does not say."""
        at = name
        while at and self.level(at) not in ("区县", "市"):
            at = self.parent(at)
        return at

    def own(self, agency: str) -> list[str]:
        """The offices of an agency, at every depth: their people are the agency's people."""
        found, at = [], [agency]
        while at:
            at = [c for name in at for c in self.below(name)]
            found += at
        return found


def check_tree(units: Sequence[Unit]) -> None:
    """Refuse a tree with an unknown parent, a wrong level or a ring."""
    names = [u.name for u in units]
    for u in units:
        if names.count(u.name) > 1:
            raise Refused(f"单位“{u.name}”写了两次")
        if u.level not in LEVELS:
            raise Refused(f"单位“{u.name}”的层级“{u.level}”不对；应为：{'、'.join(LEVELS)}")
        if u.parent and u.parent not in names:
            says = f"单位“{u.name}”的上级“{u.parent}”不在表里{nearest(u.parent, names)}"
            raise Refused(says)
    above = {u.name: u for u in units}
    for u in units:
        if u.parent and LEVELS.index(above[u.parent].level) > LEVELS.index(u.level):
            raise Refused(f"单位“{u.name}”（{u.level}）的上级“{u.parent}”层级反而低")
        seen, at = {u.name}, u.parent
        while at:
            if at in seen:
                raise Refused(f"单位“{u.name}”的上级绕成一圈")
            seen.add(at)
            at = above[at].parent


def read_units(text: str) -> tuple[Unit, ...]:
    """Units from CSV with the columns 单位, 上级, 层级."""
    rows = _rows(text, ("单位", "层级"), "单位表")
    units = tuple(
        Unit(name=r["单位"], parent=r.get("上级", ""), level=r["层级"]) for r in rows if r["单位"]
    )
    check_tree(units)
    return units


def read_reviewers(text: str) -> tuple[Reviewer, ...]:
    """Reviewers from CSV with the columns 姓名, 单位."""
    rows = _rows(text, ("姓名", "单位"), "评查人名单")
    found = tuple(Reviewer(name=r["姓名"], unit=r["单位"]) for r in rows if r["姓名"])
    names = [r.name for r in found]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise Refused(f"评查人名单里“{twice[0]}”写了两次；同名的请加以区别")
    return found


def _rows(text: str, need: Sequence[str], what: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    header = [h.strip() for h in reader.fieldnames or ()]
    for n in need:
        if n not in header:
            raise Refused(f"{what}第一行缺少列“{n}”；现有：{'、'.join(header) or '没有'}")
    return [{(k or "").strip(): (v or "").strip() for k, v in row.items()
             if isinstance(v, str)} for row in reader]  # fmt: skip
