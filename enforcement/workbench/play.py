"""Scenarios run outside the test runner, so that each can be asked about many rule sets."""

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from enforcement.inference import Inference
from enforcement.workbench.scenarios import Scenario
from rules.answers import Context
from rules.parameters import Parameters


@dataclass(slots=True)
class Played:
    """A scenario whose case files are built; ``holds`` judges it by a rule set."""

    scenario: Scenario
    world: Any
    asked: list[Any]
    then: list[Callable[[], object]]

    def holds(self, inference: Inference, parameters: Parameters | None = None) -> bool:
        """Whether the scenario comes out as it says, by the rules of ``inference``."""
        from tests.scenarios.world import ask

        asked = self.asked
        if parameters is not None:
            asked = [(case, _with(ctx, parameters)) for case, ctx in asked]
        self.world.outcome = ask(self.scenario.rule, asked, inference)
        try:
            for step in self.then:
                step()
        except AssertionError:
            return False
        return True


def _with(ctx: Context, parameters: Parameters) -> Context:
    return Context(parameters, ctx.registers, ctx.department, ctx.region, ctx.agency, ctx.name)


class Player:
    """The steps of the scenarios below ``root``, made ready once."""

    def __init__(self, root: Path, scratch: Path) -> None:
        sys.path.insert(0, str(root))
        try:
            module = import_module("tests.scenarios.conftest")
        finally:
            sys.path.remove(str(root))
        from pytest_bdd.steps import step_function_context_registry

        known = step_function_context_registry.values()
        # Where several fit, the test runner takes the one defined last.
        self._steps = [c for c in known if c.step_func.__module__ == module.__name__][::-1]
        self.parameters = Parameters.load()
        self._scratch = scratch

    def play(self, scenario: Scenario) -> Played:
        """Build the case files of ``scenario``. ``LookupError``: a step that nothing defines."""
        from tests.scenarios.world import World

        world = World()
        given, then = self._split(scenario, world)
        for step in given:
            step()
        return Played(scenario, world, [*world.earlier, world.asked(self.parameters)], then)

    def _split(
        self, scenario: Scenario, world: Any
    ) -> tuple[list[Callable[[], object]], list[Callable[[], object]]]:
        steps = self.steps(scenario, world)
        return ([s for kind, s in steps if kind == "given"],
                [s for kind, s in steps if kind == "then"])  # fmt: skip

    def steps(self, scenario: Scenario, world: Any) -> list[tuple[str, Callable[[], object]]]:
        """The steps in order, each with its kind (given, when, then), ready to be done in
        ``world``. ``LookupError``: a step that nothing defines."""
        found: list[tuple[str, Callable[[], object]]] = []
        for text, argument in zip(scenario.steps, scenario.arguments, strict=True):
            c = next((c for c in self._steps if c.parser.is_matching(text)), None)
            if c is None:
                raise LookupError(text)
            words = {**(c.parser.parse_arguments(text) or {}), **argument, "world": world}
            words |= {"parameters": self.parameters, "tmp_path": self._scratch}
            wanted = inspect.signature(c.step_func).parameters
            own = {k: v for k, v in words.items() if k in wanted}
            found.append((c.type or "", partial(c.step_func, **own)))
        return found


def failing(
    played: Iterable[Played], inference: Inference, parameters: Parameters | None = None
) -> Played | None:
    """The first scenario that does not come out as it says, else ``None``."""
    return next((p for p in played if not p.holds(inference, parameters)), None)
