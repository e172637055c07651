"""Libraries that a show can do without: imported where they are used, and what to say where one does not import."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engine.errors import one_line


@dataclass(frozen=True)
class Package:
    """use: what can't be had without it. pip: what installs it. system: "" for any, else the one it exists for.

    newest: the newest Python, as (3, minor), that it has builds for; None where it has them for all that we support.
    """

    use: str
    pip: str
    system: str = ""
    newest: tuple[int, int] | None = None


PACKAGES = {
    "supriya_midi": Package("MIDI", "supriya-midi"),
    "pyvirtualcam": Package("the virtual camera", "pyvirtualcam"),
    "SpoutGL": Package("Spout", "SpoutGL", "Windows", (3, 13)),
    "syphon": Package("Syphon", '"reverie-engine[syphon]"', "macOS"),
    "cyndilib": Package("NDI", '"reverie-engine[ndi]"'),
    "mss": Package("the screen", '"reverie-engine[screen]"'),
    "aalink": Package("Ableton Link", '"reverie-engine[link]"'),
    "sounddevice": Package("sound", '"reverie-engine[audio]"'),
    "zeroconf": Package("being found on the network", "zeroconf"),
}
SYSTEMS = {"win32": "Windows", "darwin": "macOS", "linux": "Linux"}

# What Debian and Ubuntu call the package with a system library that an import may miss.
_DEBIAN = {
    "libasound.so": "alsa-utils",  # the library itself is called differently from release to release
    "libatomic.so": "libatomic1",
    "libGL.so": "libgl1",
    "libjack.so": "libjack-jackd2-0",
    "libportaudio.so": "libportaudio2",
    "libstdc++.so": "libstdc++6",
}


def trouble(package: str, error: BaseException) -> tuple[str, str]:
    """Why a package did not import, in words, and what to do about it: a command, or a step."""
    about, text = PACKAGES[package], one_line(error)
    if about.system and about.system != SYSTEMS.get(sys.platform):
        return f"no {about.use} here", f"only on {about.system}"
    # Imports that are blocked (None in sys.modules) raise without a name, missing ones with the module's.
    if isinstance(error, ModuleNotFoundError) and (error.name or package).partition(".")[0] == package:
        if about.newest and sys.version_info[:2] > about.newest:
            version = ".".join(map(str, sys.version_info[:2]))
            newest = ".".join(map(str, about.newest))
            return f"{package} has no build for Python {version}, and {about.use} needs it", f"use Python {newest}"
        return f"{package} is not installed, and {about.use} needs it", f"pip install {about.pip}"
    library = "libportaudio.so.2" if "PortAudio library not found" in text else ""
    if library or (found := re.match(r"(lib[^\s/]+\.so[.\d]*): cannot open shared object", text)):
        library = library or found[1]  # type: ignore[index]
        stem = library.partition(".so")[0] + ".so"
        command = f"sudo apt install {_DEBIAN[stem]}" if stem in _DEBIAN else "install it with your package manager"
        other = f", or what your system calls the package with {library}" if stem in _DEBIAN else ""
        return f"{package} wants the system's {library}, and {about.use} needs it", command + other
    return f"{package} does not load ({text}), and {about.use} needs it", f"pip install --force-reinstall {about.pip}"


@contextmanager
def needed(package: str, failure: type[Exception]) -> Iterator[None]:
    """Import a package of PACKAGES, or parts of it, in the context; whatever an import raises becomes a `failure`.

    Its text is one line: what is missing, and how to get it.
    """
    try:
        yield
    except Exception as error:  # an extension that does not fit its system raises what it likes
        raise failure(": ".join(trouble(package, error))) from None


def found(package: str) -> tuple[str, str]:
    """Import a package for real: ("", "") where it works, else what `trouble` says."""
    try:
        importlib.import_module(package)
    except Exception as error:
        return trouble(package, error)
    return "", ""
