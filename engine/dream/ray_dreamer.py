"""Dreamers on other machines, as the stage has them: processes that hand on what is wished and what comes of it.

Ray lives in these processes alone: what ends with it, when a cluster goes, is a dreamer, and another one is begun.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import logging
import multiprocessing
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from engine import __version__
from engine.dream import worker
from engine.dream.dreamer_process import deaf
from engine.dream.inbox import Inbox
from engine.dream.protocol import Failed, Launch, Loading, Progress, Wish
from engine.dream.ray_host import LEASE, RESOURCE, SENT, DreamHost, Packed, environment, pack, unpack
from engine.dream.shared_memory import FrameRing, SharedInput
from engine.dream.supervisor import Supervisor
from engine.errors import UserError, one_line
from engine.files import expanded
from engine.shutdown import ignore_keys

QUICK = 200e6  # bytes a second, from which a link carries keyframes straight sooner than they are compressed
PROBE, PROBES = 1 << 20, 3  # bytes, and how often
PIECE = 16 << 20  # bytes of a file that is sent, at once
LOOK, AGAIN, HUNG = 2.0, 10.0, 60.0  # seconds between looks for machines, for a cluster, and until a look is given up
INPUTS = 1 / 60  # seconds between looks for a live input


@dataclass(frozen=True)
class Cluster:
    """The user's own Ray cluster, and what this stage's part of it is called there."""

    address: str
    namespace: str = RESOURCE

    def enter(self) -> Any:
        """Join it with this process, which is then Ray's; returns the module. Raises UserError where that can't be."""
        host, _, port = self.address.rpartition(":")
        os.environ.update(environment(host))
        if importlib.util.find_spec("ray") is None:
            raise UserError('--ray wants Ray: pip install -e ".[ray]"')
        try:
            socket.create_connection((host, int(port)), LOOK).close()  # Ray would try for a minute
        except (OSError, ValueError):
            raise UserError(
                f"--ray {self.address}: nothing answers; run `reverie dream --ray {self.address}`"
            ) from None
        import ray

        try:
            ray.init(self.address, namespace=self.namespace, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:
            raise UserError(
                f"--ray {self.address}: this machine is not in that cluster; run `reverie dream --ray {self.address}` "
                f"here, and on every machine that is to dream ({one_line(error):.100})"
            ) from None
        return ray

    def machines(self) -> list[tuple[str, int]]:
        """The machines that are there, by name, and the places that each has. For a process that has entered."""
        import ray

        alive = [node for node in ray.nodes() if node["Alive"]]
        return [(node["NodeManagerHostname"], int(node["Resources"].get(RESOURCE, 0))) for node in alive]


def look_out(cluster: Cluster, connection: Connection) -> None:
    """The main of a process: tell how many places there are, and have a host at each, as long as the stage is there.

    Says a number, or a line of what is wrong. Ray puts a host on another machine when its own is gone.
    """
    ignore_keys()
    with contextlib.suppress(OSError, EOFError):
        try:
            ray = cluster.enter()
            kind = ray.remote(
                num_cpus=0,
                num_gpus=1,
                resources={RESOURCE: 1},
                max_restarts=-1,
                concurrency_groups={"dream": 4, "tell": 2},
            )(DreamHost)
            hosts: list[Any] = []
            while not connection.poll(LOOK):
                places = sum(places for _, places in cluster.machines())
                hosts += [kind.options(name=_name(number)).remote() for number in range(len(hosts), places)]
                connection.send(places)
        except Exception as error:
            connection.send(one_line(error))


def _name(place: int) -> str:
    return f"place {place}"


def join(
    address: str,
    dreams: Supervisor,
    standby: bool,
    report: Callable[[str], None],
    stop: threading.Event,
    main: Callable[..., None] = worker.run,
) -> None:
    """Dream at each place of a cluster too, as machines come and go, until stopped. standby: the first only stands in.

    main: what the dreamers do, as worker.py has it.
    """
    cluster = Cluster(address, f"{RESOURCE} {uuid.uuid4().hex}")
    context, seats, said = multiprocessing.get_context("spawn"), 0, ""
    while not stop.is_set():
        ours, theirs = context.Pipe()
        process = context.Process(target=look_out, args=(cluster, theirs), name="ray", daemon=True)
        with deaf():
            process.start()
        theirs.close()
        heard = time.monotonic()
        with contextlib.suppress(EOFError, OSError):
            while not stop.is_set() and time.monotonic() - heard < HUNG:
                if not ours.poll(0.2):
                    continue
                heard, news = time.monotonic(), ours.recv()
                if isinstance(news, str) and news != said:
                    report(news)
                said = news if isinstance(news, str) else ""
                for place in range(seats, news if isinstance(news, int) else 0):
                    dreams.add(partial(relay, cluster, place, main), "ray", standby and place == 0)
                    seats += 1
        process.kill()
        process.join(AGAIN)
        ours.close()
        stop.wait(AGAIN)


def relay(
    cluster: Cluster,
    place: int,
    main: Callable[..., None],
    connection: Connection,
    slots: FrameRing,
    shared_input: SharedInput,
    shared_view: SharedInput,
    launch: Launch,
) -> None:
    """The main of a dreamer's process whose work is done at a place of a cluster."""
    ignore_keys()
    with Inbox(connection, slots) as inbox, contextlib.suppress(OSError):
        try:
            connection.send(Loading("starting Ray"))
            ray = None
            while ray is None:
                try:
                    ray = cluster.enter()
                except UserError as error:
                    connection.send(Loading(str(error)))
                    time.sleep(AGAIN)
            there = Relay(ray, place, connection, (shared_input, shared_view), launch, inbox)
            for message, packed in there.dream(main):
                if packed is not None:
                    slot = inbox.free.get()
                    slots.picture(slot, 0, 0, packed[1])[:] = unpack(packed)
                    message = replace(message, slot=slot, shape=packed[1])
                connection.send(message)
        except Exception as error:
            cause = getattr(error, "cause", error)
            if isinstance(cause, UserError):
                connection.send(Failed(str(cause)))
            else:
                connection.send(Progress(0.0, 0.0, 0.0, errors=(f"Ray: {one_line(error):.120}",)))


class Relay:
    """Between a stage and a host. Raises what Ray raises."""

    def __init__(
        self,
        ray: Any,
        place: int,
        connection: Connection,
        shared: tuple[SharedInput, SharedInput],
        launch: Launch,
        inbox: Inbox,
    ):
        self._ray, self._connection, self._shared, self._launch, self._inbox = ray, connection, shared, launch, inbox
        self._compressed, self._number = True, os.getpid()
        while True:
            with contextlib.suppress(ValueError):
                self._host = ray.get_actor(_name(place))
                break
            self._wait()

    def dream(self, main: Callable[..., None]) -> Iterator[tuple[Any, Packed | None]]:
        """Send the model where it is not there, see how quick the link is, and give what the dreamer there says."""
        where, here = self._waited(self._host.where, __version__), expanded(self._launch.model)
        model, mark = str(here.resolve() if here.exists() else self._launch.model), _mark(here)
        if self._waited(self._host.lacks, model, mark):
            self._send_model(here, model, mark)
        times = []
        for _ in range(PROBES):
            began = time.perf_counter()
            self._waited(self._host.probe, PROBE)
            times.append(time.perf_counter() - began)
        self._compressed = min(times) * QUICK > PROBE
        link = "compressed" if self._compressed else "straight"
        self._connection.send(Loading(f"on {where}, keyframes {link}"))
        dream = self._host.dream.options(num_returns="streaming", concurrency_group="dream")
        said = dream.remote(self._number, replace(self._launch, model=model), mark, self._compressed, main)
        threading.Thread(target=self._tell, name="ray tell", daemon=True).start()
        for each in said:
            yield self._ray.get(each)

    def _waited(self, call: Any, *arguments: Any) -> Any:
        """What the host answers, as soon as it has a machine."""
        while True:
            promise = call.remote(*arguments)
            try:
                while not self._ray.wait([promise], timeout=LOOK)[0]:
                    self._wait()
                return self._ray.get(promise)
            except self._ray.exceptions.ActorUnavailableError:  # Ray is putting it elsewhere
                self._wait()

    def _wait(self) -> None:
        self._connection.send(Loading("waiting for a machine with a place"))
        self._inbox.wait(1.0)

    def _send_model(self, here: Path, model: str, mark: str) -> None:
        files = list(_files(here))
        if not files:
            raise UserError(f"{model} is not on that machine, and no folder here that could be sent: copy it there")
        for number, (name, file) in enumerate(files, 1):
            size = file.stat().st_size
            with file.open("rb") as content:
                for at in range(0, max(size, 1), PIECE):
                    last = number == len(files) and at + PIECE >= size
                    self._waited(self._host.take, model, mark, name, content.read(PIECE), at, last)
                    self._connection.send(Loading(f"sending {here.name}: {name}, {at >> 20} of {size >> 20} MB"))

    def _tell(self) -> None:
        """Tell the host the newest wish, and for a stream or a flight the newest pictures: one call after the other."""
        told: Wish | None = None
        seen, told_at = [0, 0], 0.0
        tell = self._host.tell.options(concurrency_group="tell")
        while True:
            wish = self._inbox.wish
            wanted = bool(wish and wish.live), bool(wish and wish.flight)
            packed: list[Packed | None] = [None, None]
            moment = 0.0
            for index, shared in enumerate(self._shared):
                frame = shared.newest(seen[index]) if wanted[index] else None
                if frame is not None:
                    seen[index], moment = frame.number, frame.time
                    packed[index] = pack(frame.picture, self._compressed)
            now = time.monotonic()
            if wish is not told or any(each is not None for each in packed) or now - told_at > LEASE / 5:
                with contextlib.suppress(Exception):  # whoever hears it finds out too
                    self._ray.get(tell.remote(self._number, None if wish is told else wish, *packed, moment))
                    told, told_at = wish, now
            self._inbox.wait(INPUTS if any(wanted) else LEASE / 5)


def _mark(model: Path) -> str:
    """What tells one state of a model from another, as letters; "none" for a model without files here."""
    listed = "".join(f"{name} {file.stat().st_size} {file.stat().st_mtime_ns}\n" for name, file in _files(model))
    return hashlib.sha256(f"{model.name}\n{listed}".encode()).hexdigest()[:16] if listed else "none"


def _files(model: Path) -> Iterator[tuple[str, Path]]:
    """The files of a model's folder that are sent, by their names within it."""
    if model.is_dir():
        for file in sorted(model.rglob("*")):
            if file.is_file() and file.suffix in SENT:
                yield file.relative_to(model).as_posix(), file
