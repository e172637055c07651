"""OSCQuery as Vidvox proposes it: the tree, its attributes, its errors, and its WebSocket."""

import ipaddress
import json
import time
import urllib.error

import pytest
from pythonosc.osc_message import OscMessage
from web_show import SIGNALS, Show
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from engine.control.osc_codec import encode
from engine.parameters import ACTIONS, ALIASES, PARAMETERS
from engine.web import oscquery
from engine.web.sockets import RATE

SIGNAL_NAMES = {*SIGNALS, "error", "message", "heartbeat", "beat", "bar", "phase"}
JSON_TYPES = {"f": (int, float), "i": int, "s": str, "T": bool, "F": bool}


@pytest.fixture(scope="module")
def show():
    with Show() as show:
        yield show


@pytest.fixture
def client(show):
    with connect(f"ws://127.0.0.1:{show.port}/") as client:
        yield client


def nodes(node):
    yield node
    for child in node.get("CONTENTS", {}).values():
        yield from nodes(child)


def code(show, path, **headers):
    try:
        with show.get(path, **headers) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def received(client, seconds=5.0):
    message = client.recv(timeout=seconds)
    assert isinstance(message, bytes)
    return OscMessage(message)


def listen(client, *addresses, command="LISTEN"):
    for address in addresses:
        client.send(json.dumps({"COMMAND": command, "DATA": address}))
    time.sleep(0.2)  # there is no answer to it


# the tree -----------------------------------------------------------------------------------------------------


def test_everything_is_in_the_tree(show):
    found = {node["FULL_PATH"]: node for node in nodes(show.json("/"))}
    for address, parameter in PARAMETERS.items():
        assert found[address]["ACCESS"] == 3 and found[address]["DESCRIPTION"] == parameter.doc
    for address, action in ACTIONS.items():
        assert found[address]["ACCESS"] == 2 and found[address]["DESCRIPTION"] == action.doc
    for name in SIGNAL_NAMES:
        assert found[f"/status/{name}"]["ACCESS"] == 1
    methods = {path for path, node in found.items() if node["ACCESS"]}
    assert methods == {*PARAMETERS, *ACTIONS, *ALIASES, *(f"/status/{name}" for name in SIGNAL_NAMES)}


def test_a_client_that_takes_nodes_with_others_below_them_for_groups_sees_every_value(show):
    leaves = {node["FULL_PATH"]: node for node in nodes(show.json("/")) if "CONTENTS" not in node}
    seen = {ALIASES.get(address, address) for address in leaves}
    assert seen >= {*PARAMETERS, *ACTIONS}
    for alias, address in ALIASES.items():
        node, leaf = show.json(address), leaves[alias]
        for attribute in ("TYPE", "ACCESS", "VALUE", "RANGE", "DESCRIPTION"):
            assert leaf.get(attribute) == node.get(attribute), alias


def test_every_attribute_of_every_node(show):
    """Asked for one by one over HTTP, each says what the tree says, and has the form that the proposal asks for."""
    for node in nodes(show.json("/")):
        path, tags = node["FULL_PATH"], node.get("TYPE", "")
        assert set(node) <= set(oscquery.ATTRIBUTES)
        assert node["DESCRIPTION"] and isinstance(node["DESCRIPTION"], str)
        assert "CONTENTS" in node or tags, f"{path} is neither a container nor a method"
        if "VALUE" in node:
            assert len(node["VALUE"]) == len(tags)
            assert all(isinstance(v, JSON_TYPES[tag]) for v, tag in zip(node["VALUE"], tags, strict=True)), path
        for attribute in ("RANGE", "UNIT", "CLIPMODE", "EXTENDED_TYPE"):
            assert len(node.get(attribute, tags)) in (1, len(tags)), f"{path} {attribute}"
        for bounds in node.get("RANGE", []):
            assert set(bounds) <= {"MIN", "MAX", "VALS"}
            if "VALUE" in node and "MIN" in bounds:
                assert bounds["MIN"] <= node["VALUE"][0] <= bounds["MAX"]
        assert all(clip in ("none", "low", "high", "both") for clip in node.get("CLIPMODE", []))
        assert all("CONTENTS" not in each and each["TYPE"] for each in node.get("OVERLOADS", []))


def test_attributes_one_by_one_over_http(show):
    for path in ("/look", "/look/zoom", "/dream/prompt", "/dream/leg", "/preset/recall", "/status/fps"):
        node = show.json(path)
        for attribute in oscquery.ATTRIBUTES:
            if attribute in node:
                assert show.json(f"{path}?{attribute}") == {attribute: node[attribute]}
            else:
                assert code(show, f"{path}?{attribute}") == 204
    assert show.json("/look/zoom?VALUE&RANGE") == {"VALUE": [1.0], "RANGE": [{"MIN": 0.25, "MAX": 8.0}]}


def test_values_are_those_that_are_on(show):
    show.store.change({"/look/contrast": 2.0}, seconds=600.0)
    assert show.json("/look/contrast?VALUE")["VALUE"][0] < 1.1
    show.store.change({"/look/contrast": 1.0})


@pytest.mark.parametrize(
    ("address", "want"),
    [
        ("/look/rotate", {"TYPE": "f", "UNIT": ["angle.degree"], "CLIPMODE": ["both"]}),
        ("/dream/leg", {"TYPE": "f", "UNIT": ["time.second"], "RANGE": [{"MIN": 0.5, "MAX": 120.0}]}),
        ("/dream/seed", {"TYPE": "i", "VALUE": [1], "RANGE": [{"MIN": 0, "MAX": 2**31 - 1}]}),
        ("/dream/wander", {"TYPE": "T", "VALUE": [True]}),
        ("/master/blackout", {"TYPE": "F", "VALUE": [False]}),
        ("/look/fit", {"TYPE": "s", "VALUE": ["crop"], "RANGE": [{"VALS": ["crop", "fit"]}]}),
        ("/dream/negative", {"TYPE": "s", "VALUE": [""]}),
        ("/dream/prompt", {"TYPE": "s", "VALUE": [PARAMETERS["/dream/prompt"].default[0][0]]}),
        ("/preset/next", {"TYPE": "I", "ACCESS": 2, "CRITICAL": True}),
        ("/mod/2/trigger", {"TAGS": ["mod", "action"]}),
        ("/mod/2/depth", {"TAGS": ["mod"]}),
        ("/look/x", {"EXTENDED_TYPE": ["position.cartesian.x"], "TAGS": ["look"]}),
    ],
)
def test_nodes_by_kind(show, address, want):
    node = show.json(address)
    assert {key: node.get(key) for key in want} == want


def test_what_the_model_decides_is_auto(show):
    assert show.json("/dream/steps?VALUE") == {"VALUE": ["auto"]}
    assert {"TYPE": "i", "RANGE": [{"MIN": 1, "MAX": 50}]} in show.json("/dream/steps")["OVERLOADS"]
    show.store.change({"/dream/steps": 4})
    assert show.json("/dream/steps?VALUE") == {"VALUE": [4]}
    assert {"TYPE": "s", "RANGE": [{"VALS": ["auto"]}]} in show.json("/dream/steps")["OVERLOADS"]
    show.store.change({"/dream/steps": None})


def test_every_value_is_answered_whatever_it_is(show):
    for address, parameter in PARAMETERS.items():
        others = {"mix": (), "text": "", "bool": not parameter.default}.get(parameter.kind)
        for value in (parameter.default, others, parameter.low, parameter.high):
            if value is not None or parameter.default is None:
                show.store.change({address: value})
                assert len(show.json(f"{address}?VALUE")["VALUE"]) == len(show.json(f"{address}?TYPE")["TYPE"]), address
        show.store.change({address: parameter.default})


def test_a_blend_of_prompts_is_typed_as_it_is(show):
    show.store.change({"/dream/prompt": (("fog", 0.5), ("neon", 1.0))})
    node = show.json("/dream/prompt")
    assert (node["TYPE"], node["VALUE"]) == ("sfsf", ["fog", 0.5, "neon", 1.0])
    show.store.change({"/dream/prompt": (("fog", 1.0),)})
    assert show.json("/dream/prompt?VALUE") == {"VALUE": ["fog"]}


def test_the_types_that_an_action_takes():
    assert oscquery._signatures("s|i [f]") == ["s", "i", "sf", "if"]
    assert oscquery._signatures("[s]") == ["I", "s"]
    assert oscquery._signatures("") == ["I"]


def test_addresses_that_mean_something():
    assert set(oscquery.MEANINGS) <= set(PARAMETERS)


def test_errors(show):
    assert code(show, "/nothing/here") == 404
    assert code(show, "/look/zoom/nothing") == 404
    assert code(show, "/nothing?VALUE") == 404
    assert code(show, "/look/zoom?NONSENSE") == 400
    assert code(show, "/preset/save?VALUE") == 204
    assert code(show, "/look?VALUE") == 204
    assert code(show, "/look/?CONTENTS") == 200
    assert code(show, "/look%2Fzoom?VALUE") in (200, 404)


def test_host_info(show):
    for path in ("/?HOST_INFO", "/look/zoom?HOST_INFO", "/no/matter?HOST_INFO", "/HOST_INFO", "/HOST_INFO/"):
        info = show.json(path)
        assert info["NAME"] == "Reverie"
        assert (info["OSC_IP"], info["OSC_PORT"], info["OSC_TRANSPORT"]) == ("127.0.0.1", show.ports.port, "UDP")
        assert (info["WS_IP"], info["WS_PORT"]) == ("127.0.0.1", show.port)
        used = {key for node in nodes(show.json("/")) for key in node} - {"FULL_PATH", "CONTENTS", "TYPE"}
        assert used <= {key for key, have in info["EXTENSIONS"].items() if have}
        assert info["EXTENSIONS"]["LISTEN"]


def test_a_browser_gets_the_panel_and_others_the_tree(show):
    html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for path, accept, kind in (
        ("/", html, "text/html"),
        ("/?HTML", "*/*", "text/html"),
        ("/", "*/*", "application/json"),
        ("/", "application/json", "application/json"),
        ("/?HOST_INFO", html, "application/json"),
        ("/look", html, "application/json"),
    ):
        with show.get(path, Accept=accept) as answer:
            assert answer.headers["Content-Type"].startswith(kind), path


# the WebSocket ------------------------------------------------------------------------------------------------


def test_listen_and_ignore(show, client):
    listen(client, "/look/zoom", "/master/blackout", "/dream/prompt")
    show.store.change({"/look/zoom": 2.5, "/look/hue": 20.0})
    message = received(client)
    assert (message.address, message.params) == ("/look/zoom", [2.5])
    show.store.change({"/master/blackout": True})
    message = received(client)
    assert (message.address, message.params) == ("/master/blackout", [True])
    show.store.change({"/dream/prompt": (("a", 0.5), ("b", 1.0))})
    assert received(client).params == ["a", 0.5, "b", 1.0]
    listen(client, "/look/zoom", command="IGNORE")
    show.store.change({"/look/zoom": 3.0})
    with pytest.raises(TimeoutError):
        client.recv(timeout=0.3)


def test_a_leaf_is_listened_to_and_set_as_its_value_is(show, client):
    listen(client, "/live/feedback/value")
    client.send(encode("/live/feedback/value", 0.25))
    show.until(lambda: show.store.scene.state.live.feedback == 0.25)
    message = received(client)
    assert (message.address, message.params) == ("/live/feedback/value", [0.25])


def test_listen_to_the_status(show, client):
    listen(client, "/status/heartbeat")
    assert received(client).address == "/status/heartbeat"


def test_listeners_hear_a_flood_as_its_newest_value(show, client):
    listen(client, "/look/hue")
    began = time.perf_counter()
    for step in range(2000):
        show.store.change({"/look/hue": step / 20})
    took = time.perf_counter() - began
    count = 0
    while (message := received(client)).params != [pytest.approx(1999 / 20, abs=1e-3)]:
        count += 1
    assert message.address == "/look/hue" and count <= took * RATE + 3


def test_osc_over_the_websocket(show, client):
    client.send(encode("/look/rotate", 45.0))
    show.until(lambda: show.store.scene.state.look.rotate == 45.0)
    client.send(encode("/ping"))
    assert received(client).address == "/pong"
    client.send(encode("/preset/list"))
    assert received(client).address == "/preset/list"


def test_garbage_on_the_websocket(show, client):
    said = len(show.said)
    for garbage in (
        b"\0\1\2",
        b"/look\0",
        "nonsense",
        "[]",
        '{"COMMAND":"LISTEN"}',
        '{"COMMAND":"FLY","DATA":"/look/x"}',
    ):
        client.send(garbage)
    client.send(json.dumps({"COMMAND": "LISTEN", "DATA": "/not/there"}))
    listen(client, "/look/y")
    show.store.change({"/look/y": 0.5})
    assert received(client).params == [0.5]
    assert len(show.said) > said


def test_a_listener_that_leaves_is_forgotten(show):
    with connect(f"ws://127.0.0.1:{show.port}/") as client:
        client.send(encode("/subscribe"))
        show.until(lambda: any(place.tcp for place, _ in show.feedback.listeners.everyone()))
    show.until(lambda: not any(place.tcp for place, _ in show.feedback.listeners.everyone()))


def test_foreign_origins_get_no_websocket(show):
    for origin in ("https://evil.example", "null"):
        for path in ("", "live"):
            with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{show.port}/{path}", origin=origin):
                pass
    with connect(f"ws://127.0.0.1:{show.port}/", origin=f"http://127.0.0.1:{show.port}"):
        pass


def test_allow_holds_for_oscquery():
    elsewhere = [ipaddress.ip_network("192.168.77.0/24")]
    with Show(allowed=elsewhere) as show:
        assert code(show, "/look") == 403
        assert code(show, "/", Accept="text/html") == 200
        with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{show.port}/"):
            pass
    with Show(allowed=[ipaddress.ip_network("127.0.0.0/8")]) as show:
        assert code(show, "/look") == 200
