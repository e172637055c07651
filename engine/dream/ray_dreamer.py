"""Dreamers on other machines, as the stage has them: found, placed and begun again by Ray."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import numpy as np

from engine import __version__
from engine.dream import worker
from engine.dream.dreamer_process import Choose, DreamerHandle, Pace
from engine.dream.protocol import Failed, Launch, Loading, Made, SharedInput
from engine.dream.ray_host import RESOURCE, SENT, DreamHost, Packed, pack, unpack
from engine.dream.supervisor import Supervisor
from engine.errors import UserError, one_line

QUICK = 200e6  # bytes a second, from which a link carries keyframes straight sooner than they are compressed
PROBE = 1 << 20  # bytes
PIECE = 16 << 20  # bytes of a file that is sent, at once
LOOK, AGAIN = 2.0, 10.0  # seconds between looks for machines, and for a cluster
INPUTS = 1 / 30  # seconds between two live inputs that are sent
NUMBERS = itertools.count(1 << 31)  # of dreamers, which no process here has

LOGGER = logging.getLogger("reverie.dreamer")


class Received:
    """Pictures that came from another machine, by the numbers that `put` gives them."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._pictures: dict[int, np.ndarray] = {}

    def put(self, picture: np.ndarray) -> int:
        number = next(self._numbers)
        self._pictures[number] = picture
        return number

    def picture(self, slot: int, width: int, height: int, shape: tuple[int, ...] = ()) -> np.ndarray:
        """A picture, as the slots of FrameRing have it."""
        return self._pictures[slot].reshape(shape or (height, width, 3))

    def free(self, slot: int) -> None:
        self._pictures.pop(slot, None)


class RayDreamer(DreamerHandle):
    """A dreamer on whichever machine Ray has put its host: one thread hears it, another tells it what is wished.

    The supervisor hears of it through a pipe within this process, as it does of the others; where the machine or the
    dreamer is gone, that ends.
    """

    def __init__(
        self,
        host: Any,
        shared: tuple[SharedInput, SharedInput],
        launch: Launch,
        choose: Choose,
        main: Callable[..., None] = worker.run,
    ):
        super().__init__(launch, time.perf_counter())
        self.pid, self.slots = next(NUMBERS), Received()
        self.connection, self._theirs = Pipe()
        self._host, self._shared, self._choose, self._main = host, shared, choose, main
        self._closing, self._compressed = threading.Event(), True
        for run in (self._hear, self._tell):
            threading.Thread(target=run, name="ray dreamer", daemon=True).start()

    def free(self, slot: int) -> None:
        self.slots.free(slot)

    def kill(self) -> None:
        """Have Ray end its host, and make another where there is room."""
        import ray

        ray.kill(self._host, no_restart=False)

    def close(self) -> None:
        if not self._closing.is_set():
            self._closing.set()
            self.wake.set()
            self._host.end.remote(self.pid)
            self.connection.close()

    def _hear(self) -> None:
        import ray

        try:
            self._begin()
            while not self._closing.is_set():
                heard = ray.get(self._host.hear.options(concurrency_group="hear").remote(self.pid, self._compressed))
                if heard is None:
                    break
                for message, packed in heard:
                    if isinstance(message, Made) and packed is not None:
                        message = replace(message, slot=self.slots.put(unpack(packed)), shape=packed[1])
                    self._theirs.send(message)
        except OSError:
            pass  # closed
        except Exception as error:
            LOGGER.info("a dreamer of Ray's is gone: %s", one_line(error))
            cause = getattr(error, "cause", error)
            with contextlib.suppress(OSError):
                if isinstance(cause, UserError):
                    self._theirs.send(Failed(str(cause)))
        finally:
            self._theirs.close()

    def _begin(self) -> None:
        """Wait for a place, send the model where it is not there, and see how quick the link is."""
        mark = _mark(Path(self.launch.model))
        if self._waited(self._host.lacks, self.launch.model, mark):
            self._send_model(Path(self.launch.model), mark)
        where = self._waited(self._host.begin, self.pid, self.launch, mark, __version__, self._main)
        times = []
        for _ in range(3):
            began = time.perf_counter()
            self._waited(self._host.probe, PROBE)
            times.append(time.perf_counter() - began)
        self._compressed = min(times) * QUICK > PROBE
        link = "compressed" if self._compressed else "straight"
        self._theirs.send(Loading(f"on {where}, keyframes {link}"))

    def _waited(self, call: Any, *arguments: Any) -> Any:
        """What the host answers, as soon as it has a machine. Raises OSError once closed."""
        import ray

        while True:
            promise = call.remote(*arguments)
            try:
                while not ray.wait([promise], timeout=1.0)[0]:
                    self._wait("waiting for a machine with a place")
                return ray.get(promise)
            except ray.exceptions.ActorUnavailableError:  # Ray is putting it elsewhere
                self._wait("waiting for another machine")
                self._closing.wait(1.0)

    def _wait(self, text: str) -> None:
        if self._closing.is_set():
            raise OSError("closed")
        self._theirs.send(Loading(text))

    def _send_model(self, model: Path, mark: str) -> None:
        files = list(_files(model))
        if not files:
            raise UserError(f"{model} is neither on that machine nor here")
        for number, (name, file) in enumerate(files, 1):
            with file.open("rb") as content:
                size, sent = file.stat().st_size, 0
                while sent < size or sent == 0:
                    data = content.read(PIECE)
                    sent += max(len(data), 1)
                    last = number == len(files) and sent >= size
                    self._waited(self._host.take, str(model), mark, name, data, last)
                    self._theirs.send(Loading(f"sending {model.name}: {name}, {sent >> 20} MB"))

    def _tell(self) -> None:
        """The telling thread: the newest wish, and for a stream or a flight the newest pictures."""
        pace, pause = Pace(), 0.0
        seen = [0, 0]  # numbers of the newest
        while not self._closing.is_set():
            self.wake.wait(pause)
            self.wake.clear()
            with contextlib.suppress(Exception):  # without a host there is nobody to tell
                chosen = self._choose(self)
                wish, pause = pace.next(chosen, time.perf_counter())
                packed: list[Packed | None] = [None, None]
                moment = 0.0
                for index, wanted in enumerate((chosen and chosen.live, chosen and chosen.flight)):
                    frame = self._shared[index].newest(seen[index]) if wanted else None
                    if frame is not None:
                        seen[index], moment = frame.number, frame.time
                        packed[index] = pack(frame.picture, self._compressed)
                    pause = min(pause, INPUTS) if wanted else pause
                if wish is not None or any(packed):
                    tell = self._host.tell.options(concurrency_group="tell")  # which keeps their order
                    tell.remote(self.pid, wish, *packed, moment)


class Cluster:
    """The user's own Ray cluster, joined by this process. Raises UserError where that can't be."""

    def __init__(self, address: str):
        os.environ.setdefault("RAY_AUTH_MODE", "token")  # which Ray reads as it is imported
        try:
            import ray
        except ImportError:
            raise UserError('--ray wants Ray: pip install -e ".[ray]"') from None
        self._ray = ray
        try:
            ray.init(address=address, namespace=RESOURCE, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:
            raise UserError(
                f"--ray {address}: this machine is not in that cluster; run `reverie dream --ray {address}` "
                f"here, and on every machine that is to dream ({one_line(error):.100})"
            ) from None

    def close(self) -> None:
        self._ray.shutdown()

    @property
    def places(self) -> int:
        """How many dreamers the machines that are there now have room for."""
        return int(self._ray.cluster_resources().get(RESOURCE, 0))

    def machines(self) -> list[tuple[str, int]]:
        """The machines that are there, by name, and the places that each has."""
        alive = [node for node in self._ray.nodes() if node["Alive"]]
        return [(node["NodeManagerHostname"], int(node["Resources"].get(RESOURCE, 0))) for node in alive]

    def host(self) -> Any:
        """A host for dreamers, on whichever machine has a place, now or later, and on another when that is gone."""
        made = self._ray.remote(
            num_cpus=0,
            num_gpus=1,
            resources={RESOURCE: 1},
            max_restarts=-1,
            concurrency_groups={"hear": 4, "tell": 1},
        )(DreamHost)
        return made.remote()

    def gather(self, dreams: Supervisor, standby: bool, stop: threading.Event) -> None:
        """Have a dreamer for each place, as machines come, until stopped. standby: the first only stands in."""
        hosts = 0
        while not stop.wait(LOOK):
            while hosts < self.places:
                shared = dreams.shared_input, dreams.shared_view
                dreams.add(partial(RayDreamer, self.host(), shared), "ray", standby and hosts == 0)
                hosts += 1


def join(address: str, dreams: Supervisor, standby: bool, report: Callable[[str], None], stop: threading.Event) -> None:
    """Dream on the machines of a cluster too, as long as it is there; while it is not, it is looked for."""
    said = ""
    while not stop.is_set():
        try:
            with contextlib.closing(Cluster(address)) as cluster:
                cluster.gather(dreams, standby, stop)
        except Exception as error:
            if one_line(error) != said:
                said = one_line(error)
                report(said)
            stop.wait(AGAIN)


def _mark(model: Path) -> str:
    """What tells one state of a model's files from another, as letters; "none" for a model without files here."""
    listed = "".join(f"{name} {file.stat().st_size} {file.stat().st_mtime_ns}\n" for name, file in _files(model))
    return hashlib.sha256(listed.encode()).hexdigest()[:16] if listed else "none"


def _files(model: Path) -> Iterator[tuple[str, Path]]:
    """The files of a model's folder that are sent, by their names within it."""
    if model.is_absolute() and model.is_dir():
        for file in sorted(model.rglob("*")):
            if file.is_file() and file.suffix in SENT:
                yield file.relative_to(model).as_posix(), file
