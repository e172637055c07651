"""OSC on the wire: packets to messages and back, and the framing of packets in a TCP stream.

Packets are read here, because python-osc sleeps on nested lengths that run backwards, reads arguments that are not
there as 0, lets unknown type tags shift the arguments behind them, and takes no text but UTF-8 in words of four bytes.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pythonosc import slip
from pythonosc.parsing import osc_types

Message = tuple[str, list[Any]]  # address or pattern, arguments

LARGEST_PACKET = 1 << 18  # bytes; more than any prompt, less than a nuisance
DATAGRAM = 1400  # bytes of feedback in one datagram: fits an Ethernet frame, so that no part of it can be lost
_NESTING = 16
_MOST_ARGUMENTS = 256

# An impulse ("bang") is a message without a value. Arrays are flattened, and brackets hold nothing themselves.
_CONSTANTS: dict[str, tuple[Any, ...]] = {"T": (True,), "F": (False,), "N": (None,), "I": (None,), "[": (), "]": ()}
# Numbers by their struct formats; a colour is one, a MIDI message and a time tag stay bytes.
_FORMATS = {"i": ">i", "f": ">f", "h": ">q", "d": ">d", "r": ">I", "m": "4s", "t": "8s"}
# What texts come in where they are not UTF-8: Windows and Mac in the West, Japanese, Korean and Chinese, Cyrillic.
_CHARSETS = ("cp1252", "mac_roman", "cp932", "cp1251", "cp949", "gb18030")
GUESSED = 300  # bytes of a text that tell which


class Peer(NamedTuple):
    """Who sent a message: an address and port, over UDP or on a TCP connection."""

    host: str
    port: int
    tcp: bool = False


class BadPacket(ValueError):
    """Bytes that are not OSC; its text is one line for the performer."""


def decode(packet: bytes, report: Callable[[str], None] = lambda line: None) -> list[Message]:
    """Return the messages of a packet in order, those of nested bundles included; time tags are not waited for.

    Arrays among the arguments are flattened; an empty packet, as some send to keep a line open, holds none. A message
    in a bundle that can't be read is lost alone, and `report` takes a line that names it, as it does of texts that are
    not UTF-8. Raises BadPacket where the packet is no bundle.
    """
    messages: list[Message] = []
    if packet:
        _walk(packet, messages, report, _NESTING)
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


class PacketFramer:
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


def _walk(packet: bytes, messages: list[Message], report: Callable[[str], None], depth: int) -> None:
    if not is_bundle(packet):
        messages.append(_message(packet, report))
        return
    if depth == 0:
        raise BadPacket(f"bundles nested more than {_NESTING} deep")
    if len(packet) < 16:
        raise BadPacket("a packet that is not OSC")
    index = 16  # behind the name and the time tag
    while index < len(packet):
        size = int.from_bytes(packet[index : index + 4], "big")
        index += 4
        if index + size > len(packet):
            report("ignored the rest of a bundle whose lengths do not fit")
            return
        try:
            if not size:
                raise BadPacket("an empty message")
            _walk(packet[index : index + size], messages, report, depth - 1)
        except BadPacket as error:
            report(f"ignored {error}, in a bundle")
        index += size


def _message(packet: bytes, report: Callable[[str], None]) -> Message:
    head, _, _ = packet.partition(b"\0")
    if not head.startswith(b"/"):
        word = head.decode("ascii", "replace")
        if word.isprintable() and len(word) > 1:
            raise BadPacket(f"{_shown(head)}, which is not OSC: an address begins with /")
        raise BadPacket("a packet that is not OSC")
    try:
        address = head.decode()
    except UnicodeDecodeError:
        raise BadPacket(f"a malformed OSC packet: the address {_shown(head)} is not UTF-8") from None
    start = _aligned(len(head) + 1)
    if start >= len(packet):
        if len(head) == len(packet):
            raise BadPacket(f"a malformed OSC packet: {_shown(head)} has no end")
        return address, []
    end = packet.find(b"\0", start)
    tags = packet[start : end if end >= 0 else None].decode("ascii", "replace")
    if not tags.startswith(","):
        raise BadPacket(f"{_shown(head)} without type tags")
    if len(tags) > _MOST_ARGUMENTS:
        raise BadPacket(f"{_shown(head)} with more than {_MOST_ARGUMENTS} arguments")
    unknown = next((tag for tag in tags[1:] if tag not in _CONSTANTS and tag not in _FORMATS and tag not in "sScb"), "")
    depth = 0
    for tag in tags:
        depth += {"[": 1, "]": -1}.get(tag, 0)
        if depth < 0:
            break
    if unknown or depth:
        raise BadPacket(f"{_shown(head)} with " + (f"an argument of type {unknown!r}" if unknown else "a broken array"))
    data = packet[_aligned(start + len(tags) + 1) :]
    arguments, left = _arguments(tags[1:], data, in_characters=False)
    if arguments is None or left:
        others, left = _arguments(tags[1:], data, in_characters=True)
        arguments = others if others is not None and not left else arguments
    if arguments is None:
        raise BadPacket(f"{_shown(head)} is cut short")
    return address, [_text(a.data, address, report) if isinstance(a, _Raw) else a for a in arguments]


class _Raw(NamedTuple):
    """A text as it came."""

    data: bytes


def _arguments(tags: str, data: bytes, in_characters: bool) -> tuple[list[Any] | None, int]:
    """Read arguments by their type tags, None where they don't fit the data; also how many bytes are left.

    in_characters: the sender has counted what fills a text up to four bytes in characters, not in bytes.
    """
    found: list[Any] = []
    index = 0
    for tag in tags:
        if tag in _CONSTANTS:
            found += _CONSTANTS[tag]
        elif tag in "sS":
            if index >= len(data):
                return None, 0
            raw = data[index:].partition(b"\0")[0]
            count = len(raw)
            if in_characters:
                count = len(raw.decode("utf-8", "ignore"))
            following = index + len(raw) - count + _aligned(count + 1)
            if data[index + len(raw) : following].strip(b"\0"):  # what should fill it up is something else
                return None, 0
            found.append(_Raw(raw))
            index = following
        elif tag == "c":
            if index + 4 > len(data):
                return None, 0
            found.append(_Raw(data[index : index + 4].strip(b"\0")))
            index += 4
        elif tag == "b":
            size = int.from_bytes(data[index : index + 4], "big")
            if index + 4 + size > len(data):
                return None, 0
            found.append(data[index + 4 : index + 4 + size])
            index += 4 + (size + 3) // 4 * 4
        else:
            try:
                found += struct.unpack_from(_FORMATS[tag], data, index)
            except struct.error:
                return None, 0
            index += struct.calcsize(_FORMATS[tag])
    return found, max(0, len(data) - index)


def _aligned(size: int) -> int:
    return (size + 3) // 4 * 4


def _text(data: bytes, address: str, report: Callable[[str], None]) -> str:
    """A text in UTF-8, or else in the charset in which it looks most like one."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        first = max(data[: error.start].rfind(b" "), error.start - GUESSED // 2, 0)  # with the word that is no UTF-8
        part = data[first : first + GUESSED]
        charset = min(_CHARSETS, key=lambda each: _oddity(part.decode(each, "replace"), each))
        text = data.decode(charset, "replace")
        report(f"{address:.60} {text!r:.60} is not UTF-8, read as {charset}")
        return text


def _oddity(text: str, charset: str) -> int:
    """How many characters of a text stand where they seldom do.

    These are undecodable ones, signs within words, capitals behind small letters, letters of two scripts side by side,
    accented ones with no plain one beside them, and hanja where hangul is written.
    """
    odd = 0
    for before, it, behind in zip(" " + text, text, text[1:] + " ", strict=False):
        beside = [c for c in (before, behind) if c.isalpha()]
        if it.isascii():
            continue
        if not it.isalpha():
            sign = unicodedata.category(it)[0] != "P" and it not in "°€£§©®™"  # quotes and dashes may end a word
            odd += it == "\ufffd" or (bool(beside) if sign else len(beside) == 2 and it != "’")
            continue
        script = _script(it)
        odd += script in ("HALFWIDTH", "FULLWIDTH") or it in "ƒªº" or (script == "CJK" and charset == "cp949")
        odd += it.isupper() and before.islower()
        latin = [_script(c) == "LATIN" for c in beside]
        odd += any(latin) if script != "LATIN" else bool(beside) and not any(c.isascii() for c in beside)
    return odd


@lru_cache(4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


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
