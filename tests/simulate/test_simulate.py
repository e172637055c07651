"""Whole shows in simulated time: the same for a seed, every promise kept, and a broken one found and shrunk."""

from pathlib import Path

import numpy as np
import pytest

from engine.cli import main
from engine.simulate.invariants import Broken, Invariants, broken_by, play
from engine.simulate.performer import write
from engine.simulate.scenario import Event, Scenario, read, shrink
from engine.simulate.simulated_show import SimulatedShow

KEPT = sorted((Path(__file__).parent / "kept").glob("*.json"))  # shows that once broke a promise, shrunk
SHOWS, SECONDS = range(100, 112), 5.0  # a minute of show in all


def quiet(seconds: float = 12.0, events: tuple[Event, ...] = ()) -> Scenario:
    return Scenario(seed=7, seconds=seconds, fps=20, loads=0.5, cost=0.1, events=events)


@pytest.mark.parametrize("seed", SHOWS)
def test_short_shows_keep_every_promise(seed):
    broken = play(write(seed).until(SECONDS))
    assert broken is None, f"reverie simulate --seed {seed}: {broken}"


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_shows_that_once_failed_keep_every_promise(path):
    broken = play(read(path))
    assert broken is None, str(broken)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_an_hour_of_show_keeps_every_promise():
    played, seed = 0.0, 1000
    while played < 3600:
        script = write(seed)
        broken = play(script)
        assert broken is None, f"reverie simulate --seed {seed}: {broken}"
        played, seed = played + script.seconds, seed + 1


def test_a_show_is_the_same_for_its_seed(tmp_path):
    def seen(script):
        pictures = []
        show = SimulatedShow(script, tmp_path, Invariants)
        show.watcher.check = lambda tick, now, step: pictures.append(
            (show.sink.frames.pop().data.copy(), show.presenter.playhead, show.live)
        )
        show.play()
        return pictures

    script = write(4).until(20.0)
    once, again = seen(script), seen(script)
    assert len(once) == len(again) > 100
    assert all(np.array_equal(a[0], b[0]) and a[1:] == b[1:] for a, b in zip(once, again, strict=True))
    assert len(np.unique([picture.mean() for picture, _, _ in once])) > 20


def test_a_show_dreams_and_its_checks_are_armed():
    shows = []
    assert play(quiet(), shows.append) is None
    armed = shows[0].watcher.armed
    assert all(armed[check] for check in ("steps", "told", "as dreamed")), armed
    assert shows[0].presenter.meter.keyframes > 20


def jumps(show: SimulatedShow) -> None:
    """The playhead leaps without a dissolve."""
    move = show.presenter.transport.move

    def leap(*arguments):
        view = move(*arguments)
        if show.now > 6:
            black = np.zeros_like(view.bracket.before.picture)
            return view._replace(
                bracket=view.bracket.__class__(*[view.bracket.before.__class__(1, 0.0, black, 0)] * 2, 0)
            )
        return view

    show.presenter.transport.move = leap


def drops(show: SimulatedShow) -> None:
    show.sink.post = lambda frame: show.sink.frames.append(frame) if frame.tick != 100 else None


def goes_quiet(show: SimulatedShow) -> None:
    tick = show.feedback.tick
    show.feedback.tick = lambda now: tick(now) if now < 5 else None


def stands(show: SimulatedShow) -> None:
    moved = show.presenter.transport._moved
    show.presenter.transport._moved = lambda *arguments: moved(*arguments) if show.now < 6 else show.presenter.playhead


@pytest.mark.parametrize(
    ("fault", "promise"),
    [
        (jumps, "no step larger"),
        (drops, "a frame at every tick"),
        (goes_quiet, "told to every subscriber"),
        (stands, "no stillness"),
    ],
)
def test_a_broken_promise_is_found(fault, promise, tmp_path):
    events = (
        Event(0.5, "send", 1, "/dream/leg", (0.5,)),
        Event(0.5, "send", 1, "/dream/speed", (0.5,)),
        Event(7.0, "send", 1, "/look/zoom", (2.0,)),
    )
    show = SimulatedShow(quiet(events=events), tmp_path, Invariants)
    fault(show)
    broken = broken_by(show)
    assert broken is not None and promise in broken.promise, broken


def test_a_failure_is_shrunk_to_what_it_needs():
    events = tuple(Event(at / 10, "send", 1, f"/{at}") for at in range(100))
    script = quiet(20.0, events)

    def fails(fewer: Scenario) -> bool:
        addresses = [event.address for event in fewer.events]
        return "/7" in addresses and "/61" in addresses

    small = shrink(script, 6.5, fails)
    assert [event.address for event in small.events] == ["/7", "/61"]
    assert small.seconds < 7


def test_a_script_is_written_down_and_played_again(tmp_path, capsys):
    script = quiet(
        3.0,
        (Event(1.0, "send", 3, "/look/hue", (40.0,)), Event(1.5, "raw", 3, "ff00"), Event(2.0, "stall", 0, "", (0.2,))),
    )
    script.write(tmp_path / "a.json")
    assert read(tmp_path / "a.json") == script
    assert main(["simulate", "--replay", str(tmp_path / "a.json")]) == 0
    assert "kept every promise" in capsys.readouterr().out
    (tmp_path / "b.json").write_text("[1]")
    assert main(["simulate", "--replay", str(tmp_path / "b.json")]) == 2
    assert main(["simulate", "--replay", str(tmp_path / "none.json")]) == 2


def test_an_exception_is_named_by_where_it_was_raised():
    try:
        Event("x").at + 1  # type: ignore
    except TypeError as error:
        broken = Broken.by(error, 3.0)
        assert "test_an_exception_is_named" in broken.promise and "3.00 s" in str(broken)
