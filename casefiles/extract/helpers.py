"""Those who only help the officers (协管员, 辅警, 文员): named so in brackets or by a label."""

import re

from casefiles import normalise as n
from casefiles.facts import Document, Fact, Person
from casefiles.vocabulary import words

_ASIDE = re.compile(r"[（(]([^（）()]{1,24})[）)]")


def set_helpers_apart(document: Document) -> set[str]:
    """The names of the helpers. They are taken out of ``officers``; ``helpers`` holds each with the
    words that call him one. Who has a certificate number beside his name is an officer all the
    same."""
    helping = document.all("helpers")
    if able := [f for f in helping if any(p.cert for p in f.value or ())]:
        document.fields.setdefault("officers", []).extend(able)
    said = [*helping, *_in_brackets(document)]
    said += [
        Fact(tuple(Person(x) for x in f.value.people), f.words, f.anchor)
        for f in document.all("signatures")
        if f.value.role == "协助人员" and f.value.people
    ]
    officers = document.all("officers")
    certified = {p.name for f in (*officers, *said) for p in f.value or () if p.cert}
    names = {p.name for f in said for p in f.value or ()} - certified
    if names:
        document.fields["helpers"] = said
        document.fields["officers"] = [
            Fact(tuple(p for p in f.value or () if p.name not in names), f.words, f.anchor, f.sure)
            for f in officers
        ]
    return names


def _in_brackets(document: Document) -> list[Fact]:
    """张三（协管员）: who is called a helper right behind his name in a box for officers."""
    found: list[Fact] = []
    for f in document.all("officers"):
        for p in f.value or ():
            at = f.words.find(p.name)
            aside = _ASIDE.match(f.words, at + len(p.name)) if at >= 0 else None
            if aside and any(w in n.squash(aside[1]) for w in words("helper_marks")):
                found.append(Fact((p,), f.words[at : aside.end()], f.anchor, f.sure))
    return found
