"""Musical time: the grid of beats, and where it comes from: ourselves, a finger, MIDI clock or Ableton Link."""
