"""What stands above and below a document: the agency, its number, the addressee."""

import re

from casefiles import normalise as n
from casefiles.facts import Anchor, Document, Fact
from casefiles.model import Block
from casefiles.vocabulary import party_lead, words

_AGENCY = re.compile(
    r"^(?:中共)?[\u4e00-\u9fa5（）()]{2,44}?"
    r"(?:局|委员会|厅|部|署|人民政府|街道办事处|办事处|支队|大队|总队|中队|队|所|监督站|中心|分局|稽查局|办公室|工商行政管理机关|委)$"
)
_SEAL = re.compile(r"[（(](?:印章|公章|盖章|章|加盖[^）)]{0,6})[）)]")
_ADDRESS = re.compile(
    r"^[\s\u3000]*([^：:\n，,。；;]{2,50}?)\s*(?:[（(][^）)]*[：:号][^）)]*[）)])?\s*[：:]"
    r"\s*(?:[（(][^）)]{0,60}[）)])?\s*$"
)
_OWN_NUMBER = re.compile(
    r"^[（(]?(?:文书)?(?:文号|案号|编号|立案号|字号|文书编号|案件编号)?[：:]?$"
)
_COUNTS = re.compile(r"[共计]([\s_＿]*\d*[\s_＿]*件[、，,及和共\s_＿]*\d*[\s_＿]*[页张])")
_OFFICE = re.compile(r"(?:局|厅|委员会|人民政府|办事处|法院|检察院|总队|支队|大队)$")
_NO_NUMBER = frozenset(
    ("SD_HZ", "GS_PUB", "ZX_PJ", "GD_COVER", "GD_TOC", "GD_BKB", "GD_AVLIST", "CF_ID", "CF_ZJTQ")
)


def heading(document: Document, blocks: list[Block]) -> None:
    """Add ``agency``, ``doc_no`` and the addressee as ``party_name`` where they stand in the
    head or foot of the document and no label gave them."""
    body = [
        (i, b) for i, b in enumerate(blocks) if b.where in ("body", "textbox") and b.cell is None
    ]
    at = next((k for k, (_, b) in enumerate(body) if _is_title(document, b)), 0)
    body = body[max(0, at - 4) :]  # an announcement may stand before the document itself
    head = body[:8]
    _agency(document, head, body[-10:])
    _number(document, head or _rows_alone(blocks))
    _addressee(document, body[:10])
    _introduced(document, body[:10])
    if document.code == "GD_COVER" and not any(not f.blank for f in document.all("counts")):
        _counts(document)


def _counts(document: Document) -> None:
    """How many papers and pages a cover gives in its text: 本卷共　件　页, filled in or not."""
    if m := _COUNTS.search(document.text):
        a, z = m.span(1)
        filled = document.quote(a, z)
        blank = Fact(None, "", document.locate(a, z))
        document.fields["counts"] = [filled if re.search(r"\d", m[1]) else blank]


def _rows_alone(blocks: list[Block]) -> list[tuple[int, Block]]:
    """The cells that have one of the first rows to themselves, where all of the document is a
    table: its title and its number."""
    first = [
        (i, b) for i, b in enumerate(blocks[:8]) if b.cell and b.cell.row <= 3 and b.text.strip()
    ]
    rows = [b.cell.row for _, b in first if b.cell]
    return [(i, b) for i, b in first if b.cell and rows.count(b.cell.row) == 1]


def _is_title(document: Document, block: Block) -> bool:
    return bool(document.title) and n.squash(block.text).endswith(n.squash(document.title))


def _agency(
    document: Document, head: list[tuple[int, Block]], foot: list[tuple[int, Block]]
) -> None:
    found = next((f for x in head[:4] if (f := _named(document, *x))), None)
    signed = _signed_by(document, foot) if document.code in words("signed_below") else None
    if found is None:
        found = next((f for x in reversed(foot) if (f := _named(document, *x))), None)
    known = [f for f in (found, signed) if f is not None]
    for f in known[: 2 if len({x.value for x in known}) > 1 else 1]:
        document.fields.setdefault("agency", []).append(f)


def _named(document: Document, i: int, b: Block) -> Fact | None:
    """The agency where a line is its name, perhaps with a date, a seal or the title beside it."""
    line = n.squash(_SEAL.sub("", b.text))
    for d in n.find_dates(line):
        line = line[: d.start] + line[d.end :]
    if document.title and (cut := line.find(document.title)) > 0:
        line = line[:cut]
    if len(line) < 3 or not _AGENCY.match(line):
        return None
    start = document.starts[i]
    return Fact(n.squash_name(line), b.text.strip(), document.locate(start, start + len(b.text)))


_RUNNING = re.compile(r"[，,。；;：:《》“”]|^[可应在向由经如对自或]")


def _signed_by(document: Document, foot: list[tuple[int, Block]]) -> Fact | None:
    """The agency that signs: a line with its date, or the line above a date that stands alone.
    Only what is no running text counts: the body to which a review goes ends a line, too."""
    above: tuple[int, Block] | None = None
    found: Fact | None = None
    for i, b in foot:
        line = n.squash(_SEAL.sub("", b.text))
        if not line or line.startswith(("（", "(")):
            continue
        days = [d for d in n.find_dates(line) if d.value is not None]
        rest = line
        for d in reversed(days):
            rest = rest[: d.start] + rest[d.end :]
        if days and not rest and above is not None:
            found = _named(document, *above) or found
        elif days and not _RUNNING.search(rest):
            found = _named(document, i, b) or found
        above = None if days or _RUNNING.search(line) else (i, b)
    return found


def number_fact(d: n.DocNumber, anchor: Anchor) -> Fact:
    """The fact of a 文号: blank where the form was not filled in, not sure without a number."""
    why = "" if d.number else "文号没有序号"
    return Fact(d.value if d.number or d.year else None, d.words, anchor, not why, why)


def _number(document: Document, head: list[tuple[int, Block]]) -> None:
    if document.code in _NO_NUMBER or any(not f.blank for f in document.all("doc_no")):
        return
    for i, b in head:
        if len(b.text) > 80:
            continue
        for d in n.find_doc_numbers(b.text):
            rest = n.squash(b.text[: d.start] + b.text[d.end :]).strip("（）()")
            titled = bool(document.title) and rest.endswith(document.title)
            if not rest or _OWN_NUMBER.match(rest) or titled or _AGENCY.match(rest):
                a = document.starts[i] + d.start
                fact = number_fact(d, document.locate(a, a + len(d.words)))
                document.fields.setdefault("doc_no", []).insert(0, fact)
                return


_CITED = re.compile(r"处罚决定书?[》”\"]?(?:的?(?:文号|编号|字号))?[：:\s（(]*$")


def cited_decision(document: Document) -> Fact | None:
    """The number of the penalty decision where it stands behind its title in the text, for forms
    without a box for it: 备注：行政处罚决定书某罚字〔2024〕第4号. The first of several."""
    text = document.text[: document.body_end]
    for d in n.find_doc_numbers(text):
        if d.number and _CITED.search(text[max(0, d.start - 16) : d.start]):
            return number_fact(d, document.locate(d.start, d.start + len(d.words)))
    return None


def _addressee(document: Document, head: list[tuple[int, Block]]) -> None:
    if document.code in words("no_addressee") or any(
        not f.blank for f in document.all("party_name")
    ):
        return
    for i, b in head:
        m = _ADDRESS.match(b.text)
        if m is None or len(n.squash(m.group(1))) < 2:
            continue
        name = n.squash_name(m.group(1))
        if name.endswith(("如下", "事项", "情况", "内容", "说明")):
            continue
        if name == document.value("agency") or (document.code is None and _OFFICE.search(name)):
            continue
        start = document.starts[i]
        a, z = start + m.start(1), start + m.end(1)
        document.fields.setdefault("party_name", []).append(
            Fact(name, document.text[a:z], document.locate(a, z))
        )
        return


_PARTY = re.compile(r"[：:]?\s*([^\s：:，,。；;（(的]{2,40})")
_LIKE_A_PARTY = re.compile(
    r"[，,（(；;].{0,30}?(?:性别|男|女|身份证|信用代码|营业执照|注册号|地址|住址|住所|住|法定代表人|负责人|经营者)"
)


def _introduced(document: Document, head: list[tuple[int, Block]]) -> None:
    """The party where the text begins with it: 违法行为人张三，男，… or 违法单位某公司，住所…."""
    for i, b in head:
        label = party_lead().match(b.text)
        m = _PARTY.match(b.text, label.end()) if label else None
        if m is None or not _LIKE_A_PARTY.match(b.text, m.end()):
            continue
        start = document.starts[i]
        if all(f.blank for f in document.all("party_name")):
            a, z = start + m.start(1), start + m.end(1)
            fact = document.quote(a, z, n.squash_name(m.group(1)))
            document.fields.setdefault("party_name", []).append(fact)
        for x in [*n.find_uscc(b.text), *n.find_ids(b.text)][:1]:
            if all(f.blank for f in document.all("party_id")):
                fact = document.quote(start + x.start, start + x.end, x.value)
                document.fields.setdefault("party_id", []).append(fact)
        return
