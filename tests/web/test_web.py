"""The web port: what it serves, whom it refuses, and that it starts and ends with the show."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import cv2
import numpy as np
import pytest
from waiting import until
from web_show import STATUS, Show

from engine.web.oscquery import host_name, machine
from engine.web.server import WebError, address, bind

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"  # as browsers ask


@pytest.fixture(scope="module")
def show():
    with Show() as show:
        yield show


def test_the_page(show):
    with show.get("/", Accept=HTML) as answer:
        page = answer.read().decode()
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "<title>Reverie</title>" in page
    for part in ("panel.css", "panel.js", "icon.svg"):
        assert f"/pages/{part}" in page
        with show.get(f"/pages/{part}") as answer:
            assert answer.status == 200


def test_nothing_comes_from_elsewhere():
    """The page works off-line."""
    for part in (Path(__file__).parents[2] / "engine" / "web" / "pages").iterdir():
        text = part.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text and "https:" not in text and "//" not in text.replace("// ", ""), part


def test_status_is_json_whatever_is_in_it(show):
    with show.get("/status.json") as answer:
        status = json.loads(answer.read(), parse_constant=lambda name: pytest.fail(name))
    assert status == {**STATUS, "position": None, "size": [1280, 720], "odd": "a"}


def test_the_frame_is_at_full_output_size(show):
    with show.get("/frame.png") as answer:
        assert answer.headers["Content-Type"] == "image/png"
        picture = cv2.imdecode(np.frombuffer(answer.read(), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (720, 1280, 3)
    assert (picture == (190, 60, 40)).all(), "lossless"


def test_the_stream_is_rendered_only_while_somebody_looks(show):
    small = show.preview.format
    before = show.rendered.count(small)
    time.sleep(0.3)
    assert show.rendered.count(small) == before
    with show.get("/stream.mjpg") as answer:
        assert answer.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"
        for _ in range(5):
            assert answer.readline() == b"--frame\r\n"
            assert answer.readline() == b"Content-Type: image/jpeg\r\n"
            length = int(answer.readline().split()[1])
            assert answer.readline() == b"\r\n"
            picture = cv2.imdecode(np.frombuffer(answer.read(length), np.uint8), cv2.IMREAD_COLOR)
            assert picture.shape == (540, 960, 3)
            assert np.abs(picture.mean(axis=(0, 1)) - (190, 60, 40)).max() < 4
            assert answer.readline() == b"\r\n"
    until(lambda: not show.preview._watchers, said=lambda: "the server does not notice that nobody looks any more")


def refused(show, path="/status.json", **headers):
    with pytest.raises(urllib.error.HTTPError) as error:
        show.get(path, **headers)
    with error.value as answer:
        assert answer.code == 403
        return answer.read().decode()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7780", "127.0.0.1.evil.example", "192.168.1.5:7780", "[::", "", "localhost.evil"],
)
def test_foreign_hosts_are_refused(show, host):
    assert "Host" in refused(show, Host=host)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7780", "127.0.0.1:1", "127.1.2.3", "[::1]:7780"])
def test_our_own_names_are_not(show, host):
    with show.get("/status.json", Host=host) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("end", ["", ".", ":{port}", ".:{port}"])
def test_the_name_that_we_announce_is_ours_with_its_last_dot_too(show, end):
    name = host_name(show.ports.port) + end.format(port=show.port)
    for each in (name, name.upper()):
        with show.get("/look/zoom?VALUE", Host=each) as answer:
            assert answer.status == 200


def test_requests_from_other_sites_are_refused(show):
    here = f"127.0.0.1:{show.port}"
    for origin in ("https://evil.example", "null", "http://[", "http://127.0.0.1:1", f"http://localhost:{show.port}"):
        assert "other sites" in refused(show, Host=here, Origin=origin)
    for site in ("cross-site", "same-site"):
        refused(show, "/frame.png", **{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"})
        refused(show, "/", **{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"})


def test_a_link_to_the_page_may_be_followed(show):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for more in (headers, {"Origin": f"http://127.0.0.1:{show.port}", "Sec-Fetch-Site": "same-origin"}):
        with show.get("/", Accept=HTML, **more) as answer:
            assert answer.status == 200


def test_no_file_outside_the_pages(show):
    for path in ("/pages/../app.py", "/pages/%2e%2e/app.py", "/pages//etc/passwd", "/nothing"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            show.get(path)


def test_garbage_is_survived(show):
    for garbage in (
        b"\x00" * 5000,
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"G",
    ):
        with socket.create_connection(("127.0.0.1", show.port)) as rude:
            rude.sendall(garbage)
            rude.shutdown(socket.SHUT_WR)
            rude.settimeout(10)
            rude.recv(65536)
    with show.get("/status.json") as answer:
        assert answer.status == 200
    assert not [line for line in show.said if "web" in line]


def test_a_status_that_fails_is_an_error_for_that_request_alone():
    def broken():
        raise RuntimeError("no status")

    with Show(broken) as show:
        with pytest.raises(urllib.error.HTTPError, match="500"):
            show.get("/status.json")
        with show.get("/") as answer:
            assert answer.status == 200


def test_a_wider_port_answers_to_addresses_and_its_own_name():
    with Show(listen="0.0.0.0") as show:
        ours = ("localhost", socket.gethostname(), f"{machine()}.local.", f"{host_name(show.ports.port)}:{show.port}")
        for host in ("192.168.1.5:7780", "[fe80::1]:7780", *ours):
            with show.get("/session", Host=host) as answer:
                assert answer.status == 200
        refused(show, Host="evil.example")
        assert show.web.address.startswith(f"http://{socket.gethostname()}:")


def test_no_picture_yet(monkeypatch):
    from engine.web import app

    monkeypatch.setattr(app, "PATIENCE", 0.2)
    with Show() as show:
        show.worker.close()
        with pytest.raises(urllib.error.HTTPError, match="503"):
            show.get("/frame.png")


def test_a_busy_port_is_one_line():
    taken = bind("127.0.0.1", 0)
    with pytest.raises(WebError) as error:
        bind("127.0.0.1", taken[0].getsockname()[1])
    for each in taken:
        each.close()
    assert "--web-port" in str(error.value) and "\n" not in str(error.value)
    with pytest.raises(WebError, match="--web-port"):
        bind("127.0.0.1", 99999)
    with pytest.raises(WebError):
        bind("no.such.host.invalid", 0)


def test_addresses():
    with Show() as show:
        assert show.web.address == address(show.web._sockets[0]) == f"http://127.0.0.1:{show.port}/"


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
@pytest.mark.parametrize("listen", ["127.0.0.1", "0.0.0.0"])
def test_localhost_is_heard_in_both_its_meanings(listen):
    """A browser that takes localhost for ::1 first must not wait for nobody."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no ::1")
    with Show(listen=listen) as show:
        for host in ("127.0.0.1", "[::1]", "localhost"):
            with urllib.request.urlopen(f"http://{host}:{show.port}/look/zoom?VALUE", timeout=30) as answer:
                assert json.load(answer) == {"VALUE": [1.0]}
        with urllib.request.urlopen(f"http://[::1]:{show.port}/?HOST_INFO", timeout=30) as answer:
            assert json.load(answer)["OSC_IP"] == "::1"
        with pytest.raises(WebError, match="::1|127.0.0.1|0.0.0.0"):
            bind(listen, show.port)


def test_it_closes_with_viewers_and_the_port_is_free_again():
    with Show() as show:
        port = show.port
        with show.get("/stream.mjpg") as answer:
            answer.readline()
            began = time.perf_counter()
            show.web.close()
            assert time.perf_counter() - began < 4
            while answer.read(65536):
                pass
        for each in bind("127.0.0.1", port):
            each.close()
    assert not show.web._thread.is_alive() and not show.worker._thread.is_alive()


def test_it_costs_a_start_nothing():
    """uvicorn and starlette come with the first browser."""
    code = (
        "import sys; from web_show import Show\n"
        "with Show(): pass\n"
        "found = [name for name in ('uvicorn', 'starlette', 'asyncio', 'cv2', 'zeroconf') if name in sys.modules]\n"
        "sys.exit(found or 0)"
    )
    here = Path(__file__).parent
    folders = os.pathsep.join(map(str, (here, here.parent, here.parents[1])))  # of the tests, and of the engine
    environment = os.environ | {"PYTHONPATH": folders}
    done = subprocess.run([sys.executable, "-c", code], timeout=60, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr
