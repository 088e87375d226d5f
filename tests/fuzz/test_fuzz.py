"""A bounded run of the fuzz target: always the same files, so that a failure can be repeated."""

from tests.fuzz.giants import giants
from tests.fuzz.mutate import mutant
from tests.fuzz.sources import sources
from tests.fuzz.target import run

COUNT = 150


def test_files_that_are_far_too_much_do_no_harm() -> None:
    assert [r for r in run(giants(whole=False)) if r.bad] == []


def test_broken_files_do_no_harm() -> None:
    seeds = sources()
    files = ((str(n), *mutant(n, seeds)) for n in range(COUNT))
    assert [r for r in run(files) if r.bad] == []


def test_a_mutant_is_made_again_by_its_number() -> None:
    seeds = sources()
    assert mutant(7, seeds) == mutant(7, seeds)
    assert mutant(7, seeds) != mutant(8, seeds)
