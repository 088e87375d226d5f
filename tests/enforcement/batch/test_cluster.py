"""A batch on a cluster of separate processes, one of which is killed while it works."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from enforcement.batch.cluster import Cluster
from enforcement.batch.work import CannotWork, Settings
from enforcement.run import How, prepare, run
from tests.enforcement.batch.made import batch

pytest.importorskip("distributed", reason="没有装集群组件（cluster），集群的测试没有跑")
ROOT = Path(__file__).parents[3]


def _start(module: str, *options: str, folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *options, "--no-dashboard"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ANJUAN_CACHE": str(folder / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler and two workers, each with an address of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    hosts = ("127.0.0.1", "127.0.0.2" if sys.platform == "linux" else "127.0.0.1")
    scheduler = _start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), folder=tmp_path
    )
    options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
    workers = [
        _start("dask_worker", address, "--host", host, *options, folder=tmp_path) for host in hosts
    ]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="没有 SIGKILL")
def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]]
) -> None:
    address, workers = cluster
    folder = batch(tmp_path / "批", [f"案{n}" for n in range(60)])
    plain, whole = tmp_path / "plain.jsonl", tmp_path / "plain.json"
    code = run(prepare([folder]), "json", plain, across=whole)

    out, across = tmp_path / "out.jsonl", tmp_path / "out.json"
    command = [sys.executable, "-m", "enforcement.cli", "check", str(folder), "-f", "json"]
    command += ["-o", str(out), "--across", str(across), "--cluster", address, "--no-cache"]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    ) as asking:
        while not (out.exists() and out.stat().st_size) and asking.poll() is None:
            time.sleep(0.01)
        assert out.read_bytes().count(b"\n") < 60
        workers[1].send_signal(signal.SIGKILL)
        said = asking.communicate(timeout=120)[1]
    assert asking.returncode == code, said
    assert out.read_bytes() == plain.read_bytes()
    assert across.read_bytes() == whole.read_bytes()


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enforcement.batch.cluster._WAIT", 0.2)
    with pytest.raises(CannotWork, match="连不上集群的调度进程"):
        Cluster(Settings(), "tcp://127.0.0.1:9")


def test_mistakes_are_told_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("enforcement.batch.cluster._WAIT", 0.2)
    job = prepare([batch(tmp_path / "批", ["案1", "案2"])])
    assert run(job, "json", tmp_path / "o.jsonl", how=How(cluster="tcp://127.0.0.1:9")) == 2
    assert "连不上集群" in capsys.readouterr().err
