"""Exports to files that survive being killed: each document once, and a cursor for the next time.

While an export runs, what is written stands in ``TARGET.part`` (a text export writes into its directory) and
``TARGET.export.json`` says how far it is good: a chunk counts once it is on disk. The same command after a
crash cuts off what came after the last such chunk and goes on. At the end the part becomes the target, and
``TARGET.export.json`` keeps the cursor for the next export; ``TARGET.dictionary.md`` explains the columns.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Literal

from archive import delivery, dictionary, formats, journal, warc
from archive.delivery import Row, Selection
from archive.dictionary import FormatName
from archive.errors import ArchiveError, InputError
from archive.journal import Journal

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
    request = {"archive": str(archive.resolve()), "format": form, "since": since, **asdict(selection)}
    with delivery.snapshot(archive) as db, _told(target):
        source = _source(db, form, selection, since, target)
        with journal.lock(target) as part:
            former = journal.read(target, json.loads(json.dumps(request)), part)
            start = former or _begin(source, request, target, part)
            total = start.documents + source.count(start.number, start.until)
            for state in _written(source, start, target, part):
                progress(state.documents, total)
            cursor = delivery.cursor_of(state.until, source.counted)
            _finish(source, state, target, cursor)
    return Exported(str(target), state.documents, state.rows, cursor, resumed=former is not None)


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


def _begin(source: _Source, request: dict[str, Any], target: Path, part: IO[bytes]) -> Journal:
    part.truncate(0)
    part.write(source.form.opening)
    part.flush()
    os.fsync(part.fileno())
    state = Journal(request, source.latest, source.since, size=len(source.form.opening))
    journal.write(target, state)
    return state


def _written(source: _Source, state: Journal, target: Path, part: IO[bytes]) -> Iterator[Journal]:
    """Write what is not yet written; the journal at first, and after each chunk that is on disk."""
    yield state
    if state.state == "finishing":
        return
    part.truncate(state.size)
    part.seek(state.size)
    for chunk in _chunks(source.rows(state.number, state.until)):
        part.write(source.form.encode([row for _, row in chunk]))
        part.flush()
        os.fsync(part.fileno())
        state = replace(
            state,
            number=chunk[-1][0],
            size=part.tell(),
            documents=state.documents + len({number for number, _ in chunk}),
            rows=state.rows + len(chunk),
        )
        journal.write(target, state)
        yield state


def _finish(source: _Source, state: Journal, target: Path, cursor: str) -> None:
    """Make the target of the part. Each step does no harm when a killed export takes it again."""
    part, made = journal.beside(target, ".part"), journal.beside(target, ".made")
    if state.state == "running":
        if source.form.finish:
            source.form.finish(part, made)
            with made.open("rb+") as file:
                os.fsync(file.fileno())
        journal.write(target, replace(state, state="finishing"))
    if source.form.directory:
        target.mkdir(exist_ok=True)
        part.unlink()
    elif source.form.finish:
        if made.exists():
            made.replace(target)
        part.unlink()
    elif part.stat().st_size == state.size:
        part.replace(target)
    else:  # it has become the target before
        part.unlink()
    journal.beside(target, ".dictionary.md").write_text(source.dictionary, encoding="utf-8")
    journal.write(target, replace(state, state="complete", cursor=cursor))
