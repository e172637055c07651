"""What an exception says, for people; and the kind that says what they asked for wrongly."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Any


class UserError(ValueError):
    """What was asked for can't be had; the text is one line for whoever asked. Anything else is a fault of ours."""


def reader_gone(error: BaseException) -> bool:
    """Whether a write failed because nobody reads any more, as in `reverie listen | head`."""
    if isinstance(error, BrokenPipeError):
        return True
    # Windows has no word of its own for it
    return sys.platform == "win32" and isinstance(error, OSError) and error.errno == errno.EINVAL and not error.filename


def one_line(error: BaseException) -> str:
    """What an exception says, or else its kind, on one line of at most 240 characters."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 240 else text[:237] + "..."


def resolve(host: str, port: int, kind: socket.SocketKind) -> tuple[socket.AddressFamily, Any]:
    """The family and the address of a port, as sockets take them. Raises OSError for what is no host."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=kind)[0]
    except ValueError:  # no letters of a name: `192.168..1`
        raise socket.gaierror(socket.EAI_NONAME, "not the name or address of a machine") from None
    return family, address
