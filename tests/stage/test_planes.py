"""Planar pictures: they look, blend, dissolve, fade and are drawn as RGB ones do, and cost less."""

import cv2
import numpy as np
import pytest

from engine import planes as p
from engine.frames import Format
from engine.parameters import Look, Master, State
from engine.stage.dissolve import Dissolver, blend
from engine.stage.draw import draw
from engine.stage.flash_guard import FlashGuard, sample
from engine.stage.flow import between, motion
from engine.stage.look import fade, grade, stay_planar
from engine.stage.reel import Bracket
from engine.stage.render import LARGEST, LARGEST_WARPED, Renderer
from engine.stage.warp import warp


def smooth(width, height, seed=0):
    """A colourful picture without edges, which thinned chroma holds."""
    dice = np.random.default_rng(seed).random((9, 16, 3), np.float32)
    grown = cv2.resize(dice, (width, height), interpolation=cv2.INTER_CUBIC)
    return (30 + 190 * np.clip(grown, 0, 1)).astype(np.uint8)


def psnr(a, b):
    return 10 * np.log10(255**2 / max(float(((a.astype(float) - b) ** 2).mean()), 1e-9))


def as_rgb(frame):
    return cv2.cvtColor(frame.data, cv2.COLOR_YUV2RGB_I420)


@pytest.mark.parametrize("size", [(640, 360), (318, 182)])
def test_there_and_back(size):
    picture = smooth(*size)
    planar = p.to_planes(picture)
    assert planar.shape == p.planar_shape(*size) and p.size_of(planar) == size
    assert psnr(p.to_rgb(planar), picture) > 36


def test_planes_are_what_outputs_draw_from_rgb():
    picture, format = smooth(320, 180), Format("I420", 320, 180)
    assert np.abs(p.to_planes(picture).astype(int) - draw(picture, format, 0).data).max() <= 1


def test_blending_planes_blends_the_picture():
    a, b = smooth(320, 180, 1), smooth(320, 180, 2)
    mixed = blend(p.to_planes(a), p.to_planes(b), 0.3, "linear")
    assert psnr(p.to_rgb(mixed), blend(a, b, 0.3, "linear")) > 38


@pytest.mark.parametrize("layout", ["I420", "NV12", "UYVY", "RGB", "BGRA"])
@pytest.mark.parametrize("size", [(320, 180), (640, 360), (160, 160)])
def test_a_frame_of_planes_is_the_frame_of_the_picture(layout, size):
    picture, format = smooth(320, 180), Format(layout, *size)
    theirs, ours = draw(picture, format, 3), draw(p.to_planes(picture), format, 3)
    assert ours.tick == 3 and ours.data.shape == theirs.data.shape
    assert psnr(ours.data, theirs.data) > 35


def test_borders_are_drawn_around_planes_too():
    picture, format = smooth(320, 180), Format("I420", 200, 200)
    assert psnr(draw(p.to_planes(picture), format, 0, fit="fit").data, draw(picture, format, 0, fit="fit").data) > 33


LOOKS = [
    Look(hue=90),
    Look(saturation=0.4),
    Look(saturation=0, hue=-30),
    Look(mirror="horizontal"),
    Look(mirror="quad", hue=40),
    Look(brightness=0.2, contrast=1.4),
    Look(gamma=2),
    Look(zoom=1.5, rotate=20),
    Look(mirror="kaleidoscope"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_on_planes_is_the_look_on_the_picture(look):
    picture, format = smooth(640, 360), Format("I420", 640, 360)
    looked = Renderer(0).look(p.to_planes(picture), look, 1 / 30)
    assert p.is_planar(looked) == stay_planar(look)
    theirs, _ = grade(warp(picture, look), look, None, 1 / 30)
    assert psnr(as_rgb(draw(looked, format, 0)), as_rgb(draw(theirs, format, 0))) > 30


def test_sharpening_and_trails_stay_planar():
    a, b = p.to_planes(smooth(320, 180, 1)), p.to_planes(smooth(320, 180, 2))
    renderer = Renderer(0)
    first = renderer.look(a, Look(trail=0.5, sharpen=1.0), 1 / 30)
    second = renderer.look(b, Look(trail=0.5, sharpen=1.0), 1 / 30)
    assert p.is_planar(first) and p.is_planar(second)
    assert psnr(second, blend(a, b, 0.5, "linear")) > 25


def test_a_trail_survives_the_change_to_a_look_that_wants_rgb():
    renderer, picture = Renderer(0), p.to_planes(smooth(320, 180))
    for look in (Look(trail=0.5), Look(trail=0.5, zoom=2), Look(trail=0.5)):
        renderer.look(picture, look, 1 / 30)


def test_what_wants_rgb_is_looked_at_in_a_size_that_there_is_time_for():
    picture = p.to_planes(smooth(2560, 1440))
    looked = Renderer(30).look(picture, Look(contrast=1.2), 1 / 30)
    assert looked.shape == (LARGEST[1], LARGEST[0], 3)
    looked = Renderer(30).look(picture, Look(zoom=1.2), 1 / 30)
    assert looked.shape == (LARGEST_WARPED[1], LARGEST_WARPED[0], 3)


def test_neutral_planes_are_not_touched():
    picture = p.to_planes(smooth(320, 180))
    assert Renderer(30).look(picture, Look(), 1 / 30) is picture


def test_a_fade_takes_planes_to_black():
    picture = p.to_planes(smooth(320, 180))
    dark = fade(picture, 0.0)
    assert [int(each.max()) for each in p.planes(dark)] == [16, 128, 128]
    half = as_rgb(draw(fade(picture, 0.5), Format("I420", 320, 180), 0))
    assert psnr(half, (p.to_rgb(picture) * 0.5).astype(np.uint8)) > 36


class Frame:
    def __init__(self, picture):
        self.picture = picture


def test_small_and_large_keyframes_dissolve_in_the_larger_ones_size():
    small, large = smooth(64, 36, 1), p.to_planes(smooth(640, 360, 2))
    screen = Dissolver((640, 360))
    for pair in ((small, large), (large, small)):
        shown = screen.show(Bracket(Frame(pair[0]), Frame(pair[1]), 0.5), "linear", 1.0)
        assert shown.shape == large.shape
    screen.mend(2.0, 1.0)
    assert screen.show(Bracket(Frame(small), Frame(small), 0.0), "linear", 2.5).shape == small.shape
    screen.mend(3.0, 1.0)
    assert screen.show(Bracket(Frame(large), Frame(large), 0.0), "linear", 3.5).shape == large.shape


def test_a_dissolve_whose_frames_are_late_takes_longer_and_never_jumps():
    dark, light = np.full((36, 64, 3), 20, np.uint8), np.full((36, 64, 3), 220, np.uint8)
    screen = Dissolver((64, 36))
    screen.show(Bracket(Frame(dark), Frame(dark), 0.0), "linear", 1.0)
    screen.mend(1.0, 1.0, "linear")
    times = [1.0, 1.1, 1.2, 2.9, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7]
    levels = [screen.show(Bracket(Frame(light), Frame(light), 0.0), "linear", now).mean() for now in times]
    assert levels[0] == 20 and levels[-1] == 220
    assert np.abs(np.diff(levels) - 20)[:10].max() < 2


def test_a_keyframe_that_is_no_picture_is_refused():
    with pytest.raises(ValueError, match="no picture"):
        bad = np.zeros((4, 4, 4), np.uint8)
        Dissolver((64, 36)).show(Bracket(Frame(bad), Frame(bad), 0.0), "linear", 0.0)


def test_the_flash_guard_sees_and_damps_planes():
    size = (320, 180)
    light, dark = (p.to_planes(np.full((180, 320, 3), level, np.uint8)) for level in (255, 0))
    assert np.abs(sample(light).astype(int) - 255).max() <= 2
    told = []
    guard, state, seen = FlashGuard(size, told.append), State(), []
    for tick in range(60):
        shown, _ = guard.limit(light if tick % 4 < 2 else dark, state, tick / 30)
        seen.append(float(sample(shown).mean()))
    assert told and guard.flashes <= 3
    plain = FlashGuard(size, told.append)
    for tick in range(60):  # as the same in RGB
        picture = np.full((180, 320, 3), 255 if tick % 4 < 2 else 0, np.uint8)
        plain.limit(picture, state, tick / 30)
    assert plain.flashes == guard.flashes


def test_a_whole_frame_through_the_renderer():
    renderer, format = Renderer(30), Format("NV12", 320, 180)
    picture = p.to_planes(smooth(320, 180))
    frame = renderer.frame(renderer.look(picture, Look(), 1 / 30), format, 1, Look(), Master(fade=0.5))
    assert frame.data.shape == format.shape


def test_in_betweens_of_planes_move_as_those_of_pictures():
    picture = smooth(400, 200, 5)
    shifted = np.roll(picture, 12, 1)
    a, b = picture[20:180, 40:360], shifted[20:180, 40:360]
    theirs = between(motion(np.ascontiguousarray(a), np.ascontiguousarray(b)), 0.5)
    ours = between(motion(*(p.to_planes(np.ascontiguousarray(each)) for each in (a, b))), 0.5)
    assert p.is_planar(ours) and psnr(p.to_rgb(ours), theirs) > 33
