"""Captures from files: pages of HTML or text, documents, JSON lines, WARC and WACZ.

A file has no address. One is made from its name and the hash of its bytes, ``file:NAME?sha256=…``, so that
the same file is the same page from wherever it is read, and files that share a name stay apart; a JSON line
without ``url`` has ``file:NAME#ID``. Nothing of the directory gets into the archive.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

from archive.bodies import MAX_BODY
from archive.errors import InputError
from archive.records import Capture, Hints
from crawler import warc_intake
from crawler.items import Item
from crawler.media_types import TYPES
from crawler.warc_records import Originals

_LINES = (".jsonl", ".ndjson")
_MAX_LINE = 2 * MAX_BODY


def files(paths: tuple[Path, ...]) -> tuple[list[Path], list[Path]]:
    """The files to read, and those in directories that are no pages: pictures, scripts, hidden files.

    A directory that cannot be read is among the former, so that :func:`items` says so.
    """
    wanted: list[Path] = []
    left_out: list[Path] = []
    for path in paths:
        if not path.is_dir():
            wanted.append(path)
            continue
        for found in sorted(_within(path)):
            known = found.suffix.lower() in (*TYPES, *_LINES) or warc_intake.is_warc(found) or found.is_dir()
            hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
            (wanted if known and not hidden else left_out).append(found)
    return wanted, left_out


def _within(directory: Path) -> list[Path]:
    """The files below a directory, and those directories that cannot be read."""
    closed: list[OSError] = []
    files = [
        file
        for folder, _, names in os.walk(directory, onerror=closed.append)
        for name in names
        if (file := Path(folder, name)).is_file()
    ]
    return [*files, *(Path(error.filename) for error in closed)]


def items(path: Path, *, at: str, originals: Originals) -> Iterator[Item]:
    """The pages in one file; ``at`` is the time of capture for those that tell none.

    ``originals`` knows what the revisits of WARC files refer to; one for all files.
    """
    place = printable(path)
    try:
        if warc_intake.is_warc(path):
            yield from warc_intake.read(path, originals)
            return
        with path.open("rb") as file:
            if path.suffix.lower() in _LINES:
                yield from _lines(file, path, at)
            else:
                yield Item(place, path.stat().st_size, _whole(file, path, at))
    except OSError as error:
        yield Item(place, 0, InputError(f"cannot be read: {error.strerror}"))


def printable(path: Path) -> str:
    """A file's name as it can be printed: names from older systems are not always UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _whole(file: IO[bytes], path: Path, at: str) -> Capture | InputError:
    """A file that is one page."""
    body = file.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        return _too_large(path.stat().st_size)
    if not body.strip():
        return InputError("the file is empty")
    kind = TYPES.get(path.suffix.lower())
    if kind is None and b"\0" in body[:4096]:
        return InputError(
            f"is no page: a binary file, and {path.suffix or 'no suffix'} says nothing of its kind"
        )
    headers = (("Content-Type", kind),) if kind else ()
    return Capture(_address(path, body), at, 200, headers, body)


def _lines(file: IO[bytes], path: Path, at: str) -> Iterator[Item]:
    """A file of JSON lines: a page a line; blank lines do not count."""
    number = 0
    while line := file.readline(_MAX_LINE):
        number += 1
        place, size = f"{printable(path)}:{number}", len(line)
        if len(line) == _MAX_LINE:
            while (rest := file.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
                size += len(rest)
            yield Item(place, file.tell(), _too_large(size + len(rest)))
        elif line.strip():
            try:
                page: Capture | InputError = _capture(line, path, at)
            except InputError as error:
                page = error
            yield Item(place, file.tell(), page)


def _capture(line: bytes, path: Path, at: str) -> Capture:
    """A page handed in as one line of JSON. Raises InputError where it is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError("is not a JSON object")
    kind = "html" if "html" in record else "text"
    text = _string(record, kind)
    if text is None:
        raise InputError('has neither "text" nor "html"')
    body = text.encode()
    if len(body) > MAX_BODY:
        raise _too_large(len(body))
    hints = Hints(**{name: _string(record, name) for name in ("city", "column", "title", "listed_on")})
    content_type = f"text/{'html' if kind == 'html' else 'plain'}; charset=utf-8"
    return Capture(
        _url(record, path, body),
        _time(record, "fetched_at") or at,
        200,
        (("Content-Type", content_type),),
        body,
        hints,
    )


def _url(record: dict[str, Any], path: Path, body: bytes) -> str:
    """The line's own address, or one made from its id or its text."""
    url = _string(record, "url")
    if url:
        try:
            urlsplit(url)
        except ValueError as error:
            raise InputError(f'"url" is no address: {error}') from error
        return url
    identity = record.get("id")
    if identity is None:
        return _address(path, body)
    named = str(identity) if isinstance(identity, int) else _string(record, "id")
    return f"file:{_escaped(path.name)}#{_escaped(named or '')}"


def _time(record: dict[str, Any], name: str) -> str | None:
    """A time in UTC; one that names no zone is taken for UTC."""
    value = _string(record, name)
    if not value:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError as error:
        raise InputError(f'"{name}" is no time such as 2024-01-31T08:00:00Z') from error
    return (time.astimezone(UTC) if time.tzinfo else time).strftime("%Y-%m-%dT%H:%M:%SZ")


def _string(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f'"{name}" is not a string')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(f'"{name}" holds half a character (a lone surrogate) at {error.start}') from error
    return value


def _address(path: Path, body: bytes) -> str:
    return f"file:{_escaped(path.name)}?sha256={sha256(body).hexdigest()[:16]}"


def _escaped(name: str) -> str:
    """The name as part of an address; Chinese stays readable, what an address cannot hold is escaped."""
    return "".join(
        part if part.isalnum() else quote(part, safe="-._~", errors="surrogateescape") for part in name
    )


def _too_large(size: int) -> InputError:
    return InputError(f"{size:,} bytes; pages above {MAX_BODY:,} bytes are not read")
