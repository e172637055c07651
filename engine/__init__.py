"""Reverie: a live-performance engine that dreams with a diffusion model and never stops the picture."""

__version__ = "0.1.0"
