"""Streaming to a player on another machine: MPEG-TS over UDP or HTTP, RTMP, RTSP."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

from engine.outputs.encoded import Encoded, Job, fraction
from engine.outputs.output import OutputEnded

SCHEMES = ("udp", "http", "rtmp", "rtmps", "rtsp")


def check(url: str) -> None:
    """Raises OutputEnded for an address that can't be streamed to, ever."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        raise OutputEnded(f"stream:{url}: the address must begin with one of {known}")
    try:
        complete = bool(parts.hostname and (parts.port or parts.scheme in ("rtmp", "rtmps", "rtsp")))
    except ValueError:
        complete = False  # a port that is no number
    if not complete:
        raise OutputEnded(f"stream:{url}: give an address and a port, as {parts.scheme}://127.0.0.1:5000")


class Stream(Encoded):
    """url: udp://HOST:PORT sends there, http://HOST:PORT/PATH is served by us (HOST is an address of this machine),
    rtmp:// and rtsp:// push to a server. Low delay: no B-frames, no look-ahead, a keyframe a second."""

    def __init__(self, url: str, size: tuple[int, int], fps: float, stop: threading.Event):
        check(url)
        super().__init__(Job(url, *size, str(fraction(fps)), live=True), 0.5, stop)
