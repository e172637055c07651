"""Sound from files: bands tell what they are named after, and onsets come when something begins."""

import wave as wav

import av
import numpy as np
import pytest

from engine.modulation.audio import Analysis, AudioError, played

RATE = 44100


def seconds(length):
    return np.arange(round(length * RATE)) / RATE


def tone(hertz, length, amplitude=0.5):
    return amplitude * np.sin(2 * np.pi * hertz * seconds(length))


def save(path, samples):
    with wav.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize(("hertz", "name"), [(80, "low"), (800, "mid"), (6000, "high")])
def test_a_tone_is_heard_in_its_band(tmp_path, hertz, name):
    levels = [found for at, found in played(save(tmp_path / "a.wav", tone(hertz, 1.5))) if at > 0.5][-1]
    assert getattr(levels, name) > 0.9 and levels.level > 0.9
    others = {"low", "mid", "high"} - {name}
    # Each band is measured against its own loudest; a band with nothing in it has only what the window leaks.
    assert all(getattr(levels, other) <= getattr(levels, name) for other in others)


def test_loudness_follows_within_a_few_hundredths(tmp_path):
    samples = np.concatenate([tone(440, 1.0), tone(440, 1.0, 0.0), tone(440, 1.0)])
    found = list(played(save(tmp_path / "a.wav", samples)))
    level = {round(at, 2): heard.level for at, heard in found}
    pick = lambda when: level[min(level, key=lambda at: abs(at - when))]  # noqa: E731
    assert pick(0.9) > 0.9 and pick(1.9) < 0.05 and pick(2.06) > 0.9


@pytest.mark.parametrize("bpm", [90, 128, 174])
def test_onsets_of_a_beat_with_a_pad_under_it(tmp_path, bpm):
    length, spacing = 8.0, 60 / bpm
    samples = tone(220, length, 0.05) + 0.005 * np.random.default_rng(0).normal(size=round(length * RATE))
    kick = np.sin(2 * np.pi * 60 * seconds(0.15)) * np.exp(-seconds(0.15) / 0.04) * 0.8
    hits = np.arange(0.5, length - 0.3, spacing)
    for hit in hits:
        first = round(hit * RATE)
        samples[first : first + len(kick)] += kick
    onsets = sorted({found.onset for at, found in played(save(tmp_path / "a.wav", samples)) if found.onset > 0.2})
    late = [min(abs(onset - hit) for onset in onsets) for hit in hits]
    print(f"{bpm} bpm: {len(hits)} hits, {len(onsets)} onsets, at most {max(late) * 1000:.0f} ms off")
    assert len(onsets) == len(hits)
    assert max(late) < 0.03


def test_silence_and_hiss_are_nothing():
    analysis, draw = Analysis(RATE), np.random.default_rng(0)
    for block in range(200):
        levels = analysis.feed(draw.normal(0, 1e-6, 512), block * 512 / RATE)
    assert levels.level < 0.05 and levels.onset == -np.inf


def test_a_block_of_any_size_gives_the_same():
    samples = np.concatenate([tone(100, 0.5), tone(1000, 0.5)]).astype(np.float32)
    whole = Analysis(RATE).feed(samples, 1.0)
    pieces, done = Analysis(RATE), 0
    for size in [1, 100, 5000, 333] * 20:
        part = samples[done : done + size]
        done += len(part)
        if len(part):
            last = pieces.feed(part, done / RATE)
    assert done == len(samples)
    assert last == pytest.approx(whole) if isinstance(last, tuple) else abs(last.level - whole.level) < 1e-6


def test_analysis_costs_little():
    import time

    analysis, samples = Analysis(48000), np.random.default_rng(0).normal(0, 0.1, 48000).astype(np.float32)
    begun = time.process_time()
    for first in range(0, len(samples), 512):
        analysis.feed(samples[first : first + 512], first / 48000)
    assert time.process_time() - begun < 0.25, "a second of sound has to cost much less than a second"


def test_other_formats_and_files_without_sound(tmp_path):
    path = tmp_path / "a.flac"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=48000, layout="stereo")
        data = (np.stack([tone(440, 0.5)] * 2) * 20000).astype(np.int16)
        for first in range(0, data.shape[1], 4096):
            part = np.ascontiguousarray(data[:, first : first + 4096].T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
            frame.sample_rate = 48000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert max(found.level for _, found in played(path)) > 0.9
    (tmp_path / "b.wav").write_bytes(b"no sound at all")
    for wrong in ("b.wav", "c.wav"):
        with pytest.raises(AudioError, match=wrong):
            list(played(tmp_path / wrong))
