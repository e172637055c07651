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

from waiting import until
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


class Tab:
    """A page and the connection to it. errors: what the page's console complained about."""

    def __init__(self, url: str):
        connection = connect(url, max_size=None, open_timeout=30)
        self._stack = contextlib.ExitStack()
        self._socket = self._stack.enter_context(connection)
        self._number = 0
        self.errors: list[str] = []
        for domain in ("Runtime", "Log", "Page"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stack.close()

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

    def press(self, key: str, **more) -> None:
        """A key down and up, as from a keyboard."""
        text = key if len(key) == 1 else "\r" if key == "Enter" else ""
        codes = {"Enter": 13, "Escape": 27, "End": 35, "Home": 36, "ArrowRight": 39, "ArrowUp": 38, "Delete": 46}
        event = {"key": key, "windowsVirtualKeyCode": codes.get(key, ord(key[0].upper())), **more}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def middle(self, selector: str, at: float = 0.5) -> tuple[float, float]:
        """Where an element is, scrolled into sight: x at that share of its width, y in its middle."""
        script = f"""(() => {{ const e = document.querySelector({json.dumps(selector)});
            e.scrollIntoView({{block: 'center'}}); const b = e.getBoundingClientRect();
            return [b.left + b.width * {at}, b.top + b.height / 2]; }})()"""
        x, y = self.ask(script)
        return x, y

    def mouse(self, kind: str, x: float, y: float, **more) -> None:
        self.call("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, button="left", **more)

    def click(self, selector: str, count: int = 1) -> None:
        x, y = self.middle(selector)
        for number in range(1, count + 1):
            self.mouse("Pressed", x, y, clickCount=number, buttons=1)
            self.mouse("Released", x, y, clickCount=number)

    def drag(self, selector: str, begin: float, end: float, steps: int = 8) -> None:
        """Drag along an element, from one share of its width to another."""
        x0, y = self.middle(selector, begin)
        x1, _ = self.middle(selector, end)
        self.mouse("Pressed", x0, y, clickCount=1, buttons=1)
        for step in range(1, steps + 1):
            self.mouse("Moved", x0 + (x1 - x0) * step / steps, y, buttons=1)
            time.sleep(0.01)
        self.mouse("Released", x1, y, clickCount=1)

    def swipe(self, selector: str, begin: float, end: float, down: float = 0, steps: int = 8) -> None:
        """The same with a finger, which may also go down by some pixels."""
        x0, y = self.middle(selector, begin)
        x1, _ = self.middle(selector, end)
        for step in range(steps + 1):
            point = {"x": x0 + (x1 - x0) * step / steps, "y": y + down * step / steps}
            self.call("Input.dispatchTouchEvent", type="touchMove" if step else "touchStart", touchPoints=[point])
            time.sleep(0.01)
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def write(self, text: str) -> None:
        """Write into what has the focus."""
        self.call("Input.insertText", text=text)

    @staticmethod
    def _until(true, seconds: float = 60):
        return until(true, seconds, 0.05, lambda: "in the browser")


class Browser(Tab):
    """A browser of its own and its first page. A context manager."""

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
            self._debugging = self._until(self._port)
            pages = self._until(lambda: self._pages(self._debugging))
            super().__init__(pages[0]["webSocketDebuggerUrl"])
        except BaseException:
            self._end()
            raise

    def __exit__(self, *error):
        super().__exit__(*error)
        self._end()

    def another(self) -> Tab:
        """One more page, in a window of its own."""
        target = self.call("Target.createTarget", url="about:blank", newWindow=True)["targetId"]
        return Tab(f"ws://127.0.0.1:{self._debugging}/devtools/page/{target}")

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

    def _end(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)
