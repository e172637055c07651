"""The dreamer process: its manners, its ear for the stage, and its main. Imports torch only once it runs."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import warnings
from multiprocessing.connection import Connection
from typing import Any

import psutil

from engine.dream.intake import Intake
from engine.dream.messages import Failed, Free, Launch, Loading, Quit, Ready, Wish
from engine.dream.slots import Slots
from engine.errors import one_line

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


class Ear:
    """Hears the stage from a thread of its own, so that no wish waits in the pipe. Ends the process when told to.

    When the pipe closes, the stage has gone: there is nobody to work for, whatever is going on.
    """

    def __init__(self, connection: Connection, slots: Slots):
        self._connection = connection
        self._stop = threading.Event()
        self._news = threading.Event()
        self._wish: Wish | None = None
        self.free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(slots.count):
            self.free.put(slot)
        self._thread = threading.Thread(target=self._listen, name="ear")

    def __enter__(self) -> Ear:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def wish(self) -> Wish | None:
        return self._wish

    def wait(self, seconds: float) -> None:
        """Until a wish or a free slot comes, or the time is over."""
        self._news.wait(seconds)
        self._news.clear()

    def _listen(self) -> None:
        try:
            while not self._stop.is_set():
                if self._connection.poll(LOOK):
                    message = self._connection.recv()
                    if isinstance(message, Quit):
                        break
                    if isinstance(message, Free):
                        self.free.put(message.slot)
                    elif isinstance(message, Wish):
                        self._wish = message
                    self._news.set()
        except (EOFError, OSError):
            pass
        if not self._stop.is_set():
            os._exit(0)  # at once: an orderly end could wait for a long computation


def run(connection: Connection, slots: Slots, intake: Intake, launch: Launch) -> None:
    """The child's main: load the model, then dream until told to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the stage ends us in order
    _give_way()
    for name, value in (THREADS | QUIET).items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore")
    with Ear(connection, slots) as ear, contextlib.suppress(OSError):  # the stage has gone
        _dream(connection, slots, intake, launch, ear)


def _dream(connection: Connection, slots: Slots, intake: Intake, launch: Launch, ear: Ear) -> None:
    connection.send(Loading("starting torch"))
    try:
        from engine.dream import models
        from engine.dream.dreamer import Dreamer
    except Exception as error:
        connection.send(Failed(f"torch does not start: {one_line(error):.200}; see `reverie doctor`"))
        return
    try:
        model = models.load(launch, lambda text: connection.send(Loading(text)))
        if model.width * model.height * 3 > slots.size:
            raise models.ModelError(f"keyframes of {model.width}x{model.height} are too large: ask for a smaller size")
    except models.ModelError as error:
        connection.send(Failed(str(error), error.memory))
        return
    try:
        dreamer = Dreamer(connection, slots, intake, model, ear)
        if launch.compile:
            try:
                dreamer.compile(launch.stream)
            except Exception as error:
                connection.send(Failed(f"it can't be compiled: {one_line(error):.120}"))
                return
        connection.send(Ready(model.width, model.height, model.about))
        dreamer.run()
    except Exception as error:  # where the stage has gone, telling it fails in turn, and that is the end
        if models.out_of_memory(error):
            connection.send(Failed(models.no_memory(f"dreaming at {model.width}x{model.height}"), memory=True))
        else:
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            line = f"{os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno}" if where else "?"
            connection.send(Failed(f"the dreamer failed: {type(error).__name__}: {one_line(error)} ({line})"))


def _give_way() -> None:
    """Leave the cores to the stage whenever it wants them."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 10)
