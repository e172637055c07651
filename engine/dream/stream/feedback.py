"""Video feedback: the last dream, a little larger, turned and drifted, in the next input."""

from __future__ import annotations

import cv2
import numpy as np

from engine.parameters import Live


def fed_back(picture: np.ndarray, last: np.ndarray | None, live: Live) -> np.ndarray:
    """An input with its share of the last dream; both (H, W, 3) uint8 of one size."""
    if last is None or live.feedback <= 0 or last.shape != picture.shape:
        return picture
    height, width = picture.shape[:2]
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), live.feedback_rotate, live.feedback_zoom)
    turned[:, 2] += (live.feedback_x * width, -live.feedback_y * height)
    moved = cv2.warpAffine(last, turned, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return cv2.addWeighted(picture, 1 - live.feedback, moved, live.feedback, 0)
