"""What the tests of training share."""

import pytest

from engine.training.draw import draw
from engine.training.gather import SHARD, write_shard


@pytest.fixture(scope="session", autouse=True)
def narrow():
    """UNets of few channels, which take a step in no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.training.denoiser.CHANNELS", (32, 64))
        yield


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A folder with one shard of tiny pictures already drawn."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "pictures").mkdir()
    drawn = [draw(seed, 128, 96) for seed in range(SHARD)]
    write_shard(
        folder / "pictures" / "96x128-00000.npz",
        [d[0] for d in drawn],
        [d[1] for d in drawn],
        list(range(SHARD)),
    )
    return folder
