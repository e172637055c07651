"""The pin: asked for on a wider port, compared in constant time, with few tries, and a session that stays home."""

import json
import re
import urllib.error
import urllib.request

import pytest
from web_show import Show
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from engine.web.auth import ALL_TRIES, DIGITS, TRIES, WAIT, PinAuth, TooManyTries, new_pin

PRIVATE = ("/stream.mjpg", "/frame.png", "/status.json", "/thumbnails/one.jpg")


@pytest.fixture
def wide():
    with Show(listen="0.0.0.0") as show:
        yield show


def post(show, body, **headers):
    request = urllib.request.Request(
        f"http://127.0.0.1:{show.port}/session", data=body, headers={"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            text = error.read().decode()
            return error.code, error.headers, json.loads(text) if text.startswith("{") else text


def give(show, pin, **headers):
    return post(show, json.dumps({"pin": pin}).encode(), **headers)


def wrong(pin):
    return f"{(int(pin) + 1) % 10**DIGITS:0{DIGITS}}"


def test_loopback_is_open():
    with Show() as show:
        assert show.web.pin == "" and show.json("/session") == {"open": True}
        assert show.web.invitation == show.web.address


def test_a_wider_port_asks_for_the_pin(wide):
    assert re.fullmatch(r"\d{6}", wide.web.pin)
    assert wide.web.invitation.endswith(f":{wide.port}/#{wide.web.pin}")
    assert wide.json("/session") == {"open": False}
    for path in PRIVATE:
        with pytest.raises(urllib.error.HTTPError, match="401"):
            wide.get(path)
    with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{wide.port}/live"):
        pass
    with wide.get("/", Accept="text/html") as page, wide.get("/pages/panel.js") as script:
        assert page.status == script.status == 200, "the page that asks for it is for everyone"
    assert wide.json("/look/zoom?TYPE") == {"TYPE": "f"}, "as OSC is"


def test_the_pin_opens(wide):
    code, headers, body = give(wide, wide.web.pin)
    assert (code, body) == (200, {"open": True})
    cookie = headers["Set-Cookie"]
    assert "httponly" in cookie.lower() and "samesite=strict" in cookie.lower() and wide.web.pin not in cookie
    session = cookie.split(";")[0]
    assert wide.json("/session", Cookie=session) == {"open": True}
    with wide.get("/status.json", Cookie=session) as answer:
        assert answer.status == 200
    with connect(f"ws://127.0.0.1:{wide.port}/live", additional_headers={"Cookie": session}) as panel:
        assert "table" in json.loads(panel.recv(timeout=10))
    name, value = session.split("=", 1)
    for other in (f"{name}=", f"{name}=x{value}", f"reverie_1={value}"):
        assert wide.json("/session", Cookie=other) == {"open": False}


def test_wrong_pins_are_few(wide):
    for _ in range(TRIES):
        code, _, body = give(wide, wrong(wide.web.pin))
        assert code == 403 and body["error"] == "that is not the pin"
    code, _, body = give(wide, wide.web.pin)
    assert code == 429 and "try again in" in body["error"], "now even the right one waits"
    assert wide.json("/session") == {"open": False}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"pin": null}', b"1", b'{"pin":"' + b"1" * 500 + b'"}', b"\xff"])
def test_garbage_is_no_pin(wide, body):
    assert post(wide, body)[0] in (400, 403)


def test_other_sites_can_not_knock(wide):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        code, _, text = give(wide, wide.web.pin, **headers)
        assert code == 403 and "other sites" in text


def test_hosts_are_counted_apart_and_together():
    now = [0.0]
    auth = PinAuth("123456", clock=lambda: now[0])
    for _ in range(TRIES):
        assert auth.knock("a", "000000") is None
    with pytest.raises(TooManyTries) as error:
        auth.knock("a", "123456")
    assert 0 < error.value.seconds <= WAIT
    session = auth.knock("b", "123456")
    assert session and auth.admits(session) and not auth.admits(None) and not auth.admits("")
    now[0] += WAIT
    assert auth.knock("a", "123456")
    with pytest.raises(TooManyTries):
        for number in range(ALL_TRIES + 1):
            auth.knock(f"host{number}", "000000")


def test_pins_are_digits_of_any_value():
    assert all(re.fullmatch(rf"\d{{{DIGITS}}}", new_pin()) for _ in range(200))


def test_the_terminal_tells_the_pin_and_draws_a_code(monkeypatch):
    import sys

    from engine.terminal import qr_code

    url = "http://192.168.1.20:7780/#123456"
    assert qr_code(url) == [], "not into a file"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert len(qr_code(url)) > 10
