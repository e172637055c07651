"""Text files that a performer writes: read with file and line for what is wrong, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LARGEST = 1 << 20  # bytes

Signature = tuple[int, int]  # time and size of a file


class BrokenFile(ValueError):
    """A file that is not what it should be; its text names file and line."""


def text_of(path: Path) -> str:
    """The text of a file. Raises BrokenFile, OSError."""
    if not path.is_file():  # to open a pipe would wait for whoever writes into it
        raise BrokenFile(f"{path.name} is no file")
    size = path.stat().st_size
    if size > _LARGEST:
        raise BrokenFile(f"{path.name} line 1: {size} bytes are too many")
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BrokenFile(f"{path.name} line {line}: not UTF-8 text; save it as UTF-8") from None


@contextlib.contextmanager
def skipping(what: str, path: Path, report: Callable[[str], None]) -> Iterator[None]:
    """Report a file that is broken or can't be read, and go on without it."""
    try:
        yield
    except BrokenFile as error:
        report(f"skipped {what}, {error}")
    except OSError as error:
        report(f"skipped {what}, {path.name}: {error.strerror or error}")


def table_of(text: str, name: str) -> dict[str, Any]:
    """A TOML text as a table. Raises BrokenFile."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BrokenFile(f"{name} line 1: nested too deep") from None
    except ValueError as error:  # TOMLDecodeError, or a number of more digits than Python reads
        found = re.search(r"\(at line (\d+)", str(error))
        at = int(found[1]) if found else len(lines_of(text.rstrip()))
        reason = re.sub(r" \(at .*\)", "", str(error))
        raise BrokenFile(f"{name} line {at}: {reason}") from None


def lines_of(text: str) -> list[str]:
    """Lines as TOML counts them: `splitlines` would also cut texts at rarer characters."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def line_of(text: str, key: str) -> int:
    """The line, from 1, on which a key is set, as TOML does not tell."""
    return next((number for number, line in enumerate(lines_of(text), 1) if sets(line, key)), 1)


def sets(line: str, key: str) -> bool:
    """Whether a line sets a key."""
    return bool(re.match(rf"""\s*\[?\s*(["']?){re.escape(key)}\1\s*[=\].]""", line))


def opening_of(text: str) -> str:
    """The first line that says something, if it is a comment: what the file is."""
    opening = next((line for line in lines_of(text) if line.strip()), "")
    return opening.lstrip("# ").strip() if opening.startswith("#") else ""


def write_text(path: Path, text: str) -> None:
    """Write a text file as `write_bytes` does, in UTF-8."""
    write_bytes(path, text.encode("utf-8", "replace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file so that after a crash or on a full disk it is the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def signature(path: Path) -> Signature | None:
    """What tells one state of a file from another; None when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class Watch:
    """The files of some folders, and which of them have changed. wanted: tells by its name whether a file counts."""

    def __init__(self, folders: Sequence[Path], wanted: Callable[[str], bool]):
        self._folders, self._wanted = folders, wanted
        self._read: dict[Path, Signature | None] = {}
        self._unsettled: dict[Path, Signature | None] = {}  # files that may still be being written

    def look(self, settled: bool = False) -> tuple[list[Path], list[Path]]:
        """The files to be read, as they are new or have changed, and those that have gone since they were.

        A file that changed since the last look is named at the next, unless settled: an editor may still be writing.
        """
        found: dict[Path, Signature | None] = {}
        for folder in self._folders:
            with contextlib.suppress(OSError):
                for path in sorted(folder.glob("*.toml")):
                    if self._wanted(path.name) and not path.name.startswith("."):
                        found[path] = signature(path)
        fresh = {path: mark for path, mark in found.items() if path not in self._read or self._read[path] != mark}
        ready = {path: mark for path, mark in fresh.items() if settled or self._unsettled.get(path, ()) == mark}
        gone = [path for path in self._read if path not in found]
        self._read = {path: mark for path, mark in self._read.items() if path in found} | ready
        self._unsettled = fresh
        return list(ready), gone

    def note(self, path: Path) -> None:
        """A file has just been written by ourselves, and is as it should be."""
        self._read[path] = signature(path)
