"""Real decisions, as agencies published them, come out right."""

from pathlib import Path

import pytest

from tests.casefiles.published import compare

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="公开决定书的原文件不随项目分发，这里没有")
def test_every_value_of_every_published_decision() -> None:
    rows = compare(SAMPLES)
    assert len(rows) > 200
    assert [r for r in rows if not r[2]] == []
