"""The output to nowhere: it asks for frames and lets them go."""

from __future__ import annotations

from engine.frames import SHAPES, Format, Frame
from engine.outputs.output import Output, OutputEnded


class Null(Output):
    """layout: a key of SHAPES (empty: I420). size: (width, height)."""

    def __init__(self, layout: str, size: tuple[int, int]):
        layout = layout.upper() or "I420"
        if layout not in SHAPES:
            raise OutputEnded(f"no layout {layout!r}: use one of {', '.join(SHAPES)}")
        self.format = Format(layout, *size)
        self.description = layout

    def send(self, frame: Frame) -> None:
        pass
