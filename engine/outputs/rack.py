"""All outputs of a show: what was asked for, or what this machine has, and the recording that comes and goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.outputs.names import Named, available, parse
from engine.outputs.preview import Preview
from engine.outputs.record import named
from engine.outputs.runner import Runner
from engine.parameters import BadValue

ENDED = 8  # recordings that are told about after their end
RECORDING = "recording"  # what the output that /record/start opens is called


class Rack(Sequence[Runner]):
    """The runners, in the order they were asked for; a context manager that closes them all within a second or so.

    names: NAME or NAME:ARGUMENT each; none: every camera-like output that is here, and the preview. size: pixels,
    (width, height). folder: where recordings asked for by message go. Raises ValueError, one line, for a name
    that is not known, before anything is opened. `preview` is what the web page shows, None where nobody asked.
    """

    def __init__(
        self,
        names: Sequence[str],
        size: tuple[int, int],
        fps: float,
        folder: str | Path,
        report: Callable[[str], None],
    ):
        wanted = [parse(text) for text in names or available()]
        self._size, self._fps, self._folder, self._report = size, fps, Path(folder), report
        self.preview: Preview | None = None
        self._runners: tuple[Runner, ...] = ()
        self._ended: list[Runner] = []  # the latest recordings, that may still be finishing their files
        for output in wanted:
            self._start(output)

    def __enter__(self) -> Rack:
        return self

    def __exit__(self, *error: object) -> None:
        runners, self._runners = (*self._runners, *self._ended), ()
        for runner in runners:
            runner.stop()
        for runner in runners:
            runner.close()

    def __iter__(self) -> Iterator[Runner]:
        return iter(self._runners)  # the presenter goes through one tuple while a recording may be added to the next

    def __len__(self) -> int:
        return len(self._runners)

    def __getitem__(self, index: Any) -> Any:
        return self._runners[index]

    def status(self) -> dict[str, dict[str, Any]]:
        """Per output: state, text, frames, dropped."""
        return {runner.name: asdict(runner.status) for runner in (*self._runners, *self._ended)}

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
        self._start(parse(f"record:{named(name, self._folder)}"), RECORDING)

    def stop_recording(self) -> None:
        """End the recording, if there is one; its file is finished in the background. Returns at once."""
        runner = self._recording()
        if runner is not None:
            status = runner.status
            runner.stop()
            self._set_aside(runner)
            self._report(f"{RECORDING} ends: {status.text if status.state == 'open' else 'nothing was recorded yet'}")

    def _recording(self) -> Runner | None:
        """The recording that messages started, if it still goes on."""
        for runner in self._runners:
            if runner.name.startswith(RECORDING):
                if runner.status.state != "failed":
                    return runner
                self._set_aside(runner)  # its disk was full
        return None

    def _set_aside(self, runner: Runner) -> None:
        self._runners = tuple(other for other in self._runners if other is not runner)
        self._ended = [*self._ended[1 - ENDED :], runner]

    def _start(self, output: Named, called: str = "") -> None:
        name, taken, count = called or output.text, self.status(), 1
        while name in taken:
            count += 1
            name = f"{called or output.text} {count}"
        opener = output.opener(self._size, self._fps)
        if output.kind.name == "preview" and self.preview is None:
            preview = self.preview = Preview(self._size)  # the web server shows the same one
            opener = lambda stop: preview  # noqa: E731
        self._runners = (*self._runners, Runner(name, opener, self._report))
