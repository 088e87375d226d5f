"""A deliberate mistake in any rule card is noticed by a scenario of that rule."""

from collections.abc import Callable
from pathlib import Path

import pytest

from enforcement.workbench.place import find
from enforcement.workbench.survivors import accepted, trial
from tests.scenarios import conftest


@pytest.fixture
def engine_name() -> str:
    """Mutants are told apart on the reference engine; scenarios run on both."""
    return "plain"


def test_every_mutant_of_a_card_is_noticed_or_listed_with_a_reason(
    record_property: Callable[[str, object], None],
) -> None:
    place = find(Path(__file__))
    tried = list(trial(place, conftest.only))
    alive = {(m.of, m.says) for m, noticed in tried if not noticed}
    listed = accepted(place)
    score = f"{len(tried)} 处，场景发现 {len(tried) - len(alive)} 处，列明理由 {len(listed)} 处"
    record_property("规则改错", score)
    if conftest.only:
        assert alive <= set(listed)
        return
    assert alive == set(listed)
    assert all(why.strip() for why in listed.values())
    assert len(tried) > 700
