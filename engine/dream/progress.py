"""Lines about what takes long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BEAT = 5.0  # seconds between two lines

Say = Callable[[str], None]


@contextmanager
def telling(text: str, say: Say) -> Iterator[None]:
    """Say what is being done, at once and every few seconds, so that it is not taken for a hang."""
    done = threading.Event()
    started = time.perf_counter()

    def tell() -> None:
        while not done.wait(BEAT):
            say(f"{text}, {time.perf_counter() - started:.0f} s")

    say(text)
    teller = threading.Thread(target=tell, name="telling")
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
