"""Where models lie on this machine: the built-in one, folders of one's own, and the hub's cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.dream.sources import BUILTIN
from engine.library.card import Card, NoModel, read_card
from engine.library.names import full_name, is_hub_id

MODELS = Path("models")  # a folder of one's own models, where the show is started


def hub_cache() -> Path:
    """Where the hub's client keeps what it has downloaded."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return Path(HF_HUB_CACHE)


def cached(hub_id: str, cache: Path) -> Path | None:
    """The folder of a downloaded model, the version that its main branch was last seen at; None if there is none."""
    shelf = cache / ("models--" + hub_id.replace("/", "--"))
    try:
        revision = (shelf / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    folder = shelf / "snapshots" / revision
    return folder if folder.is_dir() else None


def cached_names(cache: Path) -> list[str]:
    """Hub ids of all that was ever downloaded."""
    shelves = sorted(cache.glob("models--*--*"))
    return [shelf.name.removeprefix("models--").replace("--", "/", 1) for shelf in shelves]


def places(named: Sequence[str], models: Path, cache: Path) -> Iterator[tuple[str, Path]]:
    """Every (name, path) that could be a model; `named` are folders and hub ids from a configuration file."""
    yield "builtin", BUILTIN
    for name in named:
        if Path(name).expanduser().exists():
            yield name, Path(name).expanduser()
    for path in sorted(models.glob("*")):
        if (path / "model_index.json").is_file() or path.suffix == ".safetensors":
            yield str(path), path
    for name in cached_names(cache):
        folder = cached(name, cache)
        if folder and (folder / "model_index.json").is_file():
            yield name, folder


def cards(named: Sequence[str], models: Path, cache: Path) -> Iterator[Card | NoModel]:
    """A card for every model there is, or why there is none."""
    for name, path in places(named, models, cache):
        try:
            yield read_card(name, path)
        except NoModel as error:
            yield error


def find(name: str, models: Path, cache: Path) -> Path:
    """Where a model lies: builtin, a folder, a file, a name in the models folder, a hub id or a short name.

    Raises NoModel.
    """
    if name == "builtin":
        return BUILTIN
    for path in (Path(name).expanduser(), models / name):
        if path.exists():
            return path
    hub_id = full_name(name)
    folder = cached(hub_id, cache) if is_hub_id(hub_id) else None
    if folder:
        return folder
    if is_hub_id(hub_id):
        raise NoModel(f"{hub_id} is not on this machine: reverie models pull {name}")
    raise NoModel(f"there is no model {name}: give a folder, a .safetensors file, or a hub id (owner/name)")
