"""What is taken along from a self-check: annotated copies, the report as a page and a workbook."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from enforcement.across import Across
from enforcement.annotate import Annotator
from enforcement.report.html import write_html
from enforcement.report.xlsx import write_xlsx
from enforcement.result import Assessment
from enforcement.web.jobs import Job
from enforcement.word import pack


def annotated(job: Job, case: int, a: Assessment) -> bytes:
    """A zip with a copy of each document of a case file, a note at each problem."""
    path = job.case_path(case)
    here = a.model_copy(update={"case_file": a.case_file.model_copy(update={"path": str(path)})})
    with tempfile.TemporaryDirectory(dir=job.folder) as room:
        Annotator(Path(room)).case(here)
        files = sorted(p for p in Path(room).rglob("*") if p.is_file())
        return pack({p.relative_to(room).as_posix(): p.read_bytes() for p in files})


def html(found: Sequence[Assessment], between: Across | None) -> bytes:
    """The report as one self-contained page."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "report.html"
        write_html(path, found, between)
        return path.read_bytes()


def xlsx(found: Sequence[Assessment], between: Across | None) -> bytes:
    """The report as a workbook, in which no text is a formula."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "report.xlsx"
        write_xlsx(path, found, between)
        return path.read_bytes()
