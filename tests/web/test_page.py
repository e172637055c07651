"""The preview page in a real browser."""

import cv2
import numpy as np
import pytest
from browser import CHROMIUM, Browser
from test_web import Show

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: Debian's package is chromium")

STATUS = {
    "fps": 29.97,
    "target_fps": 30,
    "late": 3,
    "keyframes": 1.84,
    "position": 12.346,
    "ready": True,
    "dreamer": "dreaming on builtin",
    "size": [1280, 720],
    "uptime": 3725,
    "outputs": {"null": {"state": "open", "text": "I420", "frames": 9, "dropped": 2}},
    "messages": ["first <b>message</b>", "second message"],
}
LIVE = "document.getElementById('stage').dataset.state == 'live'"


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


def text(browser, identity: str) -> str:
    return browser.ask(f"document.getElementById('{identity}').innerText")


def test_the_page_shows_the_picture_and_how_the_show_goes(browser):
    with Show(lambda: STATUS) as show:
        browser.open(show.web.address)
        browser.wait(LIVE)
        browser.wait("document.getElementById('fps').innerText == '30.0'")
        assert text(browser, "late") == "3"
        assert text(browser, "keyframes") == "1.8"
        assert text(browser, "position") == "12.35"
        assert text(browser, "size") == "1280 × 720"
        assert text(browser, "uptime") == "1:02:05"
        assert text(browser, "dreamer") == "dreaming on builtin"
        assert "null" in text(browser, "outputs") and "2 dropped" in text(browser, "outputs")
        messages = text(browser, "messages")
        assert messages.index("second message") < messages.index("first <b>message</b>"), "newest first, and as text"
        picture = cv2.imdecode(np.frombuffer(browser.screenshot(), np.uint8), cv2.IMREAD_COLOR)
        blue = (np.abs(picture.astype(int) - (190, 60, 40)).max(axis=2) < 12).mean()
        assert blue > 0.4, f"the live picture covers {blue:.0%} of the page"
        assert browser.ask("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
        assert browser.errors == []


def test_it_follows_the_show_until_that_ends(browser):
    status = {"dreamer": "loading", "ready": False}
    with Show(lambda: status) as show:
        browser.open(show.web.address)
        browser.wait("document.getElementById('dreamer').innerText == 'loading'")
        assert text(browser, "fps") == "–"
        assert text(browser, "messages") == "nothing to report"
        browser.wait(LIVE)
        status = {"dreamer": "dreaming", "ready": True, "error": "out of memory: a smaller model helps"}
        browser.wait("document.getElementById('messages').innerText.includes('out of memory')")
    browser.wait("document.getElementById('stage').dataset.state == 'lost'")
    assert text(browser, "caption") == "Reverie does not answer"
    browser.errors.clear()  # the browser says that it can't connect, which is so


def test_it_comes_back_with_the_show(browser):
    with Show(lambda: STATUS) as show:
        browser.open(show.web.address)
        browser.wait(LIVE)
        port = show.port
    browser.wait("document.getElementById('stage').dataset.state == 'lost'")
    with Show(lambda: STATUS, port=port):
        browser.wait(LIVE)
        browser.wait("document.getElementById('dreamer').innerText == 'dreaming on builtin'")
    browser.errors.clear()


def test_no_picture_yet(browser):
    with Show(dict) as show:
        show.runner.close()
        browser.open(show.web.address)
        browser.wait("document.getElementById('messages').innerText == 'nothing to report'")
        assert text(browser, "caption") == "waiting for the first picture"


def test_everything_has_a_name(browser):
    """What a screen reader says, from the browser's own accessibility tree."""
    with Show(lambda: STATUS) as show:
        browser.open(show.web.address)
        browser.wait(LIVE)
        nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    named = {"button", "link", "image", "img", "region", "status", "navigation"}
    seen = {}
    for node in nodes:
        role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
        if role in named and not node.get("ignored"):
            assert name, f"a {role} without a name"
            seen.setdefault(role, []).append(name)
    assert "Full screen" in seen["button"]
    assert "Save picture" in seen["link"]
    assert "Dreamer" in seen["status"]
    assert "The live picture" in seen.get("image", []) + seen.get("img", [])


def test_a_phone_held_upright():
    with Show(lambda: STATUS) as show, Browser((390, 844)) as phone:
        phone.open(show.web.address)
        phone.wait(LIVE)
        phone.wait("document.getElementById('fps').innerText == '30.0'")
        assert phone.ask("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
        assert phone.ask("document.getElementById('full').getBoundingClientRect().height >= 40"), "fingers"
