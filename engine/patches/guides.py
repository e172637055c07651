"""The how-to pages of `patches/`: from download to picture in five minutes, tool by tool."""

from __future__ import annotations

from engine.parameters import ACTIONS, PARAMETERS, Action, Parameter
from engine.patches.pages import FEEDBACK_PORT, HOST, OSC_PORT, WEB_PORT, presses

HEAD = f"""\
Reverie hears OSC on `{HOST}` port {OSC_PORT}, answers on port {FEEDBACK_PORT}, and shows itself at
<http://{HOST}:{WEB_PORT}/>. Every number also answers at its address + `/norm` with 0..1. When the tool runs on another
machine, start Reverie with `--listen 0.0.0.0` and use that machine's address instead of `{HOST}`.
"""

README = f"""\
# Reverie in your tools

Everything here is made from Reverie's table of parameters by `reverie patches build`: don't edit, build again.

First, once: start Reverie (`reverie`, see the main README), and open <http://{HOST}:{WEB_PORT}/>: there is the picture.
{HEAD}
Only one program on a machine can listen on port {FEEDBACK_PORT}. Give a second one another port and let it send
`/subscribe PORT`; all of these surfaces can be told which port to use.

## TouchDesigner: `reverie_touchdesigner.py`

Drag the file into a network, right-click the new Text DAT, *Run Script*. A component `reverie` appears: every parameter
is on its pages, its outputs are the picture and the beat. On its page *Setup*, choose Spout or Syphon, NDI or camera.

## TouchOSC: `reverie.tosc`

Open the file. *Connections → OSC 1*: UDP, host = the machine that Reverie runs on, send port {OSC_PORT}, receive port
{FEEDBACK_PORT}. Start Reverie with `--listen 0.0.0.0`. On the page *show*, press *subscribe*, then *state*.

## Open Stage Control: `reverie.openstagecontrol.json`

In its launcher: *load* this file, *send* `{HOST}:{OSC_PORT}`, *osc-port* {FEEDBACK_PORT}; start. Phones open the
address that it prints.

## Pure Data: `reverie.pd`

Open it; it connects by itself. Each page is a window. In any other patch, `[s /look/zoom]` sets a value, and
`[r /look/zoom:heard]` hears it change.

## Max: `reverie.maxpat`

Open it, lock the patcher, double-click a page. In any other patcher, `[s reverie-out]` takes any message.

## OBS Studio: `reverie.obs.json`

*Scene Collection → Import*, choose the file, switch to *Reverie*. Each scene is a way in: the preview in a browser
source, which needs nothing else; a stream; a virtual camera, whose device you choose in its properties; and, with their
plugins, NDI, Spout and Syphon. For the stream: `reverie --output stream:udp://127.0.0.1:9000`.

## And

[Resolume](resolume.md), [MadMapper](madmapper.md), [QLab](qlab.md), [Chataigne](chataigne.md): pages that say how, the
last two with a message to copy for everything there is.
"""

RESOLUME = f"""\
# Resolume Arena and Avenue

{HEAD}
## The picture

1. Windows: `reverie --output spout`. macOS: `reverie --output syphon`. Over the network: `reverie --output ndi`.
2. In Resolume, panel *Sources*: *Spout*, *Syphon* or *NDI*, then *Reverie*. Drag it onto a clip slot.
3. Nothing there? `reverie doctor` says what is missing on this machine. The virtual camera also works: *Sources →
   Capture devices*.

## Control from Resolume

1. *Preferences → OSC*: tick *OSC Output*, to *Localhost*, port {OSC_PORT}.
2. *Shortcuts → Edit OSC*, click a dashboard knob, and set its output to the address you want in the panel, with `/norm`
   behind it, as Resolume sends 0..1: `/look/zoom/norm`, `/deck/mix/norm`, `/dream/speed/norm`.
3. Buttons: an action fires when it gets 1: `/preset/next`, `/cue/go`, `/dream/seed/next`, `/tempo/tap`.

Where your version of Resolume only sends its own addresses (`/composition/...`), put Chataigne between the two
(`chataigne.md`), or turn the same MIDI controller in both: Reverie takes MIDI itself, `reverie midi learn`.

## Control of Resolume

*Preferences → OSC*, tick *OSC Input* on port {FEEDBACK_PORT}. Resolume then hears `/status/...` and every change; use
*Shortcuts → Edit OSC* to bind an incoming address to a parameter.

## The beat

Switch on Ableton Link in Resolume (*Preferences → General*) and send Reverie `/tempo/source link`: both share one beat.
"""

MADMAPPER = f"""\
# MadMapper

{HEAD}
## The picture

1. Windows: `reverie --output spout`. macOS: `reverie --output syphon`. Over the network: `reverie --output ndi`.
2. In MadMapper, *Media* list on the left: *Reverie* appears under Spout, Syphon or NDI. Drag it onto a surface.
3. Choose `--size` as large as the surface needs: `reverie --output spout --size 3840x2160`.

## Control

MadMapper and Reverie both take MIDI and OSC from the same controller at the same time, which is the simplest way: map
the masters of the mapping in MadMapper, and `reverie midi learn` the rest.

What MadMapper itself sends over OSC (*Preferences → Control → OSC*, feedback to `{HOST}` port {OSC_PORT}) has its own
addresses; Chataigne (`chataigne.md`) turns them into Reverie's. Both programs are found by OSCQuery there.

For a blackout of the dream but not of the mapping: `/master/fade` (0..1) and `/master/blackout` (0 or 1).
"""

QLAB = f"""\
# QLab 4 and 5

{HEAD}
1. *Workspace Settings → Network*: a new patch, type *OSC message*, destination `{HOST}`, port {OSC_PORT}, UDP.
2. *Network* cue, that patch, and as message one of the lines below.
3. Cue lists of Reverie's own (`presets/*.cues.toml`) are best: a Network cue with `/cue/go` steps through them, with
   the next cue dreamed ahead of time, or `/cue/goto "name"` jumps.
4. A fade is one message: `/preset/recall "midnight galaxy" 8` morphs over 8 seconds.
5. Answers come to port {FEEDBACK_PORT}; `/status/ready` is 1 when the dreamer is up.

The picture: `reverie --output syphon` and a *Camera* cue with the Syphon source *Reverie* in QLab 4, or
`reverie --output ndi` and a *Camera* cue with the NDI source in QLab 5.

## Messages

"""

CHATAIGNE = f"""\
# Chataigne

{HEAD}
Reverie speaks OSCQuery, so that Chataigne needs no file:

1. *Modules → + → Protocol → OSC Query*. Set its address to `{HOST}`, port {WEB_PORT}, and press *Sync*: every parameter
   and action appears under *Values*, with its range.
2. Tick *Listen* on the values that should follow the show.
3. *State Machine*: a state with a mapping from any input (MIDI, DMX, Kinect, Resolume, MadMapper, QLab) to a value of
   the OSC Query module, or an action *OSC Query → Set value* for a button.
4. For texts and for several arguments, add an *OSC* module, output `{HOST}` port {OSC_PORT}, input port
   {FEEDBACK_PORT}, and use its command *Custom message* with a line from below.

## Messages

"""


def guides() -> dict[str, str]:
    """Return the pages by file name."""
    table = messages()
    return {
        "README.md": README,
        "resolume.md": RESOLUME,
        "madmapper.md": MADMAPPER,
        "qlab.md": QLAB + table,
        "chataigne.md": CHATAIGNE + table,
    }


def messages() -> str:
    """Return a Markdown table with a message to copy for every parameter and action."""
    rows = ["| message | what it does |", "|---|---|"]
    for parameter in PARAMETERS.values():
        rows.append(f"| `{parameter.address} {_value(parameter)}` | {_cell(parameter.doc)} |")
    for action in ACTIONS.values():
        rows.append(f"| `{' '.join((action.address, *_arguments(action)))}` | {_cell(action.doc)} |")
    return "\n".join(rows) + "\n"


def _value(parameter: Parameter) -> str:
    if parameter.kind == "mix":
        return '"name.safetensors" 0.8' if parameter.merges else '"neon rain over a black city"'
    if parameter.kind in ("text", "choice"):
        return f'"{parameter.default}"' if " " in parameter.default or not parameter.default else parameter.default
    if parameter.default is None:
        assert parameter.low is not None
        return f"{parameter.low:g}"
    return f"{parameter.default:g}" if parameter.bounded else str(int(parameter.default))


def _arguments(action: Action) -> list[str]:
    if action.arguments.startswith(("s", "[s]")) and not presses(action):
        return ['"name"']
    return [f"{argument:g}" for argument in presses(action)[0][1]] if presses(action) else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
