"""What every output is: a thing that acquires its device when it is made, or raises, and sends frames."""

from __future__ import annotations

from engine.frames import Format, Frame


class OutputError(RuntimeError):
    """The device can't be had or is gone; the text is one line that says what to do. The runner tries again."""


class OutputEnded(OutputError):
    """It is over for good (the disk is full, say): the runner reports it and does not try again."""


class Output:
    """One open output. Its constructor acquires the device, or raises OutputError.

    `format` is what it wants to be sent, `description` a few words on what was opened (a device, a file).
    `send` and `close` are called from one thread, the one that made it; `wants` and `abort` from any.
    """

    format: Format
    description: str = ""

    @property
    def wants(self) -> tuple[Format, ...]:
        """The formats to render for it this tick: none while nobody looks."""
        return (self.format,)

    def send(self, frame: Frame) -> None:
        """Take one frame of a wanted format; read it before returning, or keep the Frame. Raises OutputError."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the device back. Called once, also after an error."""

    def abort(self) -> None:
        """Make a `send` that hangs return, where the device knows a way to do that."""
