"""Checking an archive: that its bytes are what they claim to be, and its documents what its bytes say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from archive import bodies, folding, rows
from archive.errors import ArchiveError
from archive.records import Capture, Document
from archive.store import Archive

_BEGINNING = 30


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be. ``what`` names the row: body, document, index, file."""

    what: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing looked at. ``fault`` None: it is as it must be. ``outdated``: read by other rules."""

    what: str
    fault: Fault | None = None
    outdated: bool = False


def size(archive: Archive) -> int:
    """How many steps :func:`verify` will take."""
    (number,) = archive.db.conn.execute(
        "SELECT 2 + (SELECT count(*) FROM bodies) + (SELECT count(*) FROM documents)"
    ).fetchone()
    return int(number)


def verify(archive: Archive, read: Callable[[Capture], Document]) -> Iterator[Step]:
    """Look at everything once, a step at a time: the file, each body, each document, the search index.

    ``read`` makes a document of a capture again. A document that other rules read than ``read``'s is only
    checked for what does not depend on them, and counted as outdated: ``gongkai reread`` brings it up to
    date.
    """
    connection: sqlite3.Connection = archive.db.conn
    yield Step("file", _file_fault(connection))
    for (digest,) in connection.execute("SELECT sha256 FROM bodies ORDER BY rowid").fetchall():
        yield Step("body", _body_fault(connection, digest))
    for number, redacted_at in connection.execute("SELECT id, redacted_at FROM documents").fetchall():
        yield Step("document") if redacted_at else _document_step(archive, number, read)
    yield Step("index", _index_fault(connection))


def _file_fault(connection: sqlite3.Connection) -> Fault | None:
    """What SQLite finds wrong with the file, and rows that point to rows that are not there."""
    problems = [text for (text,) in connection.execute("PRAGMA integrity_check(5)") if text != "ok"]
    problems += [
        f"{table} row {row} points to a row of {other} that is not there"
        for table, row, other, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    ]
    return Fault("file", "", "; ".join(problems)) if problems else None


def _body_fault(connection: sqlite3.Connection, digest: str) -> Fault | None:
    try:
        body = bodies.get(connection, digest)
    except ArchiveError as error:
        return Fault("body", digest, str(error))
    if sha256(body).hexdigest() != digest:
        return Fault("body", digest, f"its bytes have the hash {sha256(body).hexdigest()}")
    return None


def _document_step(archive: Archive, number: int, read: Callable[[Capture], Document]) -> Step:
    try:
        stored = archive.document(number)
        (capture,) = archive.db.conn.execute(
            "SELECT capture FROM documents WHERE id = ?", (number,)
        ).fetchone()
        again = rows.complete(read(archive.capture(capture)))
    except ArchiveError as error:
        return Step("document", Fault("document", str(number), str(error)))
    if again.reader != stored.reader:
        return Step("document", outdated=True)
    differing = [
        name for name in Document.__dataclass_fields__ if getattr(again, name) != getattr(stored, name)
    ]
    if differing:
        return Step(
            "document", Fault("document", str(number), f"its bytes say otherwise: {', '.join(differing)}")
        )
    return Step("document")


def _index_fault(connection: sqlite3.Connection) -> Fault | None:
    """The search index against the documents: the current ones, each found by the words it begins with."""
    indexed = {number for (number,) in connection.execute("SELECT rowid FROM documents_fts")}
    current = dict(
        connection.execute("SELECT id, substr(text, 1, ?) FROM documents WHERE current = 1", (_BEGINNING,))
    )
    if indexed != current.keys():
        wrong = len(indexed ^ current.keys())
        return Fault(
            "index", "documents_fts", f"{wrong} documents are missing from it, or should not be in it"
        )
    for number, beginning in current.items():
        words = folding.phrase(beginning)
        if (
            words is not None
            and not connection.execute(
                "SELECT 1 FROM documents_fts WHERE documents_fts MATCH ? AND rowid = ?", (words, number)
            ).fetchone()
        ):
            return Fault(
                "index", "documents_fts", f"document {number} is not found by the words it begins with"
            )
    return None
