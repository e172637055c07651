"""Where the dream goes: pure data and functions that the stage and the dreamer share. No torch here."""
