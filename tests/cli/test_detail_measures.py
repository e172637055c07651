"""The seven measures of detail: each on pictures whose detail is known, and each on grain, which is none."""

import cv2
import numpy as np
import pytest

from engine.bench import detail_measures as m
from engine.bench.detail import rows
from engine.training.draw import Wish, picture

NATIVE = (160, 90)
SIZE = (1200, 676)


@pytest.fixture(scope="module")
def pictures():
    """A drawing, its bicubic enlargement from a native size, and that with grain as strong as the drawing's detail."""
    drawn = picture(Wish("mandala"), np.random.default_rng(3), *SIZE, grain=False)
    small = cv2.resize(drawn, NATIVE, interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, SIZE, interpolation=cv2.INTER_CUBIC)
    lacking = max(m.band_energy(drawn, NATIVE) - m.band_energy(large, NATIVE), 1.0)
    noise = np.random.default_rng(1).normal(0, np.sqrt(lacking), large.shape[:2])[..., None]
    grainy = np.clip(large + noise, 0, 255).astype(np.uint8)
    return drawn, small, large, grainy


def wave(per_pixel, size=(512, 512)):
    x = np.arange(size[0])[None, :] * np.ones((size[1], 1))
    grey = 128 + 60 * np.sin(2 * np.pi * per_pixel * x)
    return np.repeat(grey[..., None], 3, 2).round().astype(np.uint8)


def test_a_wave_above_nyquist_has_its_own_energy_and_one_below_none():
    native = (128, 128)  # Nyquist at an eighth of a cycle a pixel
    assert m.band_energy(wave(0.2), native) == pytest.approx(60**2 / 2, rel=0.03)
    assert m.band_energy(wave(0.05), native) < 1.0


def test_energy_finds_detail_and_is_fooled_by_grain(pictures):
    drawn, _, large, grainy = pictures
    energies = [m.band_energy(each, NATIVE) for each in (drawn, large, grainy)]
    assert m.decibels(energies[1], energies[0]) < -10
    assert abs(m.decibels(energies[2], energies[0])) < 2  # which is why it is not believed alone


def test_kurtosis_tells_edges_from_grain(pictures):
    drawn, _, large, grainy = pictures
    noise = np.random.default_rng(0).normal(0, 5, (300, 300)).astype(np.float32)
    assert m.kurtosis(noise) == pytest.approx(3, abs=0.2)
    found = [m.kurtosis(m.fine_band(m.luma(each), NATIVE)) for each in (drawn, grainy)]
    assert found[0] > 6 and found[1] < found[0] / 1.5


def test_detail_belongs_where_edges_are_and_grain_nowhere(pictures):
    drawn, _, _, grainy = pictures
    assert m.belongs(m.luma(drawn), NATIVE) > 0.4
    assert m.belongs(m.luma(grainy), NATIVE) < m.belongs(m.luma(drawn), NATIVE) - 0.1


def test_fidelity_is_high_for_an_enlargement_and_low_for_another_picture(pictures):
    _, small, large, _ = pictures
    assert m.fidelity(large, small) > 30
    assert m.fidelity(np.roll(large, 100, 1), small) < 25
    assert m.psnr(small, small) == 100


def test_ssim_is_scikit_images(pictures):
    metrics = pytest.importorskip("skimage.metrics")
    drawn, _, large, _ = pictures
    theirs = metrics.structural_similarity(
        m.luma(drawn), m.luma(large), gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255
    )
    assert m.ssim(drawn, large) == pytest.approx(theirs, abs=0.005)
    assert m.ssim(drawn, drawn) == pytest.approx(1)


def test_patches_of_drawings_are_nearer_to_drawings_than_enlargements_or_grain():
    kinds = ("scales", "city", "circuit", "crystal", "feathers", "cells")

    def drawings(seed):
        return [picture(Wish(kind), np.random.default_rng([seed, i]), *SIZE) for i, kind in enumerate(kinds)]

    def features(pictures):
        return np.concatenate([m.patch_features(each) for each in pictures])

    first, again = drawings(1), drawings(2)
    small = [cv2.resize(each, NATIVE, interpolation=cv2.INTER_AREA) for each in again]
    large = [cv2.resize(each, SIZE, interpolation=cv2.INTER_CUBIC) for each in small]
    dice = np.random.default_rng(7)
    grainy = [np.clip(each + dice.normal(0, 6, each.shape[:2])[..., None], 0, 255).astype(np.uint8) for each in large]
    real = features(first)
    scale = real.std(0) + 0.05
    floor, bicubic, grain = (m.patch_distance(features(each), real, scale) for each in (again, large, grainy))
    assert floor < 0.6 * bicubic and floor < 0.6 * grain
    assert m.apart(features(large), features(again), scale) > 0.3


def test_a_held_place_has_no_spread_and_boiling_detail_has():
    random = np.random.default_rng(2)
    band = random.normal(0, 4, (90, 160)).astype(np.float32)
    assert m.spread_in_time([band] * 5) == 0
    assert m.spread_in_time([random.normal(0, 4, (90, 160)) for _ in range(8)]) == pytest.approx(0.93, abs=0.05)


def test_a_beat_at_the_keyframe_rate_is_a_peak():
    t, random = np.arange(240) / 30, np.random.default_rng(5)
    calm = 10 + 0.1 * t + random.normal(0, 0.05, 240)
    assert m.pulse(calm, 30, 4) < 15
    assert m.pulse(calm + 0.5 * np.cos(2 * np.pi * 4 * t), 30, 4) > 100


def test_one_jump_is_the_largest_step():
    frames = [np.full((4, 4), 10 * i, np.uint8) for i in range(8)]
    assert m.largest_step(frames) == pytest.approx(1)
    assert m.largest_step([*frames, np.full((4, 4), 200, np.uint8)]) > 10


def test_copies_count_windows_that_show_the_whole():
    assert m.copies(["orb", "sea"], [["orb", "sea"], ["fire", "sea"]]) == 50


FOUND = {
    "ways": {
        "drawn again": {"energy_db": -2.6, "kurtosis": 20.4, "belongs": 0.785, "patch_distance": 4.7},
        "bicubic": {"energy_db": -22.4, "kurtosis": 4.6, "belongs": 0.774, "patch_distance": 25.4},
        "grain": {"energy_db": -0.9, "kurtosis": 3.1, "belongs": 0.341, "patch_distance": 14.0},
        "enlarger": {"energy_db": -22.3, "kurtosis": 4.9, "belongs": 0.781, "patch_distance": 24.8},
        "refine": {"energy_db": -5.0, "kurtosis": 6.3, "belongs": 0.779, "patch_distance": 9.2},
    },
    "reconstruction": {"bicubic_psnr_db": 33.7, "bicubic_ssim": 0.838, "enlarger_psnr_db": 34.8, "enlarger_ssim": 0.84},
    "time": {"held_spread": 0.001, "pulse": 2.0, "pulse_depth": 0.02, "largest_step": 1.4},
}


def judged(**changes):
    ways = {name: {"fidelity_db": 40.0, "cpu_seconds": 1.0, **figures} for name, figures in FOUND["ways"].items()}
    for name, figures in changes.items():
        ways[name.replace("_", " ")].update(figures)
    return {row.figure: row for row in rows({**FOUND, "ways": ways})}


def test_the_table_promises_what_was_measured():
    table = judged()
    assert table["grain is told from detail by so many of three"].passed
    assert not table["enlarger: energy above Nyquist, off the drawings'"].passed
    assert table["refine: energy above Nyquist, off the drawings'"].passed
    assert table["refine: kurtosis of the fine band"].passed
    assert table["enlarger: PSNR on drawings over bicubic's"].value == 1.1
    assert not table["enlarger: patch distance over bicubic's"].passed
    assert table["held place: spread of the fine band in time"].value == 0.1


def test_measures_that_take_grain_for_detail_are_not_believed():
    fooled = judged(grain={"kurtosis": 21.0, "belongs": 0.9, "patch_distance": 3.0})
    assert not fooled["grain is told from detail by so many of three"].passed
