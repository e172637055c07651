"""What Ray runs on another machine: a place for dreamers there, which are the same processes as on the stage's."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine import __version__
from engine.dream.dreamer_process import DreamerProcess
from engine.dream.protocol import Launch, Made, Ready, Wish
from engine.dream.shared_memory import SharedInput
from engine.errors import UserError
from engine.files import cache_folder, is_plain

RESOURCE = "reverie"  # what a machine has as much of as it has places
DEVICES, MODELS = "REVERIE_DEVICES", "REVERIE_MODELS"  # of `reverie dream`, in the environment of what Ray starts there
LOOK = 0.5  # seconds between looks at whether a dreamer is to end
LEASE = 10.0  # seconds without a word from its stage, after which it does
QUALITY = 95  # of a JPEG
SENT = (".json", ".txt", ".model", ".safetensors")  # endings of what a model's folder may consist of


def is_local(host: str) -> bool:
    """Whether a name or address is that of this machine to itself alone."""
    return host in ("localhost", "127.0.0.1", "::1")


def environment(host: str) -> dict[str, str]:
    """What Ray is to find in the environment as it is imported, for a cluster that begins at a host.

    Where that is this machine alone, Ray listens on nothing else; it asks for a token anywhere.
    """
    return {
        "RAY_AUTH_MODE": "token",
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0" if is_local(host) else "1",  # on Linux too, 0 is the loopback's
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_EXPERIMENTAL_NOSET_CUDA_VISIBLE_DEVICES": "1",  # dreamers choose their device themselves
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        "RAY_worker_niceness": "0",  # they are nice of their own accord; what carries their keyframes is not to wait
    }


Packed = tuple[np.ndarray, tuple[int, ...]]  # a picture as it is or as a JPEG, and its shape


def pack(picture: np.ndarray, compressed: bool) -> Packed:
    """A picture (h, w, 3) or planes (h, w), uint8, on its way.

    A JPEG, for slow links: a keyframe becomes a sixth to a tenth of its size in a few milliseconds, where a PNG takes
    ten times as long for a half, and is off by less than blending and enlarging change it.
    """
    if not compressed:
        return picture, picture.shape
    flat = picture.reshape(picture.shape[0], -1) if picture.ndim == 3 and picture.shape[2] != 3 else picture
    fine = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
    return cv2.imencode(".jpg", flat, [cv2.IMWRITE_JPEG_QUALITY, QUALITY, *fine])[1], picture.shape


def unpack(packed: Packed) -> np.ndarray:
    """The picture that was packed. Raises ValueError for what is none."""
    data, shape = packed
    picture = data if data.shape == shape else cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise ValueError("a picture came over as something else")
    return picture.reshape(shape)


class DreamHost:
    """Dreamers on one device of this machine, by the numbers that the stage gave them.

    Ray makes one of these for each place, and makes it again elsewhere when its machine is gone. `tell` is called in
    order, `dream` runs in a thread of Ray's for each dreamer.
    """

    def __init__(self) -> None:
        import ray

        devices = os.environ.get(DEVICES, "auto").split(",")
        self._context = multiprocessing.get_context("spawn")
        self._device = devices[int(ray.get_gpu_ids()[0]) % len(devices)]  # Ray counts any device as it counts GPUs
        self._input, self._view = SharedInput(self._context), SharedInput(self._context)
        self._dreamers: dict[int, DreamerProcess] = {}
        self._wishes: dict[int, Wish | None] = {}
        self._told: dict[int, float] = {}  # when each was told something last

    def where(self, version: str) -> str:
        """The name of this machine. Raises UserError where it dreams with another version of Reverie."""
        if version != __version__:
            raise UserError(f"{socket.gethostname()} has Reverie {__version__}, the stage has {version}")
        return socket.gethostname()

    def lacks(self, model: str, mark: str) -> bool:
        """Whether a model, with the mark of its files, is not on this machine and would have to be sent."""
        return not _is_known(model) and not _here(model) and not _sent(model, mark).is_dir()

    def take(self, model: str, mark: str, name: str, data: bytes, at: int, last: bool) -> None:
        """Put a file's bytes from `at` on into the cache folder; `last`: of the last file, with which it is whole."""
        parts = name.split("/")
        if not all(map(is_plain, parts)) or not name.endswith(SENT) or not is_plain(mark):
            raise UserError(f"{name!r:.80} is no file of a model")
        whole = _sent(model, mark)
        half = whole.parent.with_name(f"{mark}.{os.getpid()}")  # another place here may be sent it too
        file = half.joinpath(whole.name, *parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab" if at else "wb") as out:
            out.write(data)
        if last:
            try:
                half.rename(whole.parent)
            except OSError:  # it has been sent meanwhile
                shutil.rmtree(half)

    def dream(
        self, number: int, launch: Launch, mark: str, compressed: bool, main: Callable[..., None]
    ) -> Iterator[tuple[Any, Packed | None]]:
        """Start a dreamer, and give all that it says until it ends, each with the picture that it names."""
        model = launch.model
        if not _is_known(model):
            model = str(_here(model) or _sent(model, mark))
        launch = replace(launch, model=model, device=self._device)
        child = self._dreamers[number] = DreamerProcess(
            self._context, self._input, self._view, launch, lambda _: self._wishes.get(number), main
        )
        self._told[number] = time.monotonic()
        with contextlib.suppress(EOFError, OSError):
            while time.monotonic() - self._told[number] < LEASE:
                if not child.connection.poll(LOOK):
                    continue
                message = child.connection.recv()
                if isinstance(message, Ready):
                    child.ready = message
                if isinstance(message, Made) and child.ready is not None:
                    ready = child.ready
                    picture = child.slots.picture(message.slot, ready.width, ready.height, message.shape)
                    yield message, pack(picture, compressed)
                    child.free(message.slot)
                else:
                    yield message, None
        for known in (self._dreamers, self._wishes, self._told):
            known.pop(number, None)
        child.close()

    def tell(self, number: int, wish: Wish | None, seen: Packed | None, viewed: Packed | None, moment: float) -> None:
        """The newest wish, the newest live input and what is shown, each where there is a newer one."""
        for packed, shared in ((seen, self._input), (viewed, self._view)):
            if packed is not None:
                shared.put(unpack(packed), moment)
        child = self._dreamers.get(number)
        if child is not None:
            self._told[number] = time.monotonic()
            self._wishes[number] = wish or self._wishes.get(number)
            child.wake.set()

    def probe(self, size: int) -> bytes:
        """So many bytes, by which the stage measures the link."""
        return os.urandom(size)


def _is_known(model: str) -> bool:
    """Whether a model is found by the same name everywhere: the built-in one, or one of the hub."""
    return model == "builtin" or not Path(model).is_absolute()


def _here(model: str) -> Path | None:
    """A model's folder or file on this machine: the same path, or its name in the folder that --models named."""
    there = [Path(model)]
    if folder := os.environ.get(MODELS):
        there.append(Path(folder) / Path(model).name)
    return next((path for path in there if path.exists()), None)


def _sent(model: str, mark: str) -> Path:
    """Where a model that was sent lies."""
    return cache_folder() / "sent" / mark / Path(model).name
