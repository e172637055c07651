"""Pictures to test with."""

import cv2
import numpy as np


def textured(width=256, height=144, seed=0):
    """Something like a photograph: soft shapes of any colour, and some detail."""
    random = np.random.default_rng(seed)
    coarse = cv2.resize(random.integers(0, 256, (9, 16, 3), np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    fine = cv2.GaussianBlur(random.normal(0, 60, (height, width, 3)), (0, 0), 1.0)
    return np.clip(coarse + fine, 0, 255).astype(np.uint8)


def decibels(picture, reference):
    error = np.mean((picture.astype(np.float64) - reference) ** 2)
    return 10 * np.log10(255**2 / error)
