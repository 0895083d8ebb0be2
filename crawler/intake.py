"""Captures from files: pages of HTML or text, documents, JSON lines, WARC and WACZ.

A file has no address. One is made from its name and the hash of its bytes, ``file:NAME?sha256=…``, so that
the same file is the same page from wherever it is read, and files that share a name stay apart; a JSON line
without ``url`` has ``file:NAME#ID``. Nothing of the directory gets into the archive.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
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
    """The files to read, and those in directories that are no pages: pictures, scripts, hidden files."""
    wanted: list[Path] = []
    left_out: list[Path] = []
    for path in paths:
        if not path.is_dir():
            wanted.append(path)
            continue
        for found in sorted(path.rglob("*")):
            if found.is_file():
                known = found.suffix.lower() in (*TYPES, *_LINES) or warc_intake.is_warc(found)
                hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
                (wanted if known and not hidden else left_out).append(found)
    return wanted, left_out


def items(path: Path, *, at: str, originals: Originals) -> Iterator[Item]:
    """The pages in one file; ``at`` is the time of capture for those that tell none.

    ``originals`` knows what the revisits of WARC files refer to; one for all files.
    """
    try:
        if warc_intake.is_warc(path):
            yield from warc_intake.read(path, originals)
            return
        with path.open("rb") as file:
            if path.suffix.lower() in _LINES:
                yield from _lines(file, path, at)
            else:
                yield Item(str(path), path.stat().st_size, _whole(file, path, at))
    except OSError as error:
        yield Item(str(path), 0, InputError(f"cannot be read: {error.strerror}"))


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
        place, size = f"{path}:{number}", len(line)
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
    except ValueError as error:
        raise InputError(f"is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError("is not a JSON object")
    kind = "html" if "html" in record else "text"
    text = _string(record, kind)
    if text is None:
        raise InputError('has neither "text" nor "html"')
    try:
        body = text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f'"{kind}" holds half a character (a lone surrogate) at {error.start}') from error
    if len(body) > MAX_BODY:
        raise _too_large(len(body))
    hints = Hints(**{name: _string(record, name) for name in ("city", "column", "title", "listed_on")})
    url = _string(record, "url")
    identity = record.get("id")
    if not url:
        url = (
            _address(path, body)
            if identity is None
            else f"file:{_escaped(path.name)}#{_escaped(str(identity))}"
        )
    try:
        urlsplit(url)
    except ValueError as error:
        raise InputError(f'"url" is no address: {error}') from error
    content_type = f"text/{'html' if kind == 'html' else 'plain'}; charset=utf-8"
    capture = Capture(url, at, 200, (("Content-Type", content_type),), body, hints)
    fetched_at = _string(record, "fetched_at")
    return replace(capture, fetched_at=fetched_at) if fetched_at else capture


def _string(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f'"{name}" is not a string')
    return value


def _address(path: Path, body: bytes) -> str:
    return f"file:{_escaped(path.name)}?sha256={sha256(body).hexdigest()[:16]}"


def _escaped(name: str) -> str:
    """The name as part of an address; Chinese stays readable, what an address cannot hold is escaped."""
    return "".join(part if part.isalnum() else quote(part, safe="-._~") for part in name)


def _too_large(size: int) -> InputError:
    return InputError(f"{size:,} bytes; pages above {MAX_BODY:,} bytes are not read")
