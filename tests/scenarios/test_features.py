"""Every scenario in ``features/`` is a test, on both engines."""

from pathlib import Path

from pytest_bdd import scenarios

from tests.scenarios import conftest

FEATURES = Path(__file__).parents[2] / "features"
scenarios(
    str(FEATURES / conftest.only[:2] / f"{conftest.only}.feature" if conftest.only else FEATURES)
)
