import pytest
from tiny_models import load

from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.journey.path import Recipe, Waypoint, start

PATH = start(Waypoint((("red", 1.0),), 1), Waypoint((("blue", 1.0),), 2), Recipe("walk"))
JOBS = [KeyframeJob(PATH.legs[0], at) for at in (0.0, 0.25, 0.5)]


@pytest.fixture
def model(kinds):
    return load(kinds["sd-turbo"])


def make(maker, jobs=JOBS):
    return [(picture, fault) for _, picture, fault in maker.make(jobs, lambda: None, 4)]


class Faulty:
    """Spoils what a network returns, for a number of calls: a forward hook, as a failing GPU would."""

    def __init__(self, network, spoil, calls):
        self.calls, self.spoil, self.left = 0, spoil, calls
        network.register_forward_hook(self)

    def __call__(self, network, arguments, output):
        self.calls += 1
        if self.left == 0:
            return output
        self.left -= 1
        return (self.spoil(output[0]),) if isinstance(output, tuple) else self.spoil(output)


@pytest.mark.parametrize(
    ("part", "spoil"),
    [
        ("unet", lambda x: x * float("nan")),
        ("unet", lambda x: x / 0),
        ("vae", lambda x: x * float("nan")),
        ("vae", lambda x: x * 0 - 1),
    ],
    ids=["network-nan", "network-infinite", "decoder-nan", "decoder-black"],
)
def test_broken_keyframes_are_made_again(model, part, spoil):
    sound = make(KeyframeMaker(model))
    Faulty(model.pipe.unet if part == "unet" else model.pipe.vae.decoder, spoil, 1)
    made = make(KeyframeMaker(model))
    for (before, _), (after, fault) in zip(sound, made, strict=True):
        assert fault == ""
        assert abs(after.astype(int) - before).mean() < 16  # the noise was nudged, not changed


def test_what_stays_broken_is_given_up_and_said(model):
    fault = Faulty(model.pipe.unet, lambda x: x * float("nan"), 10**6)
    (picture, text), *_ = make(KeyframeMaker(model), JOBS[:1])
    assert picture is None and "not a number" in text
    assert fault.calls == 3


def test_a_frozen_decoder_is_noticed(model):
    """A decoder that returns its last picture again, whatever it is given."""
    last = []

    def freeze(network, arguments, output):
        last.append(output)
        return last[0]

    maker = KeyframeMaker(model)
    model.pipe.vae.decoder.register_forward_hook(freeze)
    faults = [text for _, text in make(maker)]
    assert faults[0] == "" and faults[1:] == ["frozen", "frozen"]


def test_two_equal_places_may_look_the_same(model):
    still = start(PATH.legs[0].a, PATH.legs[0].a, Recipe("walk")).legs[0]
    made = make(KeyframeMaker(model), [KeyframeJob(still, 0.0), KeyframeJob(still, 0.5), KeyframeJob(still, 1.0)])
    assert [text for _, text in made] == ["", "", ""]


def test_batches_come_out_as_singles_do(model):
    together = make(KeyframeMaker(model))
    for job, (picture, _) in zip(JOBS, together, strict=True):
        ((alone, _),) = make(KeyframeMaker(model), [job])
        assert abs(picture.astype(int) - alone).max() <= 1


def test_warming_uses_every_number_at_once_and_changes_nothing(model):
    maker, sizes = KeyframeMaker(model), []
    hook = model.pipe.unet.register_forward_hook(lambda network, arguments, output: sizes.append(len(output[0])))
    maker.warm((1, 2, 4))
    hook.remove()
    assert sizes == [1, 2, 4]
    for (warm, _), (cold, _) in zip(make(maker), make(KeyframeMaker(model)), strict=True):
        assert (warm == cold).all()
