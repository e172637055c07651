"""What an output is called, and what this machine has."""

import subprocess
import sys
import threading

import pytest

from engine.devices.registry import OUTPUTS, available_outputs, output_findings, parse_output
from engine.frames import SHAPES, Format

HEAVY = ("av", "cv2", "torch", "pyvirtualcam", "cyndilib", "starlette", "uvicorn")


def test_names_and_arguments():
    assert (parse_output("virtualcam:/dev/video10").type.name, parse_output("virtualcam:/dev/video10").argument) == (
        "virtualcam",
        "/dev/video10",
    )
    assert parse_output("record:C:\\shows\\a.mp4").argument == "C:\\shows\\a.mp4"
    assert parse_output("stream:udp://127.0.0.1:5000").argument == "udp://127.0.0.1:5000"
    assert parse_output("ndi").argument == ""


@pytest.mark.parametrize("text", ["", "virtual cam", "Preview", "recrod:x.mp4"])
def test_an_unknown_name_is_answered_with_the_known_ones(text):
    with pytest.raises(ValueError) as error:
        parse_output(text)
    assert "\n" not in str(error.value)
    assert all(name in str(error.value) for name in OUTPUTS)


@pytest.mark.parametrize(
    "text, hint", [("preview:x", "takes no argument"), ("record", "record:FILE"), ("stream:", "stream:URL")]
)
def test_arguments_too_many_or_missing(text, hint):
    with pytest.raises(ValueError, match=hint):
        parse_output(text)


@pytest.mark.parametrize("layout", SHAPES)
def test_null_takes_every_layout(layout):
    output = parse_output(f"null:{layout.lower()}").open((64, 36), 30, threading.Event())
    assert output.wants == (Format(layout, 64, 36),)


@pytest.mark.parametrize(
    "text, hint",
    [("null:YV99", "use one of RGB"), ("record:a.avi", "ends in .mp4"), ("stream:there", "begin with"),
     ("stream:udp://there", "a port")],
)  # fmt: skip
def test_an_argument_that_never_works_is_told_before_anything_is_opened(text, hint):
    with pytest.raises(ValueError, match=hint):
        parse_output(text)


def test_null():
    assert parse_output("null").open((64, 36), 30, threading.Event()).format.layout == "I420"


def test_what_is_here():
    names = available_outputs()
    assert names[-1] == "preview"
    assert set(names) <= {"virtualcam", "spout", "ndi", "syphon", "preview"}
    for name, works, text in output_findings():
        assert works == (name in names)
        assert text and "\n" not in text


def test_looking_loads_nothing_heavy():
    code = (
        "import sys, time; from engine.devices import registry; t = time.process_time();"
        "registry.available_outputs(); registry.output_findings();"
        f"print(time.process_time() - t, [m for m in {HEAVY} if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    seconds, loaded = out.split(maxsplit=1)
    assert float(seconds) < 0.1, "CPU seconds"
    assert loaded.strip() == "[]"
