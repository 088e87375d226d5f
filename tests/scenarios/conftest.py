"""Fixtures of the scenarios: every scenario runs on both engines."""

from functools import lru_cache

import pytest

from casefiles.kinds import all_kinds
from casefiles.vocabulary import words_for_rules
from enforcement.inference import Inference
from rules.parameters import Parameters
from rules.ruleset import Vocabulary, load
from tests.scenarios.steps import *  # noqa: F403


@lru_cache(maxsize=2)
def _inference(engine: str) -> Inference:
    fields, acts, phrases = words_for_rules()
    kinds = {code: kind.name for code, kind in all_kinds().items()}
    return Inference(load(Vocabulary(kinds, fields, acts, phrases)), engine)


@pytest.fixture(params=["durable", "plain"])
def inference(request: pytest.FixtureRequest) -> Inference:
    made = _inference(request.param)
    assert made.engine.name == request.param, "durable-rules 没有装上，场景没有在两个引擎上都运行"
    return made


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return Parameters.load()
