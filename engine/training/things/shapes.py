"""The shapes of things: icons of freely licensed sets, rendered to a silhouette and the light inside it.

The sets are npm tarballs in one folder, which `use` names once in every process that draws. Rendering is resvg's.
"""

import json
import tarfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.training.things.catalogue import THINGS

SIZES = (48, 96, 192, 320, 480, 960, 1920, 2880)  # pixels a side that shapes are rendered at
TILE = "#"  # before an icon: its shape is the sign on a tile
MARGIN = 0.04  # of empty space around an icon, as a share of its side
KEPT = 400 << 20  # bytes of shapes kept in memory
SKINS = ("-light", "-medium", "-dark", "-skin-tone")  # how the names of people in other tones of skin end
SOLID = 1.6  # a hole of less than this share of the ink is a place on the thing; a larger one stays open


@dataclass(frozen=True)
class IconSet:
    """A package of icons: where its names stand in the catalogue and what its licence asks to be said."""

    package: str
    version: str
    column: str  # of the catalogue: emoji or game
    shaded: bool  # drawn in colours, otherwise a silhouette
    licence: str
    holder: str
    source: str

    @property
    def file(self) -> str:
        return f"{self.package.strip('@').replace('/', '-')}-{self.version}.tgz"


SETS: dict[str, IconSet] = {
    "fluent": IconSet(
        "@iconify-json/fluent-emoji",
        "1.2.7",
        "emoji",
        True,
        "MIT",
        "Fluent Emoji, copyright Microsoft Corporation",
        "https://github.com/microsoft/fluentui-emoji",
    ),
    "contrast": IconSet(
        "@iconify-json/fluent-emoji-high-contrast",
        "1.2.6",
        "emoji",
        False,
        "MIT",
        "Fluent Emoji High Contrast, copyright Microsoft Corporation",
        "https://github.com/microsoft/fluentui-emoji",
    ),
    "noto": IconSet(
        "@iconify-json/noto",
        "1.2.9",
        "emoji",
        True,
        "Apache-2.0",
        "Noto Emoji, copyright Google Inc",
        "https://github.com/googlefonts/noto-emoji",
    ),
    "game": IconSet(
        "@iconify-json/game-icons",
        "1.2.4",
        "game",
        False,
        "CC-BY-3.0",
        "Game-icons.net, by Lorc, Delapouite, John Colburn, Felbrigg, John Redman, Carl Olsen, Sbed, PriorBlue, "
        "Willdabeast, Viscious Speed, Lord Berandas, Irongamer, HeavenlyDog, Lucas, Faithtoken, Skoll, Andy Meneely, "
        "Cathelineau, Kier Heyl, Aussiesim, Sparker, Zeromancer, Rihlsul, Quoting, Guard13007, DarkZaitzev, "
        "SpencerDub, GeneralAce135, Zajkonur, Catsu, Starseeker, Pepijn Poolman, Pierre Leducq, Caro Asercion",
        "https://game-icons.net",
    ),
}


CLEAREST = ("fluent", "game", "noto", "contrast")  # one shape or two of these show best what a thing is


@dataclass(frozen=True)
class Shape:
    """An icon rendered: (N, N) uint8 each, the silhouette and the light inside it, dark to bright over 0..255."""

    mask: np.ndarray
    light: np.ndarray


@dataclass
class _Icons:
    """What a folder of tarballs holds, and the shapes rendered of it so far."""

    bodies: dict[tuple[str, str], tuple[str, str]]  # (set, icon) -> its SVG body and view box
    kept: "OrderedDict[tuple[str, str, int], Shape]"
    bytes: int = 0

    def __post_init__(self) -> None:
        self.names = sorted(pair for pair in self.bodies if not pair[1].endswith(SKINS))


_icons: _Icons | None = None


def use(folder: Path | None) -> None:
    """Take icons from the tarballs in `folder`, or none any more. Raises FileNotFoundError for a missing package."""
    global _icons
    _icons = None if folder is None else _Icons(_read(folder), OrderedDict())


def ready() -> bool:
    """Whether `use` has named a folder."""
    return _icons is not None


def _read(folder: Path) -> dict[tuple[str, str], tuple[str, str]]:
    bodies = {}
    for name, found in SETS.items():
        path = folder / found.file
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing: fetch it with `npm pack {found.package}@{found.version}`")
        with tarfile.open(path) as packed:
            member = packed.extractfile("package/icons.json")
            if member is None:
                raise FileNotFoundError(f"{path} holds no package/icons.json")
            table = json.load(member)
        for icon, body in table["icons"].items():
            width, height = (body.get(side, table.get(side, 16)) for side in ("width", "height"))
            side = max(width, height)
            bodies[name, icon] = body["body"], f"{(width - side) / 2} {(height - side) / 2} {side}"
    return bodies


def every_icon() -> list[tuple[str, str]]:
    """Every (set, icon) pair of the folder, whether a thing of the catalogue or not; of people in one tone of skin."""
    if _icons is None:
        raise RuntimeError("shapes are drawn from icons: name their folder with shapes.use first")
    return _icons.names


def icons_of(thing: str) -> list[tuple[str, str]]:
    """The (set, icon) pairs that show a thing, in the order of SETS; empty where the folder has none of them."""
    if _icons is None:
        raise RuntimeError("things are drawn from icons: name their folder with shapes.use first")
    found = THINGS[thing]
    return [
        (name, icon)
        for name, kit in SETS.items()
        for icon in getattr(found, kit.column)
        if (name, icon.lstrip(TILE)) in _icons.bodies and (kit.shaded or not icon.startswith(TILE))
    ]


def clearest(icons: list[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """At most so many icons of a thing, one of each set in the order of CLEAREST before a second one of any."""
    order = sorted(range(len(icons)), key=lambda at: (_place_in_set(icons, at), CLEAREST.index(icons[at][0])))
    return [icons[at] for at in order[:most]]


def _place_in_set(icons: list[tuple[str, str]], at: int) -> int:
    return sum(name == icons[at][0] for name, _ in icons[:at])


def shape(name: str, icon: str, pixels: float) -> Shape:
    """An icon of a set, rendered large enough to be shown `pixels` wide. Kept in memory as long as there is room.

    Raises ValueError for one that resvg can't draw.
    """
    assert _icons is not None
    size = next((size for size in SIZES if size >= pixels), SIZES[-1])
    key = name, icon, size
    found = _icons.kept.get(key)
    if found is None:
        body, box = _icons.bodies[name, icon.lstrip(TILE)]
        found = _icons.kept[key] = _render(body, box, size, SETS[name].shaded, icon.startswith(TILE))
        _icons.bytes += 2 * found.mask.nbytes
        while _icons.bytes > KEPT and len(_icons.kept) > 1:
            _, dropped = _icons.kept.popitem(last=False)
            _icons.bytes -= 2 * dropped.mask.nbytes
    else:
        _icons.kept.move_to_end(key)
    return found


def _render(svg: str, box: str, size: int, shaded: bool, tile: bool) -> Shape:
    left, top, side = (float(part) for part in box.split())
    # the icon's own box says little of its size: what it covers in a small picture of it does
    rows, columns = (np.flatnonzero(_draw(svg, left, top, side, 64)[..., 3].max(axis) > 40) for axis in (1, 0))
    if len(rows):
        middle = (columns[0] + columns[-1] + 1) / 2, (rows[0] + rows[-1] + 1) / 2
        span = max(columns[-1] - columns[0], rows[-1] - rows[0]) + 2
        left, top = left + (middle[0] - span / 2) * side / 64, top + (middle[1] - span / 2) * side / 64
        side = span * side / 64
    edge = side * MARGIN
    pixels = _draw(svg, left - edge, top - edge, side + 2 * edge, size)
    alpha = pixels[..., 3]
    if not shaded:
        body = _body(alpha)
        drawn_in_lines = float(alpha.sum()) < 0.5 * float(body.sum())
        return Shape(body, 255 - alpha // 4 * 3 if drawn_in_lines else alpha)
    light = _light(cv2.cvtColor(pixels[..., :3], cv2.COLOR_BGR2GRAY), alpha)
    return Shape(_sign(light, alpha), light) if tile else Shape(alpha, light)


def _sign(light: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The bright sign in the middle of a tile, without the gleams in the tile's corners."""
    count, labels, _, middles = cv2.connectedComponentsWithStats((np.minimum(light, alpha) > 150).astype(np.uint8))
    half = len(light) / 2
    central = [label for label in range(1, count) if np.hypot(*(middles[label] - half)) < 0.8 * half]
    sign = np.isin(labels, central).astype(np.uint8) * 255
    return cv2.GaussianBlur(sign, (0, 0), max(0.5, len(light) / 400))


def _light(grey: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The light inside an icon, stretched over 0..255: bright where it is plain, and never dark for the most part."""
    inside = grey[alpha > 200].astype(np.float32)
    if not inside.size:
        return np.full_like(grey, 255)
    low, middle, high = np.percentile(inside, [3, 50, 97])
    light = np.clip(1 - (high - grey.astype(np.float32)) / max(high - low, 60.0), 0, 1)
    middle = np.clip(1 - (high - middle) / max(high - low, 60.0), 0.05, 1)
    if middle < 0.5:
        light = light ** float(max(np.log(0.5) / np.log(middle), 0.4))
    return np.where(alpha > 0, light * 255, 255).astype(np.uint8)


def _draw(body: str, left: float, top: float, side: float, size: int) -> np.ndarray:
    """A square of an SVG in `size` x `size` pixels, BGRA."""
    from resvg_py import svg_to_bytes

    try:
        drawn = svg_to_bytes(
            svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {side} {side}" '
            f'width="{size}" height="{size}" color="white">{body}</svg>',
            skip_system_fonts=True,
        )
    except BaseException as error:  # resvg panics at a few, with what is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError("resvg can't draw this icon") from None
    pixels = cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise ValueError("resvg drew nothing")
    return pixels


def _body(ink: np.ndarray) -> np.ndarray:
    """What a drawing in ink encloses: its lines joined and its small holes filled, so that it is one solid thing."""
    reach = max(3, round(len(ink) * 0.022)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    body = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, disc)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((body < 128).astype(np.uint8), connectivity=4)
    outside, area = labels[0, 0], float((body >= 128).sum())
    for label in range(1, count):
        if label != outside and stats[label, cv2.CC_STAT_AREA] < SOLID * area:
            hole = cv2.dilate((labels == label).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            body[hole] = 255
    return body


def notice() -> str:
    """What the sets' licences ask to be said where pictures or weights made from them are given on."""
    lines = ["The built-in model was taught with pictures drawn from these icon sets:", ""]
    for found in SETS.values():
        lines += [f"{found.package} {found.version}, {found.licence}", f"  {found.holder}", f"  {found.source}", ""]
    return "\n".join(lines)
