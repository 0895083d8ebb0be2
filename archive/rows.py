"""Documents as rows: how the records lie in the archive's tables, and how they come back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, fields, replace
from typing import Any

from archive.errors import ArchiveError
from archive.records import (
    FIELDS,
    AttachmentLink,
    Capture,
    Charset,
    Check,
    Document,
    Figure,
    Finding,
    Hints,
    Section,
    Witness,
)

CATALOGUE_COLUMNS = {field: "catalogue_title" if field == "title" else field for field in FIELDS}
"""Field of the catalogue header → column of ``documents`` (``documents.title`` is the page's own title)."""

_ORDERED = {"findings": Finding, "witnesses": Witness, "sections": Section}
_NUMBERS = {"figures": Figure, "checks": Check}


def dumps(value: Any) -> str:
    """JSON as it is stored: compact, Chinese readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    """Insert one row; returns its rowid."""
    columns = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join("?" * len(row))
    cursor = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))
    return int(cursor.lastrowid or 0)


def reading_columns(document: Document) -> dict[str, Any]:
    """The columns of ``documents`` that come from reading the page."""
    return {
        "kind": document.kind,
        "report_year": document.report_year,
        "title": document.title,
        **{column: document.catalogue.get(field) for field, column in CATALOGUE_COLUMNS.items()},
        "reader": document.reader,
        "labels": dumps(document.labels),
        "charset": dumps(asdict(document.charset)),
        "raw_text": document.raw_text,
        "text": document.text,
    }


def complete(document: Document) -> Document:
    """The document with every field of the catalogue, as it comes back from the archive."""
    return replace(document, catalogue={field: document.catalogue.get(field) for field in FIELDS})


def insert_parts(connection: sqlite3.Connection, number: int, document: Document) -> None:
    """Everything of a document that has its own rows, but the attachments."""
    for table, record in _ORDERED.items():
        _insert_all(
            connection,
            table,
            ["document", "position", *_names(record)],
            ((number, place, *astuple(item)) for place, item in enumerate(getattr(document, table))),
        )
    insert_numbers(connection, number, None, document)


def insert_numbers(
    connection: sqlite3.Connection, number: int, attachment: int | None, document: Document
) -> None:
    """A document's figures and checks, read from the page or from one of its attachments."""
    for table, record in _NUMBERS.items():
        _insert_all(
            connection,
            table,
            ["document", "attachment", *_names(record)],
            ((number, attachment, *astuple(item)) for item in getattr(document, table)),
        )


def delete_parts(connection: sqlite3.Connection, number: int) -> None:
    """Remove what :func:`insert_parts` wrote; the attachments and their numbers stay."""
    for table in _ORDERED:
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
    for table in _NUMBERS:
        connection.execute(f"DELETE FROM {table} WHERE document = ? AND attachment IS NULL", (number,))


def read_document(connection: sqlite3.Connection, number: int) -> Document:
    """The document with that id, as it was when it was read.

    Raises:
        ArchiveError: there is none.
    """
    columns = ["url", "title", "kind", "report_year", "labels", "charset", "raw_text", "text", "reader"]
    row = connection.execute(
        f"SELECT {', '.join([*columns, *CATALOGUE_COLUMNS.values()])} FROM documents WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise ArchiveError(f"the archive has no document {number}")
    facts = dict(zip(columns, row, strict=False))
    facts["labels"] = json.loads(facts["labels"])
    facts["charset"] = Charset(**json.loads(facts["charset"]))
    facts["catalogue"] = dict(zip(FIELDS, row[len(columns) :], strict=True))
    for table, record in _ORDERED.items():
        facts[table] = _read_all(connection, table, record, "document = ? ORDER BY position", number)
    facts["figures"], facts["checks"] = read_numbers(
        connection, "document = ? AND attachment IS NULL", number
    )
    facts["attachments"] = _read_all(
        connection, "attachments", AttachmentLink, "document = ? AND start IS NOT NULL ORDER BY id", number
    )
    return Document(**facts)


def read_numbers(
    connection: sqlite3.Connection, where: str, number: int
) -> tuple[tuple[Figure, ...], tuple[Check, ...]]:
    """The figures and checks of a document or an attachment, as they were read."""
    figures, checks = (
        _read_all(connection, table, record, f"{where} ORDER BY id", number)
        for table, record in _NUMBERS.items()
    )
    return figures, tuple(
        replace(check, holds=None if check.holds is None else bool(check.holds)) for check in checks
    )


def read_capture(connection: sqlite3.Connection, number: int, body: bytes) -> Capture:
    """The capture with that id, with the body handed in."""
    url, fetched_at, status, headers, hints = connection.execute(
        "SELECT url, fetched_at, status, headers, hints FROM captures WHERE id = ?", (number,)
    ).fetchone()
    return Capture(
        url,
        fetched_at,
        status,
        tuple((name, value) for name, value in json.loads(headers)),
        body,
        Hints(**json.loads(hints)),
    )


def _names(record: type) -> list[str]:
    return [item.name for item in fields(record)]


def _insert_all(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    quoted = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)


def _read_all(
    connection: sqlite3.Connection, table: str, record: type, where: str, number: int
) -> tuple[Any, ...]:
    columns = ", ".join(f'"{name}"' for name in _names(record))
    rows = connection.execute(f"SELECT {columns} FROM {table} WHERE {where}", (number,))
    return tuple(record(*row) for row in rows)
