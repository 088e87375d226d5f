"""A batch: what breaks in one case file stays there."""

from pathlib import Path
from typing import Any

import pytest

from casefiles.facts import CaseFile
from casefiles.intake import read_case
from enforcement.run import assessments, exit_code, prepare

DEMO = Path(__file__).parents[2] / "enforcement" / "demo"
CLEAN = DEMO / "casefiles" / "nong01"
FAULTY = DEMO / "casefiles" / "nong02"


def test_an_error_in_one_case_file_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = FAULTY, CLEAN
    job = prepare([first, second], registers=DEMO / "registers")

    def read(path: Path, **kwargs: Any) -> CaseFile:
        if path == first:
            raise IndexError("broken")
        return read_case(path, **kwargs)

    monkeypatch.setattr("enforcement.assess.read_case", read)
    broken, sound = assessments(job)
    assert "程序出错（IndexError）" in broken.problems[0].message
    assert not any(r.verdict in ("pass", "fail") for r in broken.results)
    assert exit_code(broken) == 3
    assert sound.problems == ()
    assert sound.case_file.number is not None
