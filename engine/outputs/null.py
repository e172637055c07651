"""The output to nowhere: it asks for frames and lets them go."""

from __future__ import annotations

from engine.frames import SHAPES, Format, Frame
from engine.outputs.output import Output, OutputEnded


def layout(argument: str) -> str:
    """A key of SHAPES; empty: I420. Raises OutputEnded."""
    name = argument.upper() or "I420"
    if name not in SHAPES:
        raise OutputEnded(f"no layout {name!r}: use one of {', '.join(SHAPES)}")
    return name


class Null(Output):
    """argument: as `layout` takes it. size: (width, height)."""

    def __init__(self, argument: str, size: tuple[int, int]):
        self.description = layout(argument)
        self.format = Format(self.description, *size)

    def send(self, frame: Frame) -> None:
        pass
