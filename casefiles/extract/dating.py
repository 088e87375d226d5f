"""The date that a document bears (``doc_date``)."""

import re
from bisect import bisect_left
from datetime import date, datetime

from casefiles import normalise as n
from casefiles.facts import Document, Fact
from casefiles.model import Block
from casefiles.vocabulary import words

RECORDS = ("CF_XW", "CF_XC", "CF_KY", "QZ_BL", "QX_BL", "CF_CS", "CF_TB", "CF_JT", "XK_HC", "CF_DZ")
_ALONE = re.compile(r"[（(](?:印章|公章|盖章|章)[）)]|[\s\u3000]")
_DATE_KEYS = {
    "SD_HZ": ("serve_time",),
    "GS_PUB": ("pub_date",),
    "ZX_PJ": ("pay_date",),
    "ZX_JA": ("close_date",),
    "CF_FC": ("check_date", "start_time"),
    "CF_LA": ("lian_date",),
    "CF_SRC": ("recv_time",),
    "FZ_YJ": ("review_date",),
    "FZ_SQ": ("submit_date",),
    "CF_DCBA": ("notify_date",),
    "GD_BKB": ("file_date",),
    "CF_CY": ("sample_time",),
    "CF_JD": ("report_date",),
    "CF_ZJTQ": ("provide_date",),
}


def read_date(document: Document, blocks: list[Block]) -> None:
    """``doc_date``: the date the document bears. A date alone at the end of an outgoing document,
    else the field its kind is dated by, else the last opinion or signature, else its start."""
    alone = _closing_date(document, blocks)
    chosen: Fact | None = None
    keyed = [
        f for k in _DATE_KEYS.get(document.code or "", ()) for f in document.all(k) if not f.blank
    ]
    if alone is not None and not (keyed and document.code in ("SD_HZ", "ZX_PJ", "GS_PUB")):
        chosen = alone
    elif keyed:
        chosen = keyed[0]
    elif document.code in RECORDS and not (document.first("start_time") or Fact(None, "")).blank:
        chosen = document.first("start_time")
    else:
        marks = [
            (f.value.day, f)
            for f in [*document.all("opinions"), *document.all("signatures")]
            if f.value and f.value.day
        ]
        if marks and _undated(document):
            return  # the day on which somebody signed for it is not its own
        if marks:
            day, f = marks[-1]
            chosen = Fact(day, f.words, f.anchor)
        else:
            chosen = _last_date(document)
            if chosen is None and document.code == "ZX_PJ":  # receipts are dated at the top
                chosen = _first_date(document)
                document.fields["pay_date"] = [chosen] if chosen else document.all("pay_date")
    if chosen is not None:
        value = chosen.value.date() if isinstance(chosen.value, datetime) else chosen.value
        if isinstance(value, date):
            document.fields["doc_date"] = [
                Fact(value, chosen.words, chosen.anchor, chosen.sure, chosen.why)
            ]


_NO_DATE = re.compile(r"(?m)^[ \u3000\t_＿]*年[ \u3000\t_＿]*月[ \u3000\t_＿]*日[ \u3000\t]*$")


def _undated(document: Document) -> bool:
    """Whether a letter of the agency has the line for its date, left empty: 年　月　日."""
    end = max(document.body_end, 0)
    letter = document.code in (*words("signed_below"), "XK_YQ", "XK_SJG", "XK_LH")
    return letter and _NO_DATE.search(document.text, 0, end) is not None


def _closing_date(document: Document, blocks: list[Block]) -> Fact | None:
    last = bisect_left(document.starts, document.body_end)
    for i in range(last - 1, max(last - 16, -1), -1):
        line = blocks[i].text
        if blocks[i].cell is not None or len(line) > 90:
            continue
        for d in n.find_dates(line):
            rest = _ALONE.sub("", line[: d.start] + line[d.end :])
            if d.value is not None and (not rest or rest == (document.value("agency") or "")):
                a = document.starts[i]
                return document.quote(a + d.start, a + d.end, d.value)
    return None


def _first_date(document: Document) -> Fact | None:
    for d in n.find_dates(document.text[: document.body_end]):
        if d.value is not None:
            why = "票据没有印缴款日期栏，按票面日期读取"
            return document.quote(d.start, d.end, d.value, sure=False, why=why)
    return None


def _last_date(document: Document) -> Fact | None:
    found = [d for d in n.find_dates(document.text[: document.body_end]) if d.value is not None]
    tail = [d for d in found if d.start > document.body_end * 0.6]
    if not tail:
        return None
    d = tail[-1]
    return document.quote(
        d.start, d.end, d.value, sure=document.code is not None, why="按文末日期读取"
    )
