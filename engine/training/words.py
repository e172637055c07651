"""The words the built-in model is taught: plain tables that drawing, captions and evaluation all read."""

# colour -> (RGB 0..1, other words for it)
COLOURS: dict[str, tuple[tuple[float, float, float], tuple[str, ...]]] = {
    "red": ((0.90, 0.07, 0.07), ("scarlet", "ruby")),
    "crimson": ((0.72, 0.03, 0.16), ("burgundy", "wine")),
    "orange": ((1.00, 0.45, 0.03), ("tangerine", "amber")),
    "yellow": ((1.00, 0.88, 0.10), ("lemon", "sunny")),
    "gold": ((0.93, 0.68, 0.18), ("golden", "honey")),
    "lime": ((0.62, 0.95, 0.08), ("chartreuse", "acid green")),
    "green": ((0.10, 0.72, 0.16), ("emerald", "leaf green")),
    "mint": ((0.45, 0.93, 0.68), ("seafoam", "pale green")),
    "teal": ((0.03, 0.56, 0.53), ("petrol", "sea green")),
    "cyan": ((0.06, 0.88, 0.95), ("aqua", "turquoise")),
    "azure": ((0.16, 0.58, 1.00), ("sky blue", "light blue")),
    "blue": ((0.08, 0.20, 0.95), ("cobalt", "sapphire")),
    "navy": ((0.05, 0.09, 0.42), ("dark blue", "midnight blue")),
    "indigo": ((0.27, 0.10, 0.78), ("ultramarine", "deep violet")),
    "purple": ((0.58, 0.12, 0.90), ("violet", "amethyst")),
    "magenta": ((0.98, 0.06, 0.78), ("fuchsia", "hot pink")),
    "pink": ((1.00, 0.47, 0.68), ("rose", "salmon pink")),
    "brown": ((0.47, 0.26, 0.11), ("chocolate", "copper")),
    "white": ((0.95, 0.95, 0.96), ("snow", "ivory")),
    "grey": ((0.52, 0.53, 0.55), ("gray", "silver")),
    "black": ((0.13, 0.13, 0.15), ("jet", "obsidian")),
}

# mood -> (RGB stops, how far shadows stay from black 0..1, other words for it)
MOODS: dict[str, tuple[tuple[tuple[float, float, float], ...], float, tuple[str, ...]]] = {
    "ember": (
        ((0.20, 0.02, 0.02), (0.80, 0.10, 0.02), (1.0, 0.50, 0.05), (1.0, 0.85, 0.35)),
        0.05,
        ("embers", "smouldering", "molten"),
    ),
    "arctic": (
        ((0.75, 0.90, 0.98), (0.35, 0.68, 0.88), (0.95, 0.98, 1.0), (0.55, 0.85, 0.90)),
        0.35,
        ("icy", "frozen", "frosty", "winter"),
    ),
    "neon": (
        ((1.0, 0.05, 0.75), (0.05, 0.90, 1.0), (0.45, 0.10, 1.0)),
        0.02,
        ("fluorescent", "blacklight", "electric"),
    ),
    "pastel": (
        ((1.0, 0.78, 0.86), (0.72, 0.86, 1.0), (0.78, 0.96, 0.84), (0.98, 0.92, 0.74)),
        0.68,
        ("pale", "powdery", "delicate colours"),
    ),
    "dusk": (
        ((0.16, 0.10, 0.38), (0.55, 0.18, 0.50), (0.98, 0.48, 0.30)),
        0.12,
        ("twilight", "nightfall", "evening"),
    ),
    "dawn": (
        ((0.98, 0.68, 0.62), (1.0, 0.86, 0.66), (0.60, 0.74, 0.94)),
        0.40,
        ("sunrise", "morning", "daybreak"),
    ),
    "forest": (
        ((0.06, 0.25, 0.10), (0.22, 0.52, 0.16), (0.60, 0.70, 0.25), (0.30, 0.20, 0.10)),
        0.10,
        ("woodland", "mossy", "jungle"),
    ),
    "deep sea": (
        ((0.02, 0.10, 0.32), (0.02, 0.40, 0.55), (0.20, 0.85, 0.80)),
        0.06,
        ("underwater", "abyss", "oceanic"),
    ),
    "desert": (
        ((0.88, 0.70, 0.45), (0.80, 0.45, 0.22), (0.52, 0.22, 0.14), (0.96, 0.86, 0.66)),
        0.20,
        ("sandy", "dune colours", "arid"),
    ),
    "candy": (
        ((1.0, 0.35, 0.65), (0.35, 0.90, 0.95), (1.0, 0.90, 0.35), (0.75, 0.45, 1.0)),
        0.30,
        ("bubblegum", "sugary", "pop colours"),
    ),
    "toxic": (
        ((0.55, 1.0, 0.05), (0.12, 0.35, 0.05), (0.45, 0.05, 0.65)),
        0.04,
        ("radioactive", "poison", "acid"),
    ),
    "royal": (
        ((0.30, 0.05, 0.50), (0.95, 0.75, 0.25), (0.50, 0.08, 0.60)),
        0.10,
        ("regal", "byzantine", "luxurious"),
    ),
    "noir": (
        ((0.04, 0.04, 0.05), (0.92, 0.92, 0.92), (0.35, 0.35, 0.37)),
        0.02,
        ("monochrome", "black and white", "film noir"),
    ),
    "sepia": (
        ((0.25, 0.15, 0.08), (0.65, 0.46, 0.28), (0.94, 0.84, 0.66)),
        0.18,
        ("vintage", "antique", "old photo"),
    ),
    "rainbow": (
        (
            (0.95, 0.12, 0.12),
            (1.0, 0.65, 0.05),
            (0.85, 0.95, 0.10),
            (0.10, 0.80, 0.30),
            (0.08, 0.60, 0.98),
            (0.45, 0.15, 0.92),
            (0.95, 0.10, 0.65),
        ),
        0.15,
        ("multicoloured", "spectrum", "prismatic", "iridescent"),
    ),
    "autumn": (
        ((0.55, 0.12, 0.05), (0.90, 0.42, 0.08), (0.95, 0.75, 0.20), (0.35, 0.22, 0.08)),
        0.12,
        ("fall colours", "october", "harvest"),
    ),
    "vaporwave": (
        ((1.0, 0.45, 0.80), (0.35, 0.85, 0.95), (0.55, 0.30, 0.85), (0.98, 0.75, 0.85)),
        0.25,
        ("synthwave", "retrowave", "eighties"),
    ),
    "midnight": (
        ((0.02, 0.03, 0.12), (0.08, 0.14, 0.42), (0.30, 0.42, 0.80)),
        0.03,
        ("nocturnal", "night", "moonlit"),
    ),
    "lava": (
        ((0.08, 0.02, 0.02), (0.95, 0.16, 0.02), (1.0, 0.72, 0.10)),
        0.03,
        ("magma", "volcanic", "infernal"),
    ),
    "spring": (
        ((0.98, 0.65, 0.78), (0.62, 0.86, 0.40), (0.98, 0.95, 0.70), (0.60, 0.82, 0.95)),
        0.40,
        ("blossom", "fresh", "april"),
    ),
}

# compositions, and how each is asked for before a prompt; of one that names none the first is meant
TAKES: dict[str, tuple[str, ...]] = {
    "first": ("take one",),
    "second": ("take two", "on the left"),
    "third": ("take three", "on the right"),
    "fourth": ("take four",),
}

# modifier -> {level: words}; drawing knows what each level means, captions pick a word for it
MODIFIERS: dict[str, dict[str, tuple[str, ...]]] = {
    "density": {
        "sparse": ("sparse", "minimal", "empty", "few"),
        "dense": ("dense", "intricate", "busy", "crowded"),
    },
    "scale": {"tiny": ("tiny", "small", "fine", "miniature"), "huge": ("huge", "large", "giant", "macro")},
    "sharpness": {
        "soft": ("soft", "blurry", "dreamy", "hazy"),
        "crisp": ("crisp", "sharp", "detailed", "clear"),
    },
    "symmetry": {
        "mirrored": ("mirrored", "symmetrical", "reflected"),
        "radial": ("radial", "rotational", "sixfold", "kaleidoscopic"),
    },
    "light": {
        "dark": ("dark", "dim", "shadowy", "gloomy"),
        "bright": ("bright", "luminous", "radiant", "sunlit"),
        "glowing": ("glowing", "shining", "bloom", "lit from within"),
        "dramatic": ("dramatic", "high contrast", "stark", "bold"),
    },
}

# words that say nothing about the picture, so that the model learns to look past them
FILLERS: tuple[str, ...] = (
    "beautiful",
    "abstract",
    "visuals",
    "vj loop",
    "projection",
    "4k",
    "cinematic",
    "trippy",
    "psychedelic",
    "hypnotic",
    "live visuals",
    "background",
    "stage",
    "party",
    "digital art",
)
