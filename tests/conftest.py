"""What holds for all tests."""

from hypothesis import settings

# These machines stall for hundreds of milliseconds: a slow example is no fault.
settings.register_profile("reverie", deadline=None)
settings.load_profile("reverie")
