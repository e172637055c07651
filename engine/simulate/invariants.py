"""What the README promises, checked after every tick of a simulated show."""

from __future__ import annotations

import dataclasses
import math
import tempfile
import threading
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine.control.osc_codec import DATAGRAM, Peer, decode
from engine.journey.path import KEPT_LEGS, NESTED_PLACES, Between, Place
from engine.parameters import LONGEST_TEXT, PARAMETERS, Look, Master, Parameter, State
from engine.simulate.scenario import Scenario
from engine.simulate.simulated_show import SimulatedShow
from engine.stage.flash_guard import FLASHES
from engine.stage.jitter_buffer import MOST
from engine.stage.reel import SPARES
from engine.stage.transport import MEND

STILL = 0.5  # seconds that the picture may stand
DECKS_STILL = 4.0  # seconds that decks may: as long as a dissolve between two places may take that look the same
NEAR, VISIBLE = 0.1, 2.0  # it is seen where a tenth of the wanted motion would make so many levels
SPAN = 216.0  # levels between the two colours that lie farthest apart, of their mean over the channels
ROUNDING = 3.0
ARRIVING = 0.25  # of the way of half a second
REACH = 1.2  # seconds of the wanted motion that there have to be keyframes for
LISTEN_EVERY = 2.0  # seconds between two looks at what a subscriber has been told
LOOK_EVERY = 1.0  # seconds between two looks at what must not grow
PLAIN = Look()

GROUPS: dict[str, list[Parameter]] = {}
for _row in PARAMETERS.values():
    GROUPS.setdefault(_row.group, []).append(_row)


class Broken(Exception):
    """A promise that was not kept. promise: which; at: seconds."""

    def __init__(self, promise: str, text: str, at: float):
        super().__init__(text)
        self.promise, self.text, self.at = promise, text, at

    @classmethod
    def by(cls, error: Exception, at: float) -> Broken:
        """An exception that nobody caught; its promise names the line, so that two faults are two."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{frame.filename.rpartition('engine/')[2]}:{frame.name}"
        return cls(f"no exception in {where}", "".join(traceback.format_exception(error)).rstrip(), at)

    def __str__(self) -> str:
        return f"{self.at:.2f} s: {self.promise}: {self.text}"


class Subscriber:
    """One who only listens: whatever it is told, it knows how the show is set. Raises Broken."""

    peer = Peer("127.0.0.1", 9999)

    def __init__(self) -> None:
        self._told: dict[str, bytes] = {}  # the last message by its address
        self._known: dict[str, tuple[bytes, Any]] = {}  # messages that were found to say a value

    def hear(self, peer: Peer, packet: bytes, now: float) -> None:
        """Take a packet that the show sends to a peer."""
        if len(packet) > 4 * DATAGRAM and not packet.startswith(b"/"):
            raise Broken("datagrams fit", f"{len(packet)} bytes to {peer}", now)
        if peer != self.peer:
            return
        for message in _messages(packet):
            self._told[message[: message.index(0)].decode()] = message

    def knows(self, state: State, now: float) -> None:
        """Compare what it was told with what is."""
        for address in PARAMETERS:
            wanted, message = state[address], self._told.get(address, b"")
            before = self._known.get(address)
            if before is None or before[0] != message or before[1] != wanted:
                got = decode(message)[0][1] if message else None
                if not _agree(address, wanted, got):
                    text = f"{address} is {wanted!r:.80}, the last told was {got!r:.80}"
                    raise Broken("every value is told to every subscriber", text, now)
                self._known[address] = (message, wanted)


class Invariants:
    """Looks at a show after each of its ticks and raises Broken. armed: ticks in which each check could have failed."""

    def __init__(self, show: SimulatedShow):
        self._show = show
        self.armed = dict.fromkeys(("steps", "stillness", "blackout", "as dreamed", "told", "flight"), 0)
        self._subscriber = Subscriber()
        self._listened = self._looked = 0.0
        self._checked: State | None = None  # and its groups, which are mostly the same as before
        self._groups: dict[str, Any] = {}
        self._dreamed: np.ndarray | None = None
        self._before: State | None = None  # the values of the last tick
        self._position = 0.0
        self._still_since = self._dark_since = 0.0
        self._was_frozen = False
        self._lay: np.ndarray | None = None  # how the newest keyframe of a flight lay,
        self._flew = 0.0  # and when that has changed last
        self._threads = threading.active_count()

    @property
    def peer(self) -> Peer:
        """Who only listens."""
        return self._subscriber.peer

    def hear(self, peer: Peer, packet: bytes) -> None:
        """Take a packet that the show sends to a peer."""
        self._subscriber.hear(peer, packet, self._show.now)

    def told(self, now: float) -> None:
        """Look whether the subscriber knows what is; call it right after a step of the feedback."""
        if now - self._listened >= LISTEN_EVERY:
            self._listened = now
            self._subscriber.knows(self._show.store.scene.at(now), now)
            self.armed["told"] += 1

    # every tick --------------------------------------------------------------------------------------------------

    def check(self, tick: int, now: float, step: float) -> None:
        show = self._show
        frame = self._frame(tick, now)
        said, show.said = show.said, []
        for text in said:
            if " failed: " in text or " failed, " in text:
                raise Broken("nothing fails", text, now)
        if show.presenter.shown != "dream":
            raise Broken("the dream is shown", f"shown is {show.presenter.shown}", now)
        live = show.live
        self._ranges(live, now)
        self._blackout(frame, live.master, now)
        picture = show.presenter.dreamed
        self._where(now)
        stalled = max(step - 1 / show.script.fps, 0.0)  # no tick was served, and the first after it mends the jump
        self._still_since += stalled
        self._flew += stalled
        if not live.master.freeze:
            self._steps(picture, live, now, step)
            self._stillness(picture, live, now)
            self._flight(live, now)
            self._as_dreamed(picture, frame, live, now)
        else:
            self._still_since = now
        self._dreamed, self._before, self._position = picture, live, show.presenter.playhead.position
        self._was_frozen = live.master.freeze
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._bounds(now)

    def _frame(self, tick: int, now: float) -> np.ndarray:
        frames, self._show.sink.frames = self._show.sink.frames, []
        if len(frames) != 1 or frames[0].tick != tick or frames[0].data.shape != frames[0].format.shape:
            raise Broken("a frame at every tick", f"{[frame.tick for frame in frames]} at tick {tick}", now)
        return frames[0].data

    def _ranges(self, live: State, now: float) -> None:
        for state in (live, self._show.store.scene.state):
            if state is self._checked:
                continue
            for name, parameters in GROUPS.items():
                group = getattr(state, name)
                if group is not self._groups.get(name):
                    self._groups[name] = group
                    for parameter in parameters:
                        if not _in_range(parameter, value := getattr(group, parameter.name)):
                            raise Broken("every value is in its range", f"{parameter.address} is {value!r:.80}", now)
        self._checked = live

    def _blackout(self, frame: np.ndarray, master: Master, now: float) -> None:
        """Black at once; where that would be one flash too many, when the guard may: within a second."""
        if not master.blackout:
            self._dark_since = now
            return
        self.armed["blackout"] += 1
        guarded = master.flashguard and self._show.presenter.flashes >= FLASHES
        if frame.any() and not (guarded and now - self._dark_since <= 1.1 + 2 / self._show.script.fps):
            raise Broken("blackout is black within a frame", f"the brightest is {frame.max()}", now)

    def _where(self, now: float) -> None:
        position = self._show.presenter.playhead.position
        if not math.isfinite(position) or self._show.course.path.leg_at(position) is None:
            raise Broken("the playhead is on its path", f"position {position}", now)

    def _steps(self, picture: np.ndarray, live: State, now: float, step: float) -> None:
        """No step of the dream, before its look, beyond what its motion, or a dissolve of 0.3 s, makes."""
        before, was = self._dreamed, self._before
        if before is None or was is None or self._was_frozen or live.look.blend == "cut":
            return
        if live.look.blend != was.look.blend:
            return
        here, there = self._position, self._show.presenter.playhead.position
        low, high = self._show.course.path.extent(here)
        moved = abs(there - here) if low <= there <= high else 0.0  # over to another stretch, it dissolves
        slope = 1.5 if live.look.blend == "smooth" else 1.0
        allowed = SPAN * (min(moved, 1.0) * slope + 1.5 * step / MEND) + ROUNDING
        self.armed["steps"] += allowed < SPAN / 2
        found = float(np.abs(_mean(picture) - _mean(before)).mean())
        if found > allowed:
            text = f"{found:.0f} levels where {allowed:.0f} are allowed ({moved:.3f} legs in {step:.3f} s)"
            raise Broken("no step larger than the newest action allows", text, now)

    def _stillness(self, picture: np.ndarray, live: State, now: float) -> None:
        before = self._dreamed
        if before is None or before.shape != picture.shape or (before != picture).any() or not self._could_move(live):
            self._still_since = now
        self.armed["stillness"] += self._still_since < now
        decks = self._on_decks(live)
        if now - self._still_since > (DECKS_STILL if decks else STILL) + 1.01 / self._show.script.fps:
            presenter = self._show.presenter
            text = (
                f"still since {self._still_since:.2f} at {presenter.playhead}, "
                f"keyframes {sorted(presenter.reel.held)[:8]} of {len(presenter.reel)}, "
                f"the dreamer is {self._show.dreams.status.state}"
            )
            raise Broken(f"no stillness longer than {'that of decks' if decks else 'half a second'}", text, now)

    def _flight(self, live: State, now: float) -> None:
        """The camera flies on, whatever the dreamer does, and neither gets lost nor leaves all that was dreamed."""
        flight, camera = self._show.presenter.transport.flight, live.camera
        lies = flight.lies
        flies = live.dream.method == "fly" and lies is not None and abs(camera.zoom) > 0.05
        if lies is not None and not np.isfinite(lies).all():
            raise Broken("the camera is somewhere", f"{lies}", now)
        if not flies or lies is None or self._lay is None or not np.array_equal(lies, self._lay):
            self._flew = now
        self._lay = lies
        self.armed["flight"] += flies
        if now - self._flew > STILL + 1.01 / self._show.script.fps:
            raise Broken("a flight does not stand", f"since {self._flew:.2f} at {lies}", now)

    def _could_move(self, live: State) -> bool:
        """Whether the wanted pace would change the picture visibly, with what the reel holds right here.

        A live picture stands with its input, and what flies is looked at apart: they are left out.
        """
        presenter, dream = self._show.presenter, live.dream
        if dream.method in ("live", "fly") or live.look.blend == "cut":
            return False
        if self._on_decks(live):
            return self._decks_could_move(live)
        seconds = self._show.store.scene.grid.seconds(dream.leg_beats) if dream.leg_beats else dream.leg
        way = dream.speed / seconds * STILL
        here = presenter.playhead.position
        table = presenter.transport.table
        pictures = [_at(presenter.reel, table.reached(here, part * way)) for part in (0.0, -NEAR, NEAR)]
        back, ahead = (here + side * presenter.reel.reach(here, side) for side in (-1, 1))
        if table.way(back, ahead) < REACH * abs(way) / STILL:
            return False  # there is hardly anything to turn over
        low, high = self._show.course.path.extent(here)
        edge = high if way > 0 else low
        if not dream.wander and abs(edge - here) < max(ARRIVING * abs(way), 1e-3):
            return False  # it eases to rest at its destination
        there = [each for each in pictures if each is not None]
        return len(there) == len(pictures) and max(np.abs(a - there[0]).max() for a in there) > VISIBLE

    def _on_decks(self, live: State) -> bool:
        """Whether decks are played and seen, and not still dreamed of."""
        here = self._show.course.path.leg_at(self._show.presenter.playhead.position)
        return bool(live.deck.a or live.deck.b) and here.deck

    def _decks_could_move(self, live: State) -> bool:
        """Whether decks whose mix rests have been at two places that look different."""
        presenter, path, mix = self._show.presenter, self._show.course.path, live.deck.mix
        rests = self._before is not None and self._before.deck == live.deck and live.dream.wander and live.dream.speed
        here = path.leg_at(presenter.playhead.position)
        if not rests:
            return False
        legs = [leg for leg in path.legs if leg.deck and (leg is here or leg is not path.legs[-1])]
        there = [
            _at(presenter.reel, leg.origin + mix) for leg in legs if presenter.transport.feed.shows(leg.origin + mix)
        ]
        return any(np.abs(a - b).max() > VISIBLE / NEAR for a in there for b in there if a is not None is not b)

    def _as_dreamed(self, picture: np.ndarray, frame: np.ndarray, live: State, now: float) -> None:
        """With no look, no master and no flash, what is shown is what is dreamed."""
        master = live.master
        if not _plain(live.look) or master.blackout or master.fade < 1 or self._show.presenter.flashes >= FLASHES:
            return
        if picture.shape == frame.shape:
            self.armed["as dreamed"] += 1
            if (np.abs(picture.astype(int) - frame) > 2).any():
                raise Broken("what is dreamed is shown", f"{_mean(picture)} was shown as {_mean(frame)}", now)

    def _bounds(self, now: float) -> None:
        """Nothing grows for ever."""
        show = self._show
        presenter, path = show.presenter, show.course.path
        sizes = {
            "keyframes": (presenter.reel.bytes, 2 * 200 * 16 * 8 * 3),
            "live keyframes": (len(presenter.transport.live), MOST),
            "poses": (presenter.transport.flight.remembered, MOST + 3),
            "spares": (len(presenter.transport.spares), SPARES),
            "legs": (len(path.legs), KEPT_LEGS),
            "nested places": (max(_depth(leg.a) for leg in path.legs), NESTED_PLACES + 3),
            "glides": (len(show.store.scene.glides), len(PARAMETERS)),
            "threads": (threading.active_count(), self._threads),
        }
        for name, (size, most) in sizes.items():
            if size > most:
                raise Broken("nothing grows for ever", f"{size} {name}, at most {most}", now)


def broken_by(show: SimulatedShow) -> Broken | None:
    """Play a show to its end, or until a promise is broken."""
    try:
        show.play()
    except Broken as broken:
        return broken
    except Exception as error:
        return Broken.by(error, show.now)
    return None


def play(script: Scenario, seen: Callable[[SimulatedShow], None] = lambda show: None) -> Broken | None:
    """Play a scenario in a folder of its own; `seen` is given the show when it is over."""
    with tempfile.TemporaryDirectory(prefix="reverie-") as folder:
        show = SimulatedShow(script, Path(folder), Invariants)
        broken = broken_by(show)
        seen(show)
        return broken


def _at(reel: Any, position: float) -> np.ndarray | None:
    bracket = reel.bracket(position)
    if bracket is None:
        return None
    before, after = _mean(bracket.before.picture), _mean(bracket.after.picture)
    return before + (after - before) * bracket.part


@lru_cache(maxsize=64)
def _plain(look: Look) -> bool:
    """Whether a look leaves a picture of the output's size as it is."""
    return dataclasses.replace(look, blend=PLAIN.blend, upscale=PLAIN.upscale, fit=PLAIN.fit) == PLAIN


def _mean(picture: np.ndarray) -> np.ndarray:
    return np.array(cv2.mean(picture)[:3])


def _depth(place: Place) -> int:
    return 1 + max(_depth(place.a), _depth(place.b)) if isinstance(place, Between) else 0


def _messages(packet: bytes) -> list[bytes]:
    """The messages of a packet, bundled once or not at all, as the show sends them."""
    if packet.startswith(b"/"):
        return [packet]
    found, index = [], 16
    while index < len(packet):
        size = int.from_bytes(packet[index : index + 4], "big")
        found.append(packet[index + 4 : index + 4 + size])
        index += 4 + size
    return found


def _agree(address: str, wanted: Any, got: list[Any] | None) -> bool:
    parameter = PARAMETERS[address]
    if got is None:
        return False
    if wanted is None:
        return got == ["auto"]
    if parameter.kind == "mix":
        flat = [part for entry in wanted for part in entry]
        if len(wanted) == 1 and len(got) == 1:
            return bool(got == [wanted[0][0]])
        return len(flat) == len(got) and all(_near(a, b) for a, b in zip(flat, got, strict=True))
    return len(got) == 1 and _near(wanted, got[0])


def _near(a: Any, b: Any) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6)


def _in_range(parameter: Parameter, value: Any) -> bool:
    if value is None:
        return parameter.default is None
    if parameter.bounded:
        assert parameter.low is not None and parameter.high is not None
        kinds = int if parameter.kind == "int" else (int, float)
        return isinstance(value, kinds) and parameter.low <= value <= parameter.high
    if parameter.kind == "choice":
        return value in parameter.choices
    if parameter.kind == "bool":
        return isinstance(value, bool)
    return parameter.kind == "mix" or (isinstance(value, str) and len(value) <= LONGEST_TEXT)
