"""Files from outside and of our own: names that are safe, texts read with their lines, written whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from engine.coercion import composed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LARGEST = 1 << 20  # bytes
BUSY = 1.0  # seconds for which another program may hold a file that is to be replaced

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
        return decoded(data)
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


def quoted(value: str | float) -> str:
    """A text as TOML has it, and a number."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


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
        _replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _replace(new: str, path: Path) -> None:
    """os.replace; Windows refuses it while anyone reads the old file, so there it is tried again for a moment."""
    end = time.monotonic() + BUSY
    while True:
        try:
            return os.replace(new, path)
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > end:
                raise
            time.sleep(0.02)


def signature(path: Path) -> Signature | None:
    """What tells one state of a file from another; None when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


Content = TypeVar("Content")


class WatchedFiles(Generic[Content]):
    """What the .toml files of some folders say, read again as they change. One thread only; any may read `contents`.

    what: a file is called when it is reported as broken; what it said before stays. parse(text, path): gives its
    content and complaints about single lines. wanted: tells by its name whether a file counts. report: takes one line.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        what: str,
        parse: Callable[[str, Path], tuple[Content, list[str]]],
        report: Callable[[str], None],
        wanted: Callable[[str], bool] = lambda name: True,
    ):
        self._folders, self._what, self._parse = folders, what, parse
        self._report, self._wanted = report, wanted
        self.contents: Mapping[Path, Content] = {}
        self._read: dict[Path, Signature | None] = {}
        self._unsettled: dict[Path, Signature | None] = {}  # files that may still be being written

    def refresh(self, settled: bool = False) -> bool:
        """Read new and changed files, forget deleted ones; whether there were any.

        A file that changed since the last look is read at the next, unless settled: an editor may still be writing.
        """
        found: dict[Path, Signature | None] = {}
        for folder in self._folders:
            with contextlib.suppress(OSError):
                for path in sorted(folder.glob("*.toml")):
                    if self._wanted(path.name) and not path.name.startswith("."):
                        found[path] = signature(path)
        fresh = {path: mark for path, mark in found.items() if path not in self._read or self._read[path] != mark}
        ready = {path: mark for path, mark in fresh.items() if settled or self._unsettled.get(path, ()) == mark}
        gone = self._read.keys() - found.keys()
        self._read = {path: mark for path, mark in self._read.items() if path in found} | ready
        self._unsettled = fresh
        for path in ready:
            self._take(path)
        if gone:
            self.contents = {path: content for path, content in self.contents.items() if path not in gone}
        return bool(ready or gone)

    def write(self, path: Path, text: str) -> None:
        """Write a file and read it. Raises OSError."""
        write_text(path, text)
        self._read[path] = signature(path)
        self._take(path)

    def _take(self, path: Path) -> None:
        with skipping(self._what, path, self._report):
            content, complaints = self._parse(text_of(path), path)
            for complaint in complaints:
                self._report(complaint)
            self.contents = {**self.contents, path: content}


LONGEST_NAME = 240  # bytes: file systems take 255, and `-2` or an ending may be added
_DEVICE = re.compile(r"con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]", re.IGNORECASE)


def decoded(data: bytes) -> str:
    """A text file's text: UTF-8, or UTF-16 where it says so, without the byte order mark. Raises UnicodeDecodeError."""
    return data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")


def is_plain(name: str) -> bool:
    """Whether a name from outside can only mean a file within a folder, and no hidden one."""
    if (os.name == "nt" and is_device(name)) or len(name.encode(errors="replace")) > LONGEST_NAME:
        return False
    plain = name.isprintable() and not any(s in name for s in "/\\:") and not name.startswith(".")
    return bool(name) and name == Path(name).name and plain


def is_device(name: str) -> bool:
    """Whether Windows takes a file's name for a device, in whatever folder and with whatever ending."""
    return _DEVICE.fullmatch(name.partition(".")[0].strip()) is not None


def expanded(name: str) -> Path:
    """A path that somebody typed: ~ and ~user are what a shell takes them for, and stay where there is no such user."""
    return Path(os.path.expanduser(name))


def file_in(folder: Path, name: str) -> Path | None:
    """The file of that name in a folder, however its accents are written; None where there is none."""
    path = folder / name
    try:
        if path.is_file() or name.isascii():
            return path if path.is_file() else None
        alike = (each for each in folder.iterdir() if composed(each.name) == composed(name) and each.is_file())
        return next(alike, None)
    except (OSError, ValueError):
        return None


def cache_folder() -> Path:
    """REVERIE_CACHE, or a folder in the system's own place for such."""
    if given := os.environ.get("REVERIE_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        place = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        place = Path.home() / "Library" / "Caches"
    else:
        place = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(place) / "reverie"
