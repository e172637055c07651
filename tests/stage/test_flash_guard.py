"""Whatever goes in, no more than three flashes a second come out, and what is slow comes out as it went in."""

import time

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pictures import textured
from test_presenter import Stage

from engine.parameters import Look, Master, State
from engine.stage.flash_guard import FlashGuard, measure, observe, sample, signals
from engine.stage.look import fade
from engine.stage.pool import empty as pool_empty

RATES = (24, 25, 30, 50, 60)
SIZE = (64, 36)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def plain(colour, size=SIZE):
    return np.full((size[1], size[0], 3), colour, np.uint8)


def strobe(hz, fps, seconds=2.2, shape="square", low=BLACK, high=WHITE, area=1.0):
    """Pictures that flash `hz` times a second in a block in the middle that covers `area` of them."""
    wide, tall = (round(side * area**0.5) for side in SIZE)
    left, top = (SIZE[0] - wide) // 2, (SIZE[1] - tall) // 2
    for tick in range(round(seconds * fps)):
        phase = hz * tick / fps % 1
        level = 0.5 - 0.5 * np.cos(2 * np.pi * phase) if shape == "sine" else float(phase < 0.5)
        picture = plain(low)
        picture[top : top + tall, left : left + wide] = np.rint((1 - level) * np.array(low) + level * np.array(high))
        yield picture


def times(fps):
    tick = 0
    while True:
        yield 17.3 + tick / fps
        tick += 1


def shown(pictures, fps, masters=None, guard=None, look=None):
    """What leaves: the pictures, with all that the master still does to them; and which were left alone."""
    guard = guard or FlashGuard(SIZE, lambda line: None)
    left, alone = [], []
    for tick, (picture, now) in enumerate(zip(pictures, times(fps), strict=False)):
        state = State(look=look or Look(), master=masters[tick] if masters else Master())
        out, master = guard.limit(picture, state, now)
        left.append(fade(out, 0.0 if master.blackout else master.fade))
        alone.append(out is picture and master is state.master)
    return left, alone


def flashes(pictures, fps):
    return measure(pictures, [now for _, now in zip(pictures, times(fps), strict=False)])


def literal(pictures, fps):
    """General flashes in the worst second, by the words of WCAG: of the mean relative luminance."""
    levels = []
    for picture in pictures:
        value = picture[::2, ::2] / 255
        linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
        levels.append(float((linear @ [0.2126, 0.7152, 0.0722]).mean()))
    turns, way, extreme = [], 0, levels[0]
    for tick, level in enumerate(levels):
        change = level - extreme
        if change * way > 0:
            extreme = level
        elif abs(change) >= 0.1 and min(level, extreme) < 0.8:
            turns.append(tick)
            way, extreme = np.sign(change), level
    return max((sum(0 <= turn - first < fps for turn in turns) // 2 for first in turns), default=0)


@pytest.mark.parametrize("shape", ["square", "sine"])
@pytest.mark.parametrize("fps", RATES)
def test_strobes(fps, shape):
    for hz in (1, 2.5, 3, 3.5, 4, 5, 7.5, 10, 12, 15, 20, 25, 30):
        pictures = list(strobe(hz, fps, shape=shape))
        left, alone = shown(pictures, fps)
        assert flashes(left, fps) <= 3, hz
        assert literal(left, fps) <= 3, hz
        if hz <= 3:
            assert all(alone), hz
        elif 4 <= hz <= fps / 2.5:
            assert flashes(pictures, fps) > 3 and literal(pictures, fps) > 3, "the measure must see what goes in"
            assert not all(alone), hz


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("area", [0.1, 0.2, 0.24, 0.26, 0.5])
def test_a_strobe_on_part_of_the_screen_counts_from_a_quarter_on(fps, area):
    left, alone = shown(strobe(8, fps, area=area), fps)
    assert flashes(left, fps) <= 3
    if area <= 0.2:
        assert all(alone)
    if area > 0.25:
        assert not all(alone)


@pytest.mark.parametrize("fps", RATES)
def test_red_counts_where_it_is_saturated_even_if_it_is_dark(fps):
    dark_red, dark_blue, brick = (120, 0, 0), (0, 0, 120), (120, 90, 80)
    left, alone = shown(strobe(6, fps, high=dark_red), fps)
    assert flashes(left, fps) <= 3 and not all(alone)
    assert literal(strobe(6, fps, high=dark_red), fps) == 0, "no general flash, so it was the red that was seen"
    for low, high in ((BLACK, dark_blue), ((80, 60, 54), brick)):
        assert all(shown(strobe(6, fps, low=low, high=high), fps)[1])


def test_only_changes_of_a_tenth_below_the_bright_greys_count():
    assert all(shown(strobe(10, 30, low=(233, 233, 233)), 30)[1])  # 0.81 to 1.00
    assert not all(shown(strobe(10, 30, low=(225, 225, 225)), 30)[1])  # 0.75 to 1.00
    assert all(shown(strobe(10, 30, low=(100, 100, 100), high=(125, 125, 125)), 30)[1])  # 0.13 to 0.21


def test_halves_that_flash_in_turn_are_one_flashing_picture():
    pictures = []
    for tick in range(90):
        beat = tick // 3  # ten steps a second: left on, off, right on, off
        picture = plain(BLACK)
        if beat % 4 == 0:
            picture[:, :32] = 255
        if beat % 4 == 2:
            picture[:, 32:] = 255
        pictures.append(picture)
    assert literal(pictures, 30) > 3
    left, alone = shown(pictures, 30)
    assert flashes(left, 30) <= 3 and literal(left, 30) <= 3 and not all(alone)


def test_stripes_that_pass_twice_a_second_are_no_flash():
    stripes = np.where(np.arange(4 * SIZE[0]) // 16 % 2, 255, 0).astype(np.uint8)
    pictures = []
    for tick in range(90):
        row = stripes[round(64 * tick / 30) % 32 :][: SIZE[0]]
        pictures.append(np.repeat(np.broadcast_to(row, (36, 64))[..., None], 3, axis=2))
    assert all(shown(pictures, 30)[1])


@pytest.mark.parametrize("fps", RATES)
def test_a_slow_dream_is_left_alone_to_the_bit(fps):
    a, b, c = (textured(seed=seed) for seed in range(3))
    pictures = []
    for start, end in ((a, b), (b, c), (c, a)):
        pictures += [cv2.addWeighted(start, 1 - t, end, t, 0) for t in np.linspace(0, 1, fps)]
    kept = [picture.copy() for picture in pictures]
    left, alone = shown(pictures, fps)
    assert all(alone)
    assert all(np.array_equal(before, after) for before, after in zip(kept, left, strict=True))


def test_slow_fades_and_one_blackout_pass_at_once():
    ramp = [Master(fade=value) for value in (*np.linspace(1, 0, 15), *np.linspace(0, 1, 15))]
    masters = [*ramp * 3, *[Master()] * 9, *[Master(blackout=True)] * 30, *[Master()] * 30]
    assert all(shown([textured(*SIZE)] * len(masters), 30, masters)[1])


@pytest.mark.parametrize("fps", RATES)
def test_strobing_the_master_is_a_flash(fps):
    count = 3 * fps
    on = [tick * 12 // fps % 2 for tick in range(count)]
    for masters in ([Master(blackout=bool(bit)) for bit in on], [Master(fade=0.2 + 0.8 * bit) for bit in on]):
        left, alone = shown([plain(WHITE)] * count, fps, masters)
        assert flashes(left, fps) <= 3 and literal(left, fps) <= 3 and not all(alone)


def test_after_a_strobe_the_picture_is_itself_again_within_a_second():
    still = plain((200, 180, 160))
    _, alone = shown([*strobe(10, 30), *[still] * 60], 30)
    assert all(alone[-30:])


def test_switched_off_it_only_measures():
    guard = FlashGuard(SIZE, lambda line: None)
    pictures = list(strobe(10, 30))
    _, alone = shown(pictures, 30, [Master(flashguard=False)] * len(pictures), guard)
    assert all(alone)
    assert guard.flashes == 10


def test_it_says_so_once_and_again_after_calm():
    lines = []
    guard = FlashGuard(SIZE, lines.append)
    still = [plain(WHITE)] * 200
    shown([*strobe(10, 30, seconds=6)], 30, guard=guard)
    assert len(lines) == 1 and "/master/flashguard" in lines[0]
    assert guard.flashes == 3
    lines.clear()
    shown([*strobe(10, 30), *still, *strobe(10, 30)], 30, guard=FlashGuard(SIZE, lines.append))
    assert len(lines) == 2


def test_what_the_output_cuts_off_does_not_count():
    tall = []  # only the middle 36 of 128 rows are visible
    for tick in range(90):
        picture = plain(BLACK, (64, 128))
        picture[: 40 if tick // 2 % 2 else 0] = 255
        tall.append(picture)
    assert all(shown(tall, 30)[1])
    assert not all(shown(tall, 30, look=Look(fit="fit"))[1])


colours = st.sampled_from([BLACK, WHITE, (255, 0, 0), (110, 0, 0), (90, 90, 90), (188, 188, 188), (240, 240, 240)])
boxes = st.tuples(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.1, 1), st.floats(0.1, 1))
masters = st.sampled_from([Master(), Master(), Master(), Master(fade=0.6), Master(fade=0.0), Master(blackout=True)])
scenes = st.lists(
    st.tuples(colours | st.integers(0, 9), boxes, colours, masters, st.sampled_from([1, 1, 1, 2, 3, 5, 8])),
    min_size=4,
    max_size=40,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenes, st.sampled_from(RATES), st.booleans())
def test_whatever_goes_in_what_comes_out_passes(scenes, fps, resized):
    pictures, states = [], []
    for number, (ground, (x, y, w, h), colour, master, ticks) in enumerate(scenes * 3):
        size = (48, 27) if resized and number % 7 > 4 else SIZE
        picture = textured(*size, seed=ground) if isinstance(ground, int) else plain(ground, size)
        left, top = int(x * size[0]), int(y * size[1])
        picture[top : top + round(h * size[1]), left : left + round(w * size[0])] = colour
        pictures += [picture] * ticks
        states += [master] * ticks
    left, _ = shown(pictures, fps, states)
    assert flashes(left, fps) <= 3


def test_the_measure_does_not_care_how_often_it_looks():
    counts = {fps: flashes(list(strobe(4, fps, shape="sine")), fps) for fps in RATES}
    assert set(counts.values()) == {4}


def test_the_stage_lets_no_strobe_out():
    stage = Stage()
    stage.play(4)
    for bit in [True, False] * 15:
        stage.set(master_blackout=bit)
        stage.play(0.1)
    pixels = np.array(stage.screen.pixels, np.uint8)
    assert flashes([plain(pixel) for pixel in pixels], 30) <= 3
    assert stage.presenter.flashes <= 3


@pytest.mark.parametrize("strobes", [False, True])
def test_it_costs_little(strobes):
    """In CPU time, against the mixing of two pictures, which this machine does in the same breath.

    Means, since Windows counts a thread's time in steps of some milliseconds.
    """
    guard = FlashGuard((3840, 2160), lambda line: None)
    pictures = [textured(1024, 576, seed=seed) for seed in range(4)]
    dark = [picture // 8 for picture in pictures]
    spent, mixing = [], []
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for tick in range(240):
            picture = (dark if strobes and tick // 2 % 2 else pictures)[tick // 60]
            begun = time.thread_time()
            shown, _ = guard.limit(picture, State(), tick / 30)
            over = time.thread_time()
            mixed = cv2.addWeighted(picture, 0.4, pictures[0], 0.6, 0, dst=pool_empty(picture.shape))
            assert mixed.shape == picture.shape
            mixing.append(time.thread_time() - over)
            if (shown is not picture) == strobes:
                spent.append(over - begun)
    finally:
        cv2.setNumThreads(threads)
    assert len(spent) > 50
    assert np.mean(spent) < 10 * np.mean(mixing), (np.percentile(spent, [50, 90]), np.median(mixing))


def test_a_trace_is_a_value():
    first = observe(None, signals(sample(plain(BLACK))), 0.0)
    second = observe(first, signals(sample(plain(WHITE))), 0.1)
    assert (first.transitions, second.transitions) == (0, 1)
    assert observe(first, signals(sample(plain(WHITE))), 0.1).transitions == 1
