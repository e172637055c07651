"""What transformers' networks tell of a picture, such as a live input: how near things are, how people stand, what it
shows. As masks, and as the drawings that ControlNets for depth, pose and segmentation are shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from engine.dream.model_files import ModelError, read_json
from engine.errors import one_line

MAP = (32, 18)  # pixels of a flight's depth
OUTLIERS = (2, 98)  # percent of a picture between which it is far and near
FLAT = 1e-3  # of its depth, that a picture is deep at most where nothing is nearer than the rest
NORMALISED = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])  # mean and spread, where the model names none
SIDE = 384  # pixels that a network sees of a side, where it does not say
LOADING = 600.0  # seconds that a film waits for one, at most


class Estimator:
    """A network of transformers that looks at pictures, told by its folder how it wants them."""

    def __init__(self, network: Any, folder: Path):
        self._network = network
        file = folder / "preprocessor_config.json"
        wished = read_json(file) if file.exists() else {}
        config = network.config
        backbone = getattr(config, "backbone_config", None)
        own = getattr(config, "image_size", None) or getattr(backbone, "image_size", SIDE)
        height, width = own if isinstance(own, (list, tuple)) else (own, own)
        size = wished.get("size", {})
        size = size if isinstance(size, dict) else {"shortest_edge": size}
        both = size.get("shortest_edge")
        self._size = int(size.get("width", both or width)), int(size.get("height", both or height))  # type: ignore[arg-type]
        mean, spread = (wished.get(f"image_{name}", own) for name, own in zip(("mean", "std"), NORMALISED, strict=True))
        self._mean, self._spread = np.array(mean, np.float32), np.array(spread, np.float32)

    def _seen(self, picture: np.ndarray) -> Tensor:
        """(h, w, 3) float32 of 0..1, of the network's size, as the network takes it."""
        pixels = torch.from_numpy(np.ascontiguousarray(((picture - self._mean) / self._spread).transpose(2, 0, 1)))
        return pixels[None].to(self._network.device, self._network.dtype)

    def _whole(self, picture: np.ndarray) -> Tensor:
        return self._seen(cv2.resize(picture, self._size, interpolation=cv2.INTER_AREA))

    def drawn(self, picture: np.ndarray) -> np.ndarray:
        """What a ControlNet is shown of a picture. (h, w, 3) uint8 RGB in and out."""
        raise NotImplementedError


class DepthEstimator(Estimator):
    """Any model that transformers reads for depth, such as DPT or Depth Anything. Load it with `load_depth`."""

    def __init__(self, network: Any, folder: Path):
        super().__init__(network, folder)
        self._metres = getattr(network.config, "depth_estimation_type", "relative") == "metric"

    def near(self, picture: np.ndarray, size: tuple[int, int] = MAP) -> np.ndarray:
        """Of a picture, (h, w, 3) float32 of 0..1: (height, width) float32, 0 for what is far, 1 for what is near."""
        with torch.inference_mode():
            told = self._network(pixel_values=self._whole(picture)).predicted_depth[0].float().cpu().numpy()
        larger = size[0] > told.shape[1]
        if not np.isfinite(told).all():
            raise ValueError("it tells no depth")
        told = cv2.resize(told, size, interpolation=cv2.INTER_LINEAR if larger else cv2.INTER_AREA)
        far, close = np.percentile(told, OUTLIERS)
        if close - far <= FLAT * abs(close):
            return np.full(told.shape, 0.5, np.float32)
        near = np.clip((told - far) / (close - far), 0, 1).astype(np.float32)
        return 1 - near if self._metres else near

    def drawn(self, picture: np.ndarray) -> np.ndarray:
        """What is near is white."""
        near = self.near(_float(picture), picture.shape[1::-1])
        return cv2.cvtColor((near * 255).round().astype(np.uint8), cv2.COLOR_GRAY2RGB)


# The joints that ControlNets for poses are drawn of (OpenPose), each by those of COCO that ViTPose tells: nose, eyes,
# ears, shoulders, elbows, wrists, hips, knees and ankles, of each pair the left one first. A neck is between shoulders.
JOINTS = (
    *((0,), (5, 6), (6,), (8,), (10,), (5,), (7,), (9,), (12,), (14,), (16,), (11,), (13,), (15,)),
    *((2,), (1,), (4,), (3,)),
)
LIMBS = (
    *((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13)),
    *((1, 0), (0, 14), (14, 16), (0, 15), (15, 17)),
)
COCO = 17  # joints
SURE = 0.3  # of a joint's score, below which it is not drawn
FOUND = 5  # joints of somebody who is followed
AROUND = 1.25  # times the size of somebody, that is looked at for the next picture
LIMB = 1 / 128  # of the shorter side: half the width of a limb
DIM = 0.6  # of the joints' brightness, the limbs'


class PoseEstimator(Estimator):
    """ViTPose (Xu et al. 2022): the joints of one person, who is followed from picture to picture."""

    def __init__(self, network: Any, folder: Path):
        super().__init__(network, folder)
        height, width = network.config.backbone_config.image_size
        self._size = width, height
        experts = getattr(network.config.backbone_config, "num_experts", 1) > 1
        self._told = {"dataset_index": torch.zeros(1, dtype=torch.int64, device=network.device)} if experts else {}
        self._box: tuple[float, float, float, float] | None = None  # left, top, right, bottom, as shares of the picture

    def joints(self, picture: np.ndarray) -> np.ndarray:
        """Of (h, w, 3) uint8: (17, 3) float32, each joint's x and y in pixels and its score, in COCO's order."""
        height, width = picture.shape[:2]
        left, top, right, bottom = self._box or (0.0, 0.0, 1.0, 1.0)
        centre = (left + right) / 2 * width, (top + bottom) / 2 * height
        scale = min(self._size[0] / max((right - left) * width, 1), self._size[1] / max((bottom - top) * height, 1))
        shift = [side / 2 - scale * at for side, at in zip(self._size, centre, strict=True)]
        there = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float32)
        looked = cv2.warpAffine(_float(picture), there, self._size, flags=cv2.INTER_AREA)
        with torch.inference_mode():
            heat = self._network(pixel_values=self._seen(looked), **self._told).heatmaps[0].float().cpu().numpy()
        found = peaks(heat[:COCO])
        ratio = self._size[0] / heat.shape[2]
        found[:, :2] = ((found[:, :2] + 0.5) * ratio - 0.5 - shift) / scale
        seen = found[found[:, 2] >= SURE, :2] / (width, height)
        self._box = _around(seen) if len(seen) >= FOUND else None
        return found

    def drawn(self, picture: np.ndarray) -> np.ndarray:
        """The skeleton on black."""
        return skeleton(self.joints(picture), picture.shape[:2])


def peaks(heat: np.ndarray) -> np.ndarray:
    """Where (K, h, w) heat maps are highest, (K, 3) float32: x, y and how high, between pixels by their neighbours."""
    count, height, width = heat.shape
    flat = heat.reshape(count, -1)
    y, x = np.divmod(flat.argmax(axis=1), width)
    each = np.arange(count)
    padded = np.pad(heat, ((0, 0), (1, 1), (1, 1)), mode="edge")
    right = np.sign(padded[each, y + 1, x + 2] - padded[each, y + 1, x])
    down = np.sign(padded[each, y + 2, x + 1] - padded[each, y, x + 1])
    return np.stack([x + 0.25 * right, y + 0.25 * down, flat.max(axis=1)], axis=1).astype(np.float32)


def skeleton(joints: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(17, 3) joints as ControlNets for poses are shown them: (height, width, 3) uint8 RGB."""
    paper = np.zeros((*size, 3), np.uint8)
    wheel = np.array([[[180 * joint // len(JOINTS), 255, 255] for joint in range(len(JOINTS))]], np.uint8)
    colours = cv2.cvtColor(wheel, cv2.COLOR_HSV2RGB)[0].astype(int)
    points = [joints[list(of)].mean(axis=0) if (joints[list(of), 2] >= SURE).all() else None for of in JOINTS]
    thick = max(round(min(size) * LIMB), 1)
    for colour, (begin, end) in zip(colours, LIMBS, strict=False):
        a, b = points[begin], points[end]
        if a is None or b is None:
            continue
        middle = tuple(int(each) for each in (a[:2] + b[:2]) / 2)
        long = int(np.hypot(*(a[:2] - b[:2])) / 2)
        turned = int(np.degrees(np.arctan2(a[1] - b[1], a[0] - b[0])))
        limb: Any = cv2.ellipse2Poly(middle, (long, thick), turned, 0, 360, 1)
        cv2.fillConvexPoly(paper, limb, tuple(int(DIM * each) for each in colour))
    for colour, point in zip(colours, points, strict=True):
        if point is not None:
            cv2.circle(paper, (int(point[0]), int(point[1])), thick, tuple(int(each) for each in colour), -1)
    return paper


def _around(seen: np.ndarray) -> tuple[float, float, float, float]:
    """The part of the picture to look at for somebody whose joints are (n, 2) shares of it."""
    low, high = seen.min(axis=0), seen.max(axis=0)
    more = (high - low) * (AROUND - 1) / 2 + 0.02
    return tuple(float(each) for each in (*(low - more), *(high + more)))  # type: ignore[return-value]


# The colours of ADE20K's 150 classes (Zhou et al. 2017), which ControlNets for segmentation are shown.
PALETTE = bytes.fromhex(
    "787878b4787806e6e650323204c8037878508c8c8ccc05ffe6e6e604fa07e005ffebff0796053d78784608ff33ff06528fff8cccff04"
    "ff3307cc46030066c83de6faff06330b66ffff0747ff09e00907e6dcdcdcff095c7009ff08ffd607ffe0ffb8060aff47ff290a07ffff"
    "e0ff086608ffff3d06ffc207ff7a0800ff14ff0829ff05990633ffeb0cffa0961400a3ff8c8c8cfa0a0f14ff001fff00ff1f00ffe000"
    "99ff000000ffff470000ebff00adff1f00ff0bc8c8ff520000fff5003dff00ff7000ff85ff0000ffa300ff6600c2ff00008fff33ff00"
    "0052ff00ff2900ffad0a00ffadff0000ff99ff5c00ff00ffff00f5ff0066ffad00ff0014ffb8b8001fff00ff3d0047ffff00cc00ffc2"
    "00ff52000aff0070ff3300ff00c2ff007aff00ffa3ff990000ff0aff70008fff005200ffa3ff00ffeb0008b8aa8500ff00ff5cb800ff"
    "ff001f00b8ff00d6ffff00705cff0000e0ff70e0ff46b8a0a300ff9900ff47ff00ff00a3ffcc00ff008f00ffeb85ff00ff00ebf500ff"
    "ff007afff5000abed4d6ff0000ccff1400ffffff000099ff0029ff00ffcc2900ff29ff00ad00ff00f5ff4700ff7a00ff00ffb8005cff"
    "b8ff000085ffffd60019c2c266ff005c00ff"
)


class Segmenter(Estimator):
    """Any model that transformers reads for semantic segmentation, such as SegFormer."""

    @property
    def classes(self) -> dict[str, int]:
        """What it tells apart, by names in lower case."""
        return {str(name).lower(): int(index) for index, name in self._network.config.id2label.items()}

    def share(self, picture: np.ndarray, classes: set[int]) -> np.ndarray:
        """How surely each pixel is of one of some classes: (h, w) float32 of 0..1, of (h, w, 3) uint8."""
        likely = self._scores(picture).softmax(0)[sorted(classes)].sum(0)
        told = likely.clamp(0, 1).cpu().numpy()
        return cv2.resize(told, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)

    def drawn(self, picture: np.ndarray) -> np.ndarray:
        """Each class in its own colour."""
        larger = interpolate(self._scores(picture)[None], picture.shape[:2], mode="bilinear")[0]
        colours = np.frombuffer(PALETTE, np.uint8).reshape(-1, 3)
        return colours[larger.argmax(0).cpu().numpy() % len(colours)]

    @torch.inference_mode()
    def _scores(self, picture: np.ndarray) -> Tensor:
        return self._network(pixel_values=self._whole(_float(picture))).logits[0].float()  # type: ignore[no-any-return]


def load_depth(folder: Path, device: torch.device) -> DepthEstimator:
    """A depth estimator in a folder as transformers saves it. Raises ModelError."""
    return _load("depth", folder, device)  # type: ignore[return-value]


def load_pose(folder: Path, device: torch.device) -> PoseEstimator:
    """A pose estimator, the same way. Raises ModelError."""
    return _load("pose", folder, device)  # type: ignore[return-value]


def load_segmentation(folder: Path, device: torch.device) -> Segmenter:
    """A segmentation model, the same way. Raises ModelError."""
    return _load("segmentation", folder, device)  # type: ignore[return-value]


# by flag: what transformers calls it, what it is called here, what is made of it
FLAGS: Mapping[str, tuple[str, str, Callable[[Any, Path], Estimator]]] = {
    "depth": ("AutoModelForDepthEstimation", "depth estimator", DepthEstimator),
    "pose": ("VitPoseForPoseEstimation", "pose estimator", PoseEstimator),
    "segmentation": ("AutoModelForSemanticSegmentation", "segmentation model", Segmenter),
}


def _load(flag: str, folder: Path, device: torch.device) -> Estimator:
    import transformers

    family, called, kind = FLAGS[flag]
    if not (folder / "config.json").is_file():
        raise ModelError(f"--{flag} {folder}: there is no config.json of a {called}")
    if flag == "pose" and read_json(folder / "config.json").get("model_type") != "vitpose":
        raise ModelError(f"--pose {folder}: that is no ViTPose model")
    safe = {"local_files_only": True, "use_safetensors": True}
    try:
        network = getattr(transformers, family).from_pretrained(str(folder), **safe)
        network = network.requires_grad_(False).to(device).eval()
        told = kind(network, folder).drawn(np.full((18, 32, 3), 128, np.uint8))
    except Exception as error:
        raise ModelError(f"--{flag} {folder}: {one_line(error)}") from error
    if told.shape != (18, 32, 3):
        raise ModelError(f"--{flag} {folder}: it tells no {flag}")
    return kind(network, folder)  # who has followed nobody yet


class Estimators:
    """What can be told of live inputs, by flag. Each is loaded beside the stream when it is first asked for.

    folders: by flag, "" for none. ready: those that are loaded.
    """

    def __init__(self, folders: Mapping[str, str], device: torch.device, ready: Mapping[str, Estimator]):
        self._folders, self._device = folders, device
        self._ready: dict[str, Estimator | ModelError] = dict(ready)
        self._loading: dict[str, threading.Thread] = {}

    def get(self, flag: str) -> Any:
        """The Estimator of a flag, None while it loads. Raises ModelError where there is none."""
        found = self._ready.get(flag)
        if isinstance(found, ModelError):
            raise ModelError(str(found))
        if found is None and not self._folders.get(flag):
            raise ModelError(f"there is no {FLAGS[flag][1]}: start with --{flag} FOLDER")
        if found is None and flag not in self._loading:
            self._loading[flag] = threading.Thread(target=self._load, args=(flag,), name=f"{flag} loader", daemon=True)
            self._loading[flag].start()
        return found

    def wait(self, flag: str) -> None:
        """Have the Estimator of a flag loaded, where there is one to be and it takes no longer than LOADING."""
        if self._folders.get(flag):
            self.get(flag)
        if thread := self._loading.get(flag):
            thread.join(LOADING)

    def _load(self, flag: str) -> None:
        try:
            self._ready[flag] = _load(flag, Path(self._folders[flag]), self._device)
        except ModelError as error:
            self._ready[flag] = error
        except Exception as error:
            self._ready[flag] = ModelError(f"--{flag} {self._folders[flag]}: {one_line(error)}")


def _float(picture: np.ndarray) -> np.ndarray:
    return picture.astype(np.float32) / 255
