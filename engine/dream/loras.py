"""LoRA files that load, reweigh and unload while the model dreams, through peft."""

from __future__ import annotations

import os
from pathlib import Path

from engine.dream.models import Model, one_line, out_of_memory
from engine.parameters import Mix


class LoraError(RuntimeError):
    """A LoRA that can't be worn; the text is one line."""


class Loras:
    """What a model wears. Files come from the model's LoRA folder only."""

    def __init__(self, model: Model):
        self._model = model
        self._loaded: dict[str, str] = {}  # file name -> adapter name
        self._refused: dict[str, str] = {}  # file name -> why, as long as it is wished for
        self._count = 0
        self._worn: Mix = ()

    def wear(self, wanted: Mix) -> list[str]:
        """Load what is missing, drop what is not named, set the weights.

        Returns a line for each that was asked for by this change and can't be worn; asked for again, it is tried again.
        """
        if wanted == self._worn:
            return []
        before, self._worn = dict(self._worn), wanted
        weights = {name: weight for name, weight in wanted if weight}
        asked = [name for name, weight in weights.items() if weight != before.get(name)]
        self._refused = {name: why for name, why in self._refused.items() if name in weights and name not in asked}
        pipe = self._model.pipe
        dropped = [name for name in self._loaded if name not in weights]
        if dropped:
            pipe.delete_adapters([self._loaded.pop(name) for name in dropped])
        for name in weights:
            if name not in self._loaded and name not in self._refused:
                self._load(name)
        if self._loaded:
            pipe.set_adapters(list(self._loaded.values()), [weights[name] for name in self._loaded])
        elif dropped:
            pipe.unload_lora_weights()
        return [self._refused[name] for name in asked if name in self._refused]

    def _load(self, name: str) -> None:
        pipe = self._model.pipe
        self._count += 1
        adapter = f"lora{self._count}"
        try:
            path = lora_file(self._model.lora_folder, name)
            safe = {"use_safetensors": True, "local_files_only": True}
            pipe.load_lora_weights(str(path.parent), weight_name=path.name, adapter_name=adapter, **safe)
            self._loaded[name] = adapter
        except LoraError as error:
            self._refused[name] = str(error)
        except Exception as error:
            if out_of_memory(error):
                raise
            self._refused[name] = f"LoRA {name} does not fit this model: {one_line(error):.120}"
            if any(adapter in names for names in pipe.get_list_adapters().values()):
                pipe.delete_adapters([adapter])  # it got in half


def lora_file(folder: Path | None, name: str) -> Path:
    """The file that a LoRA's name means, inside the folder and nowhere else. Raises LoraError."""
    if folder is None:
        raise LoraError(f"no LoRA folder is set, so {name!r:.60} can't be loaded")
    if not name or name != Path(name).name or any(sign in name for sign in "/\\:\0") or name.startswith("."):
        raise LoraError(f"{name!r:.60} is no plain file name: LoRA files come from {folder} only")
    for path in (folder / name, folder / f"{name}.safetensors"):
        if os.path.isfile(path) and path.suffix == ".safetensors":
            return path
    raise LoraError(f"there is no LoRA file {name:.60} in {folder} (it wants .safetensors)")
