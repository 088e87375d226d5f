"""The facts of the whole case: what was done, when, by whom (keys in ``kinds/acts.toml``)."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from casefiles.facts import Act, CaseFile, Delivery, Document, Fact, Opinion, Person
from casefiles.normalise import same_doc_number, squash
from casefiles.vocabulary import Source, act_sources

_RECORDS = ("CF_XC", "CF_XW", "CF_KY")
_ON_SITE = ("XK_HC", "QZ_BL", "QX_BL")
_HANDLED = ("XK_SP", "GD_COVER")  # an application: those on site may be of another office
_PAPERS = ("CF_DC", "CF_ZJ", "CF_LA", "CF_CL", "XK_SP", "QZ_SP", "JC_SP", "JC_TZ", "GD_COVER")


def derive(case: CaseFile) -> None:
    """Fill ``case.acts``, its agency, party, number, enforcement type and procedure."""
    case.enforcement_type, case.procedure = _nature(case)
    _deliveries_by_place(case)
    put = _Acts(case)
    for source in act_sources():
        if source.type in (None, case.enforcement_type):
            put.read(source)
    put.earliest("first_inquiry", _RECORDS, "start_time")
    for d in case.of("CF_CS"):
        key = "waiver_date" if d.first("waived_clearly") else "defence_date"
        put.one(key, d, d.first("doc_date"))
    for d in case.documents:
        if "听证申请" in d.title or "听证要求" in d.title:
            put.one("hearing_request", d, d.first("doc_date"))
    _review(case, put)
    _on_the_spot(case, put)
    put.officers()
    _identity(case)
    put.party_type()
    for key in (
        "decision_date",
        "filing_date",
        "notice_date",
        "source_date",
        "first_inquiry",
        "close_date",
    ):
        if (act := case.act(key)) is not None:
            put.one("any_date", act.document, act.fact)


def _handling(opinion: Opinion | None) -> tuple[str, ...]:
    """Those who signed an opinion as the ones in charge of the matter."""
    return opinion.people if opinion is not None and opinion.role == "承办人" else ()


class _Acts:
    """Puts facts into ``case.acts``: filled ones only; the first one put is the one that counts."""

    def __init__(self, case: CaseFile) -> None:
        self.case = case

    def one(self, key: str, document: Document, fact: Fact | None) -> None:
        if fact is None or fact.blank:
            return
        value = fact.value
        if isinstance(value, datetime) and key not in (
            "hearing_start",
            "hearing_end",
            "first_inquiry",
        ):
            fact = Fact(value.date(), fact.words, fact.anchor, fact.sure, fact.why)
        self.case.acts.setdefault(key, []).append(Act(fact, document))

    def read(self, source: Source) -> None:
        """What one entry of ``acts.toml`` asks for; its kinds one after the other."""
        for code in source.kinds:
            if source.how == "approved":
                self.approved(source.act, code)
            elif source.how == "served":
                self.served(source.act, code)
            elif source.field == "penalties":
                self.kinds(source.act, code)
            else:
                for d in self.case.of(code):
                    self.one(source.act, d, d.first(source.field))

    def earliest(self, key: str, codes: tuple[str, ...], name: str) -> None:
        dated = [
            (f.value, d, f) for d in self.case.of(*codes) if (f := d.first(name)) and not f.blank
        ]
        for _, d, f in sorted(dated, key=lambda x: (_as_moment(x[0]), x[1].source))[:1]:
            self.one(key, d, f)

    def approved(self, key: str, code: str) -> None:
        """The day on which the head of the agency signed the form of this kind."""
        for d in self.case.of(code):
            for f in d.all("opinions"):
                o: Opinion | None = f.value
                if o and o.role == "负责人" and o.day:
                    self.one(key, d, Fact(o.day, f.words, f.anchor, f.sure))

    def served(self, key: str, code: str) -> None:
        """The day on which a document of this kind was delivered."""
        own = {d.value("doc_no") for d in self.case.of(code)} - {None}
        for d in self.case.of("SD_HZ"):
            for f in d.all("deliveries"):
                x: Delivery = f.value
                by_number = x.number and any(same_doc_number(x.number, o) for o in own)
                if x.day and (x.code == code or (by_number and x.code is None)):
                    self.one(key, d, Fact(x.day, f.words, f.anchor, f.sure))
        for d in self.case.of(code):
            for f in d.all("signatures"):
                # Signed for on the document itself.
                taken = "收" in f.words[:12] or d.title.endswith("笔录")  # told orally
                if f.value.role == "当事人" and f.value.day and f.value.filled and taken:
                    self.one(key, d, Fact(f.value.day, f.words, f.anchor))

    def officers(self) -> None:
        """Those who investigated: named or signing as officers in records. Where no two are read
        there, those whom the other papers name, too."""
        seen: dict[str, Act] = {}
        first = _HANDLED if self.case.enforcement_type == "行政许可" else _RECORDS
        for codes in (first, _ON_SITE, _PAPERS):
            named = codes in (_HANDLED, _PAPERS)
            for d in self.case.of(*codes):
                for f in [*d.all("acting"), *(d.all("officers") if named else ())]:
                    for p in f.value or ():
                        seen.setdefault(p.name, Act(Fact((p,), f.words, f.anchor), d))
                for f in d.all("opinions") if codes is _HANDLED else ():
                    for name in _handling(f.value):
                        seen.setdefault(name, Act(Fact((Person(name),), f.words, f.anchor), d))
            if len(seen) > 1:
                break
        self.case.acts["officers"] = list(seen.values())

    def kinds(self, key: str, code: str) -> None:
        for d in self.case.of(code):
            for f in d.all("penalties"):
                self.one(key, d, Fact(f.value.kind, f.words, f.anchor, f.sure))

    def party_type(self) -> None:
        """自然人 or 单位, from the kind of identity number or the form of the name."""
        party = self.case.party
        if party is None:
            return
        name = str(party.value)
        ids = [f.value for d in self.case.documents for f in d.all("party_id") if f.value]
        word = None
        if len(name) <= 4 or "·" in name:
            word = "自然人"
        elif any(len(str(i)) == 18 and str(i).startswith("92") for i in ids):
            word = "个体工商户"
        elif name.endswith(("店", "部", "馆", "铺", "超市", "坊", "行", "摊", "屋", "吧", "户")):
            word = "个体工商户" if not any(str(i).startswith(("91", "93")) for i in ids) else "单位"
        else:
            word = "单位"
        self.one("party_type", party.document, Fact(word, party.fact.words, party.fact.anchor))


def _as_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else datetime.max


def _review(case: CaseFile, put: _Acts) -> None:
    """The legal reviews, wherever they are recorded: a form of their own or a box in another."""
    for d in case.of("FZ_YJ"):
        boxes = [
            f
            for f in d.all("opinions")
            if f.value and f.value.role in ("法制审核", "负责人", "其他")
        ]
        day = d.first("review_date")
        if day is None or day.blank:
            dated = [f for f in boxes if f.value.day]
            last = dated[-1] if dated else None
            day = Fact(last.value.day, last.words, last.anchor) if last else d.first("doc_date")
        put.one("review_date", d, day)
        put.one("review_opinion", d, d.first("opinion"))
        who = [f for f in d.all("reviewer") if not f.blank]
        for f in who[:2]:
            put.one("reviewers", d, Fact(tuple(p.name for p in f.value), f.words, f.anchor))
        signed = [f for f in d.all("signatures") if f.value.role == "审核人"]
        for f in [] if who else [*boxes, *signed]:
            if f.value.role in ("法制审核", "审核人") and f.value.people:
                put.one("reviewers", d, Fact(f.value.people, f.words, f.anchor))
    for d in case.documents:
        if d.code in ("FZ_YJ", "CF_LA", "ZX_JA", "CF_XA", "QZ_SP"):
            continue
        for f in d.all("opinions"):
            o: Opinion | None = f.value
            if o and o.role == "法制审核" and o.day:
                put.one("review_date", d, Fact(o.day, f.words, f.anchor))
                put.one("review_opinion", d, Fact(o.text, f.words, f.anchor))
                put.one("reviewers", d, Fact(o.people, f.words, f.anchor))


def _on_the_spot(case: CaseFile, put: _Acts) -> None:
    """A summary decision handed over on the spot is served on the day the party signed it."""
    if case.act("decision_served") is not None:
        return
    for d in case.of("CF_DC"):
        for f in d.all("signatures"):
            if f.value.role == "当事人" and (f.value.filled or f.value.refused):
                day = f.value.day or d.value("doc_date")
                put.one("decision_served", d, Fact(day, f.words, f.anchor))
                return


_KIND_TYPES = (
    (
        "行政处罚",
        ("CF_JD2", "CF_DC", "CF_GZ", "CF_LA", "CF_BY", "CF_ZJ", "CF_CL", "CF_SP", "CF_DCBA"),
    ),
    ("行政许可", ("XK_SQ", "XK_SL", "XK_ZY", "XK_BY", "XK_SP", "XK_SJ")),
    ("行政强制", ("QZ_JD", "QX_JD", "QZ_SP", "QX_DL", "QX_BL", "QZ_BL", "QZ_QD")),
    ("行政检查", ("JC_SP", "JC_TZ", "JC_JG", "CF_XC")),
)


def _nature(case: CaseFile) -> tuple[str | None, str | None]:
    """Enforcement type and procedure, from the kinds of documents in the file."""
    kind = next((name for name, codes in _KIND_TYPES if case.has(*codes)), None)
    if kind == "行政处罚" and _only_enforced(case):
        kind = "行政强制"
    if kind != "行政处罚":
        return kind, None
    if case.has("CF_DC", "CF_DCBA") and not case.has("CF_JD2", "CF_LA", "CF_GZ", "CF_TG"):
        return kind, "简易程序"
    if case.has("CF_JD2", "CF_LA", "CF_GZ", "CF_TG", "CF_BY", "CF_ZJ", "CF_SP"):
        return kind, "普通程序"
    return kind, None


_COERCION = re.compile(r"行政强制(?:执行|措施)?案卷")


def _only_enforced(case: CaseFile) -> bool:
    """Whether a file with papers of an inquiry is one of enforcement: nothing was punished but
    something decided to be enforced, or its cover says so."""
    named = any(_COERCION.search(squash(d.text[:400])) for d in case.of("GD_COVER"))
    if not case.has("QX_JD", "QX_DL", *(["QZ_JD", "QX_BL", "ZX_SQ"] if named else [])):
        return False
    return named or not case.has("CF_JD2", "CF_DC", "CF_BY", "CF_TG", "CF_SP", "CF_DCBA")


def _deliveries_by_place(case: CaseFile) -> None:
    """A receipt that names no document belongs to the document it lies behind."""
    before: Document | None = None
    for d in case.documents:
        if d.code != "SD_HZ":
            if d.code is not None:
                before = d
            continue
        for i, f in enumerate(d.all("deliveries")):
            x: Delivery = f.value
            if not x.title and not x.number and before is not None:
                guess = Delivery(
                    before.title,
                    before.value("doc_no"),
                    x.day,
                    x.mode,
                    x.receiver,
                    x.servers,
                    x.witness,
                    x.refusal,
                    x.proxy,
                    before.code,
                )
                d.fields["deliveries"][i] = Fact(
                    guess, f.words, f.anchor, False, "回证未写文书名称，按装订位置推定"
                )


def _identity(case: CaseFile) -> None:
    """Agency, party and number of the case: from the decision, else from the other papers."""
    order = [
        *case.of("CF_JD2", "CF_DC", "CF_BY", "XK_ZY", "QZ_JD", "QX_JD"),
        *case.of("CF_GZ", "CF_TG"),
        *case.of("CF_LA"),
        *case.of("GD_COVER"),
        *case.documents,
    ]
    case.agency = _first(order, ("agency",))
    case.party = _first(order, ("party_name", "applicant", "recipient", "pub_party"))
    case.number = _first(
        order[: len(order) - len(case.documents)], ("doc_no", "decision_no")
    ) or _first(case.documents, ("decision_no", "doc_no"))


def _first(documents: Iterable[Document], keys: tuple[str, ...]) -> Act | None:
    for d in documents:
        for key in keys:
            fact = d.first(key)
            if fact is not None and not fact.blank:
                return Act(fact, d)
    return None


def overlap(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> timedelta:
    """How long two spans run at the same time (zero or negative: not at all)."""
    return min(a[1], b[1]) - max(a[0], b[0])
