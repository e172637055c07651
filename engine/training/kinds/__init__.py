"""The kinds of picture: one table that names them, says their other words and their colours when none are asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.training.kinds import (
    built,
    cave,
    forces,
    geometry,
    land,
    living,
    pattern,
    scenery,
    sky,
    space,
    stage,
    terrain,
)


@dataclass(frozen=True)
class Kind:
    draw: Callable
    words: tuple[str, ...]  # other words for it
    natural: tuple[str, ...]  # moods or colours it wears when none is asked for
    symmetric: bool = True  # whether it may be mirrored around the middle (a landscape only left to right)


KINDS: dict[str, Kind] = {
    "clouds": Kind(sky.clouds, ("cloud", "cumulus", "overcast", "cloudscape"), ("azure", "dawn", "grey"), False),
    "smoke": Kind(sky.smoke, ("vapour", "fumes", "wisps", "incense"), ("grey", "white", "noir")),
    "galaxy": Kind(sky.galaxy, ("spiral galaxy", "andromeda", "milky way"), ("midnight", "royal", "dusk"), False),
    "nebula": Kind(sky.nebula, ("cosmos", "space", "stardust", "interstellar gas"), ("vaporwave", "dusk", "royal")),
    "aurora": Kind(sky.aurora, ("northern lights", "borealis", "polar lights"), ("deep sea", "toxic", "green"), False),
    "starfield": Kind(sky.starfield, ("hyperspace", "warp speed", "flying stars", "star rush"), ("midnight", "white")),
    "sunset": Kind(sky.sunset, ("setting sun", "sun over water", "sundown"), ("dusk", "ember", "orange"), False),
    "mountains": Kind(
        terrain.mountains, ("mountain", "peaks", "alps", "mountain range"), ("dusk", "dawn", "arctic"), False
    ),
    "sea": Kind(terrain.sea, ("ocean", "seascape", "surf", "sea waves"), ("deep sea", "teal", "blue"), False),
    "fire": Kind(land.fire, ("flames", "blaze", "inferno", "bonfire"), ("lava", "ember"), False),
    "ink": Kind(land.ink, ("ink in water", "dye", "ink plume", "diffusing ink"), ("blue", "noir", "purple")),
    "flower": Kind(
        land.flower, ("flowers", "petals", "bloom of petals", "blossoms", "dahlia"), ("spring", "pink", "red")
    ),
    "feathers": Kind(land.feathers, ("feather", "plumage", "down", "peacock"), ("deep sea", "white", "autumn")),
    "scales": Kind(land.scales, ("fish scales", "snake skin", "dragon skin", "reptile"), ("teal", "green", "gold")),
    "rain": Kind(land.rain, ("rain on glass", "raindrops", "wet window", "droplets"), ("dusk", "neon", "blue"), False),
    "cracks": Kind(land.cracks, ("cracked earth", "fissures", "cracked lava", "broken ground"), ("lava", "desert")),
    "tunnel": Kind(built.tunnel, ("corridor", "wormhole", "portal", "tube"), ("neon", "midnight", "cyan")),
    "spiral": Kind(pattern.spiral, ("swirl", "vortex", "whirlpool", "helix"), ("purple", "noir", "candy")),
    "kaleidoscope": Kind(
        pattern.kaleidoscope,
        ("kaleidoscopic shards", "stained glass star", "prism pattern"),
        ("rainbow", "candy", "royal"),
    ),
    "mandala": Kind(
        pattern.mandala,
        ("rosette", "lotus pattern", "sacred geometry", "ornament"),
        ("royal", "gold", "rainbow"),
    ),
    "orbs": Kind(pattern.orbs, ("spheres", "balls", "bubbles", "globes"), ("candy", "vaporwave", "pastel")),
    "ripples": Kind(pattern.ripples, ("interference", "water rings", "wave pattern", "sonar"), ("deep sea", "azure")),
    "silk": Kind(pattern.silk, ("ribbons", "satin", "drapery", "flowing fabric"), ("crimson", "gold", "purple")),
    "liquid": Kind(
        pattern.liquid,
        ("marble", "liquid metal", "oil slick", "fluid", "lava lamp"),
        ("rainbow", "grey", "candy"),
    ),
    "cells": Kind(pattern.cells, ("voronoi", "honeycomb", "microscope cells", "membrane"), ("green", "teal", "toxic")),
    "crystal": Kind(
        pattern.crystal, ("crystals", "gemstone", "facets", "low poly", "shards of ice"), ("arctic", "purple")
    ),
    "fractal": Kind(
        pattern.fractal, ("julia set", "mandelbrot", "fractals", "infinite detail"), ("royal", "neon", "blue")
    ),
    "lightning": Kind(
        pattern.lightning, ("thunderstorm", "thunderbolt", "electric storm", "bolts"), ("indigo", "midnight")
    ),
    "circuit": Kind(
        pattern.circuit,
        ("circuit board", "circuitry", "microchip", "motherboard"),
        ("toxic", "cyan", "green"),
    ),
    "grid": Kind(
        built.grid,
        ("neon grid", "wireframe", "retro horizon", "perspective lines"),
        ("vaporwave", "neon"),
        False,
    ),
    "city": Kind(
        built.city,
        ("city lights", "skyline", "skyscrapers", "downtown"),
        ("neon", "midnight", "gold"),
        False,
    ),
    "bokeh": Kind(
        pattern.bokeh,
        ("blurred lights", "light circles", "fairy lights", "out of focus lights"),
        ("gold", "neon", "vaporwave"),
    ),
    "dunes": Kind(terrain.dunes, ("dune", "sand dunes", "sahara", "sand"), ("desert", "dusk", "gold"), False),
    "planet": Kind(
        space.planet, ("planets", "saturn", "jupiter", "moon", "alien world"), ("dusk", "desert", "blue"), False
    ),
    "black hole": Kind(
        space.black_hole,
        ("event horizon", "accretion disc", "singularity", "gravity"),
        ("lava", "ember", "gold"),
        False,
    ),
    "lasers": Kind(
        stage.lasers,
        ("laser", "laser beams", "laser show", "club lasers", "techno club"),
        ("neon", "green", "cyan"),
        False,
    ),
    "stage lights": Kind(
        stage.stage_lights,
        ("spotlights", "concert", "moving heads", "light beams", "crowd"),
        ("neon", "purple", "blue"),
        False,
    ),
    "disco ball": Kind(
        stage.disco_ball, ("mirror ball", "disco", "glitter ball"), ("vaporwave", "gold", "neon"), False
    ),
    "confetti": Kind(
        stage.confetti, ("paper streamers", "particles", "celebration", "glitter"), ("candy", "gold", "rainbow")
    ),
    "stripes": Kind(
        geometry.stripes,
        ("op art", "moire", "optical illusion", "zebra", "black and white lines"),
        ("noir", "white", "neon"),
    ),
    "wireframe": Kind(
        geometry.wireframe,
        ("wireframe solids", "platonic solids", "polyhedron", "tesseract", "vector mesh"),
        ("cyan", "neon", "green"),
    ),
    "glitch": Kind(
        geometry.glitch,
        ("datamosh", "broken signal", "vhs", "corrupted screen", "static"),
        ("neon", "vaporwave", "toxic"),
        False,
    ),
    "forest": Kind(
        scenery.forest,
        ("woods", "trees", "foggy forest", "pine trees", "light shafts"),
        ("forest", "autumn", "dawn"),
        False,
    ),
    "snow": Kind(
        scenery.snow, ("snowfall", "snowstorm", "blizzard", "snowflakes"), ("arctic", "azure", "white"), False
    ),
    "sea life": Kind(
        living.jellyfish,
        ("jellyfish swarm", "plankton", "bioluminescence", "deep sea creatures", "medusa"),
        ("deep sea", "purple", "midnight"),
        False,
    ),
    "iris": Kind(
        living.eye, ("eye", "eyeball", "pupil", "close up of an eye", "dragon eye"), ("azure", "green", "autumn")
    ),
    "wings": Kind(
        living.wings,
        ("angel wings", "spread wings", "butterfly wings", "feathered wings"),
        ("white", "gold", "dusk"),
        False,
    ),
    "volcano": Kind(
        forces.volcano,
        ("volcano erupting", "eruption", "erupting volcano", "lava flow"),
        ("lava", "ember", "crimson"),
        False,
    ),
    "waterfall": Kind(
        forces.waterfall,
        ("waterfalls", "cascade", "cataract", "falling water"),
        ("deep sea", "arctic", "azure"),
        False,
    ),
    "tornado": Kind(
        forces.tornado, ("twister", "cyclone", "hurricane", "storm funnel"), ("grey", "dusk", "arctic"), False
    ),
    "smoke rings": Kind(
        forces.smoke_rings, ("smoke ring", "vortex ring", "vape rings", "rings of smoke"), ("white", "grey", "purple")
    ),
    "crystal cave": Kind(
        cave.crystal_cave,
        ("cave", "crystals in a cave", "cavern", "geode", "grotto"),
        ("purple", "deep sea", "arctic"),
        False,
    ),
}

# any place of these is like any other, so a part shows what the whole does
TEXTURES = frozenset(
    ("clouds", "smoke", "nebula", "fire", "ink", "feathers", "scales", "rain", "cracks", "liquid", "cells")
)

# by which dice the compositions of each that are learnt first are drawn, chosen by eye of twenty: the first is what a
# prompt that names no take shows, so it has large, plain forms
COMPOSITIONS: dict[str, tuple[int, int]] = {
    "clouds": (3, 16),
    "smoke": (5, 3),
    "galaxy": (13, 8),
    "nebula": (6, 7),
    "aurora": (15, 14),
    "starfield": (4, 15),
    "sunset": (0, 16),
    "mountains": (9, 3),
    "sea": (18, 15),
    "fire": (3, 16),
    "ink": (1, 13),
    "flower": (19, 17),
    "feathers": (3, 13),
    "scales": (14, 10),
    "rain": (7, 4),
    "cracks": (8, 6),
    "tunnel": (9, 8),
    "spiral": (16, 9),
    "kaleidoscope": (3, 15),
    "mandala": (8, 14),
    "orbs": (12, 16),
    "ripples": (0, 11),
    "silk": (10, 3),
    "liquid": (14, 18),
    "cells": (4, 8),
    "crystal": (3, 16),
    "fractal": (4, 15),
    "lightning": (9, 6),
    "circuit": (10, 11),
    "grid": (9, 4),
    "city": (18, 9),
    "bokeh": (12, 16),
    "dunes": (1, 8),
    "planet": (0, 2),
    "black hole": (4, 18),
    "lasers": (3, 15),
    "stage lights": (15, 7),
    "disco ball": (19, 12),
    "confetti": (11, 9),
    "stripes": (16, 0),
    "wireframe": (4, 7),
    "glitch": (15, 3),
    "forest": (5, 16),
    "snow": (9, 16),
    "sea life": (16, 7),
    "iris": (12, 15),
    "wings": (0, 8),
    "volcano": (6, 19),
    "waterfall": (8, 9),
    "tornado": (16, 3),
    "smoke rings": (6, 12),
    "crystal cave": (16, 8),
}
