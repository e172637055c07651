"""OBS Studio: a scene collection with every way that the picture can come in, one scene each."""

from __future__ import annotations

import json
import uuid
from typing import Any

from engine.patches.pages import HOST, WEB_PORT

STREAM = "udp://127.0.0.1:9000"
WIDTH, HEIGHT = 1920, 1080

# Scene, kind of source, its settings. Kinds that an OBS does not have (another system's, or a plugin's) stay empty.
SCENES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Reverie preview (browser)", "browser_source", {"url": f"http://{HOST}:{WEB_PORT}/stream.mjpg"}),
    ("Reverie stream (media)", "ffmpeg_source", {"is_local_file": False, "input": STREAM, "input_format": "mpegts"}),
    ("Reverie camera (Windows)", "dshow_input", {}),
    ("Reverie camera (macOS)", "macos-avcapture", {}),
    ("Reverie camera (Linux)", "v4l2_input", {"device_id": "/dev/video10"}),
    ("Reverie NDI (DistroAV plugin)", "ndi_source", {}),
    ("Reverie Spout (Spout2 plugin, Windows)", "spout_capture", {"spoutsenders": "Reverie"}),
    ("Reverie Syphon (macOS)", "syphon-input", {"name": "Reverie"}),
)


def obs() -> str:
    """Return the scene collection as JSON."""
    sources: list[dict[str, Any]] = []
    for scene, kind, settings in SCENES:
        if kind == "browser_source":
            settings = {**settings, "width": WIDTH, "height": HEIGHT}
        if kind == "ffmpeg_source":
            settings = {**settings, "restart_on_activate": True, "reconnect_delay_sec": 1, "buffering_mb": 0}
        name = scene.replace("Reverie", "picture:")
        sources.append(_source(name, kind, settings))
        item = {
            "name": name,
            "id": 1,
            "source_uuid": sources[-1]["uuid"],
            "visible": True,
            "locked": False,
            "pos": {"x": 0.0, "y": 0.0},
            "bounds_type": 2,  # scaled to the inside of the bounds, shape kept
            "bounds_align": 0,
            "bounds": {"x": float(WIDTH), "y": float(HEIGHT)},
        }
        sources.append(_source(scene, "scene", {"id_counter": 1, "custom_size": False, "items": [item]}))
    first = SCENES[0][0]
    collection = {
        "name": "Reverie",
        "current_scene": first,
        "current_program_scene": first,
        "scene_order": [{"name": scene} for scene, _, _ in SCENES],
        "sources": sources,
        "groups": [],
        "transitions": [],
        "current_transition": "Fade",
        "transition_duration": 300,
    }
    return json.dumps(collection, indent=1) + "\n"


def _source(name: str, kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"reverie/{name}")),
        "id": kind,
        "versioned_id": kind,
        "settings": settings,
        "enabled": True,
        "volume": 1.0,
        "muted": False,
    }
