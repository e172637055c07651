"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 20.0  # seconds; the machine that runs the tests may be busy


def until(
    true: Callable[[], Any], seconds: float = PATIENCE, every: float = 0.01, said: Callable[[], object] = str
) -> Any:
    """Wait for something to become true, and return it. said: what to tell when it does not."""
    end = time.perf_counter() + seconds
    while not (value := true()):
        assert time.perf_counter() < end, f"it did not happen in time {said()}"
        time.sleep(every)
    return value
