"""The JSON contract ``anjuan/assessment/1``."""

import json
from decimal import Decimal as D

from casefiles.facts import Anchor
from enforcement.result import (
    Assessment,
    CaseSummary,
    DocumentSummary,
    Evidence,
    Location,
    RuleResult,
)
from enforcement.scoring import score, verdicts_of
from rules.standards import load_standard

NEUTRAL = load_standard("neutral-100")


def assessment() -> Assessment:
    anchor = Anchor("word/document.xml", 12, 3, 7, 0, 3, 1)
    result = RuleResult(
        rule="WS-003",
        title="救济途径和期限告知正确",
        verdict="fail",
        points=D("0.5"),
        evidence=(Evidence(document="行政处罚决定书", anchor=Location.of(anchor), quote="三个月"),),
    )
    return Assessment(
        case_file=CaseSummary(path="案卷一", documents=(DocumentSummary(source="1.docx"),)),
        score=score(NEUTRAL, verdicts_of([result])),
        results=(result,),
        ruleset="abc",
    )


def test_the_json_has_the_agreed_keys() -> None:
    data = json.loads(assessment().to_json())
    assert list(data) == ["schema", "case_file", "score", "results", "problems", "ruleset"]
    assert data["schema"] == "anjuan/assessment/1"
    assert list(data["case_file"]) == [
        "path", "number", "agency", "party", "enforcement_type", "procedure", "documents", "fields",
    ]  # fmt: skip
    assert list(data["case_file"]["documents"][0]) == [
        "code", "kind", "title", "source", "date", "sha256",
    ]  # fmt: skip
    assert list(data["case_file"]["fields"]) == [
        "filing_date", "notice_date", "decision_date", "service_date", "fine", "officers",
    ]  # fmt: skip
    assert {"total", "grade", "vetoes", "standard", "derivation", "pending"} <= set(data["score"])
    (result,) = data["results"]
    assert list(result) == [
        "rule", "title", "verdict", "points", "message", "basis", "remedy", "evidence",
    ]  # fmt: skip
    (evidence,) = result["evidence"]
    assert list(evidence) == ["document", "anchor", "quote", "found", "expected"]
    assert evidence["anchor"] == {
        "source": "", "part": "word/document.xml", "block": 12, "start": 3, "end": 7,
        "table": 0, "row": 3, "col": 1, "page": None, "place": "表1 第4行第2列",
    }  # fmt: skip


def test_numbers_are_numbers_and_characters_are_characters() -> None:
    text = assessment().to_json()
    assert '"total":98,' in text
    assert '"points":0.5,' in text
    assert "三个月" in text
    assert "\n" not in text


def test_the_json_can_be_read_back_and_gives_the_same_bytes() -> None:
    text = assessment().to_json()
    assert Assessment.model_validate_json(text).to_json() == text
    assert assessment().to_json() == text
