"""A MIDI controller as a process of its own: plays what comes on stdin, prints what it is sent.

usage: controller.py NAME. A line in is the bytes of a message in hexadecimal; a line out is one that came.
"""

import queue
import sys
import threading

from engine.midi.ports import rtmidi

name, midi = sys.argv[1], rtmidi("UNIX_JACK")
keys = midi.MidiOut(midi.RtMidiAPI.UNIX_JACK, name)
keys.open_virtual_port("keys")
lamps = midi.MidiIn(midi.RtMidiAPI.UNIX_JACK, f"{name} lamps")
lamps.ignore_types(sysex=False)
lamps.open_virtual_port("lamps")
lines: queue.SimpleQueue[str] = queue.SimpleQueue()


def read() -> None:
    for line in sys.stdin:
        lines.put(line.strip())
    lines.put("end")


threading.Thread(target=read).start()
print("ready", flush=True)
line = ""
while line != "end":
    while (got := lamps.get_message()) is not None:
        print(bytes(got[0]).hex(), flush=True)
    try:
        line = lines.get(timeout=0.002)
    except queue.Empty:
        continue
    if line != "end":
        keys.send_message(bytes.fromhex(line))
# Let go in order: JACK waits for a client that vanishes.
for client in (keys, lamps):
    client.close_port()
    client.delete()
