"""NDI for real, over loopback: what a receiver on the network gets."""

import time

import numpy as np
import pytest
from samples import COLOURS, frozen, plain, yuv

from engine.frames import Format, Frame

pytest.importorskip("cyndilib", exc_type=ImportError)

SIZE = (640, 360)


def numbered(format: Format, tick: int) -> Frame:
    """Grey UYVY with the tick in 16 blocks of luma at the top: NDI compresses, blocks survive."""
    data = plain(format, tick, COLOURS["grey"]).data.copy()
    block = format.width // 16
    for bit in range(16):
        data[: format.height // 4, bit * block : (bit + 1) * block, 1] = 235 if tick >> bit & 1 else 16
    return frozen(format, tick, data)


def receive(output, frames, enough, color_format="UYVY_BGRA", seconds=40):
    """Send frames at 30 a second to a receiver of our own; returns what `enough(pictures)` was satisfied with."""
    from cyndilib.finder import Finder
    from cyndilib.receiver import Receiver
    from cyndilib.video_frame import VideoFrameSync
    from cyndilib.wrapper.ndi_recv import RecvBandwidth, RecvColorFormat

    finder = Finder()
    finder.open()
    try:
        end = time.perf_counter() + seconds
        while not (names := [name for name in finder.get_source_names() if "reverie test" in name]):
            finder.wait_for_sources(0.5)
            finder.update_sources()
            assert time.perf_counter() < end, "NDI finds no source"
        assert output.wants == (), "nobody looks yet"
        receiver = Receiver(color_format=RecvColorFormat[color_format], bandwidth=RecvBandwidth.highest)
        video = VideoFrameSync()
        receiver.frame_sync.set_video_frame(video)
        receiver.set_source(finder.get_source(names[0]))
        pictures: list[np.ndarray] = []
        tick = 0
        while not enough(pictures):
            for format in output.wants:
                output.send(frames(format, tick))
                tick += 1
            receiver.frame_sync.capture_video()
            if (video.xres, video.yres) == SIZE:
                pictures.append(video.get_array().copy())
            assert time.perf_counter() < end, f"{tick} frames sent, {len(pictures)} received"
            time.sleep(1 / 30)
        return pictures
    finally:
        finder.close()


def test_pictures_arrive_whole_and_in_order():
    from engine.devices.ndi import NdiOutput

    output = NdiOutput("reverie test order", SIZE, 30)
    try:
        assert "reverie test order" in output.description

        def number(picture):
            luma = picture.reshape(SIZE[1], SIZE[0], 2)[:, :, 1]
            block = SIZE[0] // 16
            return sum(int(luma[40, bit * block + block // 2] > 125) << bit for bit in range(16))

        pictures = receive(output, numbered, lambda seen: len({number(picture) for picture in seen}) >= 15)
    finally:
        output.close()
    numbers = [number(picture) for picture in pictures]
    assert numbers == sorted(numbers)
    assert output.wants == ()


def test_colours_are_those_of_the_show():
    """UYVY is BT.709: so libndi turns it into RGB, at every size."""
    from engine.devices.ndi import NdiOutput

    output = NdiOutput("reverie test colour", SIZE, 30)
    try:
        pictures = receive(
            output, lambda format, tick: plain(format, tick, COLOURS["red"]), lambda seen: len(seen) > 10, "BGRX_BGRA"
        )
    finally:
        output.close()
    blue, green, red, _ = pictures[-1].reshape(SIZE[1], SIZE[0], 4).mean(axis=(0, 1))
    assert np.abs(np.subtract((red, green, blue), COLOURS["red"])).max() < 4
    assert yuv(COLOURS["red"]) != yuv(COLOURS["red"], 0.2126, 0.0722), "the test can tell the two apart"
