"""NDI stays on this machine, in whichever test comes first to it."""

import os

import pytest

CONFIG = '{"ndi": {"networks": {"ips": "127.0.0.1,"}, "machinename": "box"}}'


@pytest.fixture(scope="session", autouse=True)
def loopback_only(tmp_path_factory):
    """libndi reads this once, when it is first used."""
    folder = tmp_path_factory.mktemp("ndi")
    (folder / "ndi-config.v1.json").write_text(CONFIG)
    before = os.environ.get("NDI_CONFIG_DIR")
    os.environ["NDI_CONFIG_DIR"] = str(folder)
    yield
    if before is None:
        del os.environ["NDI_CONFIG_DIR"]
    else:
        os.environ["NDI_CONFIG_DIR"] = before
