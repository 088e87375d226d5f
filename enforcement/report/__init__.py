"""Assessments for people and programs: terminal table, HTML, Excel, JSON."""

import re
from collections.abc import Iterable
from decimal import Decimal

from enforcement.result import Assessment, RuleResult, Verdict

ORDER: tuple[Verdict, ...] = ("fail", "needs_review", "not_run", "pass", "not_applicable")

# What XML 1.0 cannot hold, or what Word and Excel take for something else.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """``text`` without characters that a document cannot hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def name_of(assessment: Assessment) -> str:
    """What to call the case file: its number, else its party, else its path."""
    case = assessment.case_file
    return case.number or case.party or case.path


def worst_first(assessment: Assessment) -> list[RuleResult]:
    """Results that need somebody's attention: vetoes, then marks lost, then open questions."""
    vetoes = set(assessment.score.vetoes if assessment.score else ())
    order = {"fail": 0, "not_run": 1, "needs_review": 2}
    open_ = [r for r in assessment.results if r.verdict in order]
    return sorted(
        open_,
        key=lambda r: (r.verdict != "fail", r.rule not in vetoes, -r.points, order[r.verdict]),
    )


def ranked(assessments: Iterable[Assessment]) -> list[Assessment]:
    """Case files, the one that needs most attention first: vetoes, then the lowest score."""

    def key(a: Assessment) -> tuple[bool, bool, float, str]:
        s = a.score
        total = float(s.total) if s is not None and s.total is not None else -1.0
        return (not (s and s.vetoes), total >= 0, total, a.case_file.path)

    return sorted(assessments, key=key)


def marks(value: Decimal | None) -> str:
    """A mark without trailing zeros: 86, 86.5; a dash where there is none."""
    return "—" if value is None else f"{float(value):g}"


def tally(results: Iterable[RuleResult]) -> dict[Verdict, int]:
    """How many results have each verdict, in the order of ``ORDER``."""
    counts: dict[Verdict, int] = dict.fromkeys(ORDER, 0)
    for r in results:
        counts[r.verdict] += 1
    return counts


def score_words(assessment: Assessment) -> str:
    """The score in words: 86 分，良好（暂定，3 项待人工影响得分）."""
    s = assessment.score
    if s is None:
        return "未评分"
    total = "未评分" if s.total is None else f"{marks(s.total)} 分"
    grade = f"，{s.grade}" if s.grade else ""
    pending = f"（暂定，{len(s.pending)} 项待人工影响得分）" if s.pending else ""
    veto = f"，一票否决：{'、'.join(s.vetoes)}" if s.vetoes else ""
    return f"{total}{grade}{veto}{pending}"
