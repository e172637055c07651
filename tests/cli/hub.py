"""A small stand-in for the model hub on loopback: it serves folders as repositories, as the hub's client asks."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "0" * 39 + "1"


@contextmanager
def hub(folder: Path):
    """Serve folder/owner/name as repositories; yields (address, list of the files that were fetched)."""
    fetched: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments):
            pass

        def do_HEAD(self):
            self.do_GET()

        def do_GET(self):
            parts = unquote(urlsplit(self.path).path).strip("/").split("/")
            if parts[:2] == ["api", "models"]:
                self._about("/".join(parts[2:4]))
            else:
                self._file("/".join(parts[:2]), "/".join(parts[4:]))

        def _about(self, name):
            place = folder / name
            if not place.is_dir():
                return self._missing("RepoNotFound")
            files = sorted(file.relative_to(place).as_posix() for file in place.rglob("*") if file.is_file())
            about = {"id": name, "sha": COMMIT, "siblings": [{"rfilename": file} for file in files]}
            tree = [
                {"type": "file", "path": file, "oid": "0" * 40, "size": (place / file).stat().st_size} for file in files
            ]
            return self._say(json.dumps(tree if "/tree/" in self.path else about).encode(), {})

        def _file(self, name, path):
            file = folder / name / path
            if not file.is_file():
                return self._missing("EntryNotFound")
            data = file.read_bytes()
            if self.command == "GET":
                fetched.append(path)
            etag = f'"{hashlib.sha1(data).hexdigest()}"'
            return self._say(data, {"ETag": etag, "X-Repo-Commit": COMMIT})

        def _missing(self, code):
            self._say(b"", {"X-Error-Code": code}, 404)

        def _say(self, body, headers, status=200):
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", fetched
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
