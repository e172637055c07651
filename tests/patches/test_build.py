"""What lies in `patches/` is what the table makes, and nothing of the table is missing in it."""

import json
import re
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import pytest

from engine.cli import main
from engine.coercion import coerce, from_norm
from engine.control.actions import fitted
from engine.parameters import ACTIONS, PARAMETERS
from engine.patches import build, files
from engine.patches.obs import SCENES
from engine.patches.openstagecontrol import openstagecontrol
from engine.patches.pages import HOST, OSC_PORT, pages, words
from engine.patches.touchosc import HEIGHT, WIDTH, stored, touchosc

FOLDER = Path(__file__).parents[2] / "patches"
SURFACES = (
    "reverie_touchdesigner.py",
    "reverie.tosc",
    "reverie.openstagecontrol.json",
    "reverie.pd",
    "reverie.maxpat",
    "qlab.md",
    "chataigne.md",
)


def text(name):
    data = files()[name]
    return (zlib.decompress(data) if name.endswith(".tosc") else data).decode()


def test_the_folder_is_current():
    made = files()
    lying = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}
    assert sorted(lying) == sorted(made), "run: reverie patches build"
    assert not [name for name in made if made[name] != lying[name]], "run: reverie patches build"


def test_building_is_repeatable_and_says_what_it_wrote(tmp_path, capsys):
    assert main(["patches", "build", str(tmp_path / "new")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(files())
    first = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    build(tmp_path / "new")
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == files()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["patches", "build", str(tmp_path / "file" / "new")]) == 2
    assert "patches:" in capsys.readouterr().err


@pytest.mark.parametrize("name", SURFACES)
def test_everything_in_the_table_is_on_every_surface(name):
    content = text(name)
    for address in (*PARAMETERS, *ACTIONS):
        spaced = address.strip("/").replace("/", " ")  # as Pure Data's oscformat writes it
        assert re.search(rf"(?<![\w/]){address}(?![\w/])|oscformat {spaced};", content), address


def test_pages_hold_all_of_the_table_once():
    rows = [row.address for page in pages() for row in (*page.parameters, *page.actions)]
    assert sorted(rows) == sorted([*PARAMETERS, *ACTIONS])
    assert [page.name for page in pages()][-1] == "show"
    assert (words("/dream/leg/beats"), words("/mod/2/depth"), words("/ping")) == ("leg beats", "depth", "ping")


def test_nothing_in_them_tells_where_they_were_made():
    for name in files():
        assert not re.search(r"/home/|/tmp/|/work/|C:\\\\", text(name)), name


# TouchOSC -----------------------------------------------------------------------------------------------------------


def nodes():
    return ET.fromstring(zlib.decompress(touchosc())).iter("node")


def properties(node):
    return {item.findtext("key"): item.find("value") for item in node.find("properties")}


def test_touchosc_stream_is_zlib_whatever_its_length():
    for length in (0, 1, 65534, 65535, 65536, 200_000):
        data = bytes(range(256)) * (length // 256 + 1)
        assert zlib.decompress(stored(data[:length])) == data[:length]


def test_touchosc_nodes_are_whole_and_inside_their_parents():
    ids = [node.get("ID") for node in nodes()]
    assert len(ids) == len(set(ids))
    for node in nodes():
        assert [child.tag for child in node] == ["properties", "values", "messages", "children"]
        place = {part.tag: float(part.text) for part in properties(node)["frame"]}
        assert place["x"] >= 0 and place["x"] + place["w"] <= WIDTH + 0.01
        assert place["y"] >= 0 and place["y"] + place["h"] <= HEIGHT + 0.01
        assert min(place["w"], place["h"]) > 8


def test_touchosc_messages_are_understood_over_their_whole_range():
    for node in nodes():
        for osc in node.iter("osc"):
            if osc.findtext("send") != "1":
                continue
            address = osc.findtext("path/partial/value")
            for end in (0, 1):
                arguments = [argument(partial, node, end) for partial in osc.find("arguments")]
                if address in ACTIONS:
                    fitted(address, arguments)
                    continue
                value, note = coerce(PARAMETERS[address], arguments)
                assert not note
                if PARAMETERS[address].bounded and arguments != ["auto"]:
                    assert value == from_norm(PARAMETERS[address], end)


def argument(partial, node, end):
    kind, value = partial.findtext("type"), partial.findtext("value")
    convert = {"FLOAT": float, "INTEGER": round, "STRING": str}[partial.findtext("conversion")]
    if kind == "CONSTANT":
        return convert(float(value) if convert is not str else value)
    if value == "text":
        return "some text"
    top = int(properties(node)["steps"].text) - 1 if node.get("type") == "RADIO" else 1
    low, high = float(partial.findtext("scaleMin")), float(partial.findtext("scaleMax"))
    return convert(low + end * top * (high - low))


def test_touchosc_is_read_by_tosclib(tmp_path):
    tosclib = pytest.importorskip("tosclib")
    (tmp_path / "x.tosc").write_bytes(touchosc())
    pager = tosclib.ElementTOSC.fromFile(str(tmp_path / "x.tosc"))
    assert pager.getPropertyValue("name").text == "reverie"


# Open Stage Control ---------------------------------------------------------------------------------------------------

COMMON = {"type", "id", "address", "typeTags", "preArgs", "target", "expand", "height", "default", "decimals", "bypass"}
OWN = {  # after the widgets' defaults in Open Stage Control's sources
    "tab": {"label", "layout", "gridTemplate", "widgets"},
    "panel": {"layout", "widgets"},
    "text": {"value"},
    "switch": {"values", "layout"},
    "button": {"mode", "on", "off", "label"},
    "input": {"numeric"},
    "fader": {"horizontal", "design", "range", "doubleTap"},
}


def widgets(within):
    for widget in (*within.get("tabs", ()), *within.get("widgets", ())):
        yield widget
        yield from widgets(widget)


def test_open_stage_control_has_only_what_its_widgets_know():
    session = json.loads(openstagecontrol())
    assert session["type"] == "session" and session["content"]["type"] == "root"
    found = list(widgets(session["content"]))
    assert len({(widget["type"], widget["id"]) for widget in found}) == len(found)
    assert all(a["address"] == b["address"] for a in found for b in found if a["id"] == b["id"] and a is not b)
    for widget in found:
        assert set(widget) <= COMMON | OWN[widget["type"]], widget


def test_open_stage_control_sends_what_is_understood():
    for widget in widgets(json.loads(openstagecontrol())["content"]):
        if "address" not in widget:
            continue
        address, kind = widget["address"], widget["type"]
        assert widget["target"] == f"{HOST}:{OSC_PORT}"
        values = {
            "switch": lambda w: w["values"],
            "fader": lambda w: list(w["range"].values()),
            "button": lambda w: [w.get("on"), w.get("off", w.get("on"))],
            "input": lambda w: [1 if w.get("numeric") else "a text"],
        }[kind](widget)
        for value in values:
            if address in PARAMETERS:
                assert not coerce(PARAMETERS[address], [value])[1] or widget.get("numeric")
            else:
                arguments = [*widget.get("preArgs", []), *([] if value is None else [value])]
                fitted(address, arguments)
                assert len(widget.get("typeTags", "")) == len(arguments)


# Max ------------------------------------------------------------------------------------------------------------------


def patchers(patcher):
    yield patcher
    for item in patcher["boxes"]:
        if "patcher" in item["box"]:
            yield from patchers(item["box"]["patcher"])


def test_max_lines_go_from_outlets_that_are_there_to_inlets_that_are_there():
    whole = list(patchers(json.loads(text("reverie.maxpat"))["patcher"]))
    assert len(whole) == 1 + len(pages())
    for patcher in whole:
        boxes = {item["box"]["id"]: item["box"] for item in patcher["boxes"]}
        assert len(boxes) == len(patcher["boxes"])
        for line in patcher["lines"]:
            (source, outlet), (target, inlet) = line["patchline"]["source"], line["patchline"]["destination"]
            assert outlet < boxes[source]["numoutlets"] and inlet < boxes[target]["numinlets"]
            assert len(boxes[source]["outlettype"]) == boxes[source]["numoutlets"]


# OBS ------------------------------------------------------------------------------------------------------------------


def test_obs_scenes_show_sources_that_are_there():
    collection = json.loads(text("reverie.obs.json"))
    sources = {source["uuid"]: source for source in collection["sources"]}
    scenes = [source for source in sources.values() if source["id"] == "scene"]
    assert [scene["name"] for scene in collection["scene_order"]] == [scene["name"] for scene in scenes]
    assert collection["current_scene"] in {scene["name"] for scene in scenes}
    assert {"v4l2_input", "dshow_input", "browser_source", "ffmpeg_source", "ndi_source"} <= {
        kind for _, kind, _ in SCENES
    }
    for scene in scenes:
        for item in scene["settings"]["items"]:
            assert sources[item["source_uuid"]]["name"] == item["name"]


# How-tos --------------------------------------------------------------------------------------------------------------


def test_every_file_is_explained():
    readme = text("README.md")
    assert not [name for name in files() if name != "README.md" and name not in readme]


def test_commands_in_the_how_tos_exist():
    from engine.cli import COMMANDS
    from engine.devices.registry import OUTPUTS

    for name in files():
        if name.endswith(".md"):
            for command in re.findall(r"`reverie ([a-z]+)", text(name)):
                assert command in COMMANDS
            for output in re.findall(r"--output ([a-z]+)", text(name)):
                assert output in OUTPUTS
