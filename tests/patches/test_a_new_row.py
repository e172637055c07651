"""A row more of every kind in the table, and one more action: they are everywhere, with nothing else written."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Declared as the others are, before anything has looked at the table; then asked for in every room that shows it.
TABLE = """
import dataclasses, json, re, sys, zlib
import engine.parameters as table

@dataclasses.dataclass(frozen=True)
class Fresh(table.Look):
    fresh_amount: float = table.number(0.5, -1, 3, "a new number", "s")
    fresh_count: int = table.whole(2, 1, 9, "a new whole number")
    fresh_perhaps: float = table.number(None, 0, 2, "a new number that the model decides")
    fresh_lit: bool = table.switch(True, "a new switch")
    fresh_shape: str = table.choice("round", ("round", "square"), "a new choice")
    fresh_word: str = table.text("", "a new text")
    fresh_blend: table.Mix = table.mix((("fog", 1.0),), "a new blend")

table.State = dataclasses.make_dataclass(
    "State", [("look", Fresh, dataclasses.field(default_factory=Fresh))], bases=(table.State,), frozen=True)
table.PARAMETERS |= {a: row for a, row in table._rows().items() if a not in table.PARAMETERS}
table.ACTIONS["/look/fresh/go"] = table.Action("/look/fresh/go", "s|i [f]", "a new action")
NEW = [a for a in (*table.PARAMETERS, *table.ACTIONS) if a.startswith("/look/fresh/")]
assert len(NEW) == 8, NEW
"""

PATCHES = """
from engine.patches import files
for name, data in files().items():
    if name in ("README.md", "resolume.md", "madmapper.md", "reverie.obs.json"):
        continue
    content = (zlib.decompress(data) if name.endswith(".tosc") else data).decode()
    for address in NEW:
        spaced = address.strip("/").replace("/", " ")
        assert re.search(rf"(?<![\\w/]){address}(?![\\w/])|oscformat {spaced};", content), (name, address)
"""

OSC = """
from engine.control.store import Store
from engine.control.router import MessageRouter
from engine.control.actions import Actions
from engine.control.reports import Reports
from engine.midi.mapping import parse
from engine.web import oscquery
from engine.web.sockets import table as panel
from pathlib import Path

store, acted = Store(), []
assert store.scene.state["/look/fresh/amount"] == 0.5
handlers = {a: (lambda arguments, source: acted.append(arguments)) for a in table.ACTIONS}
router = MessageRouter(store, Actions(handlers), Reports(lambda text, source: sys.exit(text)))
said = {"amount": 1.5, "count": 7, "perhaps": 1.0, "lit": 0, "shape": 1, "word": "x", "blend": "haze"}
router.apply([(f"/look/fresh/{name}", [value], None) for name, value in said.items()])
router.apply([("/look/fresh/go", ["x", 1.0], None)])
state = store.scene.state
assert [state[a] for a in NEW[:7]] == [1.5, 7, 1.0, False, "square", "x", (("haze", 1.0),)], [state[a] for a in NEW[:7]]
assert acted == [["x", 1.0]]

tree = oscquery.tree(state, {})
for address in NEW:
    node = oscquery.find(tree, address)
    assert node["DESCRIPTION"].startswith("a new ") and node["TYPE"], node
assert oscquery.find(tree, "/look/fresh/amount")["RANGE"] == [{"MIN": -1.0, "MAX": 3.0}]

rows = panel()
assert set(NEW) <= {row["address"] for row in (*rows["parameters"], *rows["actions"])}
lines = [f'"cc {20 + i}" = "{address}"' for i, address in enumerate(NEW[:5])]
lines += [f'"note {i}" = "{address} x"' for i, address in enumerate(NEW[5:])]
map, complaints = parse('ports = ["x"]\\n' + "\\n".join(lines), Path("x.toml"))
assert not complaints and [row.address for row in map.rows] == NEW, (complaints, map.rows)
"""

PRESETS = """
import tempfile, time
from pathlib import Path
from engine.control.presets import Presets
from engine.control.store import Store
said = []
with tempfile.TemporaryDirectory() as folder:
    text = '"/look/fresh/amount" = 2.5\\n"/look/fresh/shape" = "square"\\n"/look/fresh/blend" = "haze"\\n'
    Path(folder, "new.toml").write_text(text)
    store = Store()
    Presets([Path(folder)], store, said.append).recall("new")
    state = store.scene.at(time.perf_counter())
    assert (state["/look/fresh/amount"], state["/look/fresh/shape"]) == (2.5, "square") and not said, said
"""


@pytest.mark.parametrize("where", [PATCHES, OSC, PRESETS], ids=["patches", "osc, oscquery, midi, panel", "presets"])
def test_a_new_row_is_everywhere(where):
    done = subprocess.run([sys.executable, "-c", TABLE + where], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
