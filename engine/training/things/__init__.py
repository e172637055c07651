"""Things as pictures: a catalogue of names, their shapes from icon sets, what they are made of, where they are."""
