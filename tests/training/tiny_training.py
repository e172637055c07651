"""The smallest run of a trainer that tests wait for."""

from engine.training.trainer import Run

TINY = Run(width=128, height=96, shards=1, batch=2, show_every=1000)
