"""The real v4l2loopback, in an emulated machine: frames arrive byte for byte."""

from vm import MARKS, in_machine

pytestmark = MARKS


def test_frames_arrive_byte_for_byte(tmp_path):
    assert "all well" in in_machine(tmp_path, "tests/devices/vcam_write.py")


def test_a_device_that_opens_once_is_named_with_its_cure(tmp_path):
    said = in_machine(tmp_path, "tests/devices/vcam_once.py", LOOPBACK="video_nr=10 exclusive_caps=1")
    assert "refused with the cure" in said or "opened twice" in said
