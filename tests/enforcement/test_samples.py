"""The shipped case files, and independent ones, come out as a careful reader expects: every
document and field, every known fault, and no other fail."""

import tomllib
from pathlib import Path

import pytest

from enforcement.accuracy import Tally, compare, expected_in
from enforcement.run import Job, prepare

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "enforcement" / "demo"
INDEPENDENT = ROOT.parent / "shared" / "samples" / "casefiles"
CORPUS = ROOT / "tests" / "corpus"
KNOWN = tomllib.loads((CORPUS / "known.toml").read_text("utf-8"))
# 大写 and figures of the fine differ on purpose: the reading follows 大写, the truth the figures.
DIFFERENT = {"wei02": ["wei02 fine 读到 1000.0，应为 1500.0"]}


def _job(folder: Path, cases: list[Path]) -> Job:
    return prepare(cases, registers=folder / "registers")


@pytest.fixture(scope="module")
def shipped() -> Job:
    return _job(DEMO, sorted((DEMO / "casefiles").iterdir()))


@pytest.mark.parametrize("case", [e["id"] for e in expected_in(DEMO)])
def test_shipped_case_file(case: str, shipped: Job) -> None:
    expected = next(e for e in expected_in(DEMO) if e["id"] == case)
    path = next(p for p in shipped.cases if p.stem == case)
    tally = Tally()
    assessment = shipped.checker.check(path)
    compare(assessment, expected, tally)
    assert tally.wrong == DIFFERENT.get(case, [])
    assert tally.documents["right"] == len(expected["documents"])
    assert assessment.problems == ()


@pytest.mark.parametrize(
    ("part", "case"), [(p, e["id"]) for p in ("one", "two") for e in expected_in(CORPUS / p)]
)
def test_case_file_of_another_hand(part: str, case: str) -> None:
    """Case files written without knowledge of the readers, in nine departments."""
    expected = next(e for e in expected_in(CORPUS / part) if e["id"] == case)
    job = _job(CORPUS / part, [CORPUS / part / case])
    tally = Tally()
    compare(job.checker.check(job.cases[0]), expected, tally)
    assert tally.wrong == KNOWN.get(case, {}).get("wrong", [])
    assert tally.false == 0


@pytest.mark.skipif(not INDEPENDENT.is_dir(), reason="独立样本不随项目分发，这里没有")
@pytest.mark.parametrize("case", ["mkt01", "mkt03", "mkt05", "tra01", "tra02", "smp01"])
def test_independent_case_file(case: str) -> None:
    expected = next(e for e in expected_in(INDEPENDENT) if e["id"] == case)
    job = _job(INDEPENDENT, [INDEPENDENT / case])
    tally = Tally()
    compare(job.checker.check(job.cases[0]), expected, tally)
    assert tally.wrong == []
    assert tally.faults["found"] == len(expected["must_fail"])
