"""What the doctor says of cameras and the screen."""

from engine.devices.camera import FoundCamera
from engine.doctor.devices import cameras, screen
from engine.doctor.machine import MISSING, WORKS, Machine
from engine.packages import trouble


def test_cameras(tmp_path):
    machine = Machine(system="Linux", root=tmp_path)
    (finding,) = cameras(machine, lambda: [FoundCamera(0, "Webcam"), FoundCamera(2, "Capture card")])
    assert (finding.state, finding.text) == (WORKS, "camera:0 (Webcam), camera:2 (Capture card)")
    (finding,) = cameras(machine, lambda: [])
    assert (finding.state, finding.text) == (MISSING, "no camera is plugged in")


def test_screen():
    assert screen(lambda name: ("", ""))[0].state == WORKS
    (finding,) = screen(lambda name: trouble(name, ModuleNotFoundError()))
    assert finding.state == MISSING and "[screen]" in finding.cure[0]
