"""The dreamer process: its manners and its main. Imports torch only once it runs."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import warnings
from dataclasses import replace
from multiprocessing.connection import Connection

import psutil

from engine.dream.inbox import Inbox
from engine.dream.protocol import Failed, Launch, Loading, Ready
from engine.dream.shared_memory import FrameRing, SharedInput
from engine.errors import one_line
from engine.shutdown import ignore_keys

LOOK = 0.2  # seconds between looks at whether the process should end

# Both are read by libraries as they are imported. Threads that spin while they wait for work starve the stage, and each
# other on busy cores: there, waiting quietly made the network 2 to 80 times faster. But falling asleep at once costs
# more than the short waits within a network: a few microseconds of spinning first made it 1.3 to 1.8 times as fast.
THREADS = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "10000", "KMP_BLOCKTIME": "0"}
QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_ETAG_TIMEOUT": "5",
    "DIFFUSERS_VERBOSITY": "error",
    "TRANSFORMERS_VERBOSITY": "error",
}


def run(
    connection: Connection, slots: FrameRing, shared_input: SharedInput, shared_view: SharedInput, launch: Launch
) -> None:
    """The child's main: load the model, then dream until told to end."""
    ignore_keys()
    give_way()
    before_torch()
    with Inbox(connection, slots) as inbox, contextlib.suppress(OSError):  # the stage has gone
        _dream(connection, slots, shared_input, shared_view, launch, inbox)


def _dream(
    connection: Connection,
    slots: FrameRing,
    shared_input: SharedInput,
    shared_view: SharedInput,
    launch: Launch,
    inbox: Inbox,
) -> None:
    connection.send(Loading("starting torch"))
    try:
        from engine.dream.dreamer import Dreamer
        from engine.dream.enlarge import EnlargerError, keyframe_size
        from engine.dream.loader import load
        from engine.dream.model import no_memory, out_of_memory
        from engine.dream.model_files import ModelError
        from engine.dream.trial import known
    except Exception as error:
        connection.send(
            Failed(f"torch does not start: {one_line(error):.200}; see `reverie doctor`", trace=traceback.format_exc())
        )
        return
    try:
        failing = known(launch, lambda text: connection.send(Loading(text)))
        launch = replace(launch, left_out=tuple(sorted({*launch.left_out, *failing})))
        model = load(launch, lambda text: connection.send(Loading(text)))
        if model.width * model.height * 3 > slots.size:
            raise ModelError(f"keyframes of {model.width}x{model.height} are too large: ask for a smaller size")
        size = keyframe_size(launch, model.device, lambda text: connection.send(Loading(text)))
    except (ModelError, EnlargerError) as error:
        memory = isinstance(error, ModelError) and error.memory
        connection.send(Failed(str(error), memory, traceback.format_exc()))
        return
    dreamer = None
    try:
        dreamer = Dreamer(connection, slots, shared_input, shared_view, model, inbox, size)
        if launch.compile:
            try:
                dreamer.compile(launch.stream)
            except Exception as error:
                connection.send(Failed(f"it can't be compiled: {one_line(error):.120}", trace=traceback.format_exc()))
                return
        about = {**model.about, "keyframes": "x".join(map(str, size.of(model.width, model.height)))}
        connection.send(Ready(model.width, model.height, about))
        dreamer.run()
    except Exception as error:  # where the stage has gone, telling it fails in turn, and that is the end
        if out_of_memory(error):
            connection.send(
                Failed(no_memory(f"dreaming at {model.width}x{model.height}"), True, traceback.format_exc())
            )
        else:
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            line = f"{os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno}" if where else "?"
            text = f"the dreamer failed: {type(error).__name__}: {one_line(error)} ({line})"
            connection.send(Failed(text, False, traceback.format_exc(), dreamer.lower if dreamer else ()))


def give_way(to_all: bool = False) -> None:
    """Leave the cores to the stage whenever it wants them; to_all: to its dreamers too."""
    with contextlib.suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS if to_all else psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            psutil.Process().nice(15 if to_all else 10)


def before_torch() -> None:
    """Set what libraries read as they are imported, unless the environment says otherwise, and have them be quiet."""
    for name, value in (THREADS | QUIET).items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore")
