from dataclasses import replace

import pytest

from engine.config import ConfigError, Settings
from engine.launches import Launches, launch
from engine.parameters import BadValue, Live, State

SETTINGS = Settings(controlnet=("nets/edges", "/far/tile"), ip_adapter="adapter", models=("other",), media="pictures")


def of(live, told=None, settings=SETTINGS):
    return Launches(settings, lambda: replace(State(), live=live), (told if told is not None else []).append)


def test_a_show_starts_with_the_plain_model_and_then_wants_what_is_set():
    launches = of(Live(control="tile", reference="a.png"))
    assert launches.first() == launch(SETTINGS)
    assert (launches.first().control, launches.first().adapter, launches.first().compile) == ("", "", False)
    wanted = launches.wanted()
    assert (wanted.control, wanted.adapter, wanted.media_folder) == ("/far/tile", "adapter", "pictures")
    assert of(Live()).wanted() == launches.first()


def test_only_listed_names_are_taken_from_the_network():
    checks = of(Live()).checks()
    for name in ("", "edges", "tile"):
        assert checks["/live/control"](name) == name
    for name in ("nets/edges", "/far/tile", "../edges", "x" * 500):
        with pytest.raises(BadValue, match="there is edges, tile") as said:
            checks["/live/control"](name)
        assert len(str(said.value)) < 200
    assert checks["/live/reference"]("a.png") == "a.png"
    with pytest.raises(BadValue, match="--models"):
        checks["/dream/model"]("/etc")
    none = of(Live(), settings=Settings()).checks()
    with pytest.raises(BadValue, match="--controlnet FOLDER"):
        none["/live/control"]("edges")
    with pytest.raises(BadValue, match="--ip-adapter FOLDER"):
        none["/live/reference"]("a.png")


def test_a_preset_that_names_another_is_told_once_and_goes_without():
    told = []
    launches = of(Live(control="gone"), told)
    assert launches.wanted() == launches.wanted() == launches.first()
    assert len(told) == 1 and "gone" in told[0]


def test_controlnets_are_told_apart_by_their_names():
    with pytest.raises(ConfigError, match="different names"):
        of(Live(), settings=Settings(controlnet=("a/edges", "b/edges")))
