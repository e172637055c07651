"""OSC on the wire: packets to messages and back, and the framing of packets in a TCP stream.

Messages are parsed by python-osc; what surrounds them is walked here, because python-osc sleeps on nested lengths that
run backwards, reads arguments that are not there as 0, and lets unknown type tags shift the arguments behind them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pythonosc import slip
from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.parsing import osc_types

Message = tuple[str, list[Any]]  # address or pattern, arguments

LARGEST_PACKET = 1 << 18  # bytes; more than any prompt, less than a nuisance
DATAGRAM = 1400  # bytes of feedback in one datagram: fits an Ethernet frame, so that no part of it can be lost
_NESTING = 16
_MOST_ARGUMENTS = 256

# Bytes an argument takes at least, for the type tags that are taken.
_SIZES = {**dict.fromkeys("ifsbrm", 4), **dict.fromkeys("hdt", 8), **dict.fromkeys("TFN[]", 0)}
# OSC's alternative string is a string, and an impulse ("bang") is a message without a value.
_SYNONYMS = bytes.maketrans(b"SI", b"sN")


class Peer(NamedTuple):
    """Who sent a message: an address and port, over UDP or on a TCP connection."""

    host: str
    port: int
    tcp: bool = False


class BadPacket(ValueError):
    """Bytes that are not OSC; its text is one line for the performer."""


def decode(packet: bytes) -> list[Message]:
    """Return the messages of a packet in order, those of nested bundles included; time tags are not waited for.

    Arrays among the arguments are flattened. Raises BadPacket, and then nothing of the packet counts.
    """
    messages: list[Message] = []
    try:
        _walk(packet, messages, _NESTING)
    except (ParseError, osc_types.ParseError, ValueError, struct.error, IndexError, OverflowError) as error:
        if isinstance(error, BadPacket):
            raise
        raise BadPacket("a malformed OSC packet") from None
    return messages


def is_bundle(packet: bytes) -> bool:
    return packet.startswith(b"#bundle\0")


def address_of(packet: bytes) -> bytes:
    """The raw address in front of a single message, without parsing it."""
    return packet[: packet.find(b"\0")]


def encode(address: str, *values: Any) -> bytes:
    """Return one message. Values are texts, ints, floats or bools; bools go out as 1 and 0, which every peer reads.

    Ints beyond 32 bits go out as h; characters that UTF-8 can't carry are replaced.
    """
    tags, data = ",", b""
    for value in values:
        if isinstance(value, str):
            tags, data = tags + "s", data + _string(value)
        elif isinstance(value, int):
            number = int(value)
            small = -(2**31) <= number < 2**31
            tags += "i" if small else "h"
            data += osc_types.write_int(number) if small else osc_types.write_int64(number)
        else:
            tags, data = tags + "f", data + osc_types.write_float(value)
    return _string(address) + _string(tags) + data


def pack(messages: Iterable[bytes]) -> Iterator[bytes]:
    """Put encoded messages into few datagrams of at most DATAGRAM bytes; a longer message goes alone."""
    held: list[bytes] = []
    size = 0
    for message in messages:
        if held and size + 4 + len(message) > DATAGRAM - 16:
            yield _bundle(held)
            held, size = [], 0
        held.append(message)
        size += 4 + len(message)
    if held:
        yield _bundle(held)


class Stream:
    """Cuts a TCP stream into packets: OSC 1.1's SLIP, or OSC 1.0's length in front when the first byte is a 0."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._prefixed: bool | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take what has arrived and yield the packets that are complete; BadPacket when the stream can't go on."""
        self._buffer += data
        if self._prefixed is None and self._buffer:
            self._prefixed = self._buffer[0] == 0  # a packet of 16 MB would be refused anyway
        yield from self._counted() if self._prefixed else self._slip()

    def frame(self, packet: bytes) -> bytes:
        """Wrap a packet the way the peer wraps its own."""
        if self._prefixed:
            return osc_types.write_int(len(packet)) + packet
        return slip.encode(packet)

    def _counted(self) -> Iterator[bytes]:
        while len(self._buffer) >= 4:
            size = int.from_bytes(self._buffer[:4], "big")
            if size > LARGEST_PACKET:
                raise BadPacket(f"a packet of {size} bytes; at most {LARGEST_PACKET} are taken")
            if len(self._buffer) < 4 + size:
                return
            packet = bytes(self._buffer[4 : 4 + size])
            del self._buffer[: 4 + size]
            yield packet

    def _slip(self) -> Iterator[bytes]:
        *whole, rest = self._buffer.split(slip.END)
        self._buffer = bytearray(rest)
        for part in whole:
            if part:
                try:
                    yield slip.decode(bytes(part))
                except slip.ProtocolError:
                    raise BadPacket("a TCP stream that is neither SLIP nor length-prefixed OSC") from None
        if len(self._buffer) > 2 * LARGEST_PACKET:
            raise BadPacket(f"a packet of more than {LARGEST_PACKET} bytes")


def _walk(packet: bytes, messages: list[Message], depth: int) -> None:
    if packet.startswith(b"/"):
        messages.append(_message(packet))
        return
    if not is_bundle(packet) or len(packet) < 16:
        raise BadPacket("a packet that is not OSC")
    if depth == 0:
        raise BadPacket(f"bundles nested more than {_NESTING} deep")
    index = 16  # behind the name and the time tag
    while index < len(packet):
        size = int.from_bytes(packet[index : index + 4], "big")
        index += 4
        if size == 0 or index + size > len(packet):
            raise BadPacket("a bundle whose lengths do not fit")
        _walk(packet[index : index + size], messages, depth - 1)
        index += size


def _message(packet: bytes) -> Message:
    address_end = packet.index(0)
    start = address_end + 4 - address_end % 4
    if start < len(packet):
        end = packet.index(0, start)
        tags = packet[start:end].translate(_SYNONYMS)
        if not tags.startswith(b","):
            raise BadPacket(f"{_shown(packet[:address_end])} without type tags")
        if len(tags) > _MOST_ARGUMENTS:
            raise BadPacket(f"{_shown(packet[:address_end])} with more than {_MOST_ARGUMENTS} arguments")
        size = end + 4 - end % 4
        for tag in tags[1:].decode("ascii", "replace"):
            if tag not in _SIZES:
                raise BadPacket(f"{_shown(packet[:address_end])} with an argument of type {tag!r}")
            size += _SIZES[tag]
        if size > len(packet):
            raise BadPacket(f"{_shown(packet[:address_end])} is cut short")
        if tags != packet[start:end]:
            packet = packet[:start] + tags + packet[end:]
    message = OscMessage(packet)
    return message.address, list(_flat(message))


def _flat(arguments: Iterable[Any]) -> Iterator[Any]:
    waiting = [iter(arguments)]
    while waiting:
        for argument in waiting[-1]:
            if isinstance(argument, list):
                waiting.append(iter(argument))
                break
            yield argument
        else:
            waiting.pop()


def _bundle(messages: Sequence[bytes]) -> bytes:
    if len(messages) == 1:
        return messages[0]
    parts = [b"#bundle\0", osc_types.write_date(osc_types.IMMEDIATELY)]
    for message in messages:
        parts += [osc_types.write_int(len(message)), message]
    return b"".join(parts)


def _string(text: str) -> bytes:
    return osc_types.write_string(text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8"))


def _shown(address: bytes) -> str:
    return repr(address.decode("utf-8", "replace"))[1:-1][:60]
