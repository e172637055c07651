"""What the audience sees: reel, playhead, clock, render, presenter. No torch here."""
