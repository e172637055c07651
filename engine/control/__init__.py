"""What a performer turns: the store of values, OSC, presets."""
