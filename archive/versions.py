"""How a page changed: its versions, the one that stood at a date, and what differs between two."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from archive import rows
from archive.errors import ArchiveError
from archive.records import Document

FigureKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a page; times are UTC."""

    document_id: int
    url: str
    version: int
    current: bool
    title: str | None
    first_seen: str
    last_seen: str
    gone_at: str | None
    redacted_at: str | None
    redacted_why: str | None
    capture: int


@dataclass(frozen=True, slots=True)
class TextChange:
    """Paragraphs that stand in one version only, or in both (``same``), in reading order."""

    change: Literal["same", "removed", "added"]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the catalogue, or the title, that differs."""

    field: str
    before: str | int | None
    after: str | int | None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that differs; None: not there, or not readable."""

    table: str
    row: str
    column: str
    before: float | int | None
    after: float | int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions; all empty (``text`` all ``same``) where nothing does."""

    before: Version
    after: Version
    fields: tuple[FieldChange, ...]
    text: tuple[TextChange, ...]
    figures: tuple[FigureChange, ...]


_VERSIONS = (
    "SELECT id AS document_id, url, version, current, title, first_seen, last_seen, gone_at, redacted_at,"
    " redacted_why, capture FROM documents"
)


def version(connection: sqlite3.Connection, number: int) -> Version:
    """The version that is this document; ArchiveError where there is none."""
    for found in _versions(connection, "id = ?", number):
        return found
    raise ArchiveError(f"the archive has no document {number}; `gongkai search` shows the numbers there are")


def history(connection: sqlite3.Connection, number: int) -> list[Version]:
    """All versions of the document's page, as they followed each other in time."""
    return list(
        _versions(
            connection, "url = (SELECT url FROM documents WHERE id = ?) ORDER BY first_seen, version", number
        )
    )


def at(connection: sqlite3.Connection, number: int, moment: str) -> Version:
    """What the document's page said at a moment (ISO date, meaning its end, or time): as seen last before.

    Raises:
        ArchiveError: there is no such document, or its page was not yet seen then.
    """
    url = version(connection, number).url
    until = f"{moment}T23:59:59Z" if len(moment) == len("2024-01-31") else moment
    seen = connection.execute(
        "SELECT document FROM visits WHERE url = ? AND at <= ? AND document IS NOT NULL"
        " ORDER BY at DESC, id DESC LIMIT 1",
        (url, until),
    ).fetchone()
    if seen is None:
        (first,) = connection.execute("SELECT min(at) FROM visits WHERE url = ?", (url,)).fetchone()
        raise ArchiveError(f"{url}: first seen at {first}, so not known at {moment}")
    return version(connection, seen[0])


def difference(connection: sqlite3.Connection, before: int, after: int) -> Difference:
    """What differs between two documents, usually versions of one page; ArchiveError where one is missing."""
    old, new = rows.read_document(connection, before), rows.read_document(connection, after)
    return Difference(
        version(connection, before),
        version(connection, after),
        tuple(_field_changes(old, new)),
        tuple(text_changes(old.text, new.text)),
        tuple(_figure_changes(_figures(connection, before), _figures(connection, after))),
    )


def _versions(connection: sqlite3.Connection, condition: str, number: int) -> Iterator[Version]:
    cursor = connection.execute(f"{_VERSIONS} WHERE {condition}", (number,))
    names = [name for name, *_ in cursor.description]
    for row in cursor:
        facts: dict[str, Any] = dict(zip(names, row, strict=True))
        yield Version(**{**facts, "current": bool(facts["current"])})


def _field_changes(old: Document, new: Document) -> Iterator[FieldChange]:
    if old.title != new.title:
        yield FieldChange("page title", old.title, new.title)
    for field in old.catalogue:
        if old.catalogue[field] != new.catalogue[field]:
            yield FieldChange(field, old.catalogue[field], new.catalogue[field])


def text_changes(old: str, new: str) -> Iterator[TextChange]:
    """Two texts compared by paragraph; blank lines and spaces do not count."""
    before, after = _paragraphs(old), _paragraphs(new)
    matcher = SequenceMatcher(
        None, list(map(_spaceless, before)), list(map(_spaceless, after)), autojunk=False
    )
    for step, a, b, c, d in matcher.get_opcodes():
        if step == "equal":
            yield TextChange("same", tuple(after[c:d]))
            continue
        if a < b:
            yield TextChange("removed", tuple(before[a:b]))
        if c < d:
            yield TextChange("added", tuple(after[c:d]))


def word_changes(old: str, new: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Within a changed paragraph: the [start, end) places that differ, in the old and in the new."""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        [(a, b) for step, a, b, _, _ in steps if step != "equal" and a < b],
        [(c, d) for step, _, _, c, d in steps if step != "equal" and c < d],
    )


def _paragraphs(text: str) -> Sequence[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _spaceless(paragraph: str) -> str:
    return re.sub(r"\s+", "", paragraph)


def _figures(connection: sqlite3.Connection, number: int) -> dict[FigureKey, float | int | None]:
    """The document's figures, its attachments' among them."""
    found = connection.execute(
        'SELECT "table", "row", "column", value FROM figures WHERE document = ? ORDER BY id', (number,)
    )
    return {(table, row, column): value for table, row, column, value in found}


def _figure_changes(
    old: dict[FigureKey, float | int | None], new: dict[FigureKey, float | int | None]
) -> Iterator[FigureChange]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield FigureChange(*key, old.get(key), new.get(key))
