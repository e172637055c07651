"""Video files: real ones of several kinds play at their own pace; what is none is told in one line."""

import time

import av
import numpy as np
import pytest
from clips import RED, colour, number, numbered, seen, write

from engine.inputs.source import InputError
from engine.inputs.video import Video

PICTURES = [numbered(n) for n in range(12)]


@pytest.fixture
def play(tmp_path):
    """Open a file, and close it in the end."""
    opened = []

    def play(path):
        opened.append(Video(path))
        return opened[-1]

    yield play
    for video in opened:
        video.close()


def clip(path, **how):
    return write(path, PICTURES, **how)


KINDS = {
    "a.mp4": {},
    "hevc.mkv": {"codec": "libx265", "options": {"x265-params": "log-level=none"}},
    "a.webm": {"codec": "libvpx-vp9", "options": {"deadline": "realtime", "cpu-used": "8"}},
    "a.mov": {"codec": "prores_ks", "pixels": "yuv422p10le"},
    "a.avi": {"codec": "mjpeg", "pixels": "yuvj422p"},
    "a.ts": {"codec": "mpeg2video", "rate": 25},
    "a.gif": {"codec": "gif", "pixels": "rgb8"},
    "lossless.mkv": {"codec": "ffv1", "pixels": "bgr0"},
}


@pytest.mark.parametrize("name", KINDS)
def test_any_usual_format_plays_whole_and_in_order(tmp_path, play, name):
    video = play(clip(tmp_path / name, **KINDS[name]))
    pictures = [picture for _, picture in seen(video, 8)]
    numbers = [number(picture) for picture in pictures]
    assert numbers == sorted(numbers)
    assert set(numbers) <= set(range(12))
    assert all(picture.shape == (180, 320, 3) and picture.dtype == np.uint8 for picture in pictures)
    assert np.abs(colour(pictures[0]) - RED).max() < (40 if name == "a.gif" else 8)
    assert name in video.description and "320x180" in video.description


def test_it_keeps_its_pace_and_goes_round(tmp_path, play):
    video = play(clip(tmp_path / "a.mp4"))
    got = seen(video, 30)
    numbers = [number(picture) for _, picture in got]
    assert {0, 11} <= set(numbers)
    rounds = np.cumsum([0] + [after < before for before, after in zip(numbers, numbers[1:], strict=False)])
    assert rounds[-1] >= 1, "it goes round"
    start = got[0][0]
    for (moment, _), n, turn in zip(got, numbers, rounds, strict=True):
        assert moment - start >= (turn * 12 + n - numbers[0]) / 10 - 0.02, "never before its time"


def test_pictures_of_varying_length(tmp_path, play):
    times = [0, 0.05, 0.1, 0.6, 0.65, 1.1]
    video = play(write(tmp_path / "v.mp4", PICTURES[:6], times=times, rate=30))
    got = seen(video, 6)
    for moment, picture in got[:6]:
        assert moment - got[0][0] >= times[number(picture)] - 0.02


def test_odd_sizes_and_other_shapes_are_cropped_to_the_middle(tmp_path, play):
    odd = [numbered(n, (161, 91)) for n in range(3)]
    video = play(write(tmp_path / "odd.mkv", odd, codec="ffv1", pixels="bgr0"))
    ((_, picture),) = seen(video, 1, (320, 180))
    assert picture.shape[0] >= 180 and picture.shape[1] >= 320 and picture.shape[2] == 3
    tall = [numbered(n, (90, 320)) for n in range(3)]
    video = play(write(tmp_path / "tall.mkv", tall, codec="ffv1", pixels="bgr0"))
    ((_, picture),) = seen(video, 1, (320, 180))
    assert picture.shape[1] == 320 and abs(picture.shape[0] / 320 - 320 / 90) < 0.02


def test_what_is_transparent_is_black(tmp_path, play):
    video = play(clip(tmp_path / "half.mov", codec="png", pixels="rgba", alpha=128))
    ((_, picture),) = seen(video, 1)
    assert np.abs(colour(picture) - np.array(RED) / 2).max() < 4


@pytest.mark.skipif(not hasattr(av.VideoStream, "set_display_rotation"), reason="this PyAV writes no rotation")
@pytest.mark.parametrize("degrees", [90, -90, 180])
def test_a_phones_video_is_upright(tmp_path, play, degrees):
    path = tmp_path / "phone.mp4"
    upright = numbered(5, (192, 320))
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=10)
        lying = np.ascontiguousarray(np.rot90(upright, -degrees // 90))
        stream.height, stream.width = lying.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.set_display_rotation(degrees)
        for n in range(3):
            frame = av.VideoFrame.from_ndarray(lying, format="rgb24")
            frame.pts = n
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    ((_, picture),) = seen(play(path), 1, (192, 320))
    assert picture.shape[:2] == (320, 192)
    assert number(picture) == 5
    assert np.abs(colour(picture) - RED).max() < 8


def test_wide_pixels_are_made_square(tmp_path, play):
    path = tmp_path / "dv.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 180, "yuv420p"
        stream.codec_context.sample_aspect_ratio = 2
        for n in range(3):
            frame = av.VideoFrame.from_ndarray(numbered(n, (160, 180)), format="rgb24")
            frame.pts = n
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    ((_, picture),) = seen(play(path), 1)
    assert picture.shape[:2] == (180, 320)


def test_a_single_picture_stands_still(tmp_path, play):
    video = play(write(tmp_path / "one.mp4", PICTURES[:1]))
    assert len(seen(video, 1)) == 1
    assert video.read((320, 180), 0.01) is None
    assert video.still


def test_a_fast_file_is_thinned(tmp_path, play):
    video = play(write(tmp_path / "fast.mkv", [numbered(n % 64, (64, 36)) for n in range(480)], rate=240))
    began = time.perf_counter()
    got = seen(video, 30, (64, 36))
    assert time.perf_counter() - began >= 29 / 64, "no more than some sixty a second"
    steps = np.diff([number(picture) for _, picture in got]) % 64
    assert np.median(steps) >= 3


def wav(path):
    with av.open(str(path), "w", format="wav") as file:
        stream = file.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        file.mux(stream.encode(frame))
        file.mux(stream.encode())


def with_a_cover(path):
    """A sound file with a picture in it, as music has."""
    cover = av.open(
        str(write(path.with_suffix(".cover.png"), PICTURES[:1], codec="png", pixels="rgb24", container="image2"))
    )
    with av.open(str(path), "w", format="mp3") as file:
        sound = file.add_stream("libmp3lame", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16p", layout="mono")
        frame.sample_rate = 8000
        picture = file.add_stream_from_template(cover.streams.video[0])
        picture.disposition = av.stream.Disposition.attached_pic
        file.mux(sound.encode(frame))
        for packet in cover.demux(video=0):
            if packet.size:
                packet.stream = picture
                file.mux(packet)
        file.mux(sound.encode())
    cover.close()


def without_pictures(path):
    with av.open(str(path), "w", format="matroska") as file:
        stream = file.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        file.start_encoding()


BAD = {
    "sound.mp4": (wav, "sound only"),
    "music.mp3": (with_a_cover, "sound only"),
    "empty.mp4": (lambda path: path.write_bytes(b""), "no video that can be read"),
    "text.mp4": (lambda path: path.write_text("not a video at all\n" * 50), "no video that can be read"),
    "noise.mkv": (lambda path: path.write_bytes(np.random.default_rng(1).bytes(50_000)), "no video that can be read"),
    "no-frames.mkv": (without_pictures, "before its first picture"),
    "headless.mp4": (lambda path: truncated(path, 0.5), "no video that can be read"),
    "folder.mp4": (lambda path: path.mkdir(), "no video that can be read"),
    "gone.mp4": (lambda path: None, "no video that can be read"),
}


def truncated(path, share):
    whole = clip(path).read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_video_is_told_in_one_line(tmp_path, name):
    make, said = BAD[name]
    make(tmp_path / name)
    with pytest.raises(InputError, match=said) as raised:
        Video(tmp_path / name)
    assert name in str(raised.value) and "\n" not in str(raised.value)
    assert str(tmp_path) not in str(raised.value)


def test_a_cut_off_file_plays_what_there_is(tmp_path, play):
    video = play(truncated(clip(tmp_path / "cut.mkv"), 0.6))
    numbers = [number(picture) for _, picture in seen(video, 12)]
    assert numbers[0] == 0 and 0 in numbers[1:], "round and round"


def test_damage_in_the_middle_is_passed_over(tmp_path, play):
    path = clip(tmp_path / "hurt.ts", codec="mpeg2video", rate=25)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 300] = np.random.default_rng(1).bytes(300)
    path.write_bytes(data)
    video = play(path)
    assert {0, 11} <= {number(picture) for _, picture in seen(video, 40)}


def test_a_playlist_leads_nowhere(tmp_path):
    clip(tmp_path / "a.ts", codec="mpeg2video", rate=25)
    lists = {
        "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        "list.ffconcat": "ffconcat version 1.0\nfile http://127.0.0.1:9/a.ts\n",
    }
    for name, text in lists.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError):
            Video(tmp_path / name)


def test_too_large_a_picture_is_refused_before_it_is_played(tmp_path):
    path = tmp_path / "large.avi"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 12000, 6000, "yuvj420p"
        frame = av.VideoFrame(12000, 6000, "yuvj420p")
        frame.pts = 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    with pytest.raises(InputError, match="12000x6000"):
        Video(path)
