import contextlib
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator

import mido
import pytest
import rtmidi


@pytest.fixture(scope="session")
def jack() -> Iterator[None]:
    """A JACK server of the tests' own, whose dummy driver carries MIDI where a machine has no sequencer."""
    if shutil.which("jackd") is None or rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api():
        pytest.skip("jackd is not installed; apt-get install jackd2")
    name = f"reverie-{uuid.uuid4().hex[:8]}"
    before = mido.backend
    old = {key: os.environ.get(key) for key in ("JACK_DEFAULT_SERVER", "JACK_NO_START_SERVER", "MIDO_BACKEND")}
    os.environ |= {
        "JACK_DEFAULT_SERVER": name,
        "JACK_NO_START_SERVER": "1",
        "MIDO_BACKEND": "mido.backends.rtmidi/UNIX_JACK",
    }
    mido.set_backend("mido.backends.rtmidi/UNIX_JACK")
    # Synchronous (-S): else a client that this machine is late to run is heard twice, or not at all.
    command = ["jackd", "--no-mlock", "-r", "-S", "-t", "1000", "-n", name, "-d", "dummy", "-r", "48000", "-p", "256"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(rtmidi.RtMidiError, OSError):
                rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="probe").delete()
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
        mido.set_backend(before)
        for key, value in old.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
