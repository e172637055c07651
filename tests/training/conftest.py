"""What the tests of training share."""

import io
import json
import tarfile

import pytest

from engine.training.draw import draw
from engine.training.gather import SHARD, write_shard
from engine.training.things import shapes
from engine.training.things.catalogue import THINGS

FACE = '<circle cx="16" cy="16" r="13" fill="#c80"/><circle cx="11" cy="12" r="3" fill="#210"/>'
INK = '<path fill="currentColor" d="M16 2L30 28H2Z M16 14L20 21H12Z" fill-rule="evenodd"/>'


@pytest.fixture(scope="session", autouse=True)
def narrow():
    """UNets of few channels, which take a step in no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.training.denoiser.WIDTHS", (32, 64))
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


def pack(folder, found: shapes.IconSet, icons: dict[str, str]) -> None:
    table = json.dumps({"icons": {name: {"body": body} for name, body in icons.items()}, "width": 32, "height": 32})
    with tarfile.open(folder / found.file, "w:gz") as packed:
        member = tarfile.TarInfo("package/icons.json")
        member.size = len(table)
        packed.addfile(member, io.BytesIO(table.encode()))


@pytest.fixture
def icons(tmp_path):
    """A folder of packages in which every icon of the catalogue is a face or a triangle; in use during the test."""
    for found in shapes.SETS.values():
        names = {icon for thing in THINGS.values() for icon in getattr(thing, found.column)}
        pack(tmp_path, found, dict.fromkeys(names, FACE if found.shaded else INK))
    shapes.use(tmp_path)
    yield tmp_path
    shapes.use(None)
