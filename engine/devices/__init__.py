"""Where live pictures come from and where the picture goes: a file for each kind of device, on a thread of its own."""
