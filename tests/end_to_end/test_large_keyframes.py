"""A show with large keyframes: it plays as any other, takes detail, and makes stills beside itself."""

import cv2
import pytest


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_large_keyframes_detail_and_a_still(start):
    show = start("--keyframes", "1920x1080", size="640x360")
    show.until("dreams", lambda status: status["ready"], 240)
    before = show.until("plays", lambda status: status["position"] > 0.05, 240)
    assert before["shown"] == "dream" and before["quality"]
    show.send("/look/hue", "f", 90.0)
    show.send("/look/mirror", "s", "quad")
    show.send("/look/zoom", "f", 1.3)
    show.send("/still/save", "s", "night")
    show.send("/still/save", "s", "../night")
    show.until("makes a still", lambda status: "night.png" in status["still"], 60)
    file = show.folder / "recordings" / "night.png"
    show.until("has made it", lambda status: not status["still"] and file.is_file(), 400)
    still = cv2.imread(str(file))
    assert still.shape == (720, 1280, 3) and still.std() > 2
    assert "no name of a file" in show.said() and "still saved" in show.said()
    show.send("/dream/detail/scale", "f", 1.25)
    show.send("/dream/detail", "s", "refine")
    here = show.status()["position"]
    after = show.until("goes on with detail", lambda status: status["position"] > here + 0.05, 240)
    assert after["shown"] == "dream" and after["restarts"] == 0 and after["ready"]
    show.report()
