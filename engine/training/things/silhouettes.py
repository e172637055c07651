"""Shapes that no word names: any icon of the sets, several, letters and blobs, placed and turned freely.

A ControlNet learns from them to follow whatever it is shown. One icon or word in so many is never taught, so that it
can be measured on shapes that it has not met.
"""

import zlib
from contextlib import suppress
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.devices.device_worker import DeviceError
from engine.devices.text import FONTS, written
from engine.training.things.catalogue import THINGS
from engine.training.things.form import Form, empty, stamp
from engine.training.things.shapes import every_icon
from engine.training.words import COLOURS, MOODS

HELD_OUT = 20  # one icon and one word in so many is kept for measuring
LETTERS, BLOBS, SEVERAL = 0.34, 0.06, 0.10  # shares of figures; the others are one icon
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&!?"
STROKES = (
    *(cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX),
    *(cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX),
)
TALL = 160  # pixels of letters before they are placed
LARGER_FACES = ("DejaVuSerif-Bold.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSans-ExtraLight.ttf", "DejaVuSerif.ttf")


def is_taught(name: str) -> bool:
    """Whether an icon or a word may be learnt from; the others are for measuring."""
    return zlib.crc32(name.encode()) % HELD_OUT != 0


def some_icon(random: np.random.Generator, taught: bool) -> tuple[str, str]:
    """A (set, icon) pair by chance of those that are taught, or that never are. One name is one thing in every set."""
    found = every_icon()
    while True:
        pair = found[int(random.integers(len(found)))]
        if is_taught(pair[1]) == taught:
            return pair


def figure(random: np.random.Generator, width: int, height: int, taught: bool = True) -> Form:
    """A figure by chance, (height, width) fields."""
    dice = random.random()
    if dice < LETTERS:
        return lettering(word(random, taught), random, width, height)
    if dice < LETTERS + BLOBS:
        return blob(random, width, height)
    wide = width / min(width, height)
    count = int(random.integers(2, 5)) if dice < LETTERS + BLOBS + SEVERAL else 1
    largest = 1.9 if count == 1 else 1.2
    form = empty(width, height, largest / 2)
    for _ in range(count):
        size = random.uniform(0.6, 1.0) * largest
        reach = max(0.05, wide - 0.4 * size) if count > 1 else max(0.05, wide - 0.55 * size)
        x, y = random.uniform(-reach, reach), random.normal(0, 0.12)
        turn = random.uniform(-3.1, 3.1) if random.random() < 0.1 else random.normal(0, 0.15)
        tint, flip, squeeze = float(random.random()), random.random() < 0.5, random.uniform(0.75, 1.0)
        with suppress(ValueError):  # resvg can't draw it
            stamp(form, some_icon(random, taught), x, y, size, turn, 1.0, tint, flip, squeeze)
        form.size = size / 2
    return form if form.mask.any() else blob(random, width, height)


def word(random: np.random.Generator, taught: bool = True) -> str:
    """A word of ours, or signs by chance, mostly in capitals."""
    while True:
        if random.random() < 0.5:
            found = str(random.choice([*THINGS, *COLOURS, *MOODS]))
            found = found.upper() if random.random() < 0.65 else found.title() if random.random() < 0.6 else found
        else:
            found = "".join(random.choice(list(SIGNS), int(random.integers(1, 9))))
        if is_taught(found.lower()) == taught:
            return found


def lettering(text: str, random: np.random.Generator, width: int, height: int) -> Form:
    """A text somewhere, as the live input `text:` writes it or in another face, bold or thin, slanted and turned."""
    form = empty(width, height, 0.35)
    if random.random() < 0.3:
        try:
            form.mask[:] = written(text, (width, height))[..., 0] / np.float32(255)
        except DeviceError:  # no font here has a sign of it
            form.mask[:] = 0
    if not form.mask.any():
        ink = lines_of(text, random)
        room = random.uniform(0.5, 0.94) * width, random.uniform(0.3, 0.9) * height
        scale = min(room[0] / ink.shape[1], room[1] / ink.shape[0])
        turn = random.normal(0, 0.1) if random.random() < 0.8 else random.normal(0, 0.5)
        c, s, slant = np.cos(turn) * scale, np.sin(turn) * scale, random.normal(0, 0.15)
        a = np.array([[c, -s], [s, c]]) @ np.array([[1, slant], [0, 1]])
        spare = 0.5 * max(0.0, width - scale * ink.shape[1]), 0.5 * max(0.0, height - scale * ink.shape[0])
        middle = [width / 2 + random.uniform(-1, 1) * spare[0], height / 2 + random.uniform(-1, 1) * spare[1]]
        move = np.array(middle) - a @ (np.array(ink.shape[::-1]) / 2)
        small = cv2.warpAffine(
            cv2.GaussianBlur(ink, (0, 0), max(0.4 / scale - 0.4, 0.1)), np.c_[a, move], (width, height)
        )
        form.mask[:] = small / np.float32(255)
        form.size = float(np.clip(0.5 * scale * TALL / min(width, height), 0.1, 0.5))
    form.light[:] = form.near[:] = 1
    form.tint[:] = float(random.random())
    return form


def lines_of(text: str, random: np.random.Generator) -> np.ndarray:
    """A text in white on black, (h, w) uint8 without margins, in one of the faces that are here."""
    break_at = len(text) // 2 if " " not in text else text.index(" ")
    lines = [text[:break_at].strip(), text[break_at:].strip()] if len(text) > 3 and random.random() < 0.3 else [text]
    faces = outlined_faces()
    chosen = int(random.integers(len(faces) + 2))
    bold = max(0, round(TALL * random.uniform(-0.02, 0.05)))
    rows = []
    for line in lines:
        if chosen < len(faces):
            box = faces[chosen].getbbox(line, stroke_width=bold)
            paper = Image.new("L", (int(box[2] - box[0]) + 8, int(box[3] - box[1]) + 8), 0)
            ImageDraw.Draw(paper).text((4 - box[0], 4 - box[1]), line, 255, faces[chosen], stroke_width=bold)
            rows.append(np.array(paper))
        else:
            face, thick = int(random.choice(STROKES)), int(random.integers(6, 26))
            (wide, tall), below = cv2.getTextSize(line, face, TALL / 22, thick)
            row = np.zeros((tall + below + 2 * thick, wide + 2 * thick), np.uint8)
            cv2.putText(row, line, (thick, tall + thick), face, TALL / 22, 255, thick, cv2.LINE_AA)
            rows.append(row)
    widest = max(row.shape[1] for row in rows)
    sides = [(widest - row.shape[1]) // 2 for row in rows]
    return np.vstack(
        [
            np.pad(row, ((0, TALL // 8), (side, widest - row.shape[1] - side)))
            for row, side in zip(rows, sides, strict=True)
        ]
    )


@cache
def outlined_faces() -> list[ImageFont.FreeTypeFont]:
    """The fonts that are here: Pillow's own, and freely licensed ones of the system."""
    found = [ImageFont.load_default(TALL)]
    for name in (*FONTS[:3], *LARGER_FACES):
        try:
            found.append(ImageFont.truetype(name, TALL))
        except OSError:
            continue
    return [face for face in found if isinstance(face, ImageFont.FreeTypeFont)]


def blob(random: np.random.Generator, width: int, height: int) -> Form:
    """A soft body of no name, as a mask of somebody before a camera may be."""
    form = empty(width, height, 0.6)
    short = min(width, height)
    cells = int(random.integers(3, 8))
    grid = random.standard_normal((cells, max(2, round(cells * width / height)))).astype(np.float32)
    field = cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    x, y = np.meshgrid((np.arange(width) * 2 - width) / short, (np.arange(height) * 2 - height) / short)
    middle, reach = random.uniform(-0.6, 0.6), random.uniform(0.4, 0.9)
    field = field - (np.hypot(x - middle, y) / reach).astype(np.float32) ** 2 * 1.5 + 0.9
    form.mask[:] = np.clip(field * 0.04 * short + 0.5, 0, 1)
    form.light[:] = form.near[:] = 1
    form.tint[:] = float(random.random())
    return form
