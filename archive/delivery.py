"""Handing out documents in the order in which they came or last changed.

Each arrival and each change of a document, its disappearance, return and redaction among them, gives it a new
number in ``sequence``, in the transaction that changes it. A *cursor* is such a number: what comes after it
is exactly what is new or changed since, each document once and as it is now. Another visit that found nothing
new is no change.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive import connection, schema
from archive.errors import InputError
from archive.search import conditions

Row = dict[str, Any]

PARTS = ("findings", "witnesses", "sections", "figures", "checks", "attachments")
"""What belongs to a document and has its own rows; :func:`documents` nests them."""

TABLES = ("documents", "figures", "checks", "findings", "attachments")
"""What can be handed out as flat rows."""

_CURSOR = schema.Column("TEXT", "resume after this row from here; see `--since`", required=True)
_PAGE = {  # column of documents → its name beside the columns of a part, which has a url and title of its own
    "id": "document",
    "version": "version",
    "url": "page_url",
    "city": "city",
    "kind": "page_kind",
    "report_year": "report_year",
    "issuing_body": "issuing_body",
    "published_on": "published_on",
    "title": "page_title",
}
_DATES = {"published_since": "since", "published_until": "until"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What is handed out: current versions, or all ``versions``, of the documents that pass the filters.

    Filters: ``city``, ``kind``, ``report_year``, ``issuing_body`` (a part of it), ``validity``,
    ``published_since`` and ``published_until`` (ISO dates).
    """

    table: str = "documents"
    versions: bool = False
    filters: Mapping[str, str | int | None] = field(default_factory=dict)

    def condition(self) -> tuple[str, list[Any]]:
        """The SQL condition on ``documents``, and its values; InputError for an unknown filter."""
        clause, values = conditions({_DATES.get(name, name): value for name, value in self.filters.items()})
        wanted = [*([] if self.versions else ["current = 1"]), *([clause] if clause else [])]
        return " AND ".join(wanted) or "1", values


def cursor_of(number: int, counted: str = "d") -> str:
    """A cursor as it is printed: what is counted (``d``: changes of documents, ``c``: captures), a number."""
    return f"{counted}{number}"


def number_of(cursor: str | None, latest: int, counted: str = "d") -> int:
    """The number in a cursor, 0 for none.

    Raises:
        InputError: it is no cursor, counts something else, or is of another archive.
    """
    if cursor is None:
        return 0
    found = re.fullmatch(r"([dc])(\d{1,18})", cursor)
    if found is None:
        raise InputError(
            f"{cursor}: not a cursor; an earlier export printed one, such as d1204 (c310 for WARC)"
        )
    if found[1] != counted:
        formats = {"d": "a WARC export; give it to", "c": "documents; give it to"}
        other = {"d": "jsonl, csv, parquet and text", "c": "warc"}
        raise InputError(f"{cursor}: this cursor is not for {formats[found[1]]} --format {other[found[1]]}")
    if int(found[2]) > latest:
        raise InputError(
            f"{cursor}: this archive has only come to {cursor_of(latest, counted)}; the cursor is of another"
        )
    return int(found[2])


def latest(db: sqlite3.Connection) -> int:
    """The number of the latest change."""
    return int(db.execute("SELECT coalesce(max(number), 0) FROM sequence").fetchone()[0])


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of its own that sees the archive as it is now, whatever is written meanwhile."""
    db = connection.connect(path, create=False, readonly=True)
    try:
        with connection.explained(path):
            db.execute("BEGIN")
            latest(db.conn)  # the first read is what fixes the snapshot
            yield db.conn
    finally:
        db.close()


def documents(
    path: Path, *, since: str | None = None, versions: bool = False, **filters: str | int | None
) -> Iterator[Row]:
    """Documents with all that belongs to them; see :meth:`archive.store.Archive.documents`."""
    selection = Selection(versions=versions, filters=filters)
    with snapshot(path) as db:
        last = latest(db)
        for _, row in deliver(db, selection, number_of(since, last), last):
            yield nested(db, row)


def deliver(
    db: sqlite3.Connection, selection: Selection, after: int, until: int
) -> Iterator[tuple[int, Row]]:
    """The selected rows changed after one number and not after another: each with its document's number."""
    condition, values = selection.condition()
    page = f"(SELECT * FROM documents WHERE {condition}) AS page"
    named = _columns_in_sql(selection.table)
    part = f" CROSS JOIN {selection.table} AS part ON part.document = page.id" if _is_part(selection) else ""
    order = ", part.rowid" if part else ""
    # CROSS JOIN keeps SQLite from sorting the documents in memory: it must walk along the sequence.
    found = db.execute(
        f"SELECT number, {', '.join(named.values())} FROM sequence CROSS JOIN {page} ON page.id ="
        f" sequence.document{part} WHERE number > ? AND number <= ? ORDER BY number{order}",
        (*values, after, until),
    )
    for number, *cells in found:
        yield number, {"cursor": cursor_of(number), **dict(zip(named, cells, strict=True))}


def count(db: sqlite3.Connection, selection: Selection, after: int, until: int) -> int:
    """How many documents :func:`deliver` will go through."""
    condition, values = selection.condition()
    (number,) = db.execute(
        f"SELECT count(*) FROM sequence JOIN documents ON id = document WHERE {condition}"
        " AND number > ? AND number <= ?",
        (*values, after, until),
    ).fetchone()
    return int(number)


def nested(db: sqlite3.Connection, row: Row) -> Row:
    """A row of ``documents`` with its JSON columns read, and its parts as lists of rows."""
    whole = {
        name: json.loads(value) if name in ("labels", "charset") and value else value
        for name, value in row.items()
    }
    for table in PARTS:
        named = own_columns(table)
        chosen = ", ".join(f'"{name}"' for name in named)
        found = db.execute(f"SELECT {chosen} FROM {table} WHERE document = ? ORDER BY rowid", (row["id"],))
        whole[table] = [dict(zip(named, cells, strict=True)) for cells in found]
    for attachment in whole["attachments"]:
        for name in ("charset", "findings"):
            attachment[name] = json.loads(attachment[name]) if attachment[name] else None
    return whole


def columns(table: str) -> dict[str, schema.Column]:
    """The columns of the rows that :func:`deliver` gives of a table, in order."""
    facts = schema.TABLES["documents"].columns
    if table == "documents":
        return {"cursor": _CURSOR, **facts}
    page = {name: facts[column] for column, name in _PAGE.items()}
    page["document"] = schema.Column("INTEGER", "the document it belongs to", required=True)
    return {"cursor": _CURSOR, **page, **own_columns(table)}


def _is_part(selection: Selection) -> bool:
    return selection.table != "documents"


def own_columns(table: str) -> dict[str, schema.Column]:
    """The columns of a part of documents, without what says where it belongs."""
    named = schema.TABLES[table].columns
    return {name: column for name, column in named.items() if name not in ("document", "position")}


def _columns_in_sql(table: str) -> dict[str, str]:
    """Name of each column → the SQL that selects it."""
    if table == "documents":
        return {name: f'page."{name}"' for name in schema.TABLES["documents"].columns}
    return {name: f'page."{column}"' for column, name in _PAGE.items()} | {
        name: f'part."{name}"' for name in own_columns(table)
    }
