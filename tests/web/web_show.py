"""A show without a dreamer: real controls, a real web port, and a picture of one colour."""

from __future__ import annotations

import json
import tempfile
import threading
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from waiting import until

from engine.control.actions import Actions
from engine.control.feedback import Feedback
from engine.control.osc_server import OscServer, Ports
from engine.control.presets import Presets
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store
from engine.devices.outputs import OutputWorker
from engine.devices.preview import PreviewOutput
from engine.frames import Frame
from engine.parameters import ACTIONS
from engine.web.server import WebServer, bind
from engine.web.show_context import ShowContext
from engine.web.thumbnails import Thumbnails

SIZE = (1280, 720)
STATUS = {"fps": 29.97, "late": 2, "dreamer": "dreaming", "position": float("nan"), "size": SIZE, "odd": Path("a")}
SIGNALS = {"fps": 29.97, "late": 2, "ready": True, "dreamer": "dreaming"}
BLUE = (190, 60, 40)  # BGR


class Show:
    """Presents a colour at 30 frames a second. acted: the actions that came, other than those of presets."""

    def __init__(self, details=lambda: STATUS, listen="127.0.0.1", port=0, allowed=(), status=lambda: SIGNALS):
        self.said: list[str] = []
        self.acted: list[tuple] = []
        self.rendered: list = []
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.reports = Reports(lambda text, source: self.said.append(text))
        self.store = Store()
        self.presets = Presets([self.folder], self.store, self.reports.tell)
        self.preview = PreviewOutput("", SIZE)
        self.worker = OutputWorker("preview", lambda stop: self.preview, self.said.append)
        self.ports = self._stack.enter_context(Ports("127.0.0.1", 0))
        self.feedback = Feedback(self.store, self._send, 1, status)
        thumbnails = Thumbnails(self.preview, self.presets, self.reports.tell)
        handlers = {address: self._acting(address) for address in ACTIONS}
        handlers |= {**self.feedback.handlers(), **self.presets.handlers(self.feedback.reply)}
        handlers["/preset/save"] = thumbnails.after(handlers["/preset/save"])
        desk = MessageRouter(self.store, Actions(handlers), self.reports)
        context = ShowContext(
            self.store,
            desk,
            self.presets,
            self.reports,
            status,
            details,
            self.feedback.listeners.gone,
            self.ports.port,
            allowed,
        )
        self.web = WebServer(bind(listen, port), self.preview, context, self.said.append)
        self.port = self.web.port
        self._stop = threading.Event()
        osc = OscServer(self.ports, desk, self.reports, self.feedback.listeners)
        runs = (self._present, osc.run, self.presets.run, thumbnails.run)
        self._threads = [threading.Thread(target=run, args=(self._stop,)) for run in runs]
        for thread in self._threads:
            thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.web.close()
        self.worker.close()
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._stack.close()

    def get(self, path, **headers):
        return urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers), timeout=30
        )

    def json(self, path, **headers):
        with self.get(path, **headers) as answer:
            return json.load(answer)

    def until(self, true, seconds=30.0):
        """Wait for something to become true, and return it."""
        return until(true, seconds, said=lambda: self.said)

    def _send(self, peer, packet):
        if not self.web.send(peer, packet):
            self.ports.send(peer, packet)

    def _acting(self, address):
        return lambda arguments, source: self.acted.append((address, *arguments))

    def _present(self, stop):
        tick = 0
        while not stop.wait(1 / 30):
            for format in self.worker.wants:
                self.rendered.append(format)
                data = np.empty(format.shape, np.uint8)
                data[:] = BLUE
                self.worker.post(Frame(format, tick, data))
            tick += 1
