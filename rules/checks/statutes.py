"""Statutes cited: in force, by their present article numbers, by full name and article."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from casefiles.facts import CaseFile, Citation, Document, Fact, find_dates, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    evidence_of_act,
    judged,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.checks.evidence import facts_of
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


def _acted(d: Document, begin: list[str], end: list[str]) -> date | None:
    """The earliest day that the facts of a decision name."""
    days = [x.value for x in find_dates(facts_of(d.text, begin, end, [])) if x.value is not None]
    return min(days, default=None)


@check
def laws_in_force(
    case: CaseFile, ctx: Context, documents: list[str], notes: list[str], begin: list[str],
    end: list[str],
) -> Answer:  # fmt: skip
    """The laws cited were in force on the day of the decision, as far as ``rules/laws`` has them;
    the others, and articles beyond the last one, are left to a person.

    A law no longer in force may still rule an older act: it is a fault only where all days that
    the facts name (between words of ``begin`` and ``end``) are later; so is a law not yet in force.
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
            last, acted = law.versions[-1].end, _acted(d, begin, end)
            over = last is not None and acted is not None and acted > last and f.sure
            sure = (sure or over) and not any(w in d.text for w in notes)
            said = f"{show(last)}后废止" if over else f"{show(day)}没有施行的文本"
            (bad if sure else doubt).append(evidence_of(d, f, "现行有效", f"{c.law}{said}"))
        elif c.article is not None and version.articles and c.article > version.articles:
            doubt.append(evidence_of(d, f, f"共{version.articles}条", f"第{c.article}条"))
        else:
            good.append(evidence_of(d, f))
    return judged(
        case,
        (bad, "引用的法律在决定之日没有施行或者已经失效"),
        (doubt, "实体法是否有效、是否适用请人工核对"),
        (good, ""),
        missing="没有读到引用的法律",
        looked_for="法律依据",
    )


@check
def law_revised_meanwhile(case: CaseFile, ctx: Context) -> Answer:
    """Whether a law on penalties that the decision cites got a new version between the filing and
    the decision: then 从旧兼从轻 has to be thought of (行政处罚法第三十七条)."""
    filed, decided = case.act("filing_date"), case.act("decision_date")
    if decided is None:
        return no("没有决定")
    hits = []
    for f in decided.document.all("citations"):
        law = _laws().by_name(f.value.law)
        if law is None or law.governs != "行政处罚" or len(law.versions) < 2:
            continue
        new = law.version_on(decided.day)
        if filed is None and new is not None and new is not law.versions[0]:
            return unknown(
                "没有读到立案日期，是否跨过法律修订请人工核对", [evidence_of_act(decided)]
            )
        if filed is not None and law.version_on(filed.day) is not new:
            hits.append(evidence_of(decided.document, f))
    return yes("办案期间法律修订", hits) if hits else no("办案期间引用的法律没有修订")


@check
def laws_named(
    case: CaseFile, ctx: Context, documents: list[str], endings: list[str], leads: list[str],
    breach: str, vague: list[str], general: list[str], acts: list[str], decisions: list[str],
    others: list[str],
) -> Answer:  # fmt: skip
    """A law on which a penalty rests is cited with its article, not by words of ``vague``
    (有关规定); by its full name.

    It rests on a law that it breaks or applies: a word of ``leads`` stands before the law and one
    of ``acts`` (违反, 罚款 …) in the sentence. Only names with one of ``endings`` can be at fault:
    guidelines are cited as a whole. A law whose article stands elsewhere in the same document is
    cited well enough; but where ``general`` words stand for the basis of the penalty, an article
    that was only broken (``breach``) does not tell it. Nor is an article cited well enough in a
    document of the kinds ``decisions`` that another one of the kinds ``others`` cites to its item.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        facts = d.all("citations")
        exact = {squash(f.value.law) for f in facts if f.value.article is not None}
        bases = {
            squash(f.value.law)
            for f in facts
            if f.value.article is not None and _lead(f.value, leads) != breach
        }
        again = _SAME_LAW.search(squash(d.text)) is not None
        for f in facts:
            c, name = f.value, squash(f.value.law)
            if c.article is not None:
                good.append(evidence_of(d, f))
                if _short(name, d):
                    doubt.append(evidence_of(d, f, _laws_name(name), c.law))
                continue
            said = _vaguely(c, vague, leads) if name.endswith(tuple(endings)) else None
            if said is None or not any(w in c.sentence for w in acts):
                continue
            lead, words = said
            punished = lead != breach and any(w in c.sentence for w in acts if w != breach)
            empty = punished and any(w in words for w in general) and not again
            if name not in exact or (empty and name not in bases):
                bad.append(evidence_of(d, f, "写明条、款、项", f"《{c.law}》{words}"))
        if d.code in decisions:
            bad += _without_item(case, d, others, leads)
    if bad:
        return no("作为依据的法律没有写明条款", bad)
    if doubt:
        return unknown("法律名称不是全称，请核对是否已定义简称", doubt[:3])
    return yes("", good) if good else unknown("没有读到引用的条文", [looked_at(case, "法律依据")])


def _without_item(
    case: CaseFile, d: Document, others: list[str], leads: list[str]
) -> Iterator[Evidence]:
    """Articles of which the decision ``d`` never names the item (项), where another paper of the
    kinds ``others`` that was made for it does."""

    def key(f: Fact) -> tuple[str, int | None]:
        return squash(f.value.law), f.value.article

    itemised = {key(f) for f in d.all("citations") if "项" in f.value.detail}
    told: dict[tuple[str, int | None], tuple[Document, Citation]] = {}
    for x, f, c in _cited(case, others):
        if "项" in c.detail and f.sure:
            told.setdefault(key(f), (x, c))
    seen: set[tuple[str, int | None]] = set()
    for f in d.all("citations"):
        k = key(f)
        if k in told and k not in itemised and k not in seen and f.sure and _lead(f.value, leads):
            seen.add(k)
            x, c = told[k]
            here = f"第{c.article}条{f.value.detail}"
            yield evidence_of(d, f, f"{x.name}：第{c.article}条{c.detail}", here)


# 该法第…条, 依据第…条: an article of a law named before.
_SAME_LAW = re.compile(
    r"(?:该|本|同|上述|前述)(?:法|条例)[^。；，]{0,6}第|[依根按][据照](?:其|该)?第"
)


def _lead(c: Citation, leads: list[str]) -> str:
    """The word of ``leads`` that stands last in front of a law in its sentence."""
    before = squash(c.sentence).partition(f"《{squash(c.law)}》第")[0]
    return max(leads, key=before.rfind) if any(w in before for w in leads) else ""


def _vaguely(c: Citation, vague: list[str], leads: list[str]) -> tuple[str, str] | None:
    """The lead and the words of ``vague`` with which a sentence applies a law."""
    said = squash(c.sentence)
    tail = re.compile(rf"《{re.escape(squash(c.law))}》((?:的|等)?(?:{'|'.join(vague)}))")
    for m in tail.finditer(said):
        before = said[: m.start()]
        if any(w in before for w in leads):
            return max(leads, key=before.rfind), m[1]
    return None


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
