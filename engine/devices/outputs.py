"""All outputs of a show: what was asked for, or what this machine has, and the recording that comes and goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.coercion import BadValue
from engine.devices.device_worker import DeviceStatus, DeviceWorker, OutputDevice, Report, Size
from engine.devices.encoder import recording_file
from engine.devices.preview import PreviewOutput
from engine.devices.registry import DeviceName, available_outputs, parse_output
from engine.frames import Format, Frame

ENDED = 8  # recordings that are told about after their end
RECORDING = "recording"  # what the output that /record/start opens is called

STUCK = 5.0  # seconds in one `send` after which the device counts as stuck


@dataclass(frozen=True)
class OutputStatus(DeviceStatus):
    """dropped: frames that came before the one before them was taken."""

    dropped: int


class OutputWorker(DeviceWorker[OutputDevice]):
    """Feeds an output the newest frame."""

    def __init__(
        self,
        name: str,
        open: Callable[[threading.Event], OutputDevice],
        report: Report,
        note: Report | None = None,
    ):
        self._mail = threading.Condition()
        self._box: dict[Format, Frame] = {}  # the newest frame of each format that is still to be sent
        self._sending_since: float | None = None  # perf_counter while a frame is being sent
        self._stuck = False
        self._dropped = 0
        super().__init__(name, open, report, note)

    @property
    def status(self) -> OutputStatus:
        return OutputStatus(self._state, self._text, self._frames, self._dropped)

    @property
    def wants(self) -> tuple[Format, ...]:
        """What the presenter has to render this tick for this output; asked once per tick. Never blocks."""
        device, since, now = self._device, self._sending_since, time.perf_counter()
        if device is None:
            self.look(now)
            return ()
        if since is not None and now - since > STUCK:
            if not self._stuck:
                self._stuck = True
                self._tell("waiting", f"stuck: the device has not taken a frame for {STUCK:.0f} s")
                device.abort()
            return ()
        return device.wants

    def post(self, frame: Frame) -> None:
        """Leave a frame in the mailbox, in place of one of the same format that was not sent. Never blocks."""
        with self._mail:
            if self._device is None:
                return
            self._dropped += frame.format in self._box
            self._box[frame.format] = frame
            self._mail.notify()

    def stop(self) -> None:
        super().stop()
        with self._mail:
            self._mail.notify()

    def _opened(self, device: OutputDevice) -> None:
        self._tell("open", device.description)

    def _serve_once(self, device: OutputDevice) -> None:
        """Send what is in the mailbox, or wait for it; holds no frame while it waits, as frames are pooled."""
        with self._mail:
            if not self._box:
                self._mail.wait(0.25)
            box, self._box = self._box, {}
        for frame in box.values():
            self._sending_since = time.perf_counter()
            device.send(frame)
            self._sending_since = None
            self._frames += 1
            self._stuck = False
            self._tell("open", device.description)

    def _gone(self) -> None:
        self._sending_since = None
        with self._mail:
            self._box.clear()
        self._stuck = False


class OutputManager(Sequence[OutputWorker]):
    """The workers, in the order they were asked for; a context manager that closes them all within a second or so.

    names: NAME or NAME:ARGUMENT each; none: every camera-like output that is here, and the preview. size: pixels,
    (width, height). folder: where recordings asked for by message go. Raises UserError, one line, for a name
    that is not known, before anything is opened. `preview` is what the web page shows, None where nobody asked.
    """

    def __init__(
        self,
        names: Sequence[str],
        size: Size,
        fps: float,
        folder: str | Path,
        report: Report,
        note: Report | None = None,
    ):
        wanted = [parse_output(text) for text in names or available_outputs()]
        self._size, self._fps, self._folder = size, fps, Path(folder)
        self._report, self._note = report, note or report
        self.preview: PreviewOutput | None = None
        self._workers: tuple[OutputWorker, ...] = ()
        self._ended: list[OutputWorker] = []  # the latest recordings, that may still be finishing their files
        for output in wanted:
            self._start(output)

    def __enter__(self) -> OutputManager:
        return self

    def __exit__(self, *error: object) -> None:
        workers, self._workers = (*self._workers, *self._ended), ()
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.close()

    def __iter__(self) -> Iterator[OutputWorker]:
        return iter(self._workers)  # the presenter goes through one tuple while a recording may be added to the next

    def __len__(self) -> int:
        return len(self._workers)

    def __getitem__(self, index: Any) -> Any:
        return self._workers[index]

    def status(self) -> dict[str, dict[str, Any]]:
        """Per output: state, text, frames, dropped."""
        return {worker.name: asdict(worker.status) for worker in (*self._workers, *self._ended)}

    def handlers(self) -> dict[str, Callable[[list[Any], Any], None]]:
        """What /record/start and /record/stop do."""
        return {
            "/record/start": lambda arguments, source: self.record(*arguments),
            "/record/stop": lambda arguments, source: self.stop_recording(),
        }

    def record(self, name: str = "") -> None:
        """Start recording to a file in the folder; raises BadValue where one is going on. Returns at once."""
        if self._recording() is not None:
            raise BadValue("a recording is going on: /record/stop ends it")
        self._start(parse_output(f"record:{recording_file(name, self._folder)}"), RECORDING)

    def stop_recording(self) -> None:
        """End the recording, if there is one; its file is finished in the background. Returns at once."""
        worker = self._recording()
        if worker is not None:
            status = worker.status
            worker.stop()
            self._set_aside(worker)
            if status.state == "open":
                self._note(f"{RECORDING} ends: {status.text}")
            else:
                self._report(f"{RECORDING} ends: nothing was recorded yet")

    def _recording(self) -> OutputWorker | None:
        """The recording that messages started, if it still goes on."""
        for worker in self._workers:
            if worker.name.startswith(RECORDING):
                if worker.status.state != "failed":
                    return worker
                self._set_aside(worker)  # its disk was full
        return None

    def _set_aside(self, worker: OutputWorker) -> None:
        self._workers = tuple(other for other in self._workers if other is not worker)
        self._ended = [*self._ended[1 - ENDED :], worker]

    def _start(self, output: DeviceName, called: str = "") -> None:
        name, taken, count = called or output.text, self.status(), 1
        while name in taken:
            count += 1
            name = f"{called or output.text} {count}"
        shown: PreviewOutput | None = None
        if output.type.name == "preview" and self.preview is None:
            shown = self.preview = PreviewOutput("", self._size)  # the web server shows the same one

        def open(stop: threading.Event) -> OutputDevice:
            return shown or output.open(self._size, self._fps, stop)

        self._workers = (*self._workers, OutputWorker(name, open, self._report, self._note))
