"""Reviewed Python for what the closed vocabulary of cards cannot say.

Every check takes the case file, the context and its card's options, and returns an ``Answer``.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from rules.answers import Answer

Check = Callable[..., Answer]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Make a function known to rule cards under its own name."""
    if function.__name__ in CHECKS:
        raise ValueError(f"two checks are named {function.__name__}")
    CHECKS[function.__name__] = function
    return function


def load_checks() -> dict[str, Check]:
    """Import every module of this package, so that all checks are known."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return CHECKS
