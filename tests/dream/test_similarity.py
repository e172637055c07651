"""The similarity filter saves what stands still and lets through what moves."""

import numpy as np

from engine.dream.live_stream import SimilarityFilter

RANDOM = np.random.default_rng(3)
SCENE = RANDOM.integers(0, 255, (90, 160, 3), np.uint8)


def share(pictures, threshold=0.98, most=10) -> float:
    like = SimilarityFilter()
    return float(np.mean([like.skips(picture, threshold, most) for picture in pictures]))


def test_a_still_input_saves_at_least_85_percent():
    assert share([SCENE] * 200) >= 0.85


def test_a_camera_that_only_shows_noise_of_its_own_saves_nearly_as_much():
    noisy = [np.clip(SCENE + RANDOM.normal(0, 3, SCENE.shape), 0, 255).astype(np.uint8) for _ in range(200)]
    assert share(noisy) >= 0.8


def test_what_moves_passes():
    assert share([np.roll(SCENE, 16 * n, axis=1) for n in range(100)]) == 0


def test_never_more_than_the_most_in_a_row_and_none_when_off():
    like = SimilarityFilter()
    skipped = [like.skips(SCENE, 0.9, 3) for _ in range(41)]
    assert skipped == ([False] + [True] * 3) * 10 + [False]
    assert share([SCENE] * 50, threshold=0.0) == 0


def test_the_chance_grows_with_the_likeness():
    """Inputs that drift away from the last one let through are skipped less the farther they are."""

    def at(distance: float) -> float:
        like = SimilarityFilter()
        skipped = []
        other = np.clip(SCENE.astype(float) * (1 - distance) + distance * SCENE[::-1], 0, 255).astype(np.uint8)
        for _ in range(300):
            like.skips(SCENE, 0.0, 10)
            skipped.append(like.skips(other, 0.9, 10))
        return float(np.mean(skipped))

    near, middle, far = at(0.02), at(0.3), at(0.9)
    assert near > 0.9 and near > middle > far


def test_the_same_inputs_are_skipped_alike():
    noisy = [np.clip(SCENE + RANDOM.normal(0, 40, SCENE.shape), 0, 255).astype(np.uint8) for _ in range(100)]
    first, second = SimilarityFilter(), SimilarityFilter()
    assert [first.skips(p, 0.5, 10) for p in noisy] == [second.skips(p, 0.5, 10) for p in noisy]
