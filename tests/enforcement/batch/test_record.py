"""What is on disk of a batch that was stopped, and what of it is still believed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from enforcement.batch import record as module
from enforcement.batch.record import Record
from enforcement.batch.work import Done
from enforcement.batch.workers import Here
from enforcement.run import Job, prepare, run
from tests.enforcement.batch.made import batch, case


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return prepare([batch(tmp_path / "批", ["案1", "案2", "案3", "案4"])])


def paths(job: Job) -> list[str]:
    return [str(c) for c in job.cases]


@pytest.fixture
def stopped(job: Job, tmp_path: Path) -> Record:
    """Three of four case files are done."""
    record = Record(tmp_path / "结果.jsonl", "digest")
    assert record.begin(paths(job)) == []
    here = Here(job.checker, job.settings)
    for path in paths(job)[:3]:
        record.add(here.submit([path]).result()[0])
    record.close(finished=False)
    return record


def kept(record: Record, job: Job, digest: str = "digest") -> list[str]:
    again = Record(record.lines, digest)
    found = [Path(e.path).name for e in again.begin(paths(job))]
    again.close(finished=False)
    # Lines and entries are of one length whatever was dropped.
    assert record.lines.read_bytes().count(b"\n") == len(found)
    return found


def test_what_is_done_stays_done(stopped: Record, job: Job) -> None:
    assert kept(stopped, job) == ["案1", "案2", "案3"]
    assert kept(stopped, job) == ["案1", "案2", "案3"]


def test_what_case_files_contribute_is_read_back_as_it_was(tmp_path: Path) -> None:
    demo = Path(__file__).parents[3] / "enforcement" / "demo" / "casefiles"
    job = prepare(sorted(demo.iterdir())[:6])
    here = Here(job.checker, replace(job.settings, across=True))
    record = Record(tmp_path / "结果.jsonl", "digest")
    record.begin(paths(job))
    done = [here.submit([p]).result()[0] for p in paths(job)]
    for d in done:
        record.add(d)
    record.close(finished=False)
    again = Record(record.lines, "digest").begin(paths(job))
    assert [e.given for e in again] == [d.given for d in done]
    assert all(d.given and d.given.items for d in done)


def test_other_rules_begin_anew(stopped: Record, job: Job) -> None:
    assert kept(stopped, job, "another") == []


def test_a_touched_document_is_checked_again_and_what_follows(stopped: Record, job: Job) -> None:
    with (job.cases[1] / "决定书.docx").open("ab") as file:
        file.write(b"\0")
    assert kept(stopped, job) == ["案1"]


def test_a_new_case_file_before_others_moves_them(
    stopped: Record, job: Job, tmp_path: Path
) -> None:
    new = case(tmp_path / "批", "案0", 9)
    job.cases.insert(2, new)
    assert kept(stopped, job) == ["案1", "案2"]


def test_lost_case_files_are_tried_again(job: Job, tmp_path: Path) -> None:
    record = Record(tmp_path / "结果.jsonl", "digest")
    record.begin(paths(job))
    record.add(Done(paths(job)[0], "{}", 3))
    record.close(finished=False)
    assert kept(record, job) == []


@pytest.mark.parametrize(
    ("harm", "left"),
    [
        (lambda data: data[:-1], 2),
        (lambda data: data[:-40] + b"\0" * 40, 2),
        (lambda data: data[:20], 0),
        (lambda data: b"", 0),
        (lambda data: b"\xff" * len(data), 0),
        (lambda data: data + b"\xff" * 9, 3),
    ],
)
def test_a_damaged_entry_ends_what_is_believed(
    stopped: Record, job: Job, harm: Callable[[bytes], bytes], left: int
) -> None:
    stopped.beside.write_bytes(harm(stopped.beside.read_bytes()))
    assert len(kept(stopped, job)) == left


def test_entries_without_their_lines_are_not_believed(stopped: Record, job: Job) -> None:
    data = stopped.lines.read_bytes()
    stopped.lines.write_bytes(data[:-1])
    assert len(kept(stopped, job)) == 2


def test_comparisons_of_a_continued_batch_are_those_of_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = batch(tmp_path / "批", [f"案{n}" for n in range(4)])
    for name in ("案1", "案3"):  # the same number twice
        (folder / name / "决定书.docx").unlink()
        (folder / name).rmdir()
        case(folder, name, 77)
    whole = tmp_path / "whole.json"
    code = run(prepare([folder]), "json", tmp_path / "w.jsonl", across=whole)

    def stop(self: Record, done: Done) -> None:
        add(self, done)
        if Path(done.path).name == "案2":
            raise KeyboardInterrupt

    add = Record.add
    out, across = tmp_path / "o.jsonl", tmp_path / "o.json"
    monkeypatch.setattr(module.Record, "add", stop)
    assert run(prepare([folder]), "json", out, across=across) == 130
    assert not across.exists()
    monkeypatch.setattr(module.Record, "add", add)
    assert run(prepare([folder]), "json", out, across=across) == code
    assert across.read_bytes() == whole.read_bytes()
    assert (
        b"\xe4\xba\x91\xe5\x86\x9c\xe7\xbd\x9a\xe3\x80\x942024\xe3\x80\x9577" in whole.read_bytes()
    )


@pytest.mark.parametrize("format", ["xlsx", "html"])
def test_reports_leave_only_the_report(tmp_path: Path, format: str) -> None:
    folder = batch(tmp_path / "批", ["案1", "案2"])
    (tmp_path / "out").mkdir()
    out = tmp_path / "out" / f"汇总.{format}"
    run(prepare([folder]), format, out)
    assert [p.name for p in out.parent.iterdir()] == [out.name]
    assert out.stat().st_size > 0
