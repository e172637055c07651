"""Numbers that move by themselves: waves, envelopes and sound, added to what is set and never written back."""
