"""Statutes cited: in force, by their present article numbers, by full name and article."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from casefiles.facts import CaseFile, Citation, Document, Fact, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    judged,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.laws import Law, Laws
from rules.looking import day_of


@lru_cache(maxsize=1)
def _laws() -> Laws:
    return Laws.load()


def _dated(d: Document) -> date | None:
    fact = d.first("doc_date")
    return day_of(fact.value) if fact is not None and fact.sure else None


def _cited(case: CaseFile, documents: list[str]) -> Iterator[tuple[Document, Fact, Citation]]:
    for d in case.of(*documents):
        for f in d.all("citations"):
            yield d, f, f.value


@check
def cites_known_law(case: CaseFile, ctx: Context) -> Answer:
    """Whether a document dated from the day on which a law was renumbered cites that law."""
    hits = [
        evidence_of(d, f)
        for d in case.documents
        for f in d.all("citations")
        if f.value.article is not None and _renumbered(f.value, _dated(d))
    ]
    return yes("", hits) if hits else no("没有读到引用行政处罚法条文的新文书")


def _renumbered(c: Citation, day: date | None) -> Law | None:
    law = _laws().by_name(c.law)
    if law is None or law.moved_on is None or day is None or day < law.moved_on:
        return None
    return law


@check
def articles_current(case: CaseFile, ctx: Context, documents: list[str], doubtful: list[str],
                     reach: int) -> Answer:  # fmt: skip
    """No document written after a law was renumbered cites an old number of it for what is now
    another article (``moved`` in ``rules/laws``).

    The word that tells the purpose has to stand within ``reach`` characters of the citation; a
    sentence with a word of ``doubtful`` (管辖, 从旧) may mean the new article of that number.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d, f, c in _cited(case, documents):
        day = _dated(d)
        law = _renumbered(c, day)
        if law is None or c.article is None or day is None:
            continue
        moved = law.stale(c.article, c.sentence, day)
        if moved is None:
            good.append(evidence_of(d, f))
            continue
        at = max(c.sentence.find(f.words), 0)
        near = c.sentence[max(0, at - reach) : at + len(f.words) + reach]
        now = "、".join(f"第{n}条" for n in moved.new)
        e = evidence_of(d, f, f"{moved.purpose}：{now}", f"第{c.article}条")
        sure = f.sure and moved.means(near) and not any(w in c.sentence for w in doubtful)
        (bad if sure else doubt).append(e)
    return judged(
        case,
        (bad, "引用了修订前的条文序号"),
        (doubt, "引用的条文序号可能是修订前的，请核对"),
        (good, ""),
        missing="没有读到条文",
        looked_for="引用条文",
    )


@check
def laws_in_force(case: CaseFile, ctx: Context, documents: list[str], notes: list[str]) -> Answer:
    """The laws cited were in force on the day of the decision, as far as ``rules/laws`` has them;
    the others, and articles beyond the last one, are left to a person.

    A law no longer in force may still rule an older act: only one not yet in force is a fault.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d, f, c in _cited(case, documents):
        law, day = _laws().by_name(c.law), _dated(d)
        if law is None or day is None:
            doubt.append(evidence_of(d, f, "现行有效", "法律登记册里没有"))
            continue
        version = law.version_on(day)
        first = law.versions[0].start
        if version is None:
            sure = first is not None and day < first and not law.versions[0].note
            sure = sure and not any(w in d.text for w in notes)
            e = evidence_of(d, f, "现行有效", f"{show(day)}没有施行的文本")
            (bad if sure else doubt).append(e)
        elif c.article is not None and version.articles and c.article > version.articles:
            doubt.append(evidence_of(d, f, f"共{version.articles}条", f"第{c.article}条"))
        else:
            good.append(evidence_of(d, f))
    return judged(
        case,
        (bad, "引用的法律在决定之日没有施行"),
        (doubt, "实体法是否有效、是否适用请人工核对"),
        (good, ""),
        missing="没有读到引用的法律",
        looked_for="法律依据",
    )


@check
def laws_named(
    case: CaseFile, ctx: Context, documents: list[str], endings: list[str], leads: list[str],
    vague: list[str], acts: list[str],
) -> Answer:  # fmt: skip
    """A law on which a penalty rests is cited with its article, not by words of ``vague``
    (有关规定); by its full name.

    It rests on a law that it breaks or applies: a word of ``leads`` stands before the law and one
    of ``acts`` (违反, 罚款 …) in the sentence. Only names with one of ``endings`` can be at fault:
    guidelines are cited as a whole. A law whose article stands elsewhere in the same document is
    cited well enough.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    tail = re.compile(rf"(?:的|等)?(?:{'|'.join(vague)})")
    for d in case.of(*documents):
        facts = d.all("citations")
        exact = {squash(f.value.law) for f in facts if f.value.article is not None}
        for f in facts:
            c, name = f.value, squash(f.value.law)
            if c.article is not None:
                good.append(evidence_of(d, f))
                if _short(name, d):
                    doubt.append(evidence_of(d, f, _laws_name(name), c.law))
                continue
            before, _, after = squash(c.sentence).partition(f"《{name}》")
            loose = tail.match(after) is not None and any(w in before for w in leads)
            loose = loose and any(w in c.sentence for w in acts)
            if loose and name not in exact and name.endswith(tuple(endings)):
                bad.append(evidence_of(d, f, "写明条、款、项", f"《{c.law}》{after[:6]}"))
    if bad:
        return no("作为依据的法律没有写明条款", bad)
    if doubt:
        return unknown("法律名称不是全称，请核对是否已定义简称", doubt[:3])
    return yes("", good) if good else unknown("没有读到引用的条文", [looked_at(case, "法律依据")])


def _laws_name(name: str) -> str:
    law = _laws().by_name(name)
    return law.name if law is not None else name


def _short(name: str, d: Document) -> bool:
    """Whether ``name`` is a short name of a law of the register that ``d`` never names in full."""
    law = _laws().by_name(name)
    if law is None or name == law.name or law.kind != "法律":
        return False
    text = squash(d.text)
    return law.name not in text and "简称" not in text
