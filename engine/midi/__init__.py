"""MIDI: controllers of any make play the show, and their lights and faders follow it.

`ports` knows the driver, `controls` what comes over the wire, `mapping` what a map says, `controller` what a move of a
hand does, `lights` what goes back, `rig` runs it all on one thread.
"""
