"""The workers of a Dask cluster: the one place that uses dask.distributed (extra ``cluster``).

Its executor is one of ``concurrent.futures``, so a batch runs there as it does on one machine. The
scheduler gives the tasks of a machine that is lost to another one; here each task is waited for
once, so that nothing is reported twice.
"""

import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from enforcement.batch.work import CannotWork, Done, Settings, check_cases
from enforcement.batch.workers import Work

_LOOK = 5.0  # seconds after which the workers are counted again: some may have come or gone
_WAIT = 30  # seconds for the scheduler, and for a first worker
_MISSING = "没有装集群组件；请运行 pip install 'anjuan[cluster]'，每台机器都要装"


class Cluster:
    """The workers of the scheduler at ``address``; they need the same case files under the same
    paths, and the same version of this program."""

    def __init__(self, settings: Settings, address: str, work: Work = check_cases) -> None:
        client = _client()
        try:
            self._client: Any = client(address, timeout=_WAIT, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise CannotWork(f"连不上集群的调度进程“{address}”，请核对地址和端口") from error
        try:
            self._client.wait_for_workers(1, timeout=_WAIT)
        except TimeoutError as error:
            self._client.close()
            raise CannotWork(
                f"集群“{address}”里没有工作进程，请先启动，例如 dask worker {address} --nthreads 1"
            ) from error
        self._executor: Any = self._client.get_executor(pure=False)
        self._settings, self._work = settings, work
        self._keys: dict[Future[list[Done]], str] = {}
        self._counted, self._width = -_LOOK, 1

    @property
    def width(self) -> int:
        """Tasks that may be under way, by the workers that there are now."""
        if time.monotonic() - self._counted > _LOOK:
            self._counted = time.monotonic()
            # No more: a task that waited behind one that hangs would be blamed for it.
            self._width = max(1, sum(self._client.nthreads().values()))
        return self._width

    def submit(self, paths: Sequence[str]) -> "Future[list[Done]]":
        """Give a task to the scheduler."""
        key = f"anjuan-{uuid.uuid4().hex}"
        future: Future[list[Done]] = self._executor.submit(
            self._work, self._settings, tuple(paths), key=key
        )
        self._keys[future] = key
        future.add_done_callback(self._forget)
        return future

    def _forget(self, future: "Future[list[Done]]") -> None:
        self._keys.pop(future, None)

    def give_up(self, future: "Future[list[Done]]") -> None:
        """Start the worker that has this task anew. One without a nanny cannot be; it is lost."""
        key = self._keys.pop(future, None)
        with suppress(Exception):  # whatever the scheduler says, the task is not waited for
            has = [w for w, keys in self._client.processing().items() if key in keys]
            future.cancel()
            self._client.restart_workers(has, timeout=_WAIT, raise_for_error=False)

    def close(self, now: bool = False) -> None:
        """Leave the cluster; ``now``: its tasks are called off."""
        with suppress(Exception):
            self._executor.shutdown(wait=not now)
        self._client.close()


def _client() -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise CannotWork(_MISSING) from error
    return Client
