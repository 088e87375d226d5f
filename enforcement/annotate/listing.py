"""问题清单.docx: what no note can stand beside, and which copies carry notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from enforcement.annotate.words import (
    Place,
    heading,
    open_results,
    remedy_label,
    seen_here,
    shortened,
)
from enforcement.result import Assessment, RuleResult
from enforcement.word import Box, Row, Word

LIST = "问题清单.docx"
_ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True, frozen=True)
class Listed:
    """One document with problems: the copy that carries them, or why there is none."""

    source: str
    copy: str
    notes: int
    reason: str = ""
    places: tuple[Place, ...] = ()


def listing(a: Assessment, listed: Sequence[Listed]) -> bytes:
    """The list of one case file as a Word file; the same for the same content."""
    results = open_results(a)
    word = Word(title="问题清单")
    word.begin()
    word.title("问题清单")
    name = a.case_file.number or Path(a.case_file.path).name
    failed = sum(1 for r in results if r.verdict == "fail")
    word.line(_plain(f"案卷：{name}"))
    word.line(f"不合格 {failed} 条，待人工 {len(results) - failed} 条。原件没有改动。", after=6)
    noted = [x for x in listed if x.copy]
    _section(word, "一、已在副本里加批注的文件")
    if noted:
        word.table(
            [_head("副本", "批注"), *([_plain(x.copy), f"{x.notes} 处"] for x in noted)],
            (13, 2.8),
            size=10.5,
        )
    else:
        word.line("没有。")
    bare = [x for x in listed if x.places]
    if bare:
        _section(word, "二、不能加批注的文件里的问题")
        for x in bare:
            word.line(_plain(f"{x.source}：{x.reason}"), before=4)
            word.table(
                [_head("位置", "问题"), *(_place(p) for p in x.places)], (4.4, 11.4), size=10.5
            )
    loose = [r for r in results if not any(e.anchor for e in r.evidence)]
    _section(word, f"{'三' if bare else '二'}、没有单独位置的问题")
    if loose:
        word.table(
            [_head("规则", "问题和改正办法"), *(_whole(r) for r in loose)], (4.4, 11.4), size=10.5
        )
    else:
        word.line("没有。")
    return word.to_bytes()


def _section(word: Word, text: str) -> None:
    word.line(text, bold=True, before=10, after=4)


def _head(*cells: str) -> Row:
    return [Box(cell, bold=True, align="center") for cell in cells]


def _place(p: Place) -> Row:
    quote = f"\n“{shortened(p.evidence.quote, 60)}”" if p.evidence.quote else ""
    said = [heading(p.result), p.result.message, seen_here(p.evidence)]
    return [_plain(p.at.place + quote), _plain("\n".join(s for s in (*said, *_law(p.result)) if s))]


def _whole(r: RuleResult) -> Row:
    looked = [s for e in r.evidence if (s := seen_here(e))]
    return [_plain(heading(r)), _plain("\n".join((r.message, *looked, *_law(r))))]


def _law(r: RuleResult) -> list[str]:
    basis = [f"依据：{r.basis}"] if r.basis else []
    return [*basis, f"{remedy_label(r)}：{r.remedy}"] if r.remedy else basis


def _plain(text: str) -> str:
    """``text`` without what a Word file cannot hold or the form builder takes for its marks."""
    text = _ILLEGAL.sub("", text.replace("\r", "\n"))
    return text.replace("__", "＿＿").replace("{", "｛").replace("}", "｝")
