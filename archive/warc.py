"""Captures as WARC 1.1 (ISO 28500:2017), gzipped a record at a time.

One capture is a ``response`` record (``resource``, if it came from a file), or a ``revisit`` where the same
bytes stand earlier in the same file, followed by a ``metadata`` record. What replay needs is in the first;
the second holds, in one field of JSON, what the first cannot: address, headers and time exactly as archived,
and what the crawl knew of the page.
"""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from archive import bodies
from archive.delivery import Row, Selection

CAPTURE_FIELD = "gongkai-capture"
"""The field of the metadata record: JSON with url, fetched_at, headers, hints, and pages it is a file of."""

NOTE = (
    "WARC 1.1, gzipped a record at a time: every selected capture with the bytes of its body, in the order "
    "of archiving; a revisit where the same bytes stand earlier in the file. Not kept by the crawler, so not "
    "in here: requests, the reason phrase, the exact bytes of the header lines, and transfer "
    "and content coding, which are undone: Content-Encoding, Transfer-Encoding and Content-Length stand as "
    "X-Archive-Orig-…. Header values that are not ASCII are percent-encoded. The metadata record after each "
    "capture holds address, headers and time as archived, and the crawl's hints. Captures whose content was "
    "removed on request are left out."
)

_REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_UNDONE = ("content-encoding", "transfer-encoding", "content-length")
_RESERVED = "%/:=&?~#+!$,;'@()*[]"


def latest(db: sqlite3.Connection) -> int:
    """The number of the latest capture."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()[0])


def count(db: sqlite3.Connection, selection: Selection, after: int, until: int) -> int:
    """How many captures :func:`captures` will give."""
    condition, values = _condition(selection)
    (number,) = db.execute(
        f"SELECT count(*) FROM captures WHERE {condition} AND id > ? AND id <= ?", (*values, after, until)
    ).fetchone()
    return int(number)


def captures(
    db: sqlite3.Connection, selection: Selection, since: int, after: int, until: int
) -> Iterator[tuple[int, Row]]:
    """The captures, after one and until another, of the selected documents: all versions, and attachments.

    ``original`` is the address and time of the first capture after ``since`` that has the same bytes; such a
    row has no ``body``.
    """
    condition, values = _condition(selection)
    found = db.execute(
        "SELECT id, url, fetched_at, status, headers, hints, body_sha256 FROM captures"
        f" WHERE {condition} AND id > ? AND id <= ? ORDER BY id",
        (*values, after, until),
    )
    names = [name for name, *_ in found.description]
    for cells in found:
        row = dict(zip(names, cells, strict=True))
        row["original"] = db.execute(
            f"SELECT url, fetched_at FROM captures WHERE body_sha256 = ? AND {condition}"
            " AND id > ? AND id < ? ORDER BY id LIMIT 1",
            (row["body_sha256"], *values, since, row["id"]),
        ).fetchone()
        row["body"] = bodies.get(db, row["body_sha256"])
        row["pages"] = [
            url
            for (url,) in db.execute(
                "SELECT documents.url FROM visits JOIN documents ON documents.id = visits.document"
                " WHERE visits.capture = ?1 AND documents.url <> ?2 UNION"
                " SELECT documents.url FROM attachments JOIN documents ON documents.id = attachments.document"
                " WHERE attachments.capture = ?1",
                (row["id"], row["url"]),
            )
        ]
        yield row["id"], row


def _condition(selection: Selection) -> tuple[str, list[Any]]:
    """The SQL condition on ``captures``: not redacted, and of a document that the filters leave."""
    condition, values = replace(selection, versions=True).condition()
    return (
        "body_sha256 IS NOT NULL AND EXISTS (SELECT 1 FROM visits JOIN documents ON documents.id ="
        f" visits.document WHERE visits.capture = captures.id AND {condition})",
        values,
    )


def opening(name: str) -> bytes:
    """The warcinfo record that a file begins with."""
    about = {
        "software": f"gongkai/{version('gongkai')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": NOTE,
    }
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<{uuid5(NAMESPACE_URL, 'gongkai:' + quote(name)).urn}>"),
        ("WARC-Date", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("WARC-Filename", quote(name)),
        ("Content-Type", "application/warc-fields"),
    ]
    return _record(headers, _fields(about))


def encode(rows: list[Row]) -> bytes:
    """The records of these captures."""
    return b"".join(_capture(row) for row in rows)


def _capture(row: Row) -> bytes:
    headers: list[list[str]] = json.loads(row["headers"])
    number = uuid5(NAMESPACE_URL, f"{row['url']} {row['fetched_at']} {row['body_sha256']}")
    common = [("WARC-Target-URI", _address(row["url"])), ("WARC-Date", _time(row["fetched_at"]))]
    identity = ("WARC-Record-ID", f"<{number.urn}>")
    body: bytes = row["body"]
    if row["url"].startswith(("http://", "https://")):
        head = _head(row["status"], headers)
        told = [
            *common,
            ("Content-Type", "application/http; msgtype=response"),
            ("WARC-Payload-Digest", _digest(body)),
        ]
        if row["original"]:
            url, at = row["original"]
            told += [
                ("WARC-Profile", _REVISIT),
                ("WARC-Refers-To-Target-URI", _address(url)),
                ("WARC-Refers-To-Date", _time(at)),
            ]
            record = _record([("WARC-Type", "revisit"), identity, *told], head)
        else:
            record = _record([("WARC-Type", "response"), identity, *told], head + body)
    else:
        kind = next((value for name, value in headers if name.lower() == "content-type"), None)
        told = [*common, ("Content-Type", _line(kind or "application/octet-stream"))]
        record = _record([("WARC-Type", "resource"), identity, *told], body)
    exact = {
        "url": row["url"],
        "fetched_at": row["fetched_at"],
        "headers": headers,
        "hints": json.loads(row["hints"]),
        "pages": row["pages"],
    }
    beside = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", f"<{uuid5(number, 'metadata').urn}>"),
        ("WARC-Concurrent-To", identity[1]),
        *common,
        ("Content-Type", "application/warc-fields"),
    ]
    return record + _record(beside, _fields({CAPTURE_FIELD: json.dumps(exact)}))


def _record(headers: list[tuple[str, str]], block: bytes) -> bytes:
    told = [*headers, ("WARC-Block-Digest", _digest(block)), ("Content-Length", str(len(block)))]
    lines = "".join(f"{name}: {value}\r\n" for name, value in told)
    return gzip.compress(b"WARC/1.1\r\n" + lines.encode("ascii") + b"\r\n" + block + b"\r\n\r\n", mtime=0)


def _head(status: int, headers: list[list[str]]) -> bytes:
    """Status line and headers as replay needs them: describing the body as it is stored."""
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = ""
    lines = [f"HTTP/1.1 {status} {reason}"]
    for name, value in headers:
        prefix = "X-Archive-Orig-" if name.lower() in _UNDONE else ""
        lines.append(f"{prefix}{_line(name)}: {_line(value)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _line(value: str) -> str:
    """A header's value on one line of ASCII."""
    return "".join(part if " " <= part <= "~" else quote(part) for part in value)


def _fields(fields: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()


def _address(url: str) -> str:
    return quote(url, safe=_RESERVED)


def _time(at: str) -> str:
    """As WARC wants it; a time of capture that a user gave in another form is only in the metadata record."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return "1970-01-01T00:00:00Z"
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(sha1(data, usedforsecurity=False).digest()).decode("ascii")
