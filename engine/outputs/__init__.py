"""Where the picture goes: one file each, each on a thread of its own."""
