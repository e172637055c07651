"""What Ray runs on another machine: a place for dreamers there, which are the same processes as on the stage's."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine import __version__
from engine.dream.dreamer_process import DreamerProcess
from engine.dream.protocol import Launch, Made, Ready, SharedInput, Wish
from engine.errors import UserError
from engine.files import cache_folder, is_plain

RESOURCE = "reverie"  # what a machine has as much of as it has places
DEVICES, MODELS = "REVERIE_DEVICES", "REVERIE_MODELS"  # of `reverie dream`, in the environment of what Ray starts there
WAIT = 0.5  # seconds that `hear` waits for a word
AT_ONCE = 8  # messages
QUALITY = 95  # of a JPEG
SENT = (".json", ".txt", ".model", ".safetensors")  # endings of what a model's folder may consist of

Packed = tuple[bytes, tuple[int, ...]]  # a picture, straight or as a JPEG, and its shape


def pack(picture: np.ndarray, compressed: bool) -> Packed:
    """A picture (h, w, 3) or planes (h, w), uint8, on its way.

    A JPEG, for slow links: a keyframe becomes a sixth to a tenth of its size in a few milliseconds, where a PNG takes
    ten times as long for a half, and is off by less than blending and enlarging change it.
    """
    if not compressed:
        return picture.tobytes(), picture.shape
    flat = picture.reshape(picture.shape[0], -1) if picture.ndim == 3 and picture.shape[2] != 3 else picture
    options = [
        cv2.IMWRITE_JPEG_QUALITY,
        QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    return cv2.imencode(".jpg", flat, options)[1].tobytes(), picture.shape


def unpack(packed: Packed) -> np.ndarray:
    """The picture that was packed. Raises ValueError for what is none."""
    data, shape = packed
    flat = np.frombuffer(data, np.uint8)
    if len(data) == np.prod(shape):
        return flat.reshape(shape)
    picture = cv2.imdecode(flat, cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise ValueError("a picture came over as something else")
    return picture.reshape(shape)


class DreamHost:
    """Dreamers on one device of this machine, by the numbers that the stage gave them.

    Ray makes one of these for each place, and makes it again elsewhere when its machine is gone. `tell` is called in
    order, `hear` by a thread of Ray's for each dreamer.
    """

    def __init__(self) -> None:
        import ray

        devices = os.environ.get(DEVICES, "auto").split(",")
        self._context = multiprocessing.get_context("spawn")
        self._device = devices[int(ray.get_gpu_ids()[0]) % len(devices)]  # Ray counts any device as it counts GPUs
        self._input, self._view = SharedInput(self._context), SharedInput(self._context)
        self._dreamers: dict[int, DreamerProcess] = {}
        self._wishes: dict[int, Wish] = {}

    def lacks(self, model: str, mark: str) -> bool:
        """Whether a model, with the mark of its files, is not on this machine and would have to be sent."""
        return not _is_known(model) and not _here(model) and not _sent(model, mark).is_dir()

    def take(self, model: str, mark: str, name: str, data: bytes, last: bool) -> None:
        """Put a piece of a file of a model into the cache folder; `last`: of its last file, after which it is whole."""
        parts = name.split("/")
        if not all(map(is_plain, parts)) or not name.endswith(SENT) or not is_plain(mark):
            raise UserError(f"{name!r:.80} is no file of a model")
        whole = _sent(model, mark)
        file = whole.with_name(whole.name + ".part").joinpath(*parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as out:
            out.write(data)
        if last:
            whole.with_name(whole.name + ".part").rename(whole)

    def begin(self, number: int, launch: Launch, mark: str, version: str, main: Callable[..., None]) -> str:
        """Start a dreamer; returns the name of this machine. Raises UserError where that can't be."""
        if version != __version__:
            raise UserError(f"{socket.gethostname()} has Reverie {__version__}, the stage has {version}")
        model = launch.model
        if not _is_known(model):
            model = str(_here(model) or _sent(model, mark))
        launch = replace(launch, model=model, device=self._device)
        self._dreamers[number] = DreamerProcess(
            self._context, self._input, self._view, launch, lambda _: self._wishes.get(number), main
        )
        return socket.gethostname()

    def tell(self, number: int, wish: Wish | None, seen: Packed | None, viewed: Packed | None, moment: float) -> None:
        """The newest wish, the newest live input and what is shown, each where there is a newer one."""
        for packed, shared in ((seen, self._input), (viewed, self._view)):
            if packed is not None:
                shared.put(unpack(packed), moment)
        if wish is not None and number in self._dreamers:
            self._wishes[number] = wish
            self._dreamers[number].wake.set()

    def hear(self, number: int, compressed: bool) -> list[tuple[Any, Packed | None]] | None:
        """What a dreamer said, waiting a while for it, each with the picture that it names; None when it has ended."""
        child, heard = self._dreamers.get(number), list[tuple[Any, Packed | None]]()
        try:
            while child is not None and len(heard) < AT_ONCE and child.connection.poll(0 if heard else WAIT):
                message, packed = child.connection.recv(), None
                if isinstance(message, Ready):
                    child.ready = message
                elif isinstance(message, Made) and child.ready is not None:
                    picture = child.slots.picture(message.slot, child.ready.width, child.ready.height, message.shape)
                    packed = pack(picture, compressed)
                    child.free(message.slot)
                heard.append((message, packed))
        except (EOFError, OSError):
            return heard or None
        return None if child is None else heard

    def end(self, number: int) -> None:
        """End a dreamer."""
        child = self._dreamers.pop(number, None)
        self._wishes.pop(number, None)
        if child is not None:
            child.close()

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
    return cache_folder() / "sent" / f"{Path(model).name}-{mark}"
