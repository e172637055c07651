"""What the doctor says of cameras and the screen."""

from engine.doctor.finding import MISSING, WORKS
from engine.doctor.inputs import cameras, screen
from engine.doctor.machine import Machine
from engine.inputs.cameras import Camera


def test_cameras(tmp_path):
    machine = Machine(system="Linux", root=tmp_path)
    (finding,) = cameras(machine, lambda: [Camera(0, "Webcam"), Camera(2, "Capture card")])
    assert (finding.state, finding.text) == (WORKS, "camera:0 (Webcam), camera:2 (Capture card)")
    (finding,) = cameras(machine, lambda: [])
    assert (finding.state, finding.text) == (MISSING, "no camera is plugged in")


def test_screen():
    assert screen(lambda name: True)[0].state == WORKS
    (finding,) = screen(lambda name: False)
    assert finding.state == MISSING and "[screen]" in finding.cure[0]
