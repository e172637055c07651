"""What every output is: a thing that acquires its device when it is made, or raises, and sends frames."""

from __future__ import annotations

from typing import Protocol

from engine.frames import Format, Frame


class OutputError(RuntimeError):
    """The device can't be had or is gone; the text is one line that says what to do. The runner tries again."""


class Output(Protocol):
    """One open output. `format` is what it wants to be sent; `send` and `close` are called from one thread.

    A constructor takes (argument, size, fps, ...), acquires the device or raises OutputError.
    """

    format: Format

    def send(self, frame: Frame) -> None: ...

    def close(self) -> None: ...
