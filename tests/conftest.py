"""What holds for all tests."""

import os
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from engine.dream.worker import THREADS

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

os.environ.update(THREADS)  # as in a show, and before anything imports torch

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

# These machines stall for hundreds of milliseconds: a slow example is no fault.
settings.register_profile("reverie", deadline=None)
settings.load_profile("reverie")


@contextmanager
def held(name: str, alone: bool):
    """A lock of all of pytest's processes, held with others who don't want it alone; none where it can't be shared."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None or fcntl is None:
        yield
        return
    with (Path(tempfile.gettempdir()) / f"reverie-{run}-{name}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


@pytest.fixture(autouse=True)
def undisturbed(request):
    """A test that is marked `alone` has the machine to itself: what it measures depends on what else runs."""
    alone = request.node.get_closest_marker("alone") is not None
    with ExitStack() as whole:
        with held("turn", alone=True):  # or those who go together would never let it in
            whole.enter_context(held("machine", alone))
        yield


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
