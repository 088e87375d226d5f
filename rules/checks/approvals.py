"""Approval forms and receipts: whether each box says what it must, in the right order."""

import re
from itertools import pairwise

from casefiles.facts import CaseFile, Delivery, Document, Fact, Opinion, squash
from rules.answers import Answer, Context, Evidence, evidence_of, judged, show
from rules.checks import check
from rules.checks.evidence import never_signed

ORDER = ("承办人", "承办机构", "负责人")
# Printed in every box, and the parts of a date.
_PRINTED = re.compile(r"签名|签字|签章|日期|时间|[0-9〇零一二三四五六七八九十年月日.:/-]")
_DAY = re.compile(r"\d{4}\D{1,2}\d{1,2}\D{1,2}\d{1,2}日?|[〇零一二三四五六七八九]{4}年[^日]{2,6}日")
TAIL = 12  # characters that may stand behind the date of a signature


def _says_more(f: Fact, o: Opinion) -> bool:
    """Whether the box holds words besides names, dates and 签名."""
    words = squash(f.words)
    for name in o.people:
        words = words.replace(squash(name), "")
    words = _PRINTED.sub("", words)
    return sum(c.isalnum() for c in words) > 1


def _lacks(f: Fact) -> list[str]:
    o: Opinion = f.value
    gone = [] if squash(o.text) or _says_more(f, o) else ["意见"]
    gone += [] if o.people or o.ink else ["签名"]
    return gone + ([] if o.day or o.ink else ["日期"])


def _faults(d: Document, need: str) -> tuple[list[Evidence], list[Evidence], list[Evidence]]:
    """(bad, doubt, good). A gap counts only in a form one of whose boxes was read whole: then
    this layout is understood."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    boxes = d.all("opinions")
    filled = [f for f in boxes if f.value is not None]
    whole = [f for f in filled if not _lacks(f)]
    for f in filled:
        o: Opinion = f.value
        gone = _lacks(f)
        if not gone:
            good.append(evidence_of(d, f, found=o.text))
            continue
        e = evidence_of(d, f, f"{o.label or o.role}有意见、签名、日期", f"没有{'、'.join(gone)}")
        sure = bool(whole) and f.sure and o.role in ORDER
        (bad if sure else doubt).append(e)
    empty = boxes[-1] if boxes and boxes[-1].value is None else None
    if not any(f.value.role == need for f in filled) and empty is not None:
        e = evidence_of(d, empty, f"{need}意见", "空白")
        (bad if len(whole) > 1 or (whole and len(boxes) == 2) else doubt).append(e)
    elif not any(f.value.role == need for f in filled):
        doubt.append(evidence_of(d, None, f"{need}意见", "没有读到"))
    return bad, doubt, good


@check
def opinions_complete(case: CaseFile, ctx: Context, documents: list[str], need: str) -> Answer:
    """Each opinion on an approval form has words, a signature and a date, and the one of the role
    ``need`` is there (行政处罚法第五十七条); one fault for each box."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        for where, found in zip((bad, doubt, good), _faults(d, need), strict=True):
            where += found
    return judged(
        case,
        (bad, "审批意见缺项"),
        (doubt, "审批意见没有读全，请核对"),
        (good, ""),
        missing="没有审批表可供核对",
        looked_for="审批表",
    )


def _dated(f: Fact) -> bool:
    """Whether the day of the box is the one of its signature, not one its words speak of."""
    o: Opinion | None = f.value
    if o is None or o.day is None or not o.people or not f.sure:
        return False
    found = list(_DAY.finditer(squash(f.words)))
    return not found or len(squash(f.words)) - found[-1].end() <= TAIL


def opinions_in_order(
    case: CaseFile, documents: list[str]
) -> tuple[list[Evidence], list[Evidence]]:
    """(faults, good): on an approval form nobody signs before the one below him."""
    bad: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        boxes = [f for f in d.all("opinions") if f.value is not None and f.value.role in ORDER]
        roles = [f.value.role for f in boxes]
        if len(set(roles)) != len(roles):
            continue  # two rounds on one form
        signed = sorted((f for f in boxes if _dated(f)), key=lambda f: ORDER.index(f.value.role))
        for a, b in pairwise(signed):
            wanted = f"不早于{a.value.role}的{show(a.value.day)}"
            e = evidence_of(d, b, wanted, show(b.value.day))
            (bad if b.value.day < a.value.day else good).append(e)
    return bad, good


def _blank(d: Document, key: str) -> Fact | None:
    """The field ``key`` where it stands empty: not struck out, and nowhere filled in."""
    found = d.all(key)
    if not found or any(not f.blank or f.words.strip() for f in found):
        return None
    return found[0]


def _told(x: Delivery, key: str) -> bool:
    """Whether a delivery tells what the field ``key`` asks: the day may stand by the signature."""
    values = {
        "served_doc": x.title,
        "serve_time": x.day,
        "serve_mode": x.mode,
        "servers": x.servers,
    }
    return bool(values.get(key))


@check
def receipts_complete(
    case: CaseFile, ctx: Context, fields: dict[str, str], elsewhere: list[str],
    pairs: list[str], alone: list[str],
) -> Answer:  # fmt: skip
    """Each 送达回证 has what ``fields`` asks (field → what to call it), and somebody signed for the
    document or the refusal is witnessed (民事诉讼法第八十七条至第八十九条); one fault each.

    ``elsewhere``: ways of delivery (邮寄, 公告, 电子) proved by other papers than a signature. In
    cases of the types ``pairs`` two people deliver, except in the procedures ``alone``.
    """
    paper_only = never_signed(case)
    two = case.enforcement_type in pairs and case.procedure not in alone
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("SD_HZ"):
        rows: list[Delivery] = [f.value for f in d.all("deliveries")]
        for key, label in fields.items():
            f = _blank(d, key)
            if f is not None:
                bad.append(evidence_of(d, f, label, "空白"))
            elif d.first(key) is None and not (rows and all(_told(x, key) for x in rows)):
                doubt.append(evidence_of(d, None, label, "没有读到"))
        for f in d.all("deliveries"):
            _receiver(d, f, paper_only, elsewhere, bad, doubt, good)
        if two and (server := _one_server(d, rows, elsewhere)) is not None:
            bad.append(evidence_of(d, server, "两名送达人签名"))
    return judged(
        case,
        (bad, "送达回证要素不全"),
        (doubt, "送达回证有栏目没有读到，请核对"),
        (good, ""),
        missing="没有送达回证",
        looked_for="送达回证",
    )


# What may stand beside the name of who delivered without naming anybody else.
_BESIDE = re.compile(
    r"签名|签字|日期|时间|(?:执法)?证?件?号码?|执法证|[A-Za-z0-9年月日、，,;；：:()（）./\s-]"
)


def _one_server(d: Document, rows: list[Delivery], elsewhere: list[str]) -> Fact | None:
    """The field of those who delivered, where one name and nothing else stands in it."""
    if not rows or any(not x.mode or x.mode in elsewhere for x in rows):
        return None
    marks = [f.value for f in d.all("signatures") if f.value.role == "执法人员"]
    named = [p.name for f in d.all("servers") for p in f.value or ()]
    names = {*named, *(n for x in rows for n in x.servers), *(n for s in marks for n in s.people)}
    fact = d.first("servers")
    if len(names) != 1 or fact is None or not fact.sure or any(s.ink for s in marks):
        return None
    words = squash("".join(f.words for f in d.all("servers"))).replace(names.pop(), "")
    return None if _BESIDE.sub("", words) else fact


def _receiver(
    d: Document, f: Fact, paper_only: bool, elsewhere: list[str],
    bad: list[Evidence], doubt: list[Evidence], good: list[Evidence],
) -> None:  # fmt: skip
    x: Delivery = f.value
    signed = x.receiver.filled or x.receiver.ink or x.mode in elsewhere
    if signed or x.receiver.refused or x.refusal or x.witness or x.proxy:
        good.append(evidence_of(d, f))
    else:
        place = _blank(d, "receiver_sign")
        sure = place is not None and f.sure and not paper_only and x.mode == "直接送达"
        e = evidence_of(d, place or f, "受送达人签收，或者注明拒收并有见证", "没有")
        (bad if sure else doubt).append(e)
