import contextlib
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator

import pytest

from engine.midi.ports import NoMidiDriver, rtmidi


@pytest.fixture(scope="session")
def jack() -> Iterator[None]:
    """A JACK server of the tests' own, whose dummy driver carries MIDI where a machine has no sequencer."""
    if shutil.which("jackd") is None:
        pytest.skip("jackd is not installed; apt-get install jackd2")
    try:
        supriya_midi = rtmidi("UNIX_JACK")
    except NoMidiDriver as error:
        pytest.skip(str(error))
    name = f"reverie-{uuid.uuid4().hex[:8]}"
    old = {key: os.environ.get(key) for key in ("JACK_DEFAULT_SERVER", "JACK_NO_START_SERVER", "MIDO_BACKEND")}
    os.environ |= {
        "JACK_DEFAULT_SERVER": name,
        "JACK_NO_START_SERVER": "1",
        "MIDO_BACKEND": "mido.backends.rtmidi/UNIX_JACK",
    }
    # Synchronous (-S): else a client that this machine is late to run is heard twice, or not at all.
    command = ["jackd", "--no-mlock", "-r", "-S", "-t", "1000", "-n", name, "-d", "dummy", "-r", "48000", "-p", "256"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(supriya_midi.RtMidiError, RuntimeError):
                supriya_midi.MidiIn(supriya_midi.RtMidiAPI.UNIX_JACK, "probe").get_ports()
                break
            time.sleep(0.1)
        else:
            pytest.fail("jackd does not start")
        yield
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(5)
        for key, value in old.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
