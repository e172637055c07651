"""How a model wants to be sampled, told from its configuration files alone. No torch here."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

HELD = 2.0  # guidance above which a distilled model's picture burns: what it was taught has some folded in


@dataclass(frozen=True)
class SamplerPreset:
    """How a model wants to be sampled.

    sampler: solver (many steps); euler or ddim (few, straight on); turbo, lcm or scm (few, noised again between).
    timesteps: those that it was distilled at, where they are not its sampler's own; only for that number of steps.
    prediction: what it predicts, where its schedule can't be trusted to say. maker: what distilled it, "" for nothing.
    """

    sampler: str
    steps: int
    guidance: float
    timesteps: tuple[int, ...] = ()
    prediction: str = ""
    maker: str = ""

    @property
    def distilled(self) -> bool:
        """Whether guidance is not for it, as it has been trained without, or with it folded in."""
        return self.guidance <= 1

    @property
    def most_guidance(self) -> float:
        return HELD if self.distilled else math.inf

    @property
    def renoises(self) -> bool:
        """Whether clean latents are noised again from one step to the next."""
        return self.sampler in ("turbo", "lcm", "scm")

    def __str__(self) -> str:
        steps = "1 step" if self.steps == 1 else f"{self.steps} steps"
        at = f" at {', '.join(map(str, self.timesteps))}" if self.timesteps else ""
        return f"{self.sampler}, {steps}{at}, guidance {self.guidance:g}"


SAMPLER_PRESETS = {
    ("sd", "solver"): SamplerPreset("solver", 15, 7.0),
    ("sdxl", "solver"): SamplerPreset("solver", 20, 5.0),
    ("sd", "edm"): SamplerPreset("solver", 20, 3.0),
    ("sdxl", "edm"): SamplerPreset("solver", 20, 3.0),
}
TURBO = SamplerPreset("turbo", 1, 0.0)
LCM = SamplerPreset("lcm", 4, 1.0)
# of transformers: as they are distilled for few steps, and as they are not
_FLOWS = {
    "flux2": (SamplerPreset("euler", 4, 1.0), SamplerPreset("euler", 50, 4.0)),
    "zimage": (SamplerPreset("euler", 8, 0.0), SamplerPreset("euler", 28, 5.0)),
    "sd3": (SamplerPreset("euler", 4, 0.0), SamplerPreset("euler", 28, 4.5)),
    "sana": (SamplerPreset("scm", 2, 4.5), SamplerPreset("scm", 2, 4.5)),
}
TOLD_GUIDANCE = 8.5  # of LCM UNets, which take guidance as an input

# What distils models, the word by which it is known in names, and how its makers sample where they name no steps.
_MAKERS = {
    "DMD2": (r"(?<![a-z])dmd2?(lora)?(?![a-z])", SamplerPreset("lcm", 4, 0.0)),
    "LCM": (r"(?<![a-z])(lcm|tcd)(lora)?(?![a-z])", LCM),
    "Hyper-SD": (r"(?<![a-z])hyper(-?sd(xl|\d+)?)?(?![a-z])", SamplerPreset("ddim", 8, 0.0)),
    "Lightning": (r"lightning", SamplerPreset("euler", 4, 0.0)),
    "Turbo": (r"turbo", SamplerPreset("turbo", 4, 0.0)),
}
_SURE = ("DMD2", "LCM")  # the other words have other meanings
_DMD2_STEPS = {4: (999, 749, 499, 249), 1: (399,)}  # which it was trained at
_STEPS = re.compile(r"(?<!\d)(\d{1,2})[ _-]?steps?(?![a-z])")
_FAMILY = re.compile(r"(?<![a-z])(sd|xl|hyper-?sd)|xl(?![a-z])|xlv\d")
_TITLES = ("modelspec.title", "modelspec.tags", "ss_output_name", "ss_training_comment")
_GUIDED = re.compile(r"(?<![a-z])cfg(?![a-z])")


def titles(metadata: Mapping[str, str]) -> str:
    """What a .safetensors file's metadata call it."""
    return " ".join(filter(None, map(metadata.get, _TITLES)))


def named_few_steps(text: str, lora: bool = False, sure: bool = False) -> SamplerPreset | None:
    """How what a name, or a few words, tells of was distilled to be sampled: by words, and not by letters within one.

    A word that has other meanings ("lightning") counts only beside a number of steps or a family's name, or where it
    is `sure` that this is a model for few steps. lora: whether the name is a LoRA's.
    """
    text = text.lower()
    told = _STEPS.search(text)
    for maker, (word, usual) in _MAKERS.items():
        if not re.search(word, text):
            continue
        if not (sure or told or maker in _SURE or _FAMILY.search(text)):
            continue
        steps = min(max(int(told[1]), 1), 16) if told else usual.steps
        preset = replace(usual, steps=steps, maker=maker)
        if maker == "DMD2":
            return replace(preset, timesteps=_DMD2_STEPS.get(steps, ()))
        if maker == "Hyper-SD" and _GUIDED.search(text):
            return replace(preset, guidance=5.0)
        if maker == "Hyper-SD" and steps == 1:  # its LoRA was trained by TCD, its UNet from 800 on
            return replace(preset, sampler="lcm", timesteps=() if lora else (800,))
        if maker == "Lightning" and steps == 1:
            return replace(preset, prediction="sample")
        return preset
    return None


def sampler_preset_of(
    family: str, names: Sequence[str], unet: Mapping[str, Any], scheduler: Mapping[str, Any]
) -> SamplerPreset:
    """Decide how to sample from a model's own configs, then from its names, the most trusted first, its own last.

    unet: its configuration, or of a transformer that and its pipeline's.
    """
    if family in _FLOWS:
        named_turbo = any("turbo" in name.lower() for name in (str(unet.get("_name_or_path", "")), *names))
        return _FLOWS[family][0 if unet.get("is_distilled", named_turbo) else 1]
    kind = str(scheduler.get("_class_name", ""))
    if kind.startswith("EDM") or scheduler.get("timestep_type") == "continuous":
        return SAMPLER_PRESETS[family, "edm"]
    if unet.get("time_cond_proj_dim"):
        return replace(LCM, guidance=TOLD_GUIDANCE)
    trailing = scheduler.get("timestep_spacing") == "trailing" and not scheduler.get("rescale_betas_zero_snr")
    quick = trailing and kind.startswith("Euler")
    consistent = kind in ("LCMScheduler", "TCDScheduler")
    begun = str(unet.get("_name_or_path", ""))  # what the network was made from, of worth where that is a hub's id
    sources = (*([begun] if re.fullmatch(r"[\w-]+/[\w.-]+", begun) else []), *names)
    named = next(filter(None, (named_few_steps(source, sure=quick) for source in sources)), None)
    if consistent or (named and named.sampler == "lcm"):
        return named if named and named.sampler == "lcm" else LCM
    if "turbo" in names[-1].lower() or (named and named.maker == "Turbo"):
        return TURBO
    return named or (TURBO if quick else SAMPLER_PRESETS[family, "solver"])
