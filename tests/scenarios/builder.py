"""A case file put together step by step, as scenarios describe it in Chinese."""

from datetime import date, datetime

from casefiles import normalise as n
from casefiles.extract import acts, extract, values
from casefiles.facts import (
    Anchor,
    CaseFile,
    Delivery,
    Document,
    Fact,
    Listed,
    Media,
    Opinion,
    Problem,
    Recording,
    Signature,
)
from casefiles.kinds import all_kinds, kind_of_title
from casefiles.media_facts import kind_by_name
from casefiles.model import Block, Reading
from casefiles.vocabulary import delivery_mode, fields


class Unknown(AssertionError):
    """A scenario uses a word that the product does not know."""


def code_of(name: str) -> str:
    """The code of the kind called ``name`` (its name or a printed title)."""
    for code, kind in all_kinds().items():
        if kind.name == name:
            return code
    titled = kind_of_title(name)
    if titled is None:
        raise Unknown(f"没有名为“{name}”的文书种类")
    return titled


def day(words: str) -> date:
    """The date that ``words`` name, e.g. 2025年3月3日."""
    found = [d.value for d in n.find_dates(words) if d.value]
    if len(found) != 1:
        raise Unknown(f"“{words}”不是一个日期")
    return found[0]


def digest(words: str) -> str:
    """A digest made of ``words`` over and over: 64 digits, or 32 where MD5 stands before them."""
    size, sign = (32, words[3:]) if words.startswith("MD5") else (64, words)
    return (sign.strip() * size)[:size]


class CaseBuilder:
    """Documents by kind name; ``current(name)`` is the one the next steps speak about."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.media: list[Media] = []
        self.staff: list[dict[str, str]] | None = None
        self.agencies: list[dict[str, str]] | None = None
        self.review_list: list[dict[str, str]] | None = None

    def add(self, name: str) -> Document:
        """A new, empty document of the kind called ``name``."""
        code = code_of(name)
        kind = all_kinds()[code].name
        d = Document(f"{len(self.documents) + 1:02d}{name}.docx", "", code, kind, name)
        d.title_anchor = Anchor("word/document.xml", 0, 0, len(name))
        d.late = lambda doc, key: []
        self.documents.append(d)
        return d

    def current(self, name: str) -> Document:
        """The latest document of that kind; one is made where there is none."""
        code = code_of(name)
        mine = [d for d in self.documents if d.code == code]
        return mine[-1] if mine else self.add(name)

    def remove(self, name: str) -> None:
        """Take every document of that kind out of the file."""
        code = code_of(name)
        self.documents = [d for d in self.documents if d.code != code]

    def write(self, name: str, text: str, replace: bool = False) -> Document:
        """A document whose printed text is ``text``, read by the real extraction."""
        old = self.current(name)
        lines = ([] if replace else [old.title]) + text.strip().split("\n")
        blocks = [Block(line.strip(), "word/document.xml", i) for i, line in enumerate(lines)]
        d = extract(Reading(old.source, "", blocks))
        if d.code is None:
            d.code, d.kind = old.code, old.kind
        for key, found in old.fields.items():
            d.fields[key] = [*found, *d.fields.get(key, [])] if found else d.fields.get(key, [])
        self.documents[self.documents.index(old)] = d
        return d

    def other(self, title: str, text: str, when: str) -> Document:
        """A paper of no known kind with the printed ``title``, dated ``when``; both may be
        empty: a page without them."""
        lines = [line for line in (title, *text.split("\n"), when) if line]
        blocks = [Block(line, "word/document.xml", i) for i, line in enumerate(lines)]
        d = extract(Reading(f"{len(self.documents) + 1:02d}{title}.docx", "", blocks))
        d.code = d.kind = None
        d.title = title
        if when:
            d.fields["doc_date"] = [Fact(day(when), when)]
        self.documents.append(d)
        return d

    def fill(self, name: str, label: str, words: str) -> None:
        """Fill the field called ``label`` (its label in the field list) with ``words``."""
        d = self.current(name)
        field = next(
            (f for f in fields().values() if f.label == label and (not f.only or d.code in f.only)),
            None,
        )
        if label == "日期":
            d.fields["doc_date"] = [Fact(day(words), words)]
            return
        if field is None:
            known = "、".join(f.label for f in fields().values())
            raise Unknown(f"没有名为“{label}”的栏目；可用：{known}")
        scratch = Document("x", text=words, starts=[0], anchors=[Anchor()])
        fact = values.read(scratch, field, 0, len(words))
        if fact is None:
            raise Unknown(f"“{words}”不能填在“{label}”里")
        d.fields[field.key] = [fact]
        if field.key == "time" and fact.value is not None:
            d.fields["start_time"] = [Fact(fact.value.start, words)]
            d.fields["end_time"] = [Fact(fact.value.end, words)]
        if field.key in ("officers", "recorder") and fact.value:
            have = {p.name: p for f in d.fields.get("acting", []) for p in f.value}
            have.update({p.name: p for p in fact.value})
            d.fields["acting"] = [Fact(tuple(have.values()), words)]
            certs = tuple(p.cert for p in have.values() if p.cert)
            if certs:
                d.fields["certs"] = [Fact(certs, words)]

    def opinion(self, name: str, role: str, who: str, when: str, text: str) -> None:
        """An opinion box; an empty ``who``, ``when`` or ``text`` leaves that part blank."""
        d = self.current(name)
        people = tuple(p.name for p in n.find_people(who))
        at = next((m.value for m in n.find_moments(when)), None)
        moment = at if isinstance(at, datetime) else None
        made = day(when) if when else None
        o = Opinion(role, text, people, made, f"{role}意见", at=moment)
        value = o if (people or when or text) else None
        d.fields.setdefault("opinions", []).append(Fact(value, text or who or when))

    def sign(self, name: str, role: str, who: str, when: str = "", refused: bool = False) -> None:
        """A signature line; an empty ``who`` leaves it blank."""
        d = self.current(name)
        people = tuple(p.name for p in n.find_people(who))
        mark = Signature(role, people, day(when) if when else None, bool(people), False, refused)
        d.fields.setdefault("signatures", []).append(Fact(mark, f"{role}签名：{who}"))

    def deliver(self, title: str, when: str, mode: str, signed: bool = True) -> Document:
        """A 送达回证 for the document called ``title``."""
        d = self.add("送达回证")
        own = self.current(title)
        receiver = Signature(
            "当事人", ("当事人",) if signed else (), day(when) if signed else None, signed
        )
        x = Delivery(
            title,
            own.value("doc_no"),
            day(when),
            delivery_mode(mode),
            receiver,
            ("送达甲", "送达乙"),
            (),
            "",
            "",
            own.code,
        )
        d.fields["deliveries"] = [Fact(x, when)]
        d.fields["doc_date"] = [Fact(day(when), when)]
        return d

    def record(self, rows: list[dict[str, str]]) -> None:
        """Rows of a 音像记录清单: 文件名, 开始时间, 结束时间, 地点, 记录事项, 校验值."""
        d = self.current("音像记录清单")
        for r in rows:
            a, b = (n.find_moments(r[k])[0].value for k in ("开始时间", "结束时间"))
            rec = Recording(
                r.get("文件名", ""),
                a,  # type: ignore[arg-type]
                b,  # type: ignore[arg-type]
                r.get("地点", ""),
                r.get("记录事项", ""),
                digests=tuple(digest(x) for x in r.get("校验值", "").split("、") if x),
            )
            d.fields.setdefault("recordings", []).append(Fact(rec, r.get("文件名", "")))

    def film(self, rows: list[dict[str, str]]) -> None:
        """Files of recordings: 文件名, 时长 in minutes, 记载时间 in the file, 校验值, 损坏."""
        for r in rows:
            made = [m.value for m in n.find_moments(r.get("记载时间", ""))]
            own = [digest(x) for x in r.get("校验值", "").split("、") if x]
            long = [x for x in own if len(x) == 64]
            self.media.append(
                Media(
                    r["文件名"],
                    kind_by_name(r["文件名"]) or "视频",
                    1,
                    float(r["时长"]) * 60 if r.get("时长") else None,
                    made[0] if made and isinstance(made[0], datetime) else None,
                    long[0] if long else None,
                    long[1] if len(long) > 1 else None,
                    next((x for x in own if len(x) == 32), None),
                    bool(r.get("损坏")),
                    r.get("损坏", ""),
                )
            )

    def index(self, rows: list[dict[str, str]]) -> None:
        """Rows of a 卷内目录: 文书名称, 文号, 日期, 页号."""
        d = self.current("卷内目录")
        for r in rows:
            row = Listed(
                r["文书名称"],
                r.get("文号") or None,
                day(r["日期"]) if r.get("日期") else None,
                r.get("页号", ""),
                kind_of_title(r["文书名称"]),
            )
            d.fields.setdefault("listed", []).append(Fact(row, r["文书名称"]))

    def build(self) -> CaseFile:
        """The case file with its case-level facts."""
        case = CaseFile("场景", self.documents, self.problems, self.media)
        acts.derive(case)
        return case
