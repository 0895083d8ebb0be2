"""A document's page: catalogue, marked text, figures and checks, attachments, witnesses, versions."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from datasette.utils.asgi import Response

from archive import versions
from archive.records import FIELDS, Document
from archive.site.marked_text import marked_text
from archive.site.views import ask, draw, number_in
from archive.store import Archive


@dataclass(frozen=True, slots=True)
class Grid:
    """One statutory table: ``values[row][column]``, rows and columns in the order in which they were read.

    A value is ``(number or None, certainty)``; a cell that the report does not have is absent.
    """

    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: dict[str, dict[str, tuple[float | int | None, str]]]
    wrong: frozenset[tuple[str, str]]
    """The (row, column) of cells at which a check fails."""


async def view(datasette: Any, request: Any) -> Response:
    number = number_in(request, "number")

    def question(archive: Archive) -> dict[str, Any]:
        return {**facts(archive, number), **body(archive, number)}

    found = await ask(datasette, question)
    return await draw(datasette, request, "document.html", fields=FIELDS, web=web_address, **found)


def facts(archive: Archive, number: int) -> dict[str, Any]:
    """What heads every page about a document: the document's own row, and its versions."""
    version = versions.version(archive.db.conn, number)
    row = archive.db.conn.execute(
        "SELECT city, kind, report_year, validity, document_number, gone_why"
        " FROM documents WHERE id = ?", (number,)
    ).fetchone()  # fmt: skip
    return {"version": version, "about": dict(row), "history": versions.history(archive.db.conn, number)}


def body(archive: Archive, number: int) -> dict[str, Any]:
    """What the document says."""
    said = archive.document(number)
    connection = archive.db.conn
    checks = _rows(connection, 'SELECT "check", "row", "column", expected, found, holds FROM checks'
                   " WHERE document = ? ORDER BY id", number)  # fmt: skip
    visits = _rows(connection, "SELECT at, outcome FROM visits WHERE url = ? ORDER BY at DESC LIMIT 12",
                   said.url)  # fmt: skip
    return {
        "document": said,
        "charset": asdict(said.charset),
        "text": marked_text(said.raw_text, said.findings),
        "certainties": _counts(said),
        "grids": grids(connection, number, checks),
        "checks": checks,
        "attachments": _attachments(connection, number),
        "visits": visits,
    }


def grids(connection: Any, number: int, checks: list[dict[str, Any]]) -> list[Grid]:
    """The document's figures as tables; where the page and a file both give a number, the page's."""
    tables: dict[str, dict[str, dict[str, tuple[float | int | None, str]]]] = {}
    for table, row, column, value, certainty in connection.execute(
        'SELECT "table", "row", "column", value, certainty FROM figures WHERE document = ?'
        " ORDER BY attachment IS NOT NULL, id",
        (number,),
    ):
        tables.setdefault(table, {}).setdefault(row, {}).setdefault(column, (value, certainty))
    wrong = frozenset((check["row"], check["column"]) for check in checks if check["holds"] == 0)
    return [Grid(table, tuple(rows), _columns(rows), rows, wrong) for table, rows in tables.items()]


def _columns(rows: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column for row in rows.values() for column in row))


def web_address(url: str) -> str | None:
    """The URL if a browser may be sent there; None for ``javascript:``, ``data:``, a file's name."""
    return url if urlsplit(url).scheme.lower() in ("http", "https") else None


def _attachments(connection: Any, number: int) -> list[dict[str, Any]]:
    rows = _rows(
        connection,
        "SELECT attachments.id, attachments.url, name, attachments.capture, title, text, findings, size"
        " FROM attachments LEFT JOIN captures ON captures.id = attachments.capture"
        " LEFT JOIN bodies ON bodies.sha256 = captures.body_sha256 WHERE document = ?"
        " ORDER BY attachments.id",
        number,
    )
    return [{**row, "findings": json.loads(row["findings"] or "[]")} for row in rows]


def _counts(said: Document) -> dict[str, int]:
    counts = dict.fromkeys(("proved", "inferred", "lost"), 0)
    for finding in said.findings:
        counts[finding.certainty] += 1
    return counts


def _rows(connection: Any, question: str, *values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(question, values)]
