"""One self-contained HTML page: no script, no address outside the file, every text escaped."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from enforcement.across import Across
from enforcement.report import marks, name_of, ranked, score_words, tally, worst_first
from enforcement.result import VERDICTS, Assessment


def write_html(
    path: Path, assessments: Sequence[Assessment], between: Across | None = None
) -> None:
    """Write the report of one or several case files, and what was found ``between`` them."""
    env = Environment(
        loader=PackageLoader("enforcement.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = env.get_template("report.html").render(
        cases=[
            {
                "a": a,
                "name": name_of(a),
                "score": score_words(a),
                "tally": tally(a.results),
                "problems": [r for r in worst_first(a) if r.verdict in ("fail", "not_run")],
                "waiting": [r for r in worst_first(a) if r.verdict == "needs_review"],
                "fine": [r for r in a.results if r.verdict == "pass"],
                "skipped": [r for r in a.results if r.verdict == "not_applicable"],
            }
            for a in ranked(assessments)
        ],
        between=between,
        verdicts=VERDICTS,
        marks=marks,
    )
    path.write_text(page, "utf-8", newline="\n")
