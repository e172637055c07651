"""Mirrors and other choices of the look: within a morph they dissolve, by a hand they cut."""

from dataclasses import replace

import numpy as np
import pytest
from simulated import FPS, Stage

from engine.frames import Format
from engine.stage.render import Renderer

DRAWN = np.zeros((36, 64, 3), np.uint8)  # a picture that looks another way in every mirror
DRAWN[:, :, 0] = np.linspace(20, 230, 64)
DRAWN[:, :, 1] = np.linspace(20, 230, 36)[:, None]
DRAWN[4:12, 6:20] = 240


class Wide:
    """A sink that keeps whole frames, of another shape than the pictures, so that fitting shows."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []
        self.wants = (Format("RGB", 96, 96),)

    def post(self, frame) -> None:
        self.frames.append(frame.data.astype(float))


class Drawn(Stage):
    """A stage whose every dream is the same drawn picture, so that nothing moves but the look."""

    def __init__(self, **values):
        super().__init__(**values)
        self.wide = Wide()
        self.presenter._publisher.sinks = [self.wide]
        self.presenter._finisher.renderer = Renderer(0)  # a slow machine must not draw coarser meanwhile
        take = self.dreams.take
        self.dreams.take = lambda: [replace(keyframe, picture=DRAWN) for keyframe in take()]
        self.play(3.0)

    def moves(self, seconds: float) -> np.ndarray:
        """How far each frame is from the one before, in levels."""
        first = len(self.wide.frames)
        self.play(seconds)
        return np.array([
            np.abs(b - a).mean() for a, b in zip(self.wide.frames[first - 1 :], self.wide.frames[first:], strict=False)
        ])  # fmt: skip

    @property
    def last(self) -> np.ndarray:
        return self.wide.frames[-1]


WAYS = [
    {"/look/mirror": "kaleidoscope"},
    {"/look/mirror": "horizontal"},
    {"/look/mirror": "quad", "/look/fit": "fit", "/look/upscale": "nearest"},
    {"/look/fit": "fit"},
]


@pytest.mark.parametrize("seconds", [1.0, 4.0])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way.values()))
def test_within_a_morph_choices_dissolve_there_and_back(way, seconds):
    stage = Drawn()
    for values in (way, {address: stage.store.scene.state[address] for address in way}):
        before = stage.last
        stage.store.change(values, seconds=seconds)
        moves = stage.moves(seconds + 0.2)
        whole = np.abs(stage.last - before).mean()
        assert whole > 5, "it is another picture"
        assert moves.max() < 2.5 * whole / (seconds / 2 * FPS), "a step"
        assert (moves[: int(seconds / 2 * FPS) - 3] < 0.01).all(), "it begins at its moment"


def test_by_a_hand_they_cut():
    stage = Drawn()
    before = stage.last
    stage.set(look_mirror="kaleidoscope")
    moves = stage.moves(1.0)
    assert moves[0] == pytest.approx(np.abs(stage.last - before).mean()) and moves[1:].max() < 0.01
    stage.store.change({"/look/mirror": "off"}, seconds=4.0)
    stage.moves(2.5)  # in the middle of its dissolve
    stage.set(look_mirror="quad")
    assert stage.moves(1.0)[1:].max() < 0.01


def test_a_morph_into_another_morph_makes_no_step():
    stage = Drawn()
    moves = []
    for mirror in ("kaleidoscope", "quad", "off", "horizontal", "vertical"):
        stage.store.change({"/look/mirror": mirror}, seconds=3.0)
        moves.append(stage.moves(1.9))
    assert np.concatenate(moves).max() < 4


@pytest.mark.parametrize("after", [{"/look/mirror": "quad"}, {"/look/mirror": "horizontal"}, {"/look/hue": 0.5}])
@pytest.mark.parametrize("late", [-0.005, 0.0, 0.001, 0.02])
def test_a_morph_taken_over_just_as_it_turns_makes_no_step(after, late):
    """The newer one comes between the moment of the change and the next tick, which has not shown it yet."""
    stage = Drawn()
    begun = stage.time
    stage.store.change({"/look/mirror": "quad"}, seconds=4.02)
    moves = [stage.moves(2.0)]
    stage.time = begun + 2.01 + late
    stage.store.change(after, seconds=3.0)
    moves.append(stage.moves(5.0))
    assert np.concatenate(moves).max() < 4
