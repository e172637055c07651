"""What holds a live stream: ControlNets, each shown its own drawing of the inputs, and a mask of where to dream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.dream.controlnet import KINDS, ControlNet, hint, resized, summed
from engine.dream.interpolation import Transition
from engine.dream.ip_adapter import read_reference
from engine.dream.live_conditioning import Scalar
from engine.dream.model import Model, out_of_memory
from engine.dream.model_files import ModelError
from engine.dream.protocol import controls
from engine.errors import one_line
from engine.parameters import Live

# by place: a ControlNet, what it has made of an input, and the kind of what it was shown
Seen = dict[int, tuple[ControlNet, Tensor, str]]


class LiveStructure:
    """Call `see` for every input, then `arguments` for every call of the UNet. tell: hears what can't be drawn."""

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._faults: set[str] = set()  # kinds that could not be drawn of the last input
        self._held: dict[int, ControlNet] = {}  # by place: one that is not loaded yet leaves the last one
        self._scales = [Scalar(model.device) for _ in controls(Live())]
        self._values = [0.0 for _ in self._scales]

    def see(self, picture: np.ndarray, live: Live) -> Seen:
        """What each ControlNet that is asked for makes of an input, (H, W, 3) uint8 RGB."""
        seen: Seen = {}
        for place, (name, kind, scale) in enumerate(controls(live)):
            self._values[place] = scale
            network = self._model.controlnets.get(name) or self._held.get(place)
            if network is None or not name or scale <= 0:
                continue
            self._held[place] = network
            drawn, kind = self._drawn(picture, kind, network.size)
            seen[place] = network, network.see(drawn), kind
        return seen

    def arguments(self, rows: Sequence[Seen], more: int, x: Tensor, times: Tensor, told: dict[str, Any]) -> Any:
        """The UNet's keyword arguments for a call on x (B, C, h, w) at times (B,); empty without a ControlNet.

        rows: what was seen of each picture, the newest first, whose ControlNets are those that hold; the last `more`
        rows of x are of the first pictures again. told: the other keyword arguments of that call.
        """
        parts = []
        for place, (network, newest, _) in rows[0].items():
            own = [row.get(place, (None, newest, "")) for row in rows]
            seen = [there if by is network else newest for by, there, _ in own]
            scale = self._scales[place].at(self._values[place])
            parts.append(network(x, times, torch.cat(seen + seen[:more]), scale, told))
        return summed(parts) if parts else {}

    def _drawn(self, picture: np.ndarray, kind: str, size: tuple[int, int]) -> tuple[np.ndarray, str]:
        """The hint of a kind, and the kind; canny edges for one that can't be drawn, or not yet."""
        if kind in KINDS:
            return hint(picture, kind, size), kind
        try:
            estimator = self._model.estimators.get(kind)
            if estimator is not None:
                drawn: np.ndarray = estimator.drawn(resized(picture, size))
                self._faults.discard(kind)
                return drawn, kind
        except Exception as error:
            if beyond(error):
                raise
            if kind not in self._faults:
                self._tell(f"/live/control/kind {kind}: {one_line(error):.200}; canny edges stand in for it")
            self._faults.add(kind)
        return hint(picture, "canny", size), "canny"


RAMP = 0.1  # of luminance, over which a luma key goes from outside to inside
SPREAD = 2.56  # times its sigma, a blurred edge is wide from a tenth to nine tenths


class LiveMask:
    """Where a stream dreams: call `at` for every input. tell: hears of one that can't be had; all is dreamed then."""

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._glide: Transition[np.ndarray] = Transition(lambda a, b, part: a + (b - a) * np.float32(part))
        self._last: tuple[Any, np.ndarray] | None = None  # what it was made of, and it
        self._file: tuple[str, np.ndarray] | None = None  # the picture that was read last, its light
        self._refused: Any = None  # what was told not to be had

    def at(self, now: float, picture: np.ndarray, live: Live) -> np.ndarray | None:
        """How much of the dream of an input, (h, w, 3) uint8, is seen where, (h, w) float32 of 0..1; None for all."""
        wished: tuple[Any, ...] = (live.mask, live.mask_class, live.mask_file, live.mask_invert)
        whole = np.ones(picture.shape[:2], np.float32)
        try:
            inside = self._inside(picture, live)
            if inside is None:  # it loads: until then it stays as it is
                wished, mask = self._last or (("off",), whole)
            elif live.mask == "off":
                wished, mask = ("off",), whole
            else:
                mask = _softened(1 - inside if live.mask_invert else inside, live.mask_soft)
            self._refused = None if wished[0] == live.mask else self._refused
        except Exception as error:
            if beyond(error):
                raise
            if wished != self._refused:
                self._tell(f"/live/mask {live.mask}: {one_line(error):.200}; all of the input is dreamed")
            self._refused, wished, mask = wished, ("off",), whole
        self._last = wished, mask
        mask = self._glide.follow(wished, mask, live.glide, now)
        return None if mask.min() >= 1 else np.ascontiguousarray(mask, np.float32)

    def _inside(self, picture: np.ndarray, live: Live) -> np.ndarray | None:
        """What is to be dreamed, (h, w) float32 of 0..1, before it is softened; None while what tells it loads."""
        if live.mask == "luma":
            light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
            return np.clip((light - live.mask_luma) / RAMP + 0.5, 0, 1)
        if live.mask == "segmentation":
            segmenter = self._model.estimators.get("segmentation")
            if segmenter is None:
                return None
            wanted = {name.strip().lower() for name in live.mask_class.split(",")}
            chosen = {index for name, index in segmenter.classes.items() if wanted & {*name.split(", "), name}}
            if not chosen:
                raise ModelError(
                    f"{live.mask_class!r:.40} is no class of it, as {', '.join([*segmenter.classes][:8])} are"
                )
            # where it is surer than not, with an edge of its own
            return np.clip(2 * segmenter.share(picture, chosen) - 0.5, 0, 1)
        if live.mask == "file":
            if self._file is None or self._file[0] != live.mask_file:
                read = read_reference(self._model.media, live.mask_file)
                self._file = live.mask_file, cv2.cvtColor(read, cv2.COLOR_RGB2GRAY)
            return resized(self._file[1], picture.shape[1::-1]).astype(np.float32) / 255
        return np.ones(picture.shape[:2], np.float32)


def masked(dream: np.ndarray, picture: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """A dream where the mask is, and the input as it is elsewhere. (h, w, 3) uint8; the mask as LiveMask gives it."""
    return dream if mask is None else cv2.blendLinear(dream, picture, mask, 1 - mask)


def beyond(error: Exception) -> bool:
    """Whether a fault is not of a network beside the stream, but of the device: a lack of memory, or its end."""
    return out_of_memory(error) or isinstance(error, torch.AcceleratorError)


def _softened(mask: np.ndarray, soft: float) -> np.ndarray:
    """A mask whose edges are wider by a share of its height."""
    sigma = soft * mask.shape[0] / SPREAD
    return mask if sigma < 0.2 else cv2.GaussianBlur(mask, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
