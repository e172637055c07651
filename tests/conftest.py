"""What holds for all tests."""

import os

from engine.dream.worker import THREADS

os.environ.update(THREADS)  # as in a show, and before anything imports torch

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

# These machines stall for hundreds of milliseconds: a slow example is no fault.
settings.register_profile("reverie", deadline=None)
settings.load_profile("reverie")


@pytest.fixture(scope="session", autouse=True)
def loopback_only(tmp_path_factory):
    """NDI stays on this machine: libndi reads this once, in whichever test comes first to it."""
    folder = tmp_path_factory.mktemp("ndi")
    (folder / "ndi-config.v1.json").write_text('{"ndi": {"networks": {"ips": "127.0.0.1,"}, "machinename": "box"}}')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NDI_CONFIG_DIR", str(folder))
        yield


@pytest.fixture(scope="session", autouse=True)
def folders_of_nobody(tmp_path_factory):
    """Neither the log nor the presets of whoever runs the tests are touched."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_VIDEOS_DIR"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name)))
        yield
