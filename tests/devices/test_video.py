"""Video files: real ones of several kinds play at their own pace; what is none is told in one line."""

import subprocess
import time
from fractions import Fraction

import av
import numpy as np
import pytest
from clips import RED, colour, number, numbered, seen, write
from peers import needs
from PIL import Image

from engine.devices.device_worker import DeviceError
from engine.devices.video import VideoInput
from engine.offline_live import Film

PICTURES = [numbered(n) for n in range(12)]


@pytest.fixture
def play(tmp_path):
    """Open a file, and close it in the end."""
    opened = []

    def play(path):
        opened.append(VideoInput(path))
        return opened[-1]

    yield play
    for video in opened:
        video.close()


class Clock:
    """Time that passes only while somebody sleeps, so that a busy machine makes no picture late."""

    def __init__(self):
        self.now = 100.0

    def perf_counter(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def timed(monkeypatch):
    """Read so many pictures of a video, as (seconds since the first, number), on a clock of its own."""
    clock = Clock()
    monkeypatch.setattr("engine.devices.video.time", clock)

    def timed(video, count):
        found = []
        for _ in range(100 * count):
            picture = video.read((320, 180), 0.1)
            if picture is not None:
                found.append((clock.now, number(picture)))
                if len(found) == count:
                    return [(moment - found[0][0], each) for moment, each in found]
        raise AssertionError(f"{len(found)} of {count} pictures")

    return timed


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


def test_it_keeps_its_pace_and_goes_round(tmp_path, play, timed):
    got = timed(play(clip(tmp_path / "a.mp4")), 30)
    assert [each for _, each in got] == [index % 12 for index in range(30)]
    assert [moment for moment, _ in got] == pytest.approx([index / 10 for index in range(30)], abs=0.002)


def test_pictures_of_varying_length(tmp_path, play, timed):
    times = [0, 0.05, 0.1, 0.6, 0.65, 1.1]
    got = timed(play(write(tmp_path / "v.mp4", PICTURES[:6], times=times, rate=30)), 6)
    assert [each for _, each in got] == [0, 1, 2, 3, 4, 5]
    assert [moment for moment, _ in got] == pytest.approx(times, abs=0.002)


def test_a_picture_that_is_held_is_held_in_every_round(tmp_path, play, timed):
    pictures = [Image.fromarray(picture) for picture in PICTURES[:3]]
    path = tmp_path / "hold.gif"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=[100, 100, 2000], loop=0)
    moments = [moment for moment, _ in timed(play(path), 7)]
    assert moments == pytest.approx([0, 0.1, 0.2, 2.2, 2.3, 2.4, 4.4], abs=0.002)
    assert VideoInput(str(path)).measured() == pytest.approx(2.2)


@pytest.mark.parametrize("name", ["longer.mkv", "longer.webm", "longer.mp4", "torn.mkv"])
def test_a_film_lasts_as_long_as_its_pictures(tmp_path, name):
    """Whatever sound there is besides, and whatever the beginning of the file promises."""
    path, count = tmp_path / name, 12
    codec = "libvpx" if name.endswith("webm") else "libx264"
    with av.open(str(path), "w") as movie:
        video, sound = movie.add_stream(codec, rate=10), movie.add_stream("libopus", rate=48000)
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        for index, picture in enumerate(PICTURES[:count]):
            frame = av.VideoFrame.from_ndarray(picture).reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, 10)
            movie.mux(video.encode(frame))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 2 * 48000 * 3), np.int16), format="s16", layout="stereo")
        silence.sample_rate, silence.pts = 48000, 0
        movie.mux([*video.encode(None), *sound.encode(silence), *sound.encode(None)])
    if name.startswith("torn"):
        truncated(path, 0.7)
        with av.open(str(path)) as movie:
            count = sum(1 for _ in movie.decode(video=0))
    film = Film(f"video:{path}", ".")
    shown = [number(film.at(tick / 10, (320, 180))) for tick in range(round(film.seconds * 10))]
    assert shown == list(range(count))


@needs("ffmpeg")
def test_what_an_edit_list_cuts_off_is_no_part_of_a_film(tmp_path):
    write(tmp_path / "whole.mp4", PICTURES, options={"g": "12"})
    command = ["ffmpeg", "-v", "error", "-ss", "0.5", "-i", tmp_path / "whole.mp4", "-c", "copy", tmp_path / "cut.mp4"]
    subprocess.run(command, check=True)
    film = Film(f"video:{tmp_path / 'cut.mp4'}", ".")
    shown = [number(film.at(tick / 10, (320, 180))) for tick in range(round(film.seconds * 10))]
    assert shown == list(range(12 - len(shown), 12)) and len(shown) < 9


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
    with pytest.raises(DeviceError, match=said) as raised:
        VideoInput(tmp_path / name)
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
        with pytest.raises(DeviceError):
            VideoInput(tmp_path / name)


def test_too_large_a_picture_is_refused_before_it_is_played(tmp_path):
    path = tmp_path / "large.avi"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 12000, 6000, "yuvj420p"
        frame = av.VideoFrame(12000, 6000, "yuvj420p")
        frame.pts = 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    with pytest.raises(DeviceError, match="12000x6000"):
        VideoInput(path)


# the way round ------------------------------------------------------------------------------------------------

CORNERS = {"R": (255, 0, 0), "G": (0, 255, 0), "B": (0, 0, 255), "W": (255, 255, 255)}


def corners():
    """Red, green / blue, white."""
    picture = np.zeros((96, 160, 3), np.uint8)
    for index, name in enumerate("RGBW"):
        rows, columns = slice(48 * (index // 2), 48 * (index // 2) + 48), slice(80 * (index % 2), 80 * (index % 2) + 80)
        picture[rows, columns] = CORNERS[name]
    return picture


def named(picture):
    """The corners' letters, left to right and top to bottom."""
    height, width = picture.shape[:2]
    found = [picture[y, x] for y in (height // 8, height - height // 8) for x in (width // 8, width - width // 8)]
    return "".join(min(CORNERS, key=lambda name: np.abs(CORNERS[name] - each.astype(int)).sum()) for each in found)


def with_matrix(path, a, b, c, d):
    """Write the display matrix of an MP4 by hand: 16.16 fixed point, in the track header."""
    write(path, [corners()] * 3)
    data = bytearray(path.read_bytes())
    place = data.index(b"tkhd") + 4 + 4 + 20 + 16  # behind version, times and so on, of version 0
    assert data[place : place + 4] == (1 << 16).to_bytes(4, "big"), "the matrix was not where it is thought to be"
    numbers = (a << 16, b << 16, 0, c << 16, d << 16)
    data[place : place + 20] = b"".join(number.to_bytes(4, "big", signed=True) for number in numbers)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("matrix", "shown"),
    [
        ((1, 0, 0, 1), "RGBW"),
        ((-1, 0, 0, 1), "GRWB"),  # hflip
        ((1, 0, 0, -1), "BWRG"),  # vflip
        ((-1, 0, 0, -1), "WBGR"),
        ((0, 1, 1, 0), "RBGW"),  # transpose
        ((0, -1, -1, 0), "WGBR"),  # antitranspose
        ((0, 1, -1, 0), "BRWG"),  # a quarter clockwise
        ((0, -1, 1, 0), "GWRB"),
    ],
)
def test_it_is_shown_as_its_display_matrix_says(tmp_path, play, matrix, shown):
    ((_, picture),) = seen(play(with_matrix(tmp_path / "phone.mp4", *matrix)), 1, (160, 96))
    assert named(picture) == shown
    assert (picture.shape[0] > picture.shape[1]) == (matrix[0] == 0)


# transparency -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["libvpx", "libvpx-vp9"])
def test_a_webm_is_black_where_it_is_transparent(tmp_path, play, codec):
    clear = np.zeros((96, 160), np.uint8)
    clear[:, 80:] = 255
    how = {"pixels": "yuva420p", "alpha": clear, "rate": 25, "options": {"auto-alt-ref": "0"}}
    path = write(tmp_path / "a.webm", [corners()] * 4, codec=codec, **how)
    for _, picture in seen(play(path), 9, (160, 96)):
        assert picture[:, :72].max() < 12
        assert named(picture)[1::2] == "GW"


# round and round ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("codec", "suffix"), [("libx264", "h264"), ("libx265", "hevc"), ("mpeg2video", "m2v")])
def test_a_raw_stream_goes_round_at_its_pace(tmp_path, play, codec, suffix):
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    kind = {"m2v": "mpeg2video"}.get(suffix, suffix)
    path = clip(tmp_path / f"a.{suffix}", codec=codec, rate=25, container=kind, options=options)
    video = play(path)
    got = seen(video, 30)
    numbers = [number(picture) for _, picture in got]
    assert numbers.count(0) >= 2 and {0, 5, 11} <= set(numbers)
    wraps = [i for i, (a, b) in enumerate(zip(numbers, numbers[1:], strict=False)) if b < a]
    usual = np.median(np.diff([when for when, _ in got]))
    assert wraps and np.median([got[i + 1][0] - got[i][0] for i in wraps]) < 6 * usual
    assert "damaged" not in video.description


def test_empty_packets_in_the_middle_do_not_end_it(tmp_path, play, monkeypatch):
    video = play(clip(tmp_path / "a.mp4"))
    demux = video._container.demux

    class Holed:
        """The container, with packets among its packets that hold nothing."""

        def __getattr__(self, name):
            return getattr(container, name)

        def demux(self, stream):
            for packet in demux(stream):
                yield av.Packet(b"")
                yield av.Packet(b"")
                yield packet

    container, video._container = video._container, Holed()
    numbers = [number(picture) for _, picture in seen(video, 20)]
    assert {5, 11} <= set(numbers)
    assert "damaged" not in video.description


def test_of_several_streams_the_film_is_played(tmp_path, play):
    """A small proxy in front of the film, and a still picture beside it."""
    path = tmp_path / "two.mkv"
    with av.open(str(path), "w") as file:
        small, large = (file.add_stream("libx264", rate=10) for _ in range(2))
        (small.width, small.height), (large.width, large.height) = (160, 90), (320, 180)
        small.pix_fmt = large.pix_fmt = "yuv420p"
        for index in range(12):
            for stream, size, shade in ((small, (160, 90), (0, 0, 0)), (large, (320, 180), RED)):
                frame = av.VideoFrame.from_ndarray(numbered(index, size, shade), format="rgb24")
                frame.pts = index
                file.mux(stream.encode(frame))
        for stream in (small, large):
            file.mux(stream.encode())
    video = play(path)
    ((_, picture),) = seen(video, 1)
    assert "320x180" in video.description and np.abs(colour(picture) - RED).max() < 8


# colours ------------------------------------------------------------------------------------------------------


def plain(path, ten_bits, tags, size=(64, 64)):
    """A film of one colour, given as its Y, Cb and Cr of 10 bits."""
    width, height = size
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx265", rate=10, options={"x265-params": "log-level=none:lossless=1"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p10le"
        codec = stream.codec_context
        codec.colorspace, codec.color_trc, codec.color_primaries = tags
        codec.color_range = 1
        for index in range(3):
            frame = av.VideoFrame(width, height, "yuv420p10le")
            for plane, value in zip(frame.planes, ten_bits, strict=True):
                plane.update(np.full(plane.buffer_size // 2, value, np.uint16).tobytes())
            frame.pts = index
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def coded(red, green, blue):
    """Y, Cb and Cr of 10 bits of a signal in BT.2020, 0..1 each."""
    luma = 0.2627 * red + 0.678 * green + 0.0593 * blue
    chroma = ((blue - luma) / 1.8814, (red - luma) / 1.4746)
    return (round(64 + 876 * luma), *(round(512 + 896 * each) for each in chroma))


def pq(nits):
    power = (nits / 10000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def hlg(light):
    """light: 1 for the brightest; diffuse white is 0.265."""
    return (3 * light) ** 0.5 if light <= 1 / 12 else 0.17883277 * np.log(12 * light - 0.28466892) + 0.55991073


BT709_RED = (0.6274, 0.0691, 0.0164)  # in linear BT.2020
CODERS = {16: lambda share: pq(203 * share), 18: lambda share: hlg(0.265 * share)}


@pytest.mark.parametrize("transfer", CODERS, ids=["pq", "hlg"])
@pytest.mark.parametrize(
    ("light", "wanted"),
    [
        ((1.0, 1.0, 1.0), (250, 250, 250)),
        (BT709_RED, (252, 0, 0)),
        ((0.0, 0.0, 0.0), (0, 0, 0)),
        ((0.18, 0.18, 0.18), (118, 118, 118)),  # a grey card
        ((3.0, 3.0, 3.0), (255, 255, 255)),  # a highlight
    ],
)
def test_high_dynamic_range_is_tone_mapped(tmp_path, play, transfer, light, wanted):
    signal = [CODERS[transfer](share) for share in light]
    ((_, picture),) = seen(play(plain(tmp_path / "a.mp4", coded(*signal), (9, transfer, 9))), 1, (64, 64))
    assert np.abs(picture[32, 32].astype(int) - wanted).max() <= 14, picture[32, 32]


def test_untagged_hd_is_bt709_and_sd_is_bt601(tmp_path, play):
    """Green, as each of them codes it: the other's matrix would shift it by tens of levels."""
    for size, (red, green, blue) in (((1280, 720), (0.2126, 0.7152, 0.0722)), ((320, 180), (0.299, 0.587, 0.114))):
        ten_bits = (
            round(64 + 876 * green * 0.8),
            round(512 - 896 * 0.8 * green / (2 * (1 - blue))),
            round(512 - 896 * 0.8 * green / (2 * (1 - red))),
        )
        ((_, picture),) = seen(play(plain(tmp_path / f"{size[0]}.mp4", ten_bits, (2, 2, 2), size)), 1, (64, 36))
        assert np.abs(picture[18, 32].astype(int) - (0, 204, 0)).max() <= 4, picture[18, 32]


@pytest.mark.parametrize("size", [(4096, 2), (2, 4096), (16, 1024)])
def test_extreme_shapes_are_cropped_not_blown_up(tmp_path, play, size):
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    picture[:] = RED
    path = write(tmp_path / "thin.mkv", [picture] * 3, codec="ffv1", pixels="bgr0")
    ((_, shown),) = seen(play(path), 1, (320, 180))
    assert shown.shape == (180, 320, 3)
    assert np.abs(shown.reshape(-1, 3).mean(axis=0) - RED).max() < 3
