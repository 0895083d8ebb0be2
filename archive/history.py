"""A page's history: the visits to it, where a capture falls among them, and which version is current."""

from __future__ import annotations

import sqlite3

from archive import index, rows


def visit(
    connection: sqlite3.Connection,
    run: int | None,
    url: str,
    at: str,
    outcome: str,
    document: int | None,
    capture: int | None = None,
) -> None:
    """Record that a page or attachment was looked at, and what was found."""
    row = {"run": run, "url": url, "at": at, "outcome": outcome, "document": document, "capture": capture}
    rows.insert(connection, "visits", row)


def current(connection: sqlite3.Connection, url: str) -> int | None:
    """The page's current version; None: the page is not in the archive."""
    found = connection.execute("SELECT id FROM documents WHERE url = ? AND current = 1", (url,)).fetchone()
    return int(found[0]) if found else None


def same_beside(connection: sqlite3.Connection, url: str, at: str, content: str, digest: str) -> int | None:
    """The version seen at the visit just before, or just after, if it has the same words or bytes."""
    for order in ("at <= ? ORDER BY at DESC, visits.id DESC", "at > ? ORDER BY at, visits.id"):
        seen = connection.execute(
            "SELECT documents.id, content_sha256, captures.body_sha256 FROM visits"
            " JOIN documents ON documents.id = visits.document AND documents.url = visits.url"
            " JOIN captures ON captures.id = documents.capture"
            f" WHERE visits.url = ? AND visits.{order} LIMIT 1",
            (url, at),
        ).fetchone()
        if seen is not None and (seen[1] == content or seen[2] == digest):
            return int(seen[0])
    return None


def see_again(connection: sqlite3.Connection, number: int, at: str) -> None:
    """A version was seen at a time, which may lie before the first or after the last so far."""
    connection.execute(
        "UPDATE documents SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) WHERE id = ?",
        (at, at, number),
    )
    date(connection, number)


def date(connection: sqlite3.Connection, number: int) -> None:
    """Set the day that a document is sorted and filtered by."""
    connection.execute(
        "UPDATE documents SET dated = coalesce(published_on, written_on, substr(first_seen, 1, 10))"
        " WHERE id = ?",
        (number,),
    )


def come_back(connection: sqlite3.Connection, url: str, at: str) -> bool:
    """Take the mark of a page taken down off its current version, if the page was seen again after that."""
    marked = connection.execute(
        "UPDATE documents SET gone_at = NULL, gone_why = NULL WHERE url = ? AND current = 1 AND gone_at < ?",
        (url, at),
    )
    return marked.rowcount > 0


def make_latest_current(connection: sqlite3.Connection, url: str) -> None:
    """The version of the latest visit is the page's current one, and the one that search finds."""
    (latest,) = connection.execute(
        "SELECT documents.id FROM visits"
        " JOIN documents ON documents.id = visits.document AND documents.url = visits.url"
        " WHERE visits.url = ? ORDER BY visits.at DESC, visits.id DESC LIMIT 1",
        (url,),
    ).fetchone()
    before = current(connection, url)
    if before == latest:
        return
    if before is not None:
        index.remove(connection, before)
        connection.execute("UPDATE documents SET current = 0 WHERE id = ?", (before,))
    connection.execute("UPDATE documents SET current = 1 WHERE id = ?", (latest,))
    index.add(connection, latest)
