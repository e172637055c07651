"""Reverie: a live-performance engine that dreams with a diffusion model and never stops the picture."""

import logging

logging.getLogger("reverie").addHandler(logging.NullHandler())  # a traceback never reaches the terminal by itself

__version__ = "0.1.0"
