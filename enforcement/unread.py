"""What a case file was asked and did not tell: documents of no known kind, facts not found where
they should stand, facts read with doubt, each with the place that was looked at; recordings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from casefiles.facts import Act, CaseFile, Document, Media
from casefiles.vocabulary import act_sources
from enforcement.result import Location, Unread

_SHOWN = 24  # characters of an unknown document's first line
_LISTED = 20  # photos named
_QUOTED = 60  # characters of the words of a doubtful fact


def unread(case: CaseFile, names: Mapping[str, str]) -> tuple[Unread, ...]:
    """Documents not recognised, then case-level facts in their order; ``names`` are the Chinese
    names of those facts. A fact is missing only where a document it is read from is there."""
    found = [_nameless(d) for d in case.documents if d.code is None]
    kinds: dict[str, set[str]] = defaultdict(set)
    for s in act_sources():
        if s.type in (None, case.enforcement_type):
            kinds[s.act] |= set(s.kinds)
    for key, codes in kinds.items():
        looked = [d for d in case.documents if d.code in codes]
        act = case.act(key)
        if act is None or act.fact.blank:
            if looked:
                found.append(_missing(names[key], looked, act))
        elif not act.fact.sure:
            found.append(_doubtful(names[key], act))
    return (*found, *_unseen(case.media))


def _unseen(media: list[Media]) -> Iterator[Unread]:
    """Recordings one by one, with their digests, and all photos together."""
    for m in media:
        if m.kind != "照片":
            digests = (("SHA-256", m.sha256), ("SM3", m.sm3))
            said = [m.told(), *(f"{name} {value}" for name, value in digests if value)]
            yield Unread(
                what=m.kind,
                looked=(m.name,),
                message=f"没有看、没有听其内容，请人工查看（{'；'.join(said)}）",
            )
    photos = [m.name for m in media if m.kind == "照片"]
    if photos:
        message = f"{len(photos)}张照片，没有看其内容，请人工查看"
        yield Unread(what="照片", looked=tuple(photos[:_LISTED]), message=message)


def _nameless(d: Document) -> Unread:
    first = d.title or next((line.strip() for line in d.text.split("\n") if line.strip()), "")
    said = (
        f"标题“{d.title}”不在文书种类表里" if d.title else f"没有看到标题，开头是“{first[:_SHOWN]}”"
    )
    return Unread(
        what="文书种类",
        looked=(d.source,),
        message=f"{said}；共看了{len(d.starts)}段文字",
        anchor=Location.of(d.title_anchor, d.source) if d.title_anchor.part else None,
    )


def _missing(name: str, looked: list[Document], act: Act | None) -> Unread:
    where = "、".join(dict.fromkeys(f"《{d.name}》" for d in looked))
    blank = act is not None and act.fact.anchor.part
    return Unread(
        what=name,
        looked=tuple(dict.fromkeys(d.source for d in looked)),
        message=f"{where}里的栏目是空的" if blank else f"看了{where}，没有读到",
        anchor=Location.of(act.fact.anchor, act.document.source) if act and blank else None,
    )


def _doubtful(name: str, act: Act) -> Unread:
    fact, document = act.fact, act.document
    said = f"《{document.name}》里读到“{fact.words.strip()[:_QUOTED]}”"
    return Unread(
        what=name,
        looked=(document.source,),
        message=f"{said}，{fact.why or '读不准'}",
        anchor=Location.of(fact.anchor, document.source) if fact.anchor.part else None,
    )
