"""The decision as a document: its lawful contents and the remedies it tells."""

import re
from datetime import date
from typing import Any

from casefiles.facts import CaseFile, Document, Fact, squash
from rules.answers import Answer, Context, Evidence, evidence_of, judged, show
from rules.checks import check
from rules.looking import day_of
from rules.parameters import department_of, departments, is_vertical


def _filled(d: Document, keys: list[str]) -> Fact | None:
    return next((f for k in keys for f in d.all(k) if not f.blank), None)


def _without(text: str, words: list[str]) -> str:
    """``text`` without the sentences that hold one of ``words``."""
    parts = re.split("(?<=[。；\n])", text)
    return "".join(p for p in parts if not any(w in p for w in words))


def _element(d: Document, x: dict[str, Any]) -> tuple[Fact | None, bool | None]:
    """Whether the decision holds one of its elements (``None``: it may), and where."""
    text = _without(d.text, x["apart"]) if "apart" in x else d.text
    facts = [f for k in x.get("fields", []) for f in d.all(k) if not f.blank]
    fact = next((f for f in facts if "apart" not in x or f.words in text), None)
    for word in x.get("part_of", ()):  # 住 in 住房和城乡建设局 is no address
        text = text.replace(word, "")
    if fact is not None or any(w in squash(text) for w in x.get("words", [])):
        return fact, True
    head = re.split("经查|查明|违法事实|一案", text, maxsplit=1)[0]
    return None, None if any(w in head for w in x.get("maybe", [])) else False


@check
def decision_complete(
    case: CaseFile, ctx: Context, documents: list[str], elements: list[dict[str, Any]], least: int
) -> Answer:
    """The decision holds each of ``elements`` (行政处罚法第五十九条); one fault for each it lacks.

    An element is there where one of its ``fields`` is filled or one of its ``words`` stands in
    the text, not counting sentences with a word of ``apart`` (the bank has an address too);
    ``only`` limits it to decisions with that field; ``part_of`` are words in which one of them is
    a part of another word. Without either it is a fault, but not where a
    word of ``maybe`` stands before the facts, nor in a text shorter than ``least`` characters,
    which was hardly read whole.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        short = len(squash(d.text)) < least
        for element in elements:
            if (only := element.get("only")) and _filled(d, [only]) is None:
                continue
            fact, there = _element(d, element)
            if there:
                good += [evidence_of(d, fact)] if fact is not None else []
            else:
                sure = there is False and element.get("words") and not short
                (bad if sure else doubt).append(evidence_of(d, None, element["name"], "没有读到"))
    return judged(
        case,
        (bad, "决定书缺少法定内容"),
        (doubt, "决定书有内容没有读到，请核对"),
        (good, ""),
        missing="没有决定书可供核对",
        looked_for="决定书",
    )


class _Remedies:
    """The faults of the remedies told in one document."""

    def __init__(self, d: Document, ctx: Context, limits: dict[str, str]) -> None:
        self.d, self.ctx, self.limits = d, ctx, limits
        self.bad: list[Evidence] = []
        self.doubt: list[Evidence] = []
        self.good: list[Evidence] = []

    def _put(self, wrong: bool | None, fact: Fact | None, expected: str, found: str = "") -> None:
        where = self.bad if wrong else self.doubt if wrong is None else self.good
        where.append(evidence_of(self.d, fact, expected, found))

    def period(self, key: str, name: str, word: str, day: date) -> None:
        """The period under ``key`` agrees with the parameter ``name`` on ``day``."""
        fact = self.d.first(key)
        value = self.ctx.lookup(name, day)
        if fact is None or fact.blank:
            gone = word not in squash(self.d.text)
            self._put(True if gone else None, None, f"{word}的期限", "没有" if gone else "没有读到")
            return
        if value is None:
            self._put(None, fact, "法定期限")
            return
        months = value.unit == "月"
        due = f"{value.value}个月" if months else f"{value.value}日"
        told = str(fact.value) if months else f"{fact.value}日"
        # A period in days instead of months may come from a special statute.
        sure = fact.sure and value.status == "核实" and (not months or told.endswith("个月"))
        self._put(False if told == due else True if sure else None, fact, due, told)

    def bodies(self, words: dict[str, list[str]], since: date, day: date) -> None:
        """A review body is named, from ``since`` on a lawful one; and a court."""
        fact = self.d.first("review_orgs")
        if fact is None or fact.blank:
            self._put(None, None, "行政复议机关", "没有读到")
        else:
            self._put(self._wrong_body(fact, words["superior"], since, day), fact, "本级人民政府")
        court = self.d.first("court")
        text = squash(self.d.text)
        if court is not None and not court.blank:
            self._put(False, court, "人民法院")
        elif any(w in text for w in words["suit"]):
            self._put(None, None, "人民法院名称", "没有读到")
        # Where no suit is told of at all, its missing period is the fault.

    def _wrong_body(self, fact: Fact, superior: list[str], since: date, day: date) -> bool | None:
        own = self.ctx.department
        if day < since:
            return False
        mine = [o for o in fact.value if any(w in o for w in superior)]
        mine += [o for o in fact.value if own and "人民政府" not in o and department_of(o) == own]
        if not mine:
            return False
        # Where the department is unknown, or answers to the level above, that may be right.
        either = next((d for d in departments() if d.name == own and d.name == "司法行政"), None)
        if is_vertical(own) is not False or either or not fact.sure:
            return None
        return None if (self.ctx.agency or "").startswith(("国家", "中华人民共和国")) else True


@check
def remedies_told(
    case: CaseFile, ctx: Context, documents: list[str], limits: dict[str, str],
    words: dict[str, list[str]], since: date,
) -> Answer:  # fmt: skip
    """The decision tells body and period of review, and court and period of the suit; one fault
    for each that is wrong or left out.

    ``limits`` names the parameters of both periods; ``since`` is the day from which the body is
    the government of the same level, except for departments that answer to the level above
    (行政复议法2023第二十四条、第二十七条). Decisions on the spot have a rule of their own for the
    suit once a review has to come first.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        dated = d.first("doc_date")
        day = day_of(dated.value) if dated is not None and dated.sure else None
        if day is None:
            doubt.append(evidence_of(d, dated, "决定日期", "没有读到，不能确定适用的法律"))
            continue
        r = _Remedies(d, ctx, limits)
        r.period("review_days", limits["review"], "复议", day)
        if d.code != "CF_DC" or day < since:
            r.period("suit_period", limits["suit"], "诉", day)
        r.bodies(words, since, day)
        bad += r.bad
        doubt += r.doubt
        good += r.good
    return judged(
        case,
        (bad, f"救济途径告知有误：{show([e.found for e in bad])}"),
        (doubt, "救济途径没有读全或者不能确定，请核对"),
        (good, ""),
        missing="没有决定书可供核对",
        looked_for="决定书",
    )


@check
def review_first_told(case: CaseFile, ctx: Context) -> Answer:
    """A decision on the spot tells that a review comes before a suit (行政复议法2023第二十三条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_DC"):
        first, either = d.first("review_first"), d.first("remedy_either")
        if first and not either:
            good.append(evidence_of(d, first))
        elif either and not first:
            bad.append(evidence_of(d, either, "先申请行政复议，对复议决定不服再起诉"))
        else:
            doubt.append(evidence_of(d, either, "先申请行政复议", "没有读到或者两种写法都有"))
    return judged(
        case,
        (bad, "写成可以直接起诉"),
        (doubt, "没有读到复议前置的告知，请核对"),
        (good, ""),
        missing="没有当场处罚决定书",
        looked_for="决定书",
    )
