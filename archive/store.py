"""The archive: one SQLite file that keeps every capture, what it says, and how that changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive import attachments, bodies, connection, delivery, history, index, removed, rows
from archive.errors import ArchiveError
from archive.records import Capture, Document
from archive.sameness import content_sha256
from archive.search import Hit, search

Outcome = Literal["new", "changed", "unchanged", "redacted"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a capture: the version of the page that it shows, and whether that is news.

    ``redacted``: nothing was stored (:mod:`archive.removed`); ``document_id`` is the stub that forbids it.
    """

    document_id: int
    version: int
    outcome: Outcome


class Archive:
    """An open archive file; a context manager. Open it with :meth:`open`.

    ``db`` is a :class:`sqlite_utils.Database` for questions of your own. Not to be shared between threads or
    processes: each opens its own.
    """

    def __init__(self, path: Path, db: Database, *, readonly: bool) -> None:
        self.path = path
        self.db = db
        self._readonly = readonly
        self._connection: sqlite3.Connection = db.conn

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False, readonly: bool = False) -> Archive:
        """Open the archive at ``path``; ``create`` makes a new one where there is no file (or an empty one).

        An archive of an older release is upgraded first, whatever the mode.

        Raises:
            ArchiveError: no such file, not an archive, made by a newer release, not writable, disk full.
        """
        db = connection.connect(Path(path), create=create, readonly=readonly)
        archive = cls(Path(path), db, readonly=readonly)
        if index.is_current(archive._connection):
            return archive
        if readonly:  # only a writer can make the search index anew; then read as asked
            archive.close()
            cls.open(path).close()
            return cls.open(path, readonly=True)
        with archive.transaction():
            if not index.is_current(archive._connection):  # another process may have been first
                index.rebuild(archive._connection)
        return archive

    def close(self) -> None:
        """A writer leaves the file whole by itself, so that it can be copied without its ``-wal`` beside it.

        Others may be reading or writing meanwhile; the last writer to close does it then.
        """
        if not self._readonly:
            with suppress(sqlite3.OperationalError):  # a full disk: all is still safe in the -wal
                self._connection.execute("PRAGMA busy_timeout = 0")  # never wait for readers
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """``BEGIN IMMEDIATE`` … ``COMMIT``, or ``ROLLBACK`` on any exception; a nested one joins the outer.

        Raises:
            ArchiveError: disk full, not writable, locked for longer than 30 seconds.
        """
        if self._connection.in_transaction:
            with self.db.atomic():
                yield
            return
        with connection.explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite itself rolls back on some errors
                    self._connection.execute("ROLLBACK")
                raise

    def add_document(self, capture: Capture, document: Document, *, run: int | None = None) -> Added:
        """Store one capture of a page and what it says; all of it, or nothing.

        The same words as at the visit before (or, for a capture that comes late, after) are another visit of
        that version; other words are a new version. A capture that is already there changes nothing. What was
        redacted earlier is not stored again (:mod:`archive.removed`).

        Raises:
            ArchiveError: as :meth:`transaction`.
            InputError: the body is larger than :data:`archive.bodies.MAX_BODY`.
        """
        url, at = capture.url, capture.fetched_at
        with self.transaction():
            stub = removed.stub_for(self._connection, url, capture.body)
            if stub is not None:
                history.visit(self._connection, run, url, at, "redacted", stub)
                return self._added(stub, "redacted")
            capture_id, known = self._add_capture(capture, run)
            if known is not None:
                return self._added(known, "unchanged")
            latest = history.current(self._connection, url)
            content = content_sha256(document)
            number = history.same_beside(self._connection, url, at, content, self._body_of(capture_id))
            if number is None:
                outcome: Outcome = "new" if latest is None else "changed"
                number = self._add_version(capture, capture_id, document, content)
            else:
                outcome = "unchanged"
                history.see_again(self._connection, number, at)
            back = history.come_back(self._connection, url, at)
            history.visit(self._connection, run, url, at, "back" if back else outcome, number, capture_id)
            history.make_latest_current(self._connection, url)
            return self._added(number, outcome)

    def add_attachment(
        self, capture: Capture, document: Document, *, page_url: str, run: int | None = None
    ) -> bool:
        """Store a file that the page at ``page_url`` points to, with the page's current version.

        False if it was not stored, because the page or the file was redacted (:mod:`archive.removed`).

        Raises:
            ArchiveError: the page is not in the archive; else as :meth:`add_document`.
        """
        with self.transaction():
            page = history.current(self._connection, page_url)
            if page is None:
                raise ArchiveError(
                    f"{page_url}: the page of the attachment {capture.url} is not in the archive"
                )
            stub = removed.stub_for(self._connection, capture.url, capture.body)
            if stub is not None or self._is_redacted(page):
                history.visit(
                    self._connection, run, capture.url, capture.fetched_at, "redacted", stub or page
                )
                return False
            before = self._connection.execute(
                "SELECT body_sha256 FROM captures WHERE url = ? ORDER BY fetched_at DESC, id DESC LIMIT 1",
                (capture.url,),
            ).fetchone()
            capture_id, known = self._add_capture(capture, run)
            if known is None:
                digest = self._body_of(capture_id)
                outcome = "new" if before is None else "unchanged" if before[0] == digest else "changed"
                history.visit(
                    self._connection, run, capture.url, capture.fetched_at, outcome, page, capture_id
                )
            with self._reindexed(page):
                attachments.attach(self._connection, page, capture_id, capture.url, document)
            return True

    def add_visit(self, url: str, at: str, *, run: int | None = None) -> None:
        """The page or attachment was looked at and the server said: not modified (304).

        Raises:
            ArchiveError: the page is not in the archive.
        """
        with self.transaction():
            number = history.current(self._connection, url) or self._owner(url)
            if number is None:
                raise ArchiveError(f"{url}: the page is not in the archive, so it cannot be unchanged")
            self._connection.execute(
                "UPDATE documents SET last_seen = max(last_seen, ?) WHERE id = ? AND url = ?",
                (at, number, url),
            )
            back = history.come_back(self._connection, url, at)
            history.visit(self._connection, run, url, at, "back" if back else "not_modified", number)

    def mark_gone(self, url: str, at: str, reason: str, *, run: int | None = None) -> bool:
        """The page was taken down (404, 410): it stays, marked. True if that is news about a known page."""
        with self.transaction():
            marked = self._connection.execute(
                "UPDATE documents SET gone_at = ?, gone_why = ?"
                " WHERE url = ? AND current = 1 AND gone_at IS NULL",
                (at, reason, url),
            )
            if marked.rowcount == 0:
                return False
            number = history.current(self._connection, url)
            history.visit(self._connection, run, url, at, "gone", number)
            return True

    def replace_reading(self, number: int, document: Document, *, at: str) -> bool:
        """What a document's capture says by newer rules takes the place of the former reading, which is kept.

        True if the readings differ in more than the version of the rules; the former is then in ``readings``.
        """
        with self.transaction():
            former = self.document(number)
            differs = replace(former, reader=document.reader) != rows.complete(document)
            if not differs:
                self._connection.execute(
                    "UPDATE documents SET reader = ? WHERE id = ?", (document.reader, number)
                )
                return False
            kept = {
                "document": number,
                "reader": former.reader,
                "replaced_at": at,
                "reading": rows.dumps(former.as_json()),
            }
            rows.insert(self._connection, "readings", kept)
            with self._reindexed(number):
                rows.delete_parts(self._connection, number)
                rows.insert_parts(self._connection, number, document)
                columns = {**rows.reading_columns(document), "content_sha256": content_sha256(document)}
                self._connection.execute(
                    f"UPDATE documents SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?",
                    (*columns.values(), number),
                )
                history.date(self._connection, number)
                if document.attachments != former.attachments:
                    attachments.link(self._connection, number, document.attachments)
            return True

    def replace_attachment_reading(self, capture_id: int, document: Document) -> None:
        """What an attachment's capture says by newer rules takes the place of the former reading."""
        with self.transaction():
            for number, url in attachments.documents_of(self._connection, capture_id):
                with self._reindexed(number):
                    attachments.attach(self._connection, number, capture_id, url, document)

    def document(self, number: int) -> Document:
        """The document with that id; ArchiveError where there is none."""
        return rows.read_document(self._connection, number)

    def capture(self, number: int) -> Capture:
        """The capture with that id, body included; ArchiveError where there is none, or it was redacted."""
        found = self._connection.execute(
            "SELECT body_sha256 FROM captures WHERE id = ?", (number,)
        ).fetchone()
        if found is None:
            raise ArchiveError(f"the archive has no capture {number}")
        if found[0] is None:
            raise ArchiveError(f"the body of capture {number} was redacted")
        return rows.read_capture(self._connection, number, self.body(found[0]))

    def capture_of(self, url: str, at: str) -> Capture | None:
        """The capture of that address at that time, if its body is here."""
        found = self._one(
            "SELECT id FROM captures WHERE url = ? AND fetched_at = ? AND body_sha256 IS NOT NULL", url, at
        )
        return self.capture(found[0]) if found else None

    def pages_of(self, url: str, also: tuple[str, ...] = ()) -> list[str]:
        """The addresses of the archived pages that point to the file at ``url``, and of those in ``also``."""
        pointing = self._connection.execute(
            "SELECT documents.url FROM attachments JOIN documents ON documents.id = document"
            " WHERE attachments.url = ? AND current = 1",
            (url,),
        )
        return [
            page
            for page in dict.fromkeys([*(row[0] for row in pointing), *also])
            if history.current(self._connection, page)
        ]

    def body(self, sha256: str) -> bytes:
        """The bytes with that SHA-256; ArchiveError where there are none."""
        return bodies.get(self._connection, sha256)

    def search(self, query: str, *, limit: int = 20, **filters: str | int | None) -> list[Hit]:
        """The best ``limit`` pages (current versions) that hold all words of the query.

        ``"a b"`` is a phrase, ``-word`` must not occur; full-width or half-width, traditional or simplified
        makes no difference; a query without words gives the newest. Filters: ``city``, ``kind``,
        ``report_year``, ``issuing_body`` (a part of it), ``validity``, ``since`` and ``until`` (ISO dates,
        of publication where known).

        Raises:
            InputError: an unknown filter.
        """
        return search(self._connection, query, limit=limit, **filters)

    def documents(
        self, *, since: str | None = None, versions: bool = False, **filters: str | int | None
    ) -> Iterator[dict[str, Any]]:
        """Every page's current version, or all ``versions``, in the order in which they came or last changed.

        Each is a dictionary of the columns of ``documents``, ``cursor`` before them, and the lists
        ``findings``, ``witnesses``, ``sections``, ``figures``, ``checks``, ``attachments`` after them.
        ``since`` is the ``cursor`` of the last one had before: what follows is new or changed. The archive is
        seen as it was when the iteration began; its memory does not grow. Filters: ``city``, ``kind``,
        ``report_year``, ``issuing_body`` (a part of it), ``validity``, ``published_since`` and
        ``published_until`` (ISO dates).

        Raises:
            InputError: an unknown filter, or a cursor of something else.
        """
        return delivery.documents(self.path, since=since, versions=versions, **filters)

    def _added(self, number: int, outcome: Outcome) -> Added:
        (version,) = self._one("SELECT version FROM documents WHERE id = ?", number)
        return Added(number, version, outcome)

    def _one(self, question: str, *values: Any) -> Any:
        return self._connection.execute(question, values).fetchone()

    def _owner(self, url: str) -> int | None:
        """The document that the attachment at this URL was last attached to."""
        found = self._one(
            "SELECT document FROM attachments WHERE url = ? ORDER BY document DESC LIMIT 1", url
        )
        return int(found[0]) if found else None

    def _body_of(self, capture_id: int) -> str:
        return str(self._one("SELECT body_sha256 FROM captures WHERE id = ?", capture_id)[0])

    def _is_redacted(self, number: int) -> bool:
        (at,) = self._one("SELECT redacted_at FROM documents WHERE id = ?", number)
        return at is not None

    def _add_capture(self, capture: Capture, run: int | None) -> tuple[int, int | None]:
        """Store a capture; with it, the document it was read into if it is already there."""
        host = urlsplit(capture.url).netloc.lower()
        digest = bodies.put(self._connection, capture.body, host)
        same = self._one(
            "SELECT captures.id, visits.document FROM captures JOIN visits ON visits.capture = captures.id"
            " WHERE captures.url = ? AND fetched_at = ? AND body_sha256 = ?",
            capture.url, capture.fetched_at, digest,
        )  # fmt: skip
        if same is not None:
            return same[0], same[1]
        row = {
            "run": run,
            "url": capture.url,
            "host": host,
            "fetched_at": capture.fetched_at,
            "status": capture.status,
            "headers": rows.dumps(capture.headers),
            "body_sha256": digest,
            "hints": rows.dumps(asdict(capture.hints)),
        }
        return rows.insert(self._connection, "captures", row), None

    def _add_version(self, capture: Capture, capture_id: int, document: Document, content: str) -> int:
        (last,) = self._one("SELECT coalesce(max(version), 0) FROM documents WHERE url = ?", capture.url)
        row = {
            "url": capture.url,
            "city": capture.hints.city,
            "column": capture.hints.column,
            "version": last + 1,
            "capture": capture_id,
            "current": 0,
            "first_seen": capture.fetched_at,
            "last_seen": capture.fetched_at,
            "content_sha256": content,
            **rows.reading_columns(document),
        }
        number = rows.insert(self._connection, "documents", row)
        rows.insert_parts(self._connection, number, document)
        attachments.link(self._connection, number, document.attachments)
        history.date(self._connection, number)
        return number

    @contextmanager
    def _reindexed(self, number: int) -> Iterator[None]:
        """Around a change of what a document says: the search index follows, if the document is in it."""
        (current,) = self._one("SELECT current FROM documents WHERE id = ?", number)
        if current:
            index.remove(self._connection, number)
        yield
        if current:
            index.add(self._connection, number)
