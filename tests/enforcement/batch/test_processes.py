"""A batch in other processes: the same results as in one, also where processes are lost."""

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from enforcement.batch.ordered import results
from enforcement.batch.work import Done, Settings, lost
from enforcement.batch.workers import Here, Processes
from enforcement.run import How, prepare, run
from tests.enforcement.batch.made import batch, harmful

ROOT = Path(__file__).parents[3]


MANY = 120  # so many that the signal comes before they are all checked


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJUAN_CACHE", str(tmp_path / "cache"))


def test_one_process_two_and_the_cache_write_the_same_bytes(tmp_path: Path) -> None:
    folder = batch(tmp_path / "批", [f"案{n}" for n in range(20)])
    said: set[tuple[bytes, bytes]] = set()
    for n, how in enumerate([How(), How(2, cached=True), How(cached=True), How(2)]):
        out, across = tmp_path / f"{n}.jsonl", tmp_path / f"{n}.json"
        run(prepare([folder]), "json", out, across=across, how=how)
        assert not out.with_name(out.name + ".progress").exists()
        said.add((out.read_bytes(), across.read_bytes()))
    ((lines, _),) = said
    numbers = [json.loads(x)["case_file"]["number"] for x in lines.decode().splitlines()]
    assert numbers == [f"云农罚〔2024〕{n}号" for n in range(1, 21)]


@pytest.mark.skipif(sys.platform == "win32", reason="没有 SIGKILL")
def test_a_process_that_is_lost_costs_one_case_file(tmp_path: Path) -> None:
    names = ["案1", "案2", "案3崩", "案4", "案5", "案6"]
    job = prepare([batch(tmp_path / "批", names)])
    settings = job.settings.signed()

    def gone(path: str, why: str) -> Done:
        return lost(job.checker, path, why, settings)

    workers = Processes(settings, 2, harmful)
    try:
        done = list(results([str(c) for c in job.cases], workers, gone, size=4))
    finally:
        workers.close(now=True)
    assert [Path(d.path).name for d in done] == names
    (crashed,) = [d.assessment() for d in done if d.assessment().problems]
    assert Path(crashed.case_file.path).name == "案3崩"
    assert {r.verdict for r in crashed.results} == {"not_run"}
    assert "两次意外停止" in crashed.problems[0].message
    assert crashed.score is not None
    assert crashed.score.total is None or crashed.score.provisional
    plain = Here(job.checker, settings)
    for d in done:
        if "崩" not in d.path:
            assert d.line == plain.submit([d.path]).result()[0].line


def test_a_process_that_hangs_is_ended_and_another_goes_on(tmp_path: Path) -> None:
    job = prepare([batch(tmp_path / "批", ["案1停", "案2"])])
    hangs, sound = map(str, job.cases)
    workers = Processes(job.settings.signed(), 1, harmful)
    try:
        before = set(multiprocessing.active_children())
        stuck = workers.submit([hangs])
        (process,) = set(multiprocessing.active_children()) - before
        assert not stuck.done()
        workers.give_up(stuck)
        assert not process.is_alive()
        (done,) = workers.submit([sound]).result(60)
        assert done.path == sound
    finally:
        workers.close(now=True)


def test_a_process_with_other_rules_does_no_work(tmp_path: Path) -> None:
    job = prepare([batch(tmp_path / "批", ["案1", "案2"])])
    other = Settings(digest="other")
    workers = Processes(other, 1)
    try:
        future = workers.submit([str(job.cases[0])])
        with pytest.raises(Exception, match="与发起检查的机器不同"):
            future.result()
    finally:
        workers.close()


@pytest.mark.skipif(sys.platform == "win32", reason="用信号停下")
def test_after_ctrl_c_the_same_command_goes_on(tmp_path: Path) -> None:
    folder = batch(tmp_path / "批", [f"案{n}" for n in range(MANY)])
    out = tmp_path / "结果.jsonl"
    command = [sys.executable, "-m", "enforcement.cli", "check", str(folder)]
    command += ["-f", "json", "-o", str(out), "--workers", "2", "--no-cache"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests that run in the background are deaf to this signal, and hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as first:
        while not (out.exists() and out.stat().st_size) and first.poll() is None:
            time.sleep(0.01)
        os.killpg(first.pid, signal.SIGINT)  # as a terminal does: to all processes
        said = first.communicate(timeout=60)[1]
    assert first.returncode == 130, said
    assert "再运行同一条命令" in said
    assert "Traceback" not in said
    before = out.read_bytes()
    done = before.count(b"\n")
    assert 0 < done < MANY
    second = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    told = re.search(r"接着上次做：(\d+) 个案卷已有结果", second.stderr)
    assert told is not None, second.stderr
    assert int(told[1]) in (done - 1, done)  # it may have been stopped right after a line
    whole = out.read_bytes()
    assert whole.startswith(before)
    plain = tmp_path / "一遍.jsonl"
    run(prepare([folder]), "json", plain)
    assert whole == plain.read_bytes()
