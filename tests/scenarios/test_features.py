"""Every scenario in ``features/`` is a test, on both engines."""

from pathlib import Path

from pytest_bdd import scenarios

scenarios(str(Path(__file__).parents[2] / "features"))
