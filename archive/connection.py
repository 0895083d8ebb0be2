"""Opening an archive file, and saying clearly why one cannot be opened or written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from archive import migrations, schema
from archive.errors import ArchiveError

_SQLITE_MAGIC = b"SQLite format 3\x00"
_BUSY_SECONDS = 30

_REASONS = {
    sqlite3.SQLITE_FULL: "its disk is full; nothing of this step was stored. Free some space and retry",
    sqlite3.SQLITE_READONLY: "the file cannot be written; check its permissions and those of its directory",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check the path and its permissions",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check it before going on",
    sqlite3.SQLITE_BUSY: f"another program kept it locked for {_BUSY_SECONDS} seconds; try again later",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a copy, or try `sqlite3 FILE .recover`",
    sqlite3.SQLITE_NOTADB: "the file is not a gongkai archive",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a disk, a lock or a damaged file into an ArchiveError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        reason = _REASONS.get(code & 0xFF) if code is not None else None
        if reason is None:
            raise
        raise ArchiveError(f"{path}: {reason} ({error})") from error


def connect(path: Path, *, create: bool, readonly: bool) -> Database:
    """A connection to the archive at ``path``, at this release's schema.

    Raises:
        ArchiveError: no such file (without ``create``), no archive, made by a newer release, not writable.
    """
    with explained(path):
        _refuse_what_is_no_archive(path, create=create)
        if readonly:
            db = _open_to_read(path)
            if _state(db, path, create=False) == schema.VERSION:
                return db
            db.close()  # only a writer can upgrade it; then read as asked
            connect(path, create=False, readonly=False).close()
            return _open_to_read(path)
        db = _open(path, "rwc" if create else "rw")
        try:
            if _state(db, path, create=create) < schema.VERSION:
                _bring_up_to_date(db, path, create=create)
        except BaseException:
            db.close()
            raise
        return db


def _refuse_what_is_no_archive(path: Path, *, create: bool) -> None:
    """Look at the file before SQLite does: it would happily write into an empty one."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE_MAGIC))
    except FileNotFoundError:
        if not create:
            raise ArchiveError(
                f"{path}: no such archive. Make one with `gongkai crawl` or `gongkai ingest`,"
                " or name another with --archive"
            ) from None
        if not path.parent.is_dir():
            raise ArchiveError(f"{path}: the directory {path.parent} does not exist") from None
        return
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be opened: {error.strerror}") from error
    if start != _SQLITE_MAGIC and not (start == b"" and create):
        raise ArchiveError(f"{path}: the file is not a gongkai archive; it was left as it is")


def _open(path: Path, mode: str) -> Database:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=_BUSY_SECONDS
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    return Database(connection)


def _open_to_read(path: Path) -> Database:
    """A connection that changes nothing. With ``mode=ro`` it would leave its ``-wal`` and ``-shm`` behind."""
    db = _open(path, "rw")  # where the file may only be read, SQLite opens it for that
    db.execute("PRAGMA query_only = ON")
    return db


def _state(db: Database, path: Path, *, create: bool) -> int:
    """The file's schema version, 0 for an empty file that may become an archive."""
    alone = not db.conn.in_transaction
    if alone:  # all in one snapshot: another process may be making the archive at this moment
        db.execute("BEGIN")
    application, version, tables = migrations.application_of(db), migrations.version_of(db), db.table_names()
    if alone:
        db.execute("COMMIT")
    if application == 0 and version == 0 and create and not tables:
        return 0
    if application != schema.APPLICATION_ID:
        raise ArchiveError(f"{path}: this SQLite file is not a gongkai archive; it was left as it is")
    if version > schema.VERSION:
        raise ArchiveError(
            f"{path}: the archive has schema version {version}, this gongkai knows versions up to"
            f" {schema.VERSION}; update gongkai to open it"
        )
    return version


def _bring_up_to_date(db: Database, path: Path, *, create: bool) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA foreign_keys = OFF")  # a step may have to make a table anew that others refer to
    db.execute("BEGIN IMMEDIATE")
    try:
        if _state(db, path, create=create) < schema.VERSION:  # another process may have been first
            migrations.upgrade(db)
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("PRAGMA foreign_keys = ON")
