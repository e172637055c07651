"""What holds the structure of a live stream's inputs: any number of ControlNets, each shown its own drawing of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.dream.controlnet import ControlNet, hint, summed
from engine.dream.live_conditioning import Scalar
from engine.dream.model import Model
from engine.parameters import Live

Seen = dict[int, tuple[ControlNet, Tensor]]  # by place: a ControlNet and what it has made of an input


class LiveStructure:
    """Call `see` for every input, then `arguments` for every call of the UNet."""

    def __init__(self, model: Model):
        self._model = model
        self._held: dict[int, ControlNet] = {}  # by place: one that is not loaded yet leaves the last one
        self._scales = [Scalar(model.device) for _ in Live().controls]
        self._values = [0.0 for _ in self._scales]

    def see(self, picture: np.ndarray, live: Live) -> Seen:
        """What each ControlNet that is asked for makes of an input, (H, W, 3) uint8 RGB."""
        seen: Seen = {}
        for place, (name, kind, scale) in enumerate(live.controls):
            self._values[place] = scale
            network = self._model.controlnets.get(name) or self._held.get(place)
            if network is None or not name or scale <= 0:
                continue
            self._held[place] = network
            seen[place] = network, network.see(hint(picture, kind, network.size))
        return seen

    def arguments(self, rows: Sequence[Seen], more: int, x: Tensor, times: Tensor, told: dict[str, Any]) -> Any:
        """The UNet's keyword arguments for a call on x (B, C, h, w) at times (B,); empty without a ControlNet.

        rows: what was seen of each picture, the newest first, whose ControlNets are those that hold; the last `more`
        rows of x are of the first pictures again. told: the other keyword arguments of that call.
        """
        parts = []
        for place, (network, newest) in rows[0].items():
            own = [row.get(place, (None, newest)) for row in rows]
            seen = [there if by is network else newest for by, there in own]
            scale = self._scales[place].at(self._values[place])
            parts.append(network(x, times, torch.cat(seen + seen[:more]), scale, told))
        return summed(parts) if parts else {}
