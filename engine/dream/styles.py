"""How a model wants to be sampled, told from its configuration files alone. No torch here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Style:
    """How a model wants to be sampled. sampler: solver (many steps), turbo or lcm (few, noised again between)."""

    sampler: str
    steps: int
    guidance: float


STYLES = {
    ("sd", "solver"): Style("solver", 15, 7.0),
    ("sdxl", "solver"): Style("solver", 20, 5.0),
    ("sd", "turbo"): Style("turbo", 1, 0.0),
    ("sdxl", "turbo"): Style("turbo", 1, 0.0),
    ("sd", "lcm"): Style("lcm", 4, 1.0),
    ("sdxl", "lcm"): Style("lcm", 4, 1.0),
}
TOLD_GUIDANCE = 8.5  # of LCM UNets, which take guidance as an input


def style_of(
    family: str, name: str, unet: dict[str, Any], scheduler: dict[str, Any], loras: tuple[str, ...] = ()
) -> Style:
    """Decide how to sample from a model's own configs, then from its name. A LoRA with lcm in its name makes it LCM."""
    name = name.lower()
    euler = str(scheduler.get("_class_name", "")).startswith("Euler")
    if unet.get("time_cond_proj_dim"):
        return replace(STYLES[family, "lcm"], guidance=TOLD_GUIDANCE)
    if scheduler.get("_class_name") == "LCMScheduler" or any("lcm" in word.lower() for word in (name, *loras)):
        return STYLES[family, "lcm"]
    trailing = scheduler.get("timestep_spacing") == "trailing" and not scheduler.get("rescale_betas_zero_snr")
    if "turbo" in name or (euler and trailing):
        return STYLES[family, "turbo"]
    return STYLES[family, "solver"]
