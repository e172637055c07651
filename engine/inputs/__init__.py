"""Where live pictures come from: one file each, each on a thread of its own."""
