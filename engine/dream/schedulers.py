"""The noise schedule that a model was trained with, and diffusers' schedulers that walk along it.

A schedule is a scheduler's configuration, as scheduler_config.json holds it. Its class is only a hint: we sample with
schedulers of our own choice, so one that can't be loaded here is none the worse.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch

from engine.dream.model_files import ModelError, read_json
from engine.dream.sampler_presets import SamplerPreset

MODULES = {
    "DDIMScheduler": "scheduling_ddim",
    "DPMSolverMultistepScheduler": "scheduling_dpmsolver_multistep",
    "EulerDiscreteScheduler": "scheduling_euler_discrete",
    "LCMScheduler": "scheduling_lcm",
    "EDMDPMSolverMultistepScheduler": "scheduling_edm_dpmsolver_multistep",
}
PREDICTIONS = ("epsilon", "v_prediction", "sample")
_SPACINGS = ("use_karras_sigmas", "use_exponential_sigmas", "use_lu_lambdas", "use_beta_sigmas")  # one at most
SAMPLERS: dict[str, tuple[str, dict[str, Any]]] = {
    "solver": (
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "dpmsolver++", "solver_type": "midpoint", "final_sigmas_type": "zero"},
    ),
    "euler": ("EulerDiscreteScheduler", {"timestep_spacing": "trailing"}),
    "ddim": ("DDIMScheduler", {"timestep_spacing": "trailing", "clip_sample": False}),
    "turbo": ("EulerDiscreteScheduler", {"timestep_spacing": "trailing"}),
    "lcm": ("LCMScheduler", {}),
}
_EDM = {"_class_name": "EDMDPMSolverMultistepScheduler", "sigma_min": 0.002}
_TRUE = ("true", "1", "yes")


def read_schedule(folder: Path | None, file: Path | None) -> dict[str, Any]:
    """The schedule of a model's folder, {} without one, with what a single file says over it. Raises ModelError."""
    schedule: dict[str, Any] = {}
    if folder is not None:
        place = folder / "scheduler" / "scheduler_config.json"
        if not place.is_file():
            raise ModelError(
                f"{folder} lacks scheduler/scheduler_config.json: copy the whole model, or download it again"
            )
        schedule = read_json(place)
    if file is not None:
        schedule |= _told(file)
    return schedule


def check_schedule(name: str, schedule: Mapping[str, Any]) -> None:
    """Raises ModelError for a model that is trained to predict what we can't sample from, such as a flow."""
    kind, prediction = str(schedule.get("_class_name", "")), schedule.get("prediction_type", "epsilon")
    if kind.startswith("Flow") or schedule.get("use_flow_sigmas") or prediction not in PREDICTIONS:
        raise ModelError(f"{name} predicts a flow or {prediction}, where Reverie knows {', '.join(PREDICTIONS)}")


def is_edm(schedule: Mapping[str, Any]) -> bool:
    """Whether noise levels are continuous and what goes in and out is scaled by them (Karras et al. 2022)."""
    return str(schedule.get("_class_name", "")).startswith("EDM") or schedule.get("timestep_type") == "continuous"


def scheduler(sampler: str, schedule: Mapping[str, Any]) -> Any:
    """A fresh diffusers scheduler for a sampler of sampler_presets.py on a schedule; EDM has a solver only."""
    config = dict(schedule)
    if is_edm(config):
        if config.get("timestep_type") == "continuous":  # of a model that predicts v, where the data's spread is 1
            config = {"sigma_data": 1.0, "sigma_max": 700.0, **{k: v for k, v in config.items() if v is not None}}
        return scheduler_class("EDMDPMSolverMultistepScheduler").from_config(
            {**config, "algorithm_type": "dpmsolver++", "solver_type": "midpoint", "final_sigmas_type": "zero"}
        )
    asked = [each for each in _SPACINGS if config.pop(each, False)]
    spaced = [each for each in asked if each != "use_beta_sigmas" or find_spec("scipy")]
    config |= dict.fromkeys(spaced[:1], True)
    kind, more = SAMPLERS[sampler]
    return scheduler_class(kind).from_config({**config, **more})


def spread(scheduler: Any, preset: SamplerPreset, device: torch.device) -> None:
    """Set a scheduler's timesteps for a preset: those that the model was distilled at, else its own for so many."""
    if preset.timesteps:
        scheduler.set_timesteps(timesteps=list(preset.timesteps), device=device)
    elif preset.sampler == "lcm":
        usual = scheduler.config.original_inference_steps
        scheduler.set_timesteps(preset.steps, device=device, original_inference_steps=max(usual, preset.steps))
    else:
        scheduler.set_timesteps(preset.steps, device=device)


def scheduler_class(name: str) -> Any:
    return getattr(importlib.import_module(f"diffusers.schedulers.{MODULES[name]}"), name)


def latent_statistics(file: Path) -> dict[str, list[float]]:
    """The mean and spread of each latent channel that a single file was trained with, as an autoencoder's config."""
    from safetensors import safe_open

    with safe_open(str(file), framework="pt") as tensors:
        if not {"edm_mean", "edm_std"} <= set(tensors.keys()):
            return {}
        return {f"latents_{key}": tensors.get_tensor(f"edm_{key}").flatten().tolist() for key in ("mean", "std")}


def _told(file: Path) -> dict[str, Any]:
    """What a single file says of its schedule: by empty tensors, as trainers do, or in its metadata."""
    from safetensors import safe_open

    with safe_open(str(file), framework="pt") as tensors:
        keys, metadata = set(tensors.keys()), tensors.metadata() or {}
        told: dict[str, Any] = {}
        if "edm_vpred.sigma_max" in keys:
            told |= _EDM | {"sigma_data": 1.0, "sigma_schedule": "exponential", "prediction_type": "v_prediction"}
            for key in ("sigma_max", "sigma_min"):
                if f"edm_vpred.{key}" in keys:
                    told[key] = float(tensors.get_tensor(f"edm_vpred.{key}"))
            return told
    if {"edm_mean", "edm_std"} <= keys:
        return _EDM | {"sigma_data": 0.5, "sigma_max": 80.0, "prediction_type": "epsilon"}
    spoken = metadata.get("modelspec.prediction_type", metadata.get("modelspec.predict_key", "")).lower()
    if "v_pred" in keys or spoken in ("v", "v_prediction", "vprediction") or _says(metadata, "ss_v_parameterization"):
        told["prediction_type"] = "v_prediction"
    if "ztsnr" in keys or _says(metadata, "ss_zero_terminal_snr"):
        told |= {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
    return told


def _says(metadata: Mapping[str, str], key: str) -> bool:
    return metadata.get(key, "").strip().lower() in _TRUE
