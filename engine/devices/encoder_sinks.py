"""Where an encoder's bytes go: a file that is whole at every moment, UDP, HTTP served from here, or a server."""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

import av

from engine.devices.device_worker import DeviceEnded, DeviceError
from engine.devices.encoder import EncoderJob
from engine.errors import resolve

DATAGRAM = 7 * 188  # bytes: seven transport stream packets, the most that fits an Ethernet frame
CLIENT_BACKLOG = 256  # pictures that a slow HTTP client may be behind before it is dropped to the next keyframe


class FileSink:
    """A new file for PyAV to write to. After an error it swallows all that follows and keeps what was whole.

    Plain os.write, since libav ignores short writes, and so that the reason of a failure is known.
    """

    def __init__(self, path: str):
        self.path = path
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o644)
        self._good = 0  # bytes from the start that are whole fragments
        self._head: int | None = None  # bytes before the first picture
        self._undo: list[tuple[int, bytes]] = []  # what was overwritten since
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        if self.error is not None:
            return len(data)
        view = memoryview(data)
        try:
            place = os.lseek(self._file, 0, os.SEEK_CUR)
            if place < self._good:
                self._undo.append((place, os.read(self._file, min(len(data), self._good - place))))
                os.lseek(self._file, place, os.SEEK_SET)
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            self.error = error
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return os.lseek(self._file, offset, whence)

    def tell(self) -> int:
        return os.lseek(self._file, 0, os.SEEK_CUR)

    def seekable(self) -> bool:
        return True

    def whole(self, keyframe: bool) -> None:
        """All that was written so far belongs together; raises where writing failed."""
        if self.error is not None:
            full = self.error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
            reason = "the disk is full" if full else f"writing failed ({self.error.strerror})"
            kept = "nothing of it could be written" if self.empty else f"{self.path} is kept as far as it goes"
            raise DeviceEnded(f"{reason}: recording ended, {kept}")
        self._good, self._undo = os.fstat(self._file).st_size, []
        self._head = self._good if self._head is None else self._head

    @property
    def empty(self) -> bool:
        """There is no whole picture in it."""
        return self._head is None or self._good <= self._head

    def finish(self) -> None:
        """Close it; after an error, as it was when it last was whole."""
        if self.error is not None:
            for place, data in reversed(self._undo):
                os.lseek(self._file, place, os.SEEK_SET)
                os.write(self._file, data)
            os.ftruncate(self._file, self._good)
        os.close(self._file)


class UdpSink:
    """MPEG-TS over UDP: whole transport packets, seven to a datagram."""

    def __init__(self, host: str, port: int):
        try:
            family, self._address = resolve(host, port, socket.SOCK_DGRAM)
        except OSError as error:
            raise DeviceError(f"no host {host}: {error.strerror}") from None
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def whole(self, keyframe: bool) -> None:
        view = memoryview(bytes(self._waiting))
        self._waiting.clear()
        for start in range(0, len(view), DATAGRAM):
            try:
                self._socket.sendto(view[start : start + DATAGRAM], self._address)
            except ConnectionError:
                pass  # nobody listens there now; somebody may in a moment
            except OSError as error:
                raise DeviceError(f"the network refuses: {error.strerror}") from None

    def finish(self) -> None:
        self._socket.close()


class HttpClient:
    """One HTTP client: a thread that sends what it is given, and a queue that may overflow."""

    def __init__(self, connection: socket.socket, path: str):
        self._connection, self._path = connection, path
        self._chunks: queue.Queue[bytes] = queue.Queue(CLIENT_BACKLOG)
        self.waiting = True  # for a keyframe to begin with
        self.gone = False
        self._thread = threading.Thread(target=self._run, name="viewer")
        self._thread.start()

    def offer(self, chunk: bytes, keyframe: bool) -> None:
        if self.waiting and not keyframe:
            return
        try:
            self._chunks.put_nowait(chunk)
            self.waiting = False
        except queue.Full:
            self.waiting = True

    def close(self) -> None:
        self.gone = True
        with contextlib.suppress(OSError):  # it hung up before us
            self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(5.0)

    def _run(self) -> None:
        try:
            self._connection.settimeout(5)
            request = b""
            while b"\r\n\r\n" not in request and len(request) < 8192:
                more = self._connection.recv(4096)
                if not more:
                    return
                request += more
            method, target = (request.split(b" ", 2) + [b"", b""])[:2]
            if target.split(b"?")[0].decode("latin-1") != self._path:
                self._connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            self._connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
            )
            while method == b"GET" and not self.gone:
                try:
                    chunk = self._chunks.get(timeout=0.5)
                except queue.Empty:
                    continue
                self._connection.sendall(chunk)
        except OSError:
            pass  # it hung up
        finally:
            self.gone = True
            self._connection.close()


class HttpSink:
    """MPEG-TS over HTTP: we are the server, and any number of players may open the address."""

    def __init__(self, host: str, port: int, path: str):
        self._path = path or "/"
        try:
            family, address = resolve(host, port, socket.SOCK_STREAM)
            self._listening = socket.create_server(address[:2], family=family)
        except OSError as error:
            raise DeviceError(f"can't serve at {host}:{port}: {error.strerror}; choose another port") from None
        self._listening.setblocking(False)
        self._viewers: list[HttpClient] = []
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def whole(self, keyframe: bool) -> None:
        chunk = bytes(self._waiting)
        self._waiting.clear()
        self._viewers = [viewer for viewer in self._viewers if not viewer.gone]
        for viewer in self._viewers:
            viewer.offer(chunk, keyframe)

    def arrived(self) -> bool:
        """Whether somebody new is there: the next picture should be a keyframe."""
        try:
            connection, _ = self._listening.accept()
        except OSError:
            return False  # nobody
        connection.setblocking(True)
        self._viewers.append(HttpClient(connection, self._path))
        return True

    def finish(self) -> None:
        self._listening.close()
        for viewer in self._viewers:
            viewer.close()


class PushSink:
    """RTMP or RTSP: libav speaks the protocol itself, so there is nothing to write to here."""

    def whole(self, keyframe: bool) -> None:
        pass

    def finish(self) -> None:
        pass


def container(job: EncoderJob) -> tuple[Any, Any]:
    """Open what the job names: gives (PyAV container, where its bytes go)."""
    sink: FileSink | UdpSink | HttpSink | PushSink
    if not job.live:
        sink = FileSink(job.target)
        if job.target.lower().endswith(".mkv"):
            return av.open(sink, "w", format="matroska", container_options={"fflags": "flush_packets"}), sink
        # Fragments of a second, whole on disk as they come; at a proper end they become one plain movie.
        options = {"movflags": "hybrid_fragmented+empty_moov+default_base_moof", "fflags": "flush_packets"}
        options |= {"frag_duration": "1000000"} if job.codec == "prores" else {}
        options["movflags"] += "" if job.codec == "prores" else "+frag_keyframe"
        kind = "mov" if job.target.lower().endswith(".mov") else "mp4"
        return av.open(sink, "w", format=kind, container_options=options), sink
    url = urlsplit(job.target)
    if url.scheme in ("rtmp", "rtmps", "rtsp"):
        rtsp = {"rtsp_transport": "tcp", "timeout": "5000000"}
        options = rtsp if url.scheme == "rtsp" else {"flvflags": "no_duration_filesize", "rw_timeout": "5000000"}
        kind = "rtsp" if url.scheme == "rtsp" else "flv"
        return av.open(job.target, "w", format=kind, container_options=options), PushSink()
    host, port = url.hostname or "127.0.0.1", url.port or 0
    sink = UdpSink(host, port) if url.scheme == "udp" else HttpSink(host, port, url.path)
    options = {"mpegts_flags": "pat_pmt_at_frames", "fflags": "flush_packets", "pcr_period": "20"}
    return av.open(sink, "w", format="mpegts", container_options=options), sink
