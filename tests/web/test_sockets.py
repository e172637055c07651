"""The panel's WebSocket: both ways, coalesced, several at once, and nothing that a panel sends can harm the show."""

import json
import threading
import time
from contextlib import ExitStack

import cv2
import numpy as np
import pytest
from waiting import until
from web_show import BLUE, Show
from websockets.sync.client import connect

from engine.control.osc_codec import encode
from engine.parameters import ACTIONS, PARAMETERS
from engine.web.sockets import RATE


class PanelVisitor:
    """A panel that keeps what it is sent."""

    def __init__(self, show):
        self._stack = ExitStack()
        connecting = connect(f"ws://127.0.0.1:{show.port}/live", max_size=None, close_timeout=1)
        self.socket = self._stack.enter_context(connecting)
        self.values, self.status, self.news, self.frames = {}, {}, [], 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stack.close()

    def say(self, *messages):
        self.socket.send(json.dumps(messages))

    def hear(self, seconds=10.0):
        news = json.loads(self.socket.recv(timeout=seconds))
        self.frames += 1
        self.values |= news.get("values", {})
        self.status |= news.get("status", {})
        self.news.append(news)
        return news

    def until(self, true, seconds=15.0):
        return until(lambda: true(self) or (self.hear() and None), seconds, 0, lambda: "on the panel")


@pytest.fixture(scope="module")
def show():
    with Show() as show:
        yield show


@pytest.fixture
def panel(show):
    with PanelVisitor(show) as panel:
        panel.hear()
        yield panel


def test_it_begins_with_everything(panel):
    first = panel.news[0]
    assert [row["address"] for row in first["table"]["parameters"]] == list(PARAMETERS)
    assert [row["address"] for row in first["table"]["actions"]] == list(ACTIONS)
    assert set(first["values"]) == set(PARAMETERS)
    assert first["status"]["position"] is None, "not a number is null"
    assert first["values"]["/dream/prompt"][0][1] == 1.0


def test_a_panel_is_told_what_it_set_though_it_is_as_before(show, panel):
    """So that there and back between two looks at the values leaves nothing else in a field."""
    show.store.change({"/dream/prompt": (("a lake", 1.0),)})
    panel.until(lambda p: p.values["/dream/prompt"] == [["a lake", 1.0]])
    for _ in range(3):
        panel.values.clear()
        panel.say(["/dream/prompt", "a field"], ["/dream/prompt", "a lake"])
        panel.until(lambda p: "/dream/prompt" in p.values)
        assert panel.values == {"/dream/prompt": [["a lake", 1.0]]}


def test_what_is_set_elsewhere_comes_here_at_once(show, panel):
    times = []
    for value in (1.5, 2.5, 3.5, 4.5, 5.5):
        began = time.perf_counter()
        show.store.change({"/look/zoom": value})
        panel.until(lambda panel, value=value: panel.values.get("/look/zoom") == value)
        times.append(time.perf_counter() - began)
    assert sorted(times)[2] < 0.05, times


def test_what_a_panel_says_at_once_is_one_change(show, panel):
    before = show.store.scene.version
    panel.say(
        ["/look/zoom", 2], ["/look/mirror", "quad"], ["/master/freeze", True], ["/dream/prompt", "a", 0.5, "b", 1]
    )
    show.until(lambda: show.store.scene.state.dream.prompt == (("a", 0.5), ("b", 1.0)))
    state = show.store.scene.state
    assert (state.look.zoom, state.look.mirror, state.master.freeze) == (2.0, "quad", True)
    assert show.store.scene.version == before + 1


def test_several_panels_see_each_other(show, panel):
    with PanelVisitor(show) as other:
        other.hear()
        panel.say(["/look/hue", 33.0])
        for each in (panel, other):
            each.until(lambda each: each.values.get("/look/hue") == 33.0)


def test_every_parameter_and_action_takes_what_a_panel_sends(show, panel):
    examples = {"float": [0.5], "int": [3], "bool": [True], "choice": [1], "text": ["x"], "mix": ["x", 0.5]}
    given = {"s": "name", "i": 1, "f": 0.5, "s|i": "name"}
    said = len(show.said)
    panel.say(*[[address, *examples[p.kind]] for address, p in PARAMETERS.items()])
    show.until(lambda: show.store.scene.state.dream.negative == "x")
    plain = [a for a in ACTIONS.values() if a.address.split("/")[1] not in ("preset", "subscribe", "unsubscribe")]
    panel.say(*[[a.address, *[given[w] for w in a.arguments.split() if not w.startswith("[")]] for a in plain])
    answered = {a.address for a in ACTIONS.values() if a.answers}
    for action in plain:
        if action.address not in answered:
            show.until(lambda action=action: any(done[0] == action.address for done in show.acted), 5)
    assert not [line for line in show.said[said:] if "wants" in line and "outside" not in line]


def test_answers_come_to_who_asked(show, panel):
    panel.say(["/ping"])
    panel.until(lambda panel: any(["/pong"] in news.get("answers", []) for news in panel.news))


def test_trouble_is_told(show, panel):
    panel.say(["/look/zoom", 99])

    def told(panel):
        return [m for news in panel.news for m in news.get("messages", []) if "/look/zoom 99 is outside" in m["text"]]

    heard = panel.until(told)
    assert "0.25..8" in heard[-1]["text"] and abs(heard[-1]["at"] - time.time()) < 60
    with PanelVisitor(show) as late:
        late.hear()
        assert told(late), "one that comes later reads it too"


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "{",
        "1",
        '"x"',
        "[1]",
        "[[]]",
        "[[1]]",
        '[["/look/zoom", null]]',
        '[["/look/zoom", [1]]]',
        "[" * 5000,
        '{"a":1}',
        '[["/dream/prompt", "half a pair \\ud800"]]',
    ]
    + [json.dumps([["/look/zoom", *range(500)]])],
)
def test_garbage_changes_nothing(show, panel, garbage):
    before = show.store.scene.state
    panel.socket.send(garbage)
    panel.socket.send(garbage.encode())
    panel.say(["/ping"])
    panel.until(lambda panel: any("answers" in news for news in panel.news))
    assert show.store.scene.state == before


def test_a_flood_is_coalesced(show, panel):
    """From one panel, as fast as it can; the other hears at most RATE times a second, and the last value."""
    with PanelVisitor(show) as other:
        other.hear()
        began = time.perf_counter()
        for step in range(3000):
            panel.socket.send(f'[["/look/hue", {step / 20}]]')
        other.until(lambda other: other.values.get("/look/hue") == 2999 / 20)
        took = time.perf_counter() - began
        assert other.frames <= took * RATE * 1.5 + 10
    assert took < 20


def test_who_does_not_read_holds_nobody_up(show):
    with PanelVisitor(show), PanelVisitor(show) as good:
        for step in range(300):
            show.store.change({"/dream/prompt": ((f"{step} " * 400, 1.0),)})
            time.sleep(0.002)
        good.until(lambda good: good.values.get("/dream/prompt", [[""]])[0][0].startswith("299 "))
        began = time.perf_counter()
        show.store.change({"/look/zoom": 1.25})
        good.until(lambda good: good.values.get("/look/zoom") == 1.25)
        assert time.perf_counter() - began < 1


def test_ten_panels_a_flood_of_osc_and_hands_everywhere(show):
    """Nobody is lost, nothing is said, and all end at the same values."""
    said, stop = len(show.said), threading.Event()

    def play(number):
        generator = np.random.default_rng(number)
        with PanelVisitor(show) as panel:
            while not stop.is_set():
                panel.say(["/look/x", float(generator.uniform(-1, 1))], ["/look/mirror", int(generator.integers(5))])
                panel.hear()
            panel.say(["/look/rotate", 77.0])
            panel.until(lambda panel: panel.values.get("/look/rotate") == 77.0 and panel.values.get("/look/y") == 1.0)
            done.append(panel.values)

    def flood():
        import socket

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            step = 0
            while not stop.is_set():
                for _ in range(20):
                    step += 1
                    sender.sendto(encode("/look/hue", step % 180 + 0.5), ("127.0.0.1", show.ports.port))
                time.sleep(0.01)
            sender.sendto(encode("/look/y", 1.0), ("127.0.0.1", show.ports.port))

    done: list[dict] = []
    threads = [threading.Thread(target=play, args=(number,)) for number in range(10)] + [threading.Thread(target=flood)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert len(done) == 10
    assert show.said[said:] == []


def test_a_preset_gets_its_picture_when_it_is_saved(show, panel):
    panel.say(["/preset/save", "blue one"])
    preset = panel.until(
        lambda panel: next(
            (p for news in panel.news for p in news.get("presets", []) if p["name"] == "blue one" and p["picture"]),
            None,
        )
    )
    assert preset["picture"] > 1e12
    with show.get("/thumbnails/blue%20one.jpg") as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        data = answer.read()
    assert len(data) < 30_000
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (180, 320, 3) and np.abs(picture.mean(axis=(0, 1)) - BLUE).max() < 4
    assert sorted(path.name for path in show.folder.glob("blue*")) == ["blue one.jpg", "blue one.toml"]
    until(lambda: (show.folder / "presets.numbers.toml").is_file())


@pytest.mark.parametrize("name", ["../x", "..", "a/b", ".hidden", "nul", "a" * 60, ""])
def test_thumbnails_stay_in_their_folder(show, panel, name):
    before = sorted(show.folder.rglob("*"))
    panel.say(["/preset/save", name])
    panel.say(["/ping"])
    panel.until(lambda panel: any("answers" in news for news in panel.news))
    time.sleep(0.2)
    assert sorted(show.folder.rglob("*")) == before
    for path in ("/thumbnails/..%2f..%2fx.jpg", "/thumbnails/%2e%2e/blue%20one.jpg", "/thumbnails/none.jpg"):
        with pytest.raises(Exception, match="404"):
            show.get(path)


def test_a_status_that_fails_is_told_once_and_the_rest_goes_on():
    def broken():
        raise RuntimeError("no status")

    with Show(broken) as show, PanelVisitor(show) as panel:
        panel.hear()
        time.sleep(0.5)
        show.store.change({"/look/zoom": 3.0})
        panel.until(lambda panel: panel.values.get("/look/zoom") == 3.0)
        assert len([line for line in show.said if "no status" in line]) == 1
