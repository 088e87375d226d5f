"""Findings: their lasting identity, the program's 疑点, what persons decide, two readings compared.

A fingerprint is made of the rule (or item), the kind of document and the words of the place, never
of a page, a paragraph number, a file name or what else was looked at: so a re-check of a changed
case file recognises the same problem.
"""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable

from enforcement.result import Assessment, Evidence, RuleResult
from enforcement.review.parts import Added, Decision, Judged, Opinion, Suspect
from enforcement.review.refusal import Refused
from enforcement.scoring import points_by_rule
from rules.loading import nearest
from rules.standards import Item, Standard

WHOLE = "全卷"


def words_of(text: str) -> str:
    """Words as they are compared: one width, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def fingerprint(source: str, document: str, words: str) -> str:
    """16 hex digits; ``source`` is a rule's id or ``项目`` with an item's number."""
    text = "\n".join((source, words_of(document), words_of(words)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def of_result(r: RuleResult) -> dict[str, list[Evidence]]:
    """The findings in the result of one rule: fingerprint → its places.

    Each place of a fail is a finding of its own, places with the same words are one. What only a
    person can decide is one finding however many places bear on it.
    """
    if r.verdict == "needs_review":
        return {fingerprint(r.rule, "待人工", ""): list(r.evidence)}
    if r.verdict != "fail":
        return {}
    found: dict[str, list[Evidence]] = {}
    for e in r.evidence:
        # Where nothing is there to quote, what was expected says which problem it is.
        words = e.quote if e.anchor is not None and e.quote.strip() else e.expected
        found.setdefault(fingerprint(r.rule, e.document, words), []).append(e)
    return found or {fingerprint(r.rule, WHOLE, ""): []}


def suspects(a: Assessment, standard: Standard) -> tuple[Suspect, ...]:
    """The 疑点 of an assessment, in the order of its results."""
    items: dict[str, Item] = {}
    for _, item in standard.rows():
        for rule in item.rules:
            items.setdefault(rule, item)
    points = points_by_rule(a.score) if a.score is not None else {}
    found: list[Suspect] = []
    for r in a.results:
        for n, (finding, places) in enumerate(of_result(r).items()):
            of = items.get(r.rule)
            suspect = Suspect(
                finding=finding,
                rule=r.rule,
                item=of.no if of else "",
                document=places[0].document if places else WHOLE,
                verdict=r.verdict,
                occurrences=max(1, len(places)) if r.verdict == "fail" else 1,
                veto=of is not None and of.kind == "否决",
                message=r.message,
            )
            # What the rule cost stands with its first finding, so that sums are right.
            cost = points.get(r.rule)
            found.append(suspect.model_copy(update={"points": cost}) if cost and not n else suspect)
    return tuple(found)


def added(item: str, document: str, text: str, lost: object) -> Added:
    """A reviewer's own finding, with its fingerprint."""
    finding = fingerprint(f"项目{item}", document or WHOLE, text)
    return Added.model_validate(
        {
            "finding": finding,
            "item": item,
            "document": document or WHOLE,
            "text": text,
            "lost": lost,
        }
    )


def check(o: Opinion, standard: Standard, known: Collection[str]) -> None:
    """Refuse an opinion on unknown findings or items, without reasons, or with marks that the
    item does not have."""
    for d in o.decisions:
        if d.finding not in known:
            raise Refused(f"没有编号为“{d.finding}”的疑点{nearest(d.finding, known)}")
        if d.decision != "采纳" and not d.reason.strip():
            raise Refused(f"疑点 {d.finding} 写的是“{d.decision}”，必须写明理由")
    items = {i.no: i for _, i in standard.rows()}
    for no, lost in [(j.item, j.lost) for j in o.judged] + [(a.item, a.lost) for a in o.added]:
        if no not in items:
            raise Refused(f"评查标准“{standard.id}”里没有项目“{no}”{nearest(no, items)}")
        of = items[no]
        if lost is not None and (lost < 0 or (of.kind != "否决" and lost > of.stake)):
            raise Refused(f"项目“{no}”失分应在 0 到 {of.stake} 之间，现在写的是 {lost}")
    for a in o.added:
        if not a.text.strip():
            raise Refused(f"在项目“{a.item}”下补充的问题没有写内容")


def overlay(old: Opinion, new: Opinion) -> Opinion:
    """``old``, with later words in the place of earlier ones. An added finding that ``new`` does
    not adopt is taken out."""
    decisions = {d.finding: d for d in (*old.decisions, *new.decisions)}
    judged = {j.item: j for j in (*old.judged, *new.judged)}
    both = {a.finding: a for a in (*old.added, *new.added)}
    dropped = {d.finding for d in decisions.values() if d.decision != "采纳"}
    return Opinion(
        decisions=tuple(decisions.values()),
        judged=tuple(judged.values()),
        added=tuple(a for a in both.values() if a.finding not in dropped),
    )


def revised(old: Opinion, new: Opinion) -> Opinion:
    """One reading with later words of its reader. A finding of his own that he takes back leaves
    nothing behind: it is no point on which readings differ, and he may add it again."""
    whole = overlay(old, new)
    gone = {a.finding for a in old.added} - {a.finding for a in whole.added}
    kept = tuple(d for d in whole.decisions if d.finding not in gone)
    return whole.model_copy(update={"decisions": kept})


def undecided(o: Opinion, of: Iterable[Suspect]) -> list[Suspect]:
    """The 疑点 on which nothing was decided yet."""
    done = {d.finding for d in o.decisions}
    return [s for s in of if s.finding not in done]


def item_key(item: str) -> str:
    """How an item stands among the points on which readings differ."""
    return f"项目{item}"


def compare(a: Opinion, b: Opinion) -> tuple[Opinion, tuple[str, ...]]:
    """What two readings agree on, and the points on which they differ.

    Own findings agree where both name the same item, kind of document and marks, whatever words
    they use; the first reader's words are kept.
    """
    same: list[Decision] = []
    differing: list[str] = []
    first = {d.finding: d for d in a.decisions}
    second = {d.finding: d for d in b.decisions}
    for finding in dict.fromkeys((*first, *second)):
        x, y = first.get(finding), second.get(finding)
        if x and y and x.decision == y.decision:
            reason = "；".join(dict.fromkeys(r for r in (x.reason, y.reason) if r))
            same.append(x.model_copy(update={"reason": reason}))
        else:
            differing.append(finding)
    judged: list[Judged] = []
    one, two = {j.item: j for j in a.judged}, {j.item: j for j in b.judged}
    for item in dict.fromkeys((*one, *two)):
        if item in one and item in two and one[item].lost == two[item].lost:
            judged.append(one[item])
        else:
            differing.append(item_key(item))
    mine: list[Added] = []
    rest = list(b.added)
    for x_added in a.added:
        alike = (x_added.item, x_added.document, x_added.lost)
        twin = next((y for y in rest if (y.item, y.document, y.lost) == alike), None)
        if twin is None:
            differing.append(x_added.finding)
        else:
            rest.remove(twin)
            mine.append(x_added)
    differing += [y.finding for y in rest]
    agreed = Opinion(decisions=tuple(same), judged=tuple(judged), added=tuple(mine))
    return agreed, tuple(dict.fromkeys(differing))
