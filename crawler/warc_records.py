"""One WARC record as a capture: of responses, resources and revisits, those of pages and readable files."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastwarc.warc import WarcRecord, WarcRecordType

from archive.errors import InputError
from archive.records import Capture, Hints
from archive.warc import CAPTURE_FIELD
from crawler import codings
from crawler.items import Item, LeftOut
from crawler.media_types import is_readable

LIMIT = 128_000_000
"""The largest record that is read, and the largest body that one may unpack to, in bytes."""

_HEAD = 64_000
_CAPTURES = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.revisit)
_SCHEMES = ("http", "https", "ftp", "file")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_DIGEST = re.compile(r"(sha1|sha256|sha512|md5):([0-9A-Za-z+/=_-]+)", re.IGNORECASE)

Find = Callable[[str, str], Capture | None]
"""The archived capture of an address at a time, for revisits."""


class MisreadError(InputError):
    """The record is not as long as it says: where the next begins is not known."""


class Originals:
    """What revisits refer to: address and time of each capture by record id and digest, kept on disk."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known = sqlite3.connect("")  # a temporary file that SQLite removes
        self._known.execute("CREATE TABLE known (key TEXT PRIMARY KEY, url TEXT, at TEXT) WITHOUT ROWID")

    def remember(self, headers: dict[str, str], capture: Capture) -> None:
        """Make the capture known under all names that a revisit may call it by."""
        keys = [headers.get("warc-record-id"), headers.get("warc-payload-digest")]
        keys.append(_moment(headers.get("warc-target-uri"), headers.get("warc-date")))
        self._known.executemany(
            "INSERT OR IGNORE INTO known VALUES (?, ?, ?)",
            [(key, capture.url, capture.fetched_at) for key in keys if key],
        )

    def of(self, headers: dict[str, str]) -> Capture | None:
        """The capture that has the bytes of this revisit."""
        url, at = headers.get("warc-refers-to-target-uri"), headers.get("warc-refers-to-date")
        for key in (headers.get("warc-refers-to"), _moment(url, at), headers.get("warc-payload-digest")):
            row = self._known.execute("SELECT url, at FROM known WHERE key = ?", (key,)).fetchone()
            if row and (capture := self._find(*row)):
                return capture
        return self._find(url, at) if url and at else None


class Reader:
    """Makes captures of records; holds one back until the metadata that may follow it."""

    def __init__(self, name: str, originals: Originals) -> None:
        self._name = name
        self._originals = originals
        self._held: tuple[Item, dict[str, str]] | None = None

    def take(self, record: WarcRecord) -> Iterator[Item]:
        """What this record settles: the capture before it, and the record itself if it is no capture."""
        place = f"{self._name}@{record.stream_pos}"
        headers = {name.lower(): value for name, value in record.headers.items()}
        if record.record_type == WarcRecordType.metadata:
            block = record.reader.read(_HEAD * 16)
            if self._held and headers.get("warc-concurrent-to") == self._held[1].get("warc-record-id"):
                self._held = (_as_archived(self._held[0], block), self._held[1])
        else:
            yield from self.rest()
            if record.record_type in _CAPTURES:
                page = self._page(record, headers)
                if isinstance(page, Capture):
                    self._held = Item(place, 0, page), headers
                else:
                    yield Item(place, 0, page)
        record.reader.consume()
        there = record.reader.tell()
        if there < record.content_length:
            yield Item(place, 0, MisreadError(_ends_early(there, record.content_length)))

    def rest(self) -> Iterator[Item]:
        """The capture held back."""
        if self._held:
            found, headers = self._held
            self._held = None
            if isinstance(found.page, Capture):
                self._originals.remember(headers, found.page)
            yield found

    def _page(self, record: WarcRecord, headers: dict[str, str]) -> Capture | InputError | LeftOut:
        try:
            return self._capture(record, headers)
        except InputError as error:
            return error

    def _capture(self, record: WarcRecord, headers: dict[str, str]) -> Capture | LeftOut:
        url, at = headers.get("warc-target-uri", "").strip("<>"), headers.get("warc-date", "")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", at):
            raise InputError(f"has no time of capture: WARC-Date is {at[:40]!r}")
        at, scheme = at[:19] + "Z", _scheme(url)
        start = record.reader.read(_HEAD)
        if record.record_type == WarcRecordType.resource:
            kind = headers.get("content-type")
            status, told, body_at = 200, [("Content-Type", kind)] if kind else [], 0
        elif not headers.get("content-type", "application/http").startswith("application/http"):
            return LeftOut("not http")
        elif record.record_type == WarcRecordType.revisit and not start.strip():
            status, told, body_at = 200, [], 0
        else:
            status, told, body_at = _http_head(start)
        if status != 200:
            return LeftOut(f"status {status}")
        if scheme not in _SCHEMES:  # a browser's screenshots and lists of its own are urn:…
            return LeftOut(f"{scheme[:20]}: address")
        if record.record_type == WarcRecordType.revisit:
            original = self._originals.of(headers)
            if original is None:
                return LeftOut("revisit of what is not here")
            return Capture(url, at, status, tuple(told) or original.headers, original.body)
        capture = Capture(url, at, status, tuple(told), b"")
        kind = capture.header("content-type")
        if not is_readable(kind, url):
            return LeftOut((kind or "no content type").split(";")[0].strip().lower()[:60])
        if record.content_length > LIMIT:
            raise InputError(
                f"says that it is {record.content_length:,} bytes long; {LIMIT:,} are read at most"
            )
        if headers.get("warc-truncated"):
            raise InputError(f"was cut off when it was captured ({headers['warc-truncated'][:20]})")
        block = start + record.reader.read(LIMIT)
        _check(block, record.content_length, headers.get("warc-block-digest"))
        body = codings.undo(
            block[body_at:],
            transfer=capture.header("transfer-encoding"),
            content=capture.header("content-encoding"),
            limit=LIMIT,
        )
        return replace(capture, body=body)


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError as error:
        raise InputError(f"its address {url[:80]!r} is none: {error}") from error


def _http_head(start: bytes) -> tuple[int, list[tuple[str, str]], int]:
    """Status, headers, and where the body begins. InputError where the block does not begin as HTTP does."""
    end = re.search(rb"\r?\n\r?\n", start)
    status = _STATUS.match(start)
    if status is None or end is None:
        raise InputError("does not begin with the head of an HTTP response")
    headers: list[tuple[str, str]] = []
    for line in re.split(rb"\r?\n(?![ \t])", start[: end.start()])[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers.append((_decoded(name.strip()), _decoded(value.strip())))
    return int(status[1]), headers, end.end()


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _check(block: bytes, length: int, digest: str | None) -> None:
    """Raises MisreadError where the block is not what its record says."""
    if len(block) != length:
        raise MisreadError(_ends_early(len(block), length))
    told = _DIGEST.fullmatch(digest or "")
    if told is None:
        return
    found = hashlib.new(told[1].lower(), block, usedforsecurity=False)
    as_base32 = base64.b32encode(found.digest()).decode("ascii").rstrip("=")
    if told[2].rstrip("=").lower() not in (found.hexdigest(), as_base32.lower()):
        raise MisreadError("its bytes do not match its digest, or its length is wrong")


def _ends_early(there: int, length: int) -> str:
    return f"ends early: {there:,} of {length:,} bytes are there"


def _moment(url: str | None, at: str | None) -> str | None:
    return f"{at} {url}" if url and at else None


def _as_archived(found: Item, block: bytes) -> Item:
    """The capture as the archive had it that wrote this metadata record; as it is, if another program did."""
    prefix = f"{CAPTURE_FIELD}:".encode()
    told = next((line[len(prefix) :] for line in block.splitlines() if line.startswith(prefix)), None)
    if told is None or not isinstance(found.page, Capture):
        return found
    try:
        exact: dict[str, Any] = json.loads(told)
        url, at = exact["url"], exact["fetched_at"]
        urlsplit(url)
        headers = tuple((str(name), str(value)) for name, value in exact["headers"])
        hints = Hints(
            **{name: value for name, value in exact["hints"].items() if value is None or str(value)}
        )
        pages = tuple(str(url) for url in exact["pages"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return found
    if not (isinstance(url, str) and isinstance(at, str)):
        return found
    page = replace(found.page, url=url, fetched_at=at, headers=headers, hints=hints)
    return replace(found, page=page, pages=pages)
