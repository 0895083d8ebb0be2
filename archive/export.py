"""Exports to files that survive being killed: each document once, and a cursor for the next time.

While an export runs, what is written stands in ``TARGET.part`` (a text export writes into its directory) and
``TARGET.export.json`` says how far it is good: a chunk counts once it is on disk. The same command after a
crash cuts off what came after the last such chunk and goes on. At the end the part becomes the target, and
``TARGET.export.json`` keeps the cursor for the next export; ``TARGET.dictionary.md`` explains the columns.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Literal

from archive import delivery, dictionary, formats, warc
from archive.delivery import Row, Selection
from archive.dictionary import FormatName
from archive.errors import ArchiveError, InputError

CHUNK_ROWS = 2_000
CHUNK_BYTES = 8_000_000
"""A chunk ends at so many rows, or so many characters or bytes; it is held in memory."""


@dataclass(frozen=True, slots=True)
class Exported:
    """``documents`` (for WARC: captures) handed out, ``rows`` written, and the cursor for the next export."""

    path: str
    documents: int
    rows: int
    cursor: str
    resumed: bool


@dataclass(frozen=True, slots=True)
class _Journal:
    """How far an export has come: everything up to ``number`` is in the first ``size`` bytes on disk."""

    request: dict[str, Any]
    until: int
    number: int
    size: int = 0
    documents: int = 0
    rows: int = 0
    state: Literal["running", "finishing", "complete"] = "running"
    cursor: str | None = None


def export(
    archive: Path,
    target: Path,
    *,
    form: FormatName = "jsonl",
    selection: Selection | None = None,
    since: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Exported:
    """Write the selected documents of the archive to ``target``, a file, or for texts a directory.

    Memory does not grow with the archive. Killed and called again with the same request, it goes on where it
    was. ``progress`` is told how many documents of how many are done.

    Raises:
        ArchiveError: the archive cannot be read.
        InputError: the cursor, a filter or the target will not do; an unfinished export of something else
            stands there.
    """
    selection = selection or Selection()
    _check_target(target, form)
    with delivery.snapshot(archive) as db, _told(target), _lock(target) as part:
        source = _source(db, form, selection, since, target)
        request = {"archive": str(archive.resolve()), "format": form, "since": since, **asdict(selection)}
        journal = _read_journal(target, json.loads(json.dumps(request)), part)
        resumed = journal is not None
        if journal is None:
            journal = _Journal(request, source.latest, source.since, size=len(source.form.opening))
            _restart(part, source.form.opening)
            _write_journal(target, journal)
        total = journal.documents + source.count(journal.number, journal.until)
        progress(journal.documents, total)
        if journal.state == "running":
            part.truncate(journal.size)
            part.seek(journal.size)
            for chunk in _chunks(source.rows(journal.number, journal.until)):
                part.write(source.form.encode([row for _, row in chunk]))
                part.flush()
                os.fsync(part.fileno())
                journal = replace(
                    journal,
                    number=chunk[-1][0],
                    size=part.tell(),
                    documents=journal.documents + len({number for number, _ in chunk}),
                    rows=journal.rows + len(chunk),
                )
                _write_journal(target, journal)
                progress(journal.documents, total)
            _finish(source.form, target)
            journal = replace(journal, state="finishing")
            _write_journal(target, journal)
        _into_place(source.form, target, journal.size)
        _beside(target, ".dictionary.md").write_text(source.dictionary, encoding="utf-8")
        cursor = delivery.cursor_of(journal.until, source.counted)
        _write_journal(target, replace(journal, state="complete", cursor=cursor))
    return Exported(str(target), journal.documents, journal.rows, cursor, resumed)


def stream(
    archive: Path,
    output: IO[bytes],
    *,
    form: Literal["jsonl", "csv"],
    selection: Selection,
    since: str | None = None,
) -> Exported:
    """As :func:`export`, into a pipe: nothing to resume, no dictionary."""
    with delivery.snapshot(archive) as db:
        source = _source(db, form, selection, since, Path())
        output.write(source.form.opening)
        documents = rows = 0
        for chunk in _chunks(source.rows(source.since, source.latest)):
            output.write(source.form.encode([row for _, row in chunk]))
            documents += len({number for number, _ in chunk})
            rows += len(chunk)
        output.flush()
    return Exported("-", documents, rows, delivery.cursor_of(source.latest), False)


@dataclass(frozen=True, slots=True)
class _Source:
    """What an export is made from: numbered rows, and the format that writes them."""

    form: formats.Format
    rows: Callable[[int, int], Iterator[tuple[int, Row]]]
    count: Callable[[int, int], int]
    since: int
    latest: int
    counted: str
    dictionary: str


def _source(
    db: sqlite3.Connection, name: FormatName, selection: Selection, since: str | None, target: Path
) -> _Source:
    if name == "warc":
        return _captures(db, selection, since, target)
    table, latest = selection.table, delivery.latest(db)
    if name == "text":
        if table != "documents":
            raise InputError("texts are written of documents; --table needs jsonl, csv or parquet")
        form = formats.texts(db, target)
    elif name == "parquet":
        form = formats.parquet(table)
    else:
        form = formats.json_lines(db, table) if name == "jsonl" else formats.comma_separated(table)
    return _Source(
        form=form,
        rows=lambda after, until: delivery.deliver(db, selection, after, until),
        count=lambda after, until: delivery.count(db, selection, after, until),
        since=delivery.number_of(since, latest),
        latest=latest,
        counted="d",
        dictionary=dictionary.of_rows(target.name, name, table),
    )


def _captures(db: sqlite3.Connection, selection: Selection, since: str | None, target: Path) -> _Source:
    latest = warc.latest(db)
    first = delivery.number_of(since, latest, "c")
    return _Source(
        form=formats.Format(warc.encode, opening=warc.opening(target.name)),
        rows=lambda after, until: warc.captures(db, selection, first, after, until),
        count=lambda after, until: warc.count(db, selection, after, until),
        since=first,
        latest=latest,
        counted="c",
        dictionary=dictionary.of_captures(target.name),
    )


def _chunks(rows: Iterator[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """The rows in bounded lists; those of one document stay together."""
    chunk: list[tuple[int, Row]] = []
    size = 0
    for number, row in rows:
        full = len(chunk) >= CHUNK_ROWS or size >= CHUNK_BYTES
        if chunk and full and number != chunk[-1][0]:
            yield chunk
            chunk, size = [], 0
        chunk.append((number, row))
        size += sum(len(value) for value in row.values() if isinstance(value, str | bytes))
    if chunk:
        yield chunk


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)


def _check_target(target: Path, form: FormatName) -> None:
    if not target.name:
        raise InputError(f"{target}: name a file to write to")
    if not target.absolute().parent.is_dir():
        raise InputError(f"{target}: the directory {target.parent} does not exist")
    if target.exists() and target.is_dir() != (form == "text"):
        what = "a directory; name a file" if target.is_dir() else "a file; texts go into a directory"
        raise InputError(f"{target}: is {what}")


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """What the disk says of the target, clearly."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"{target}: cannot be written: {error.strerror}. What was written is good; repeat the command to"
            " go on from there"
        ) from error


@contextmanager
def _lock(target: Path) -> Iterator[IO[bytes]]:
    """The part file, held by this process alone."""
    with _beside(target, ".part").open("ab") as made:
        made.close()
    with _beside(target, ".part").open("r+b") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(f"{target}: another export is writing it") from error
        yield part


def _restart(part: IO[bytes], opening: bytes) -> None:
    part.truncate(0)
    part.seek(0)
    part.write(opening)
    part.flush()
    os.fsync(part.fileno())


def _read_journal(target: Path, request: dict[str, Any], part: IO[bytes]) -> _Journal | None:
    """The journal of an unfinished export of the same request; None to begin anew."""
    path = _beside(target, ".export.json")
    try:
        journal = _Journal(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: is no journal of an export; delete it to export anew") from error
    if journal.state == "complete":
        return None
    if journal.request != request:
        raise InputError(
            f"{target}: an export with other options is unfinished there; repeat it to complete it, or delete"
            f" {path.name} to begin anew"
        )
    lost = journal.state == "running" and os.fstat(part.fileno()).st_size < journal.size
    return None if lost else journal


def _write_journal(target: Path, journal: _Journal) -> None:
    path = _beside(target, ".export.json")
    beside = _beside(target, ".export.json.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(journal), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _finish(form: formats.Format, target: Path) -> None:
    """Make what will become the target, where the part is not yet that."""
    if form.finish:
        made = _beside(target, ".made")
        form.finish(_beside(target, ".part"), made)
        with made.open("rb+") as file:
            os.fsync(file.fileno())


def _into_place(form: formats.Format, target: Path, size: int) -> None:
    """The last step; doing it again does no harm."""
    part, made = _beside(target, ".part"), _beside(target, ".made")
    if form.directory:
        target.mkdir(exist_ok=True)
        part.unlink(missing_ok=True)
    elif form.finish:
        if made.exists():
            made.replace(target)
        part.unlink(missing_ok=True)
    elif part.stat().st_size == size:
        part.replace(target)
    else:  # it has become the target before
        part.unlink()
