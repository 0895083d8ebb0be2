"""The files that documents point to: their links, and what they say once they were fetched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict

from archive import rows
from archive.records import AttachmentLink, Document

_NUMBERS = {
    "figures": '"table", "row", "column", value, certainty',
    "checks": '"check", "row", "column", expected, found, holds',
}


def link(connection: sqlite3.Connection, number: int, links: Iterable[AttachmentLink]) -> None:
    """Write a document's links in the place of those it had; files fetched for the same addresses stay."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM attachments").fetchone()
    for found in links:
        rows.insert(connection, "attachments", {"document": number, **asdict(found)})
    _carry_over(connection, number, last)
    for (former,) in connection.execute(
        "SELECT id FROM attachments WHERE document = ? AND id <= ? AND start IS NOT NULL", (number, last)
    ).fetchall():
        _forget_numbers(connection, former)
        connection.execute("DELETE FROM attachments WHERE id = ?", (former,))


def _carry_over(connection: sqlite3.Connection, number: int, last: int) -> None:
    """Onto the links added after row ``last``: what the latest earlier rows of the same addresses know."""
    for new, url in connection.execute(
        "SELECT min(id), url FROM attachments WHERE document = ? AND id > ? GROUP BY url", (number, last)
    ).fetchall():
        (known,) = connection.execute(
            "SELECT max(id) FROM attachments WHERE url = ? AND id <= ? AND capture IS NOT NULL", (url, last)
        ).fetchone()
        if known is None:
            continue
        connection.execute(
            "UPDATE attachments SET (capture, title, text, charset, findings) ="
            " (SELECT capture, title, text, charset, findings FROM attachments WHERE id = ?)"
            " WHERE document = ? AND url = ? AND id > ?",
            (known, number, url, last),
        )
        (first,) = connection.execute(
            "SELECT min(id) FROM attachments WHERE url = ? AND id <= ?"
            " AND document = (SELECT document FROM attachments WHERE id = ?)",
            (url, last, known),
        ).fetchone()
        for table, columns in _NUMBERS.items():
            connection.execute(
                f"INSERT INTO {table} (document, attachment, {columns})"
                f" SELECT ?, ?, {columns} FROM {table} WHERE attachment = ? ORDER BY id",
                (number, new, first),
            )


def attach(connection: sqlite3.Connection, number: int, capture: int, url: str, document: Document) -> None:
    """Write what a file says onto its rows of the document; its numbers onto the first of them."""
    (first,) = connection.execute(
        "SELECT min(id) FROM attachments WHERE document = ? AND url = ?", (number, url)
    ).fetchone()
    if first is None:  # the link led there by a redirect
        first = rows.insert(
            connection, "attachments", {"document": number, "url": url, "name": url.rsplit("/", 1)[-1]}
        )
    said = {
        "capture": capture,
        "title": document.title,
        "text": document.text,
        "charset": rows.dumps(asdict(document.charset)),
        "findings": rows.dumps([asdict(finding) for finding in document.findings]),
    }
    columns = ", ".join(f"{column} = ?" for column in said)
    connection.execute(
        f"UPDATE attachments SET {columns} WHERE document = ? AND url = ?",
        (*said.values(), number, url),
    )
    if rows.read_numbers(connection, "attachment = ?", first) != (document.figures, document.checks):
        _forget_numbers(connection, first)
        rows.insert_numbers(connection, number, first, document)


def documents_of(connection: sqlite3.Connection, capture: int) -> list[tuple[int, str]]:
    """The documents that the file of this capture is attached to, with the address it has there."""
    return connection.execute(
        "SELECT DISTINCT document, url FROM attachments WHERE capture = ?", (capture,)
    ).fetchall()


def _forget_numbers(connection: sqlite3.Connection, attachment: int) -> None:
    for table in _NUMBERS:
        connection.execute(f"DELETE FROM {table} WHERE attachment = ?", (attachment,))
