"""Removing a page's content for good, on a privacy request, and leaving a stub that can be audited.

What stays: the address, when it was captured, the hashes of what was removed, when and why. What goes:
bodies, texts, titles, catalogue, figures, findings, attachments and their files, the search index's entries,
and the dictionary that was trained on the bodies, since it holds pieces of them. SQLite overwrites what is
deleted.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from archive import bodies, compaction, index, rows
from archive.errors import ArchiveError
from archive.frontier import forget
from archive.records import Charset, Document
from archive.store import Archive

_PARTS = ("findings", "witnesses", "sections", "figures", "checks", "attachments", "readings")


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was removed. ``also_at``: other pages with the very same bytes; they were not touched."""

    url: str
    versions: int
    bodies: tuple[str, ...]
    also_at: tuple[str, ...]


def redact(archive: Archive, number: int, *, why: str, at: str) -> Redaction:
    """Remove the content of all versions of the document's page; later crawls store none either.

    Can be repeated: a redaction that was interrupted is completed.

    Raises:
        ArchiveError: there is no such document; else as :meth:`Archive.transaction`.
    """
    connection: sqlite3.Connection = archive.db.conn
    connection.execute("PRAGMA secure_delete = ON")
    found = connection.execute("SELECT url FROM documents WHERE id = ?", (number,)).fetchone()
    if found is None:
        raise ArchiveError(f"the archive has no document {number}")
    url: str = found[0]
    with archive.transaction():
        versions = [
            version for (version,) in connection.execute("SELECT id FROM documents WHERE url = ?", (url,))
        ]
        captures = _captures(connection, url)
        digests, hosts = _strip_captures(connection, captures)
        for version in versions:
            _strip_document(connection, version, why, at)
        also_at = _delete_bodies(connection, digests)
        forget(connection, url)
        _record(connection, url, why, at, digests)
    for host in hosts:
        _retrain(archive, host, at)
    with archive.transaction():  # the index keeps deleted entries until its parts are merged
        connection.execute("INSERT INTO documents_fts (documents_fts) VALUES ('optimize')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Redaction(url, len(versions), digests, also_at)


def _captures(connection: sqlite3.Connection, url: str) -> list[int]:
    """The captures of the page, and of files attached to no other page."""
    return [
        number
        for (number,) in connection.execute(
            "SELECT id FROM captures WHERE url = ?1 UNION"
            " SELECT captures.id FROM captures JOIN attachments ON attachments.url = captures.url"
            " JOIN documents ON documents.id = attachments.document WHERE documents.url = ?1"
            " AND NOT EXISTS (SELECT 1 FROM attachments AS other JOIN documents AS page"
            "   ON page.id = other.document WHERE other.url = captures.url AND page.url <> ?1)",
            (url,),
        )
    ]


def _strip_captures(
    connection: sqlite3.Connection, captures: list[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Empty the captures but for address, time, status; returns hashes of their bodies, and their hosts."""
    digests: dict[str, None] = {}
    hosts: dict[str, None] = {}
    for capture in captures:
        digest, host, hints = connection.execute(
            "SELECT body_sha256, host, hints FROM captures WHERE id = ?", (capture,)
        ).fetchone()
        hosts[host] = None
        if digest is not None:
            digests[digest] = None
        kept = {**json.loads(hints), "title": None}
        connection.execute(
            "UPDATE captures SET body_sha256 = NULL, headers = '[]', hints = ? WHERE id = ?",
            (rows.dumps(kept), capture),
        )
    return tuple(digests), tuple(hosts)


def _strip_document(connection: sqlite3.Connection, number: int, why: str, at: str) -> None:
    """Make a stub of one version; its kind, year and times stay."""
    current, kind, year, reader = connection.execute(
        "SELECT current, kind, report_year, reader FROM documents WHERE id = ?", (number,)
    ).fetchone()
    if current:
        index.remove(connection, number)
    for table in _PARTS:
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
    empty = Document("", None, kind, year, {}, {}, "", "", (), Charset("", 0.0), reader)
    columns = {**rows.reading_columns(empty), "content_sha256": "", "redacted_at": at, "redacted_why": why}
    connection.execute(
        f"UPDATE documents SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?",
        (*columns.values(), number),
    )
    if current:
        index.add(connection, number)


def _delete_bodies(connection: sqlite3.Connection, digests: tuple[str, ...]) -> tuple[str, ...]:
    """Delete the bodies that no other capture has; returns the addresses of those that have them."""
    also_at: dict[str, None] = {}
    for digest in digests:
        elsewhere = connection.execute(
            "SELECT DISTINCT url FROM captures WHERE body_sha256 = ?", (digest,)
        ).fetchall()
        also_at.update((url, None) for (url,) in elsewhere)
        if not elsewhere:
            connection.execute("DELETE FROM bodies WHERE sha256 = ?", (digest,))
    return tuple(also_at)


def _record(connection: sqlite3.Connection, url: str, why: str, at: str, digests: tuple[str, ...]) -> None:
    earlier = connection.execute("SELECT bodies FROM redactions WHERE url = ?", (url,)).fetchone()
    removed = list(dict.fromkeys([*(json.loads(earlier[0]) if earlier else ()), *digests]))
    connection.execute(
        "REPLACE INTO redactions (url, at, why, bodies) VALUES (?, ?, ?, ?)",
        (url, at, why, rows.dumps(removed)),
    )


def _retrain(archive: Archive, host: str, at: str) -> None:
    """Replace the host's dictionaries by one trained on what is left, or by none where too little is."""
    if bodies.latest_dictionary(archive.db.conn, host) is None:
        return
    trained = compaction.train(archive, host, at=at)
    compaction.encode_anew(
        archive, host, bodies.latest_dictionary(archive.db.conn, host) if trained else None
    )
