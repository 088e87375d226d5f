"""The process that checks: what becomes of a self-check when it dies, and of the next one."""

import time
from dataclasses import replace

import pytest

from enforcement.web.accounts import Mistake
from enforcement.web.jobs import Job, Jobs, NotThere
from enforcement.web.settings import Settings
from enforcement.web.work import State, work, write_state


def _job(jobs: Jobs, name: str = "说明.txt") -> Job:
    job = jobs.new("me")
    (job.folder / "case" / name).write_text("没有什么", "utf-8")
    return job


def test_a_process_that_dies_is_told_and_the_next_job_gets_a_new_one(settings: Settings) -> None:
    jobs = Jobs(replace(settings, inline=False))
    try:
        job = jobs.start(_job(jobs), "一")
        assert jobs.state(job).state == "waiting"
        assert jobs._pool is not None
        first = jobs._pool
        for process in list(first._processes.values()):
            process.kill()
        for _ in range(200):
            if jobs.state(job).state == "failed":
                break
            time.sleep(0.05)
        assert "意外停止" in jobs.state(job).says
        with pytest.raises(NotThere):
            jobs.results(job)
        jobs.start(_job(jobs), "二")
        assert jobs._pool is not first
    finally:
        jobs.close()
    assert not list((settings.data / "selfcheck").iterdir())


def test_an_error_of_the_program_ends_the_job_with_a_sentence(settings: Settings) -> None:
    jobs = Jobs(settings)
    job = _job(jobs)
    work(job.folder, "no-such-standard", None, "plain")
    assert job.state.state == "failed"
    assert "程序出错" in job.state.says


def test_only_what_is_done_can_be_kept(settings: Settings) -> None:
    jobs = Jobs(settings)
    job = _job(jobs)
    for state in ("waiting", "running", "failed"):
        write_state(job.folder, State(state))  # type: ignore[arg-type]
        with pytest.raises(Mistake, match="检查完毕以后"):
            jobs.keep(job, "", "me")


def test_a_running_job_is_not_swept_away(settings: Settings) -> None:
    jobs = Jobs(replace(settings, inline=False, job_life=settings.job_life * 0))
    try:
        job = jobs.start(_job(jobs), "一")
        jobs.sweep()
        assert job.folder.is_dir()
        jobs.drop(job)
        assert not job.folder.exists()
    finally:
        jobs.close()
