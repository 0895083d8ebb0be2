"""The search index's rows: one for each page's current version, written with the document itself.

``documents_fts`` holds no text of its own, so a row is taken out by naming the folded text that went in:
both ways go through :func:`_columns`, and an archive indexed with another folding is indexed anew when it is
opened.
"""

from __future__ import annotations

import sqlite3

from archive import folding, schema

WEIGHTS = (8.0, 1.0, 6.0, 2.0, 0.7)
"""How much a hit in each column counts: title, body, document_number, issuing_body, attachments."""


def add(connection: sqlite3.Connection, number: int) -> None:
    """Index the document; the caller holds the write transaction and knows that it is not indexed yet."""
    connection.execute(
        "INSERT INTO documents_fts (rowid, title, body, document_number, issuing_body, attachments)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (number, *_columns(connection, number)),
    )


def remove(connection: sqlite3.Connection, number: int) -> None:
    """Take the document out, before any of its text is changed."""
    connection.execute(
        "INSERT INTO documents_fts (documents_fts, rowid, title, body, document_number, issuing_body,"
        " attachments) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
        (number, *_columns(connection, number)),
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the current documents, and record the folding it was made with."""
    connection.execute("DROP TABLE IF EXISTS documents_fts")
    connection.execute(schema.SEARCH_TABLE)
    numbers = connection.execute("SELECT id FROM documents WHERE current = 1").fetchall()
    for (number,) in numbers:
        add(connection, number)
    connection.execute("REPLACE INTO about (name, value) VALUES ('folding', ?)", (folding.fingerprint(),))


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index was made with this release's folding."""
    row = connection.execute("SELECT value FROM about WHERE name = 'folding'").fetchone()
    return row is not None and row[0] == folding.fingerprint()


def _columns(connection: sqlite3.Connection, number: int) -> tuple[str, ...]:
    title, printed, text, document_number, issuing_body = connection.execute(
        "SELECT title, catalogue_title, text, document_number, issuing_body FROM documents WHERE id = ?",
        (number,),
    ).fetchone()
    attached = connection.execute(
        "SELECT title, text FROM attachments WHERE document = ? AND capture IS NOT NULL"
        " GROUP BY capture ORDER BY id",
        (number,),
    )
    return tuple(
        folding.tokens("\n".join(part for part in parts if part))
        for parts in (
            dict.fromkeys((title, printed)),
            (text,),
            (document_number,),
            (issuing_body,),
            [part for row in attached for part in row],
        )
    )
