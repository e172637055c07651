"""What every source is: a thing that acquires its device when it is made, or raises, and gives the newest picture."""

from __future__ import annotations

import numpy as np

Size = tuple[int, int]  # pixels, (width, height)


class InputError(RuntimeError):
    """The source can't be had or is gone; the text is one line that says what to do. The reader tries again."""


class InputEnded(InputError):
    """It will never open (a package is missing, say): the reader reports it and does not try again."""


class Source:
    """One open source. Its constructor acquires the device, or raises InputError.

    `description`: a few words on what was opened; news in it is reported. `layout`: RGB, BGR, RGBA or BGRA, what its
    pictures are; where there is an alpha it is not looked at. `still`: it may rightly give nothing new for long.
    All is called from one thread, the one that made it.
    """

    description: str = ""
    layout: str = "RGB"
    still: bool = False

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        """The newest picture, (h, w, channels) uint8, that was not given yet, waiting up to `wait` seconds for one.

        It is read before the next call. size: what it will be cropped and scaled to; a source that scales anyway may
        scale to that, as long as it covers it. Raises InputError.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give the device back. Called once, also after an error."""
