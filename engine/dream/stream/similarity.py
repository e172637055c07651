"""The stochastic similarity filter (Kodaira et al. 2023, section 3.4): an input much like the last is left out."""

from __future__ import annotations

import cv2
import numpy as np

SEEN = (64, 36)  # pixels of the small copy that is compared
SEED = 20231219  # so that the same inputs are always skipped alike


class SimilarityFilter:
    """Compares each input with the last that was let through."""

    def __init__(self) -> None:
        self._last: np.ndarray | None = None
        self._skipped = 0  # in a row
        self._dice = np.random.default_rng(SEED)

    def skips(self, picture: np.ndarray, threshold: float, most: int) -> bool:
        """Whether to leave out an input, (H, W, 3) uint8.

        The probability grows from 0 at the threshold (0..1, cosine similarity; 0 lets everything through) to 1 for the
        same picture again. most: how many may be skipped in a row.
        """
        small = cv2.resize(picture, SEEN, interpolation=cv2.INTER_AREA).astype(np.float32).ravel() + 1
        last, self._last = self._last, small
        if last is None or threshold <= 0 or self._skipped >= most:
            self._skipped = 0
            return False
        likeness = float(small @ last / (np.linalg.norm(small) * np.linalg.norm(last)))
        likely = (likeness - threshold) / max(1 - threshold, 1e-6)
        if self._dice.random() >= likely:
            self._skipped = 0
            return False
        self._last = last
        self._skipped += 1
        return True
