"""What was redacted stays out, whatever brings it back: a later crawl, an ingest, somebody else's WARC."""

from __future__ import annotations

import sqlite3
from hashlib import sha256

from archive import history


def stub_for(connection: sqlite3.Connection, url: str, body: bytes) -> int | None:
    """The document whose redaction forbids storing this body from this address; None: it may be stored.

    Forbidden are, whatever the bytes, the addresses of redacted pages and of the files removed with them;
    and, whatever the address, the bytes that a redaction removed. Bytes that a page not redacted had as well
    were left to it by the redaction: these are still in the archive, and may come from anywhere as ever.
    """
    page = connection.execute("SELECT url FROM redactions WHERE url = ?", (url,)).fetchone()
    if page is None:
        file = connection.execute(
            "SELECT visits.document FROM captures JOIN visits ON visits.capture = captures.id"
            " WHERE captures.url = ? AND body_sha256 IS NULL",
            (url,),
        ).fetchone()
        if file is not None:
            return int(file[0])
        page = connection.execute(
            "SELECT url FROM redactions, json_each(redactions.bodies) AS removed WHERE removed.value = ?1"
            " AND NOT EXISTS (SELECT 1 FROM bodies WHERE sha256 = ?1)",
            (sha256(body).hexdigest(),),
        ).fetchone()
    return history.current(connection, page[0]) if page else None
