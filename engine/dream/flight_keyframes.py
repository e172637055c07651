"""Keyframes of a flight: the last one seen through the moved camera, held to the prompt's colours, and dreamed over.

What keeps an endless flight from turning to mush or to grey is an anchor: what the model dreams for the same place from
nothing. Colours (mean and spread in OKLab) are led back to the anchor's slowly, the strength of fine detail at once.
What keeps it going are whole pictures that are planted where it flies to, and beyond the edges (planted.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np
import torch
from cachetools import LRUCache
from torch import Tensor

from engine.dream.model import Model
from engine.dream.planted import Planted, another, edged, laid, moved, wanted
from engine.dream.protocol import FlightWish
from engine.dream.sampler import Check, LatentSampler, place_noise, sampler_preset_for
from engine.frames import Pose
from engine.journey.homography import covers, in_pixels, seen
from engine.journey.path import Between, Place, Recipe

KEPT = 4  # keyframes that the next one may be seen from
ANCHORS = 16  # pictures of waypoints; half a megabyte to two each
LEAST, MOST = 0.12, 1.0  # of the way to noise that a keyframe is dreamed over: below, a model changes nothing
COLOUR_RATE = 2.0  # a second: how fast colours come back at `colour` 1
SHARPEST = 2.5  # times that the fine band is strengthened at most, or weakened
FINE = 1.2  # pixels, of the blur that the fine band is the difference from, in a picture 512 pixels wide
FRESH = 0.35  # of the noise that is new each second: what is warped again and again would lose its spread
STATISTICS = (96, 54)  # pixels that colours are measured on
STEPS = 4  # noises that are carried along; more steps take them in turns

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32,
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32,
)  # fmt: skip


class HomePicture(NamedTuple):
    """What a place looks like when it is dreamed from nothing. picture: (h, w, 3) float32 of 0..1.

    mean, spread: (3,) of its colours in OKLab. fine: the strength of its fine band, rms of 0..1.
    """

    picture: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    fine: float


class Seen(NamedTuple):
    """A keyframe, (h, w, 3) float32 of 0..1, and how near what it shows is, see `seen` of homography.py."""

    picture: np.ndarray
    near: np.ndarray | None
    planted: tuple[Planted, ...] = ()


class FlightMaker:
    """Makes the keyframes of a flight, each from one before. tell: hears about prompts."""

    def __init__(self, model: Model, tell: Callable[[str], None] = lambda text: None):
        self._model = model
        self._sampler = LatentSampler(model, tell)
        self._anchors: LRUCache[tuple[Place, Recipe], HomePicture] = LRUCache(ANCHORS)
        self._keyframes: dict[int, Seen] = {}  # by number
        self._noise: list[Tensor] = []  # carried along, (1, C, h, w) each
        self._count = 0
        self._dice = torch.Generator()

    def forget(self) -> None:
        """Give back what is remembered: the flight is over, or memory is short."""
        self._sampler.forget()
        self._anchors.clear()
        self._keyframes.clear()
        self._noise.clear()

    def has(self, number: int) -> bool:
        """Whether this keyframe is remembered."""
        return number in self._keyframes

    def make(
        self, wish: FlightWish, place: Place, recipe: Recipe, view: np.ndarray | None, check: Check
    ) -> tuple[Pose, np.ndarray]:
        """The next keyframe as (its pose, (height, width, 3) uint8 RGB).

        view: the picture that the stage has shown, (h, w, 3) uint8, to begin from where the parent is not remembered;
        None to begin with the place itself. check: called between units of work, may raise to abandon.
        Raises ValueError where nothing comes of it that could be shown.
        """
        width, height = self._model.width, self._model.height
        base, through = 0.0, np.eye(3)
        planted: tuple[Planted, ...] = ()
        if wish.parent in self._keyframes:
            base, through, last = wish.parent, np.array(wish.through).reshape(3, 3), self._keyframes[wish.parent]
        elif view is not None:
            base, through = -wish.view, np.array(wish.from_view).reshape(3, 3)
            size = (
                view
                if view.shape[:2] == (height, width)
                else cv2.resize(view, (width, height), interpolation=cv2.INTER_AREA)
            )
            last = self._seen(size.astype(np.float32) / 255)
        anchor = self._anchor(place, recipe, check)
        if base:
            planted = self._planted(last, through, wish, place, recipe, check)
            picture = self._prepared(last, through, wish, anchor, planted)
            picture = self._dreamed(picture, through, wish, place, recipe, check)
            picture = _sharpened(picture, wish.camera.sharpen * anchor.fine)
        else:
            picture = anchor.picture
        if not np.isfinite(picture).all() or float(picture.std()) < 1.5 / 255:
            self.forget()
            raise ValueError("a keyframe of the flight came out blank")
        made = self._keyframes[wish.number] = self._seen(picture)._replace(planted=planted)
        for old in sorted(self._keyframes)[:-KEPT]:
            del self._keyframes[old]
        pose = Pose(wish.number, base, tuple(float(each) for each in through.ravel()), made.near)
        return pose, np.rint(picture * 255).astype(np.uint8)

    def _seen(self, picture: np.ndarray) -> Seen:
        depth = self._model.depth
        return Seen(picture, None if depth is None else depth.near(picture))

    def _anchor(self, place: Place, recipe: Recipe, check: Check) -> HomePicture:
        """Of a place between two, what lies between theirs: one is dreamed for each waypoint, and no more."""
        if isinstance(place, Between):
            a, b = self._anchor(place.a, recipe, check), self._anchor(place.b, recipe, check)
            part = place.part
            nearer = a if part < 0.5 else b
            mean, spread = a.mean + (b.mean - a.mean) * part, a.spread + (b.spread - a.spread) * part
            return HomePicture(nearer.picture, mean, spread, a.fine + (b.fine - a.fine) * part)
        known = self._anchors.get((place, recipe))
        if known is None:
            picture = self._decoded(self._sampler.latents([place], recipe, check))
            mean, spread = _statistics(picture)
            known = self._anchors[place, recipe] = HomePicture(picture, mean, spread, _fine(picture))
        return known

    def _planted(
        self, last: Seen, through: np.ndarray, wish: FlightWish, place: Place, recipe: Recipe, check: Check
    ) -> tuple[Planted, ...]:
        """What is planted as the camera sees it now, and what there has to be besides."""
        width, height = self._model.width, self._model.height
        found = moved(last.planted, through)
        edges = wish.camera.edge == "dream" and not covers(through, width, height)
        for pose, ahead in wanted(found, through, wish.seconds, height / width, edges):
            self._count += 1
            one = [another(place, self._count)]
            latents = self._sampler.latents(one, replace(recipe, method="walk"), check)
            found.append(Planted(self._decoded(latents), pose, ahead))
        return tuple(found)

    def _decoded(self, latents: Tensor) -> np.ndarray:
        made = self._model.decode(latents)[0].clamp(0, 1).permute(1, 2, 0).float().cpu().numpy()
        return np.ascontiguousarray(made)

    def _prepared(
        self,
        last: Seen,
        through: np.ndarray,
        wish: FlightWish,
        anchor: HomePicture,
        planted: tuple[Planted, ...],
    ) -> np.ndarray:
        """What the camera sees now: warped once, with what is planted, colours led back to the anchor's."""
        camera, seconds = wish.camera, wish.seconds
        picture = np.clip(seen(last.picture, through, camera.edge, cv2.INTER_LANCZOS4, last.near), 0, 1)
        picture = laid(edged(picture, through, planted), planted, seconds)
        amount = 1 - math.exp(-camera.colour * COLOUR_RATE * seconds)
        if amount > 0:
            picture = _recoloured(picture, anchor, amount)
        return picture

    def _dreamed(
        self, picture: np.ndarray, through: np.ndarray, wish: FlightWish, place: Place, recipe: Recipe, check: Check
    ) -> np.ndarray:
        model, camera = self._model, wish.camera
        share = min(max(1 - (1 - camera.strength) ** wish.seconds, 0.0), MOST)
        if camera.strength <= 0:
            return picture
        pixels = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].to(model.device)
        latents = model.encode(pixels)
        noises = self._carried(place, through, wish.seconds, sampler_preset_for(model, recipe).steps)
        if camera.noise > 0:
            grain = self._rolled(latents.shape).to(latents)
            latents = latents + camera.noise * grain * latents.std() * 0.5
        latents = self._sampler.dreamed_over(latents, place, recipe, max(share, LEAST), noises, check)
        check()
        return self._decoded(latents)

    def _rolled(self, shape: torch.Size) -> Tensor:
        return torch.randn(shape, generator=self._dice)

    def _carried(self, place: Place, through: np.ndarray, seconds: float, steps: int) -> list[Tensor]:
        """The noise as the camera sees it now, a little of it fresh, of unit variance, one for each of some steps.

        What it was before is warped, so that the dream finds the same detail again where it has moved to.
        """
        model = self._model
        count = min(max(steps, 1), STEPS)
        fresh = [place_noise(place, model.latent_shape, step, 0) for step in range(count)]
        if len(self._noise) != count or self._noise[0].shape != fresh[0].shape:
            self._noise = fresh
        else:
            kept = (1 - FRESH) ** seconds
            self._noise = [
                kept**0.5 * _warped_noise(old, through, self._dice) + (1 - kept) ** 0.5 * self._rolled(old.shape)
                for old in self._noise
            ]
        return [each.to(model.device) for each in self._noise]


def _warped_noise(noise: Tensor, through: np.ndarray, dice: torch.Generator) -> Tensor:
    """Noise, (1, C, h, w), seen through a homography and still noise: whole pixels move, so nothing is averaged.

    What one pixel would be spread over several gets fresh noise beside it, and so do what comes in at the edges.
    """
    _, channels, height, width = noise.shape
    places = np.arange(height * width, dtype=np.float32).reshape(height, width)
    matrix = in_pixels(through, width, height)
    came = (
        cv2.warpPerspective(
            places,
            matrix,
            (width, height),
            flags=cv2.INTER_NEAREST,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=-1,
        )
        .astype(np.int64)
        .ravel()
    )
    _, first = np.unique(came, return_index=True)
    taken = np.zeros(height * width, bool)
    taken[first] = came[first] >= 0
    flat = noise[0].reshape(channels, -1)
    made = torch.randn(flat.shape, generator=dice)
    index = torch.from_numpy(np.where(taken, came, 0))
    kept = torch.from_numpy(taken)
    return torch.where(kept, flat[:, index], made).reshape(noise.shape)


def _linear(picture: np.ndarray) -> np.ndarray:
    return np.where(picture <= 0.04045, picture / 12.92, cv2.pow((picture + 0.055) / 1.055, 2.4)).astype(np.float32)


def to_oklab(picture: np.ndarray) -> np.ndarray:
    """(h, w, 3) float32 sRGB of 0..1 in OKLab (Ottosson 2020)."""
    lms = cv2.transform(_linear(picture), _TO_LMS)
    return cv2.transform(np.cbrt(np.maximum(lms, 0)), _TO_LAB)  # type: ignore[no-any-return]


def from_oklab(lab: np.ndarray) -> np.ndarray:
    """(h, w, 3) float32 OKLab in sRGB, held to 0..1 (Ottosson 2020)."""
    lms = cv2.transform(lab, np.linalg.inv(_TO_LAB).astype(np.float32))
    linear = np.clip(cv2.transform(lms * lms * lms, np.linalg.inv(_TO_LMS).astype(np.float32)), 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * cv2.pow(linear, 1 / 2.4) - 0.055).astype(np.float32)


def _statistics(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of the colours in OKLab, (3,) each."""
    lab = to_oklab(cv2.resize(picture, STATISTICS, interpolation=cv2.INTER_AREA)).reshape(-1, 3)
    return lab.mean(axis=0), lab.std(axis=0)


def _recoloured(picture: np.ndarray, anchor: HomePicture, amount: float) -> np.ndarray:
    """Mean and spread of its colours led `amount` (0..1) of the way to the anchor's (Reinhard et al. 2001)."""
    mean, spread = _statistics(picture)
    ratio = np.clip(anchor.spread / np.maximum(spread, 1e-3), 0.5, 2.0)
    scale = (1 + (ratio - 1) * amount).astype(np.float32)
    shift = ((anchor.mean - mean) * amount).astype(np.float32)
    lab = to_oklab(picture)
    return from_oklab((lab - mean) * scale + mean + shift)


def _sharpened(picture: np.ndarray, fine: float) -> np.ndarray:
    """With its fine band led to this strength; as it is for 0. Few steps dream the mean of what there could be."""
    if fine <= 0:
        return picture
    gain, soft = min(max(fine / max(_fine(picture), 1e-4), 1 / SHARPEST), SHARPEST), _soft(picture)
    return np.clip(soft + gain * (picture - soft), 0, 1)


def _soft(picture: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(picture, (0, 0), FINE * picture.shape[1] / 512)


def _fine(picture: np.ndarray) -> float:
    """The strength of the fine band, rms of 0..1."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return float((grey - _soft(grey)).std())
