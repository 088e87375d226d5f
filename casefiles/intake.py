"""A path in, a case file out: read, segment, recognise, extract."""

from collections.abc import Callable
from pathlib import Path

from casefiles.extract import acts, extract
from casefiles.facts import CaseFile, Problem
from casefiles.model import Reading
from casefiles.readers import open_case
from casefiles.segment import segment


def read_case(
    path: Path,
    opened: tuple[list[Reading], list[Problem]] | None = None,
    step: Callable[[str], None] = lambda stage: None,
) -> CaseFile:
    """The case file at ``path`` (a folder, an archive or one merged document) with its facts.

    A document that breaks the extraction is a problem of its own; the others are still read.
    ``step`` is told the name of each stage as it ends (for timing).
    """
    readings, problems = opened if opened is not None else open_case(path)
    step("read")
    case = CaseFile(str(path), problems=list(problems))
    for reading in readings:
        case.problems += [Problem(reading.source, note) for note in reading.notes if "未" in note]
        for part in segment(reading):
            try:
                case.documents.append(extract(part))
            except Exception as error:
                case.problems.append(
                    Problem(
                        part.source, f"内容解析出错（{type(error).__name__}），这份文书没有检查"
                    )
                )
    step("extract")
    acts.derive(case)
    step("acts")
    return case
