from dataclasses import replace
from types import SimpleNamespace

import pytest

from engine.coercion import BadValue
from engine.config import ConfigError, Settings
from engine.dream.protocol import OWN
from engine.dream.seat import DreamStatus
from engine.model_switch import CALM, ModelSwitcher, launch
from engine.parameters import Dream, Live, State

SETTINGS = Settings(controlnet=("nets/edges", "/far/tile"), ip_adapter="adapter", models=("other",), media="pictures")


def of(live, told=None, settings=SETTINGS):
    return ModelSwitcher(settings, lambda: replace(State(), live=live), (told if told is not None else []).append)


def test_a_show_starts_with_the_plain_model_and_then_wants_what_is_set():
    launches = of(Live(control="tile", reference="a.png"))
    assert launches.first() == launch(SETTINGS)
    assert (launches.first().controls, launches.first().adapter, launches.first().compile) == ((), "", False)
    wanted = launches.wanted()
    assert (wanted.controls, wanted.adapter, wanted.media_folder) == (("/far/tile",), "adapter", "pictures")
    assert of(Live()).wanted() == launches.first()


def test_several_controlnets_are_one_dreamer_and_each_is_loaded_once():
    both = of(Live(control="tile", control3="edges")).wanted()
    assert both.controls == ("/far/tile", "nets/edges")
    assert of(Live(control="edges", control2="tile", control3="edges")).wanted() == both


def test_only_listed_names_are_taken_from_the_network():
    checks = of(Live()).checks()
    for name in ("", "edges", "tile", "own"):
        for address in ("/live/control", "/live/control/2", "/live/control/3"):
            assert checks[address](name) == name
    for name in ("nets/edges", "/far/tile", "../edges", "x" * 500):
        with pytest.raises(BadValue, match="there is edges, own, tile") as said:
            checks["/live/control"](name)
        assert len(str(said.value)) < 200
    with pytest.raises(BadValue, match="--models"):
        checks["/dream/model"]("/etc")
    none = of(Live(), settings=Settings()).checks()
    with pytest.raises(BadValue, match="--controlnet FOLDER"):
        none["/live/control"]("edges")


@pytest.mark.parametrize(("family", "told"), [("sd", 1), ("flux2", 0), (None, 0)])
def test_a_reference_that_nothing_can_look_at_is_said_once(family, told):
    lines = []
    launches = of(Live(reference="a.png"), lines, Settings())
    up = SimpleNamespace(status=DreamStatus("dreaming", about={"family": family} if family else {}))
    for _ in range(3):
        launches.step(up, lambda: None)
    assert len(lines) == told and all("--ip-adapter FOLDER" in line for line in lines)


def test_own_is_the_models_unless_a_folder_is_called_so():
    assert of(Live(control="own"), settings=Settings()).wanted().controls == (OWN,)
    assert of(Live(control="own"), settings=Settings()).first().controls == (OWN,), "there at once"
    named = of(Live(control="own"), settings=Settings(controlnet=("nets/own",)))
    assert named.wanted().controls == ("nets/own",) and named.first().controls == ()


def test_the_built_in_model_begins_with_its_own_where_none_is_named():
    assert Settings().live["/live/control"] == Settings(input="camera").live["/live/control"] == "own"
    assert not Settings(controlnet=("nets/edges",)).live and not Settings(model="sd-turbo").live


def test_a_preset_that_names_another_is_told_once_and_goes_without():
    told = []
    launches = of(Live(control="gone", control2="tile"), told)
    assert launches.wanted() == launches.wanted() == of(Live(control="tile")).wanted()
    assert len(told) == 1 and "gone" in told[0]


def test_controlnets_are_told_apart_by_their_names():
    with pytest.raises(ConfigError, match="different names"):
        of(Live(), settings=Settings(controlnet=("a/edges", "b/edges")))


def test_enlargers_are_called_by_the_names_of_their_files(tmp_path):
    for name in ("fine.safetensors", "sharp.pth", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    state, told = State(), []
    switcher = ModelSwitcher(Settings(enlargers=str(tmp_path)), lambda: state, told.append)
    check = switcher.checks()["/dream/enlarge"]
    assert [check(name) for name in ("", "auto", "off", "fine")] == ["auto", "auto", "off", "fine"]
    with pytest.raises(BadValue, match="fine, sharp"):
        check("../fine")
    assert switcher.wanted().enlarge == "auto"
    state = state.with_values({"/dream/enlarge": "sharp"})
    assert switcher.wanted().enlarge == str(tmp_path / "sharp.pth")
    state = state.with_values({"/dream/enlarge": "gone"})  # of a preset
    assert switcher.wanted().enlarge == "auto" and "gone" in told[0]
    assert switcher.wanted().enlarge == "auto" and len(told) == 1


def test_a_folder_of_enlargers_that_is_not_there_is_said_at_once(tmp_path):
    with pytest.raises(ConfigError, match="--enlargers"):
        ModelSwitcher(Settings(enlargers=str(tmp_path / "none")), State, print)


def test_a_cast_of_dreamers_that_are_not_there_is_refused():
    settings = Settings(device=("cpu", "cpu"), cast=((2, "other", ("live",)),))
    check = ModelSwitcher(settings, State, print).checks()["/dream/cast"]
    assert check("journey 1, live 2") == "journey 1, live 2"
    with pytest.raises(BadValue, match="2 dreamers"):
        check("journey 3")
    for cast, reason in (((3, "", ()),), "not there"), (((1, "a", ()), (2, "b", ())), "leaves no dreamer"):
        with pytest.raises(ConfigError, match=reason):
            ModelSwitcher(Settings(device=("cpu", "cpu"), cast=cast), State, print)


@pytest.mark.parametrize(("steps", "count"), [("", 1), ("auto", 2), ("AUTO", 2), ("10 20 30", 3), ("fast", 1)])
def test_what_is_compiled_is_for_as_many_steps_as_the_stream_takes(steps, count):
    tried = []
    switcher = ModelSwitcher(
        Settings(compile=True, input="pattern"),
        lambda: replace(State(), dream=Dream(method="live"), live=Live(steps=steps, strength=0.5)),
        lambda line: None,
    )
    status = DreamStatus("dreaming", about={"steps": 4}, launch=switcher.first())
    up = SimpleNamespace(status=status, swap=tried.append)
    for _ in range(CALM + 2):
        switcher.step(up, lambda: None)
    assert tried[0].compile and tried[0].live_steps == count
