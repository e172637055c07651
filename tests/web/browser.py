"""A real browser for the tests: headless Chromium, driven over its own protocol (CDP) with the websockets package."""

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from websockets.sync.client import connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)


class Browser:
    """One tab. A context manager."""

    def __init__(self, size=(1280, 1000)):
        self._profile = tempfile.mkdtemp(prefix="chromium-")
        command = [
            CHROMIUM,
            *FLAGS,
            f"--window-size={size[0]},{size[1]}",
            f"--user-data-dir={self._profile}",
            "about:blank",
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = self._until(self._port)
            pages = self._until(lambda: self._pages(port))
            connection = connect(pages[0]["webSocketDebuggerUrl"], max_size=None, open_timeout=30)
            self._stack = contextlib.ExitStack()
            self._socket = self._stack.enter_context(connection)
        except BaseException:
            self._end()
            raise
        self._number = 0
        self.errors: list[str] = []  # what the page's console complained about
        for domain in ("Runtime", "Log", "Page"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stack.close()
        self._end()

    def call(self, method: str, **parameters):
        """One command and its result; what happens meanwhile is kept in `errors` where it is one."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=30))
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            if message.get("method") == "Runtime.exceptionThrown":
                details = message["params"]["exceptionDetails"]
                self.errors.append(details.get("exception", {}).get("description") or details["text"])
            if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
                self.errors.append(message["params"]["entry"]["text"])

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.wait(f"location.href == {json.dumps(url)} && document.readyState == 'complete'")

    def ask(self, script: str):
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 30):
        """Wait until an expression in the page is true, and give its value."""
        return self._until(lambda: self.ask(script), seconds)

    def screenshot(self) -> bytes:
        """PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def _port(self):
        file = Path(self._profile, "DevToolsActivePort")
        return file.exists() and file.read_text().split("\n")[0]

    @staticmethod
    def _pages(port: str):
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer,
        ):
            return [page for page in json.load(answer) if page["type"] == "page"]
        return []

    @staticmethod
    def _until(true, seconds: float = 60):
        end = time.perf_counter() + seconds
        while not (answer := true()):
            assert time.perf_counter() < end, "the browser did not get there"
            time.sleep(0.05)
        return answer

    def _end(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)
