"""A pytest plugin for CI: lists what was skipped, and fails the run where a test was that CI's machine could run."""

import re

import pytest

# What no machine of CI's has, or what its kind of machine can't show.
KNOWN = (
    "wants a machine without|other systems|is there|may be there|asks Windows|always a screen",
    "root may write everywhere|folder that can not be written|no right to mount",
    "this PyAV writes no rotation|this liblo has no oscsendfile",
    "no IPv6 here|has no ::1",
    "v4l2loopback device",
    "could not import '(sounddevice|tosclib|wordfreq|matplotlib|skimage.*)'|No module named",
    "Ray isn't installed|WordNet isn't installed|the sentence encoder isn't installed",
    "beside this checkout|no Wine|not Linux",
)


def pytest_terminal_summary(terminalreporter):
    unknown = 0
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not re.search("|".join(KNOWN), reason):
            unknown += 1
            terminalreporter.write_line(f"skipped without need: {report.nodeid}: {reason}", red=True)
    terminalreporter._session.config.stash[UNKNOWN] = unknown


UNKNOWN = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if config.stash.get(UNKNOWN, 0):
        raise SystemExit("tests were skipped that this machine could run: install what they want")
