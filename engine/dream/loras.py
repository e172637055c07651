"""LoRA files that load, reweigh and unload while the model dreams, through peft."""

from __future__ import annotations

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
        self._count = 0
        self._worn: Mix = ()

    def wear(self, wanted: Mix) -> None:
        """Load what is missing, drop what is not named, set the weights. Raises LoraError, then wearing none."""
        wanted = tuple((name, weight) for name, weight in wanted if weight)
        if wanted == self._worn:
            return
        pipe, names = self._model.pipe, dict(wanted)
        try:
            dropped = [name for name in self._loaded if name not in names]
            if dropped:
                pipe.delete_adapters([self._loaded.pop(name) for name in dropped])
            for name in names:
                if name not in self._loaded:
                    self._load(name)
            if names:
                pipe.set_adapters([self._loaded[name] for name in names], list(names.values()))
            elif self._worn:
                pipe.unload_lora_weights()
            self._worn = wanted
        except Exception as error:
            self._loaded.clear()
            self._worn = ()
            pipe.unload_lora_weights()
            if isinstance(error, LoraError) or out_of_memory(error):
                raise
            raise LoraError(f"LoRA {', '.join(names)} does not fit this model: {one_line(error):.120}") from error

    def _load(self, name: str) -> None:
        path = lora_file(self._model.lora_folder, name)
        self._count += 1
        adapter = f"lora{self._count}"
        self._model.pipe.load_lora_weights(
            str(path.parent), weight_name=path.name, adapter_name=adapter, use_safetensors=True, local_files_only=True
        )
        self._loaded[name] = adapter


def lora_file(folder: Path | None, name: str) -> Path:
    """The file that a LoRA's name means, inside the folder and nowhere else. Raises LoraError."""
    if folder is None:
        raise LoraError(f"no LoRA folder is set, so {name!r:.60} can't be loaded")
    if not name or name != Path(name).name or any(sign in name for sign in '/\\:\0') or name.startswith("."):
        raise LoraError(f"{name!r:.60} is no plain file name: LoRA files come from {folder} only")
    for path in (folder / name, folder / f"{name}.safetensors"):
        if path.is_file() and path.suffix == ".safetensors":
            return path
    raise LoraError(f"there is no LoRA file {name:.60} in {folder} (it wants .safetensors)")
