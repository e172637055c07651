"""DemoFusion's formulas, each computed plainly here, and what must hold of the whole."""

import math

import pytest
import torch

from engine.dream import demofusion as d


def steps_of(clean, times=(999, 749, 499, 249)):
    """A plain DDIM schedule over the usual scaled-linear betas, on predictions of noise."""
    alphas = torch.cumprod(1 - torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2, 0).tolist()
    found = []
    for t, after in zip(times, [*times[1:], None], strict=True):
        here, next = alphas[t], 1.0 if after is None else alphas[after]

        def take(noise, z, here=here, next=next):
            x0 = (z - math.sqrt(1 - here) * noise) / math.sqrt(here)
            return math.sqrt(next) * x0 + math.sqrt(1 - next) * noise

        found.append(d.Step(torch.tensor(t), here, take))
    return found


@pytest.mark.parametrize("t", [999, 749, 500, 249, 1])
def test_shares_are_the_papers_cosines(t):
    c = (1 + math.cos(math.pi * (1000 - t) / 1000)) / 2
    assert d.shares(t) == pytest.approx((c**3, c, 0.99 * c + 0.01))


def test_shares_of_four_steps_are_those_of_the_notes():
    assert [round(d.shares(t)[1], 2) for t in (999, 749, 499, 249)] == [1.0, 0.85, 0.5, 0.15]


def test_trajectory_has_the_share_of_signal():
    z, noise = torch.full((1, 1, 2, 2), 3.0), torch.full((1, 1, 2, 2), -1.0)
    assert d.trajectory(z, noise, 0.36) == pytest.approx(torch.full((1, 1, 2, 2), 0.6 * 3 - 0.8))


def test_sizes_grow_one_native_size_at_a_time():
    assert d.sizes((64, 64), (256, 256)) == [(128, 128), (192, 192), (256, 256)]
    assert d.sizes((18, 32), (27, 48)) == [(27, 48)]
    assert d.sizes((18, 32), (18, 32)) == []
    assert d.sizes((18, 32), (67, 120)) == [(36, 64), (54, 96), (67, 120)]


@pytest.mark.parametrize(("length", "window"), [(128, 64), (100, 64), (65, 64), (64, 64), (40, 64), (67, 18), (9, 4)])
def test_windows_are_half_apart_and_the_last_is_flush(length, window):
    stride, found = window // 2, d.starts(length, window, window // 2)
    assert found[0] == 0 and found[-1] == max(length - window, 0)
    assert all(b - a == stride for a, b in zip(found, found[1:-1], strict=False))
    assert all(0 < b - a <= stride for a, b in zip(found, found[1:], strict=False))
    covered = {at for begin in found for at in range(begin, begin + window)}
    assert set(range(length)) <= covered


def test_4k_of_sdxl_takes_the_published_number_of_windows():
    """5,650 evaluations for 4096²: the windows and combs of 50 steps at scales 2, 3 and 4, and the first 50."""
    windows = [len(d.starts(128 * s, 128, 64)) ** 2 for s in (2, 3, 4)]
    assert windows == [9, 25, 49]
    assert 50 * (1 + sum(windows) + sum(s * s for s in (2, 3, 4))) == 5650


def test_shifts_are_within_an_eighth_and_outwards_at_the_edges():
    dice = torch.Generator().manual_seed(3)
    most, seen = d.shift_of(64), set()
    assert most == (64 - 32) // 4
    for _ in range(300):
        places = d.corners((128, 192), (64, 64), dice)
        assert len(places) == 3 * 5
        plain_places = [(y, x) for y in (0, 32, 64) for x in (0, 32, 64, 96, 128)]
        for (top, left), (y, x) in zip(places, plain_places, strict=True):
            for at, plain, last in ((top, y, 64), (left, x, 128)):
                low = -most if plain < last else 0
                high = most if plain > 0 else 0
                assert low <= at - plain <= high
                seen.add(at - plain)
    assert seen == set(range(-most, most + 1))
    assert d.corners((64, 64), (64, 64), dice) == [(0, 0)]


def test_shifts_are_each_windows_own():
    places = d.corners((128, 640), (64, 64), torch.Generator().manual_seed(1))
    middle = [top - 32 for top, _ in places[19:38]]
    assert len(set(middle)) > 5  # one row of windows, shifted down differently


def test_windows_average_their_predictions_by_count():
    """Every window sees its own corner: what comes is the mean over the windows that hold a latent."""
    z = torch.randn(1, 2, 20, 28)
    given = []

    def predict(views, t, places):
        given.extend(places)
        return torch.stack([torch.full(v.shape, float(100 * y + x)) for v, (y, x) in zip(views, places, strict=True)])

    found = d.through_windows(predict, z, torch.tensor(5), (8, 8), torch.Generator().manual_seed(2))
    for y in range(20):
        for x in range(28):
            there = [100 * top + left for top, left in given if top <= y < top + 8 and left <= x < left + 8]
            assert float(found[0, 1, y, x]) == pytest.approx(sum(there) / len(there), rel=1e-5)


def test_windows_see_the_latents_under_them():
    z = torch.arange(20 * 20.0).view(1, 1, 20, 20)
    found = d.through_windows(lambda v, t, places: v, z, torch.tensor(5), (8, 8), torch.Generator().manual_seed(2))
    assert torch.equal(found, z)


def test_blur_is_gaussian_and_keeps_mean_and_spread():
    z = torch.randn(1, 3, 12, 14) * 2 + 1
    scale, sigma = 3, 0.7
    found = d.blurred(z, scale, sigma)
    weights = {k: math.exp(-(k**2) / (2 * sigma**2)) for k in range(-2, 3)}
    total = sum(weights.values())
    plain = torch.zeros_like(z)
    for c in range(3):
        for y in range(12):
            for x in range(14):
                for dy, wy in weights.items():
                    for dx, wx in weights.items():
                        yy, xx = abs(y + dy), abs(x + dx)
                        yy, xx = (22 - yy if yy > 11 else yy), (26 - xx if xx > 13 else xx)
                        plain[0, c, y, x] += wy * wx / total**2 * z[0, c, yy, xx]
    plain = (plain - plain.mean()) / plain.std() * z.std() + z.mean()
    assert torch.allclose(found, plain, atol=1e-5)


@pytest.mark.parametrize("size", [(12, 16), (13, 17), (11, 10)])
def test_combs_see_every_scale_th_latent_and_put_it_back(size):
    z = torch.randn(1, 2, *size)
    seen = []

    def predict(views, t, places):
        assert places is None
        seen.extend(views)
        return views * 2

    found = d.through_combs(predict, z, torch.tensor(3), 3, 1e-3)  # as good as no blur
    assert len(seen) == 9
    assert torch.allclose(found, 2 * z, atol=1e-5)
    padded = d.reflected(z, -size[0] % 3, 0, -size[1] % 3, 0)
    assert torch.allclose(seen[5], padded[0, :, 1::3, 2::3], atol=1e-5)


def test_at_its_own_size_it_is_the_plain_pipeline():
    z = torch.randn(1, 4, 16, 16)
    assert d.demofusion(z, (16, 16), lambda *_: pytest.fail("nothing to do"), steps_of, (16, 16)) is z


def test_a_whole_phase_computed_plainly():
    """Scale 2 and a network that is a function of each view: the paper's loop, window by window, step by step."""
    z0 = torch.randn(1, 2, 8, 8)

    def network(view):
        return torch.tanh(view.roll(1, -1)) * 0.5 + view.mean() * 0.1

    def predict(views, t, places):
        return torch.cat([network(v[None]) for v in views])

    found = d.demofusion(z0, (16, 16), predict, steps_of, (8, 8))

    mean, std = z0.mean(), z0.std()
    up = torch.nn.functional.interpolate(z0, (16, 16), mode="bicubic", align_corners=False)
    e = d.noise_like(up)
    dice = torch.Generator().manual_seed(d.SEED)
    schedule = steps_of(up)
    z = schedule[0].alpha ** 0.5 * up + (1 - schedule[0].alpha) ** 0.5 * e
    for step in schedule:
        c = (1 + math.cos(math.pi * (1000 - float(step.t)) / 1000)) / 2
        noised = step.alpha**0.5 * up + (1 - step.alpha) ** 0.5 * e
        z = (1 - c**3) * z + c**3 * noised
        # dilated sampling: the network sees the blurred view, the scheduler steps the unblurred one
        soft = d.blurred(z, 2, d.SIGMA * (0.99 * c + 0.01))
        whole = torch.zeros_like(z)
        for h in range(2):
            for w in range(2):
                whole[..., h::2, w::2] = step.take(network(soft[..., h::2, w::2]), z[..., h::2, w::2])
        if 1 - c >= d.FAINT:
            places = d.corners((16, 16), (8, 8), dice)
            j = 1
            padded = torch.nn.functional.pad(z, (j, j, j, j), mode="reflect")
            total, count = torch.zeros_like(padded), torch.zeros_like(padded)
            for top, left in places:
                part = padded[..., top + j : top + j + 8, left + j : left + j + 8]
                total[..., top + j : top + j + 8, left + j : left + j + 8] += step.take(network(part), part)
                count[..., top + j : top + j + 8, left + j : left + j + 8] += 1
            local = (total / count)[..., j:-j, j:-j]
            z = (1 - c) * local + c * whole
        else:
            z = whole
    z = (z - z.mean()) / z.std() * std + mean
    assert torch.allclose(found, z, atol=1e-4)


def test_a_constant_field_stays_constant():
    """A network that knows the clean picture: whatever the size, none of the paths may print itself on it."""
    z = torch.full((1, 3, 8, 12), 0.7)

    alphas = {float(s.t): s.alpha for s in steps_of(z)}

    def predict(views, t, places):
        a = alphas[float(t)]
        return (views - math.sqrt(a) * 0.7) / math.sqrt(1 - a)

    for target in ((16, 24), (20, 30), (19, 29)):
        found = d.demofusion(z, target, predict, steps_of, (8, 12))
        assert found.shape[-2:] == target
        assert float((found - 0.7).abs().max()) < 0.02


def test_windows_leave_no_seams():
    """What the network does differently at the edges of its view must not show where windows end."""
    z = torch.randn(1, 1, 8, 8) * 0.1

    def predict(views, t, places):
        ramp = torch.linspace(-1, 1, views.shape[-1])
        return torch.zeros_like(views) + (0.5 * ramp if places is not None else 0.0)

    found = d.demofusion(z, (32, 32), predict, lambda clean: steps_of(clean, (499, 249)), (8, 8))
    flat = d.demofusion(z, (32, 32), lambda v, t, p: torch.zeros_like(v), lambda c: steps_of(c, (499, 249)), (8, 8))
    added = found - flat
    inner = added[..., 2:-2].diff(dim=-1).abs()
    # one window alone steps by the whole ramp where it ends; shifted and averaged, neighbours differ by far less
    assert float(inner.mean(dim=(0, 1, 2)).max()) < 0.35 * float(added.amax() - added.amin())


def test_a_picture_repeats_and_takes_no_dice_from_others():
    z = torch.randn(1, 2, 8, 8)
    torch.manual_seed(1)
    a = d.demofusion(z, (20, 20), lambda v, t, p: v * 0.1, steps_of, (8, 8))
    torch.rand(5)
    b = d.demofusion(z, (20, 20), lambda v, t, p: v * 0.1, steps_of, (8, 8))
    assert torch.equal(a, b)


def test_it_is_abandoned_at_once():
    calls = 0

    class Newer(Exception):
        pass

    def predict(views, t, places):
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Newer
        return views

    with pytest.raises(Newer):
        d.demofusion(torch.randn(1, 2, 8, 8), (24, 24), predict, steps_of, (8, 8))
    assert calls == 3


def test_faint_paths_are_left_out():
    seen = []

    def predict(views, t, places):
        seen.append((float(t), places is None))
        return views * 0.0

    d.demofusion(torch.randn(1, 2, 8, 8), (16, 16), predict, lambda c: steps_of(c, (999, 499, 49)), (8, 8))
    assert (999.0, False) not in seen and (999.0, True) in seen
    assert {(499.0, False), (499.0, True)} <= set(seen)
    assert (49.0, True) not in seen and (49.0, False) in seen
