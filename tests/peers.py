"""Peers that this project did not write: python-osc as a listener, and programs without which a test is skipped."""

from __future__ import annotations

import json
import shutil
import threading

import pytest
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import ThreadingOSCUDPServer

PACKAGES = {"oscsend": "liblo-tools", "oscdump": "liblo-tools", "pd": "puredata-core", "ffprobe": "ffmpeg"}  # Debian's


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip a test where one of these programs is not on the PATH."""
    lacking = next((program for program in programs if not shutil.which(program)), "")
    reason = f"no {lacking} here: Debian's package is {PACKAGES.get(lacking, lacking)}"
    return pytest.mark.skipif(bool(lacking), reason=reason)


class Listener:
    """Hears on a port through python-osc, from when it is made until its context ends; `heard` is a line a message."""

    def __init__(self, port: int):
        self.heard = ""
        self._server = ThreadingOSCUDPServer(("127.0.0.1", port), dispatcher := Dispatcher())
        dispatcher.set_default_handler(self._hear)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def _hear(self, address: str, *values: object) -> None:
        words = [address]
        for value in values:
            is_number = isinstance(value, (int, float))
            words.append(f"{value:g}" if is_number else json.dumps(value) if isinstance(value, str) else str(value))
        self.heard += " ".join(words) + "\n"

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
