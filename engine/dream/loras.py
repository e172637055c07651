"""LoRA files that load, reweigh and unload while the model dreams, through peft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from engine.dream.lora_file import LoraError, few_steps, read_lora, says_nothing
from engine.dream.model import Model, out_of_memory
from engine.dream.sampler_presets import SamplerPreset
from engine.errors import one_line
from engine.files import file_in, is_plain
from engine.parameters import Mix


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
        One for few steps gets a line that says how it is sampled, and so does one whose file tells nothing of itself.
        """
        if wanted == self._worn:
            return []
        before, self._worn = dict(self._worn), wanted
        weights = {name: weight for name, weight in wanted if weight}
        asked = [name for name, weight in weights.items() if weight != before.get(name)]
        self._refused = {name: why for name, why in self._refused.items() if name in weights and name not in asked}
        dropped = [name for name in self._loaded if name not in weights]
        if dropped:
            self._drop(dropped)
        notes = []
        for name in weights:
            if name not in self._loaded and name not in self._refused:
                self._load(name)
                if name in self._loaded and (note := self._steps(name)):
                    notes.append(note)
        if self._loaded or dropped:
            self._weigh({name: weights[name] for name in self._loaded})
        return [self._refused[name] for name in asked if name in self._refused] + notes

    def _steps(self, name: str) -> str:
        """How a LoRA for few steps is sampled, or what to do about one that may be such; "" where it is none."""
        path, preset = lora_file(self._model.lora_folder, name), self._model.preset
        if known := _few_steps(path):
            return f"LoRA {name} is {known.maker}: {known}" if not self._model.unlike else ""
        if preset.distilled or not says_nothing(path):
            return ""
        return (
            f"LoRA {name} doesn't tell whether it is for few steps, so it gets {preset.steps}: if it is, "
            "put lcm into its name, or set /dream/steps 4 and /dream/guidance 1"
        )

    def _drop(self, names: list[str]) -> None:
        self._model.pipe.delete_adapters([self._loaded.pop(name) for name in names])

    def _weigh(self, weights: dict[str, float]) -> None:
        """Set the weights of all that is loaded, which may be nothing any more."""
        if weights:
            self._model.pipe.set_adapters([self._loaded[name] for name in weights], list(weights.values()))
        else:
            self._model.pipe.unload_lora_weights()

    def _load(self, name: str) -> None:
        pipe = self._model.pipe
        self._count += 1
        adapter = f"lora{self._count}"
        try:
            path = lora_file(self._model.lora_folder, name)
            try:
                changes = load_file(path) if self._model.flow else read_lora(path, pipe)
            except LoraError as error:
                self._refused[name] = f"LoRA {name} {error}"
                return
            pipe.load_lora_weights(changes, adapter_name=adapter)
            if not any(adapter in names for names in pipe.get_list_adapters().values()):
                raise ValueError("it changes nothing of it")
            self._loaded[name] = adapter
        except LoraError as error:
            self._refused[name] = str(error)
        except Exception as error:
            if out_of_memory(error):
                raise
            self._refused[name] = f"LoRA {name} does not fit this model: {one_line(error):.120}"
            if any(adapter in names for names in pipe.get_list_adapters().values()):
                pipe.delete_adapters([adapter])  # it got in half


class FusedLoras(Loras):
    """LoRAs that are added to the weights themselves, in place.

    The network stays as it is, so what is compiled stays compiled, and it runs as fast as without them.
    """

    def __init__(self, model: Model):
        super().__init__(model)
        self._layers: dict[str, list[Any]] = {}  # file name -> peft's layers, which know the change to one weight each
        self._own: dict[Tensor, Tensor] = {}  # a weight that is changed -> what it was

    def _load(self, name: str) -> None:
        super()._load(name)
        pipe, adapter = self._model.pipe, self._loaded.get(name)
        if adapter is None:
            return
        parts = [part for part in pipe.components.values() if isinstance(part, torch.nn.Module)]
        modules: list[Any] = [module for part in parts for module in part.modules()]
        layers = [module for module in modules if adapter in getattr(module, "lora_A", ())]
        pipe.unload_lora_weights()
        self._layers[name] = layers
        if any(layer.use_dora[adapter] for layer in layers):
            self._drop([name])
            self._refused[name] = f"LoRA {name} is a DoRA, which can't be worn by a compiled model"

    def _drop(self, names: list[str]) -> None:
        for name in names:
            del self._loaded[name], self._layers[name]

    @torch.no_grad()
    def _weigh(self, weights: dict[str, float]) -> None:
        sums = {weight: own.float() for weight, own in self._own.items()}
        for name, share in weights.items():
            for layer in self._layers[name]:
                weight = layer.get_base_layer().weight
                own = self._own.setdefault(weight, weight.detach().clone())
                change = layer.get_delta_weight(self._loaded[name]).float()
                sums[weight] = sums.get(weight, own.float()) + share * change.to(weight.device)
        for weight, value in sums.items():
            weight.copy_(value)
        if not weights:
            self._own.clear()


def lora_sampler_preset(model: Model, worn: Mix) -> SamplerPreset | None:
    """How a model with LoRAs wants to be sampled, where one of them is for few steps."""
    if model.unlike:
        return None
    for name, weight in worn:
        if not weight:
            continue
        try:
            known = _few_steps(lora_file(model.lora_folder, name))
        except LoraError:
            continue
        if known:
            return known
    return None


def _few_steps(path: Path) -> SamplerPreset | None:
    try:
        return few_steps(path, path.stat().st_mtime_ns)
    except OSError:
        return None


def lora_file(folder: Path | None, name: str) -> Path:
    """The file that a LoRA's name means, inside the folder and nowhere else. Raises LoraError."""
    if folder is None:
        raise LoraError(f"no LoRA folder is set, so {name!r:.60} can't be loaded")
    if not is_plain(name):
        raise LoraError(f"{name!r:.60} is no plain file name: LoRA files come from {folder} only")
    for path in (file_in(folder, name), file_in(folder, f"{name}.safetensors")):
        if path and path.suffix == ".safetensors":
            return path
    raise LoraError(f"there is no LoRA file {name:.60} in {folder} (it wants .safetensors)")
