"""The TouchDesigner script, against a stand-in that knows the documented names and fails on any other."""

import pytest
from touchdesigner_api import Project

from engine.coercion import coerce, nearest
from engine.control.actions import fitted
from engine.parameters import ACTIONS, PARAMETERS, State
from engine.patches.pages import FEEDBACK_PORT, HOST, OSC_PORT
from engine.patches.touchdesigner import name_of, touchdesigner


@pytest.fixture(params=["Text DAT", "textport"])
def project(request):
    project = Project()
    project.run(touchdesigner(), dat=request.param == "Text DAT")
    project.frame()
    return project


def reverie(project):
    return project.project1.op("reverie")


def sent(project):
    """What went out since the last time."""
    out = reverie(project).op("osc_out")
    messages, out._sent = out._sent, []
    return messages


def test_it_knows_where_reverie_is_and_asks_for_everything(project):
    out = reverie(project).op("osc_out")
    assert (out.par.netaddress.eval(), out.par.port.eval()) == (HOST, OSC_PORT)
    assert reverie(project).op("osc_in").par.port.eval() == FEEDBACK_PORT
    assert sent(project) == [("/subscribe", [FEEDBACK_PORT]), ("/state", [])]


def test_every_parameter_is_there_with_its_range_and_default(project):
    pars = reverie(project).par
    for address, parameter in PARAMETERS.items():
        par = getattr(pars, name_of(address))
        assert parameter.doc in par.help and address in par.help
        if parameter.bounded:
            assert (par.min, par.max, par.clampMin, par.clampMax) == (parameter.low, parameter.high, True, True)
        if parameter.kind == "choice":
            assert tuple(par.menuNames) == parameter.choices
        if parameter.kind == "mix":
            assert par.val == parameter.default_text
        elif parameter.default is not None:
            assert par.val == parameter.default
    pages = [page.name for page in reverie(project)._pages]
    assert pages[0] == "Setup" and len(pages) == len(set(pages)) and {"Look", "Dream", "Master", "Mod 1"} <= set(pages)


def test_what_is_changed_goes_out_and_is_understood(project):
    sent(project)
    for address, parameter in PARAMETERS.items():
        par = getattr(reverie(project).par, name_of(address))
        if parameter.kind == "choice":
            par.val = parameter.choices[-1] if par.val != parameter.choices[-1] else parameter.choices[0]
        elif parameter.kind == "bool":
            par.val = not par.val
        elif parameter.bounded:
            par.val = parameter.low if par.val != parameter.low else parameter.high
        else:
            par.val = "neon rain"
        project.frame()
        ((to, arguments),) = sent(project)
        assert to == address
        value, note = coerce(parameter, arguments)
        assert not note
        assert value == ((("neon rain", 1.0),) if parameter.kind == "mix" else par.val)


def test_every_action_has_something_to_press_or_to_type(project):
    sent(project)
    pressed = set()
    for par in list(reverie(project).par._pars.values()):
        if par.style == "Pulse":
            par.pulse()
        elif par.name.endswith("name") and par._page.name != "Setup":
            par.val = "some name"
        project.frame()
    for address, arguments in sent(project):
        if address in PARAMETERS:
            assert coerce(PARAMETERS[address], arguments) == (None, "") and arguments == ["auto"]
        else:
            assert address in ACTIONS, nearest(address)
            fitted(address, arguments)
            pressed.add(address)
    assert pressed == set(ACTIONS)


def test_feedback_moves_the_parameters_and_is_not_sent_back(project):
    sent(project)
    comp = reverie(project)
    told = State().with_values({"/look/zoom": 3.25, "/master/blackout": True, "/look/mirror": "quad", "/deck/a": "ink"})
    for address, parameter in PARAMETERS.items():
        value = told[address]
        if parameter.kind == "mix":
            value = "foggy moor"
        if value is not None:
            project.osc(comp, address, int(value) if isinstance(value, bool) else value)
        if parameter.kind == "choice":
            project.osc(comp, f"{address}/index", parameter.choices.index(value))
    for _ in range(3):
        project.frame()
    assert (comp.par.Lookzoom.val, comp.par.Masterblackout.val, comp.par.Lookmirror.val) == (3.25, True, "quad")
    assert (comp.par.Decka.val, comp.par.Dreamprompt.val) == ("ink", "foggy moor")
    assert sent(project) == []
    comp.par.Lookzoom.val = 2.0  # and a hand on it still counts
    project.frame()
    comp.par.Lookzoom.val = 3.25
    project.frame()
    assert sent(project) == [("/look/zoom", [2.0]), ("/look/zoom", [3.25])]


def test_the_beat_goes_in_and_out(project):
    comp = reverie(project)
    sent(project)
    for name, value in (("beat", 6.5), ("bar", 2), ("phase", 0.625), ("fps", 29.97)):
        project.osc(comp, f"/status/{name}", value)
    project.osc(comp, "/tempo/bpm", 128.0)
    project.frame()
    chop = comp.op("beat_out")._inputs[0]
    assert {channel.name: channel.vals[0] for channel in chop._channels} == {
        "beat": 6.5,
        "bar": 2.0,
        "phase": 0.625,
        "bpm": 128.0,
    }
    assert comp.op("status").row("fps") == ["fps", "29.97"]
    tapped = comp.op("tapped")
    assert tapped.par.offtoon.val and comp.op(tapped.par.chop.val).OPType == "inCHOP"
    tapped.module.onOffToOn(None, 0, 1.0, 0.0)
    assert sent(project) == [("/tempo/tap", [])]


def test_the_picture_comes_from_where_the_setup_says(project):
    comp = reverie(project)
    kinds = [node.OPType for node in comp.op("source")._inputs]
    assert kinds == ["syphonspoutinTOP", "ndiinTOP", "videodeviceinTOP"]
    assert comp.op("spout").par.sendername.eval() == "Reverie"
    comp.par.Source.val = "camera"
    assert comp.op("source").par.index.eval() == 2
    assert comp.op("picture")._inputs == [comp.op("source")]


def test_another_port_is_subscribed_to(project):
    sent(project)
    reverie(project).par.Feedbackport.val = 9001
    project.frame()
    assert sent(project) == [("/subscribe", [9001]), ("/state", [])]


def test_running_it_again_replaces_it():
    project = Project()
    project.run(touchdesigner(), dat=False)
    first = reverie(project)
    project.run(touchdesigner(), dat=False)
    assert reverie(project) is not first


def test_the_stand_in_fails_on_any_other_name():
    project = Project()
    for line in ("op('/project1').foo()", "op('/project1').create(baseCOMP, 'x').par.bar = 1", "noiseTOP"):
        with pytest.raises((AttributeError, NameError)):
            project.run(line, dat=False)
