"""How near things in a picture are, as a depth estimator of transformers tells: a flight moves nearer things more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from engine.dream.model_files import ModelError, read_json
from engine.errors import one_line

MAP = (32, 18)  # pixels of what it tells
OUTLIERS = (2, 98)  # percent of a picture between which it is far and near
FLAT = 1e-3  # of its depth, that a picture is deep at most where nothing is nearer than the rest
NORMALISED = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])  # mean and spread, where the model names none


class DepthEstimator:
    """Any model that transformers reads for depth, such as DPT or Depth Anything. Load it with `load_depth`."""

    def __init__(self, network: Any, folder: Path):
        self._network = network
        file = folder / "preprocessor_config.json"
        wished = read_json(file) if file.exists() else {}
        side = getattr(network.config, "image_size", None) or network.config.backbone_config.image_size
        size = wished.get("size", {})
        self._size = size.get("width", side), size.get("height", side)
        mean, spread = (wished.get(f"image_{name}", own) for name, own in zip(("mean", "std"), NORMALISED, strict=True))
        self._mean, self._spread = np.array(mean, np.float32), np.array(spread, np.float32)
        self._metres = getattr(network.config, "depth_estimation_type", "relative") == "metric"

    @torch.inference_mode()
    def near(self, picture: np.ndarray) -> np.ndarray:
        """Of a picture, (h, w, 3) float32 of 0..1: (18, 32) float32, 0 for what is far and 1 for what is near."""
        seen = (cv2.resize(picture, self._size, interpolation=cv2.INTER_AREA) - self._mean) / self._spread
        pixels = torch.from_numpy(seen.transpose(2, 0, 1))[None].to(self._network.device, self._network.dtype)
        told = self._network(pixel_values=pixels).predicted_depth[0].float().cpu().numpy()
        told = cv2.resize(told, MAP, interpolation=cv2.INTER_AREA)
        far, close = np.percentile(told, OUTLIERS)
        if close - far <= FLAT * abs(close):
            return np.full(told.shape, 0.5, np.float32)
        near = np.clip((told - far) / (close - far), 0, 1).astype(np.float32)
        return 1 - near if self._metres else near


def load_depth(folder: Path, device: torch.device) -> DepthEstimator:
    """A depth estimator in a folder as transformers saves it. Raises ModelError."""
    from transformers import AutoModelForDepthEstimation

    if not (folder / "config.json").is_file():
        raise ModelError(f"--depth {folder}: there is no config.json of a depth estimator")
    try:
        network = AutoModelForDepthEstimation.from_pretrained(str(folder), local_files_only=True, use_safetensors=True)
        estimator = DepthEstimator(network.to(device).eval(), folder)
        told = estimator.near(np.full((18, 32, 3), 0.5, np.float32))
    except Exception as error:
        raise ModelError(f"--depth {folder}: {one_line(error)}") from error
    if not np.isfinite(told).all():
        raise ModelError(f"--depth {folder}: it tells no depth")
    return estimator
