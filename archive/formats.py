"""How documents are written for other tools: JSON lines, CSV, Parquet, a text file a document.

A format turns a chunk of rows into bytes that can be appended to what was written before; so an export that
was cut short goes on after the last whole chunk. Parquet cannot be appended to: its chunks are Arrow streams,
made into one file at the end. Texts are files of their own in a directory.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.delivery import Row, columns, nested
from archive.errors import InputError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""What a cell may not begin with: spreadsheet programs would run it (the apostrophe: for the way back)."""
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON strings may hold, but YAML strings may not, and what some programs take for a line's end."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write rows of one table.

    ``opening`` begins a file; ``encode`` gives the bytes of a chunk, for a directory it writes the chunk's
    files; ``finish`` makes the file asked for out of the chunks, where these are not yet the file.
    """

    encode: Callable[[list[Row]], bytes]
    opening: bytes = b""
    finish: Callable[[Path, Path], None] | None = None
    directory: bool = False


def json_lines(db: sqlite3.Connection, table: str) -> Format:
    """One JSON object a line; a document with all that belongs to it."""

    def encode(rows: list[Row]) -> bytes:
        whole = (nested(db, row) for row in rows) if table == "documents" else rows
        return "".join(_json(row) + "\n" for row in whole).encode()

    return Format(encode)


def comma_separated(table: str) -> Format:
    """CSV as RFC 4180 has it, with a byte order mark: without one, Excel garbles Chinese."""
    return Format(
        lambda rows: _csv([[cell(value) for value in row.values()] for row in rows]),
        opening=b"\xef\xbb\xbf" + _csv([list(columns(table))]),
    )


def _csv(rows: list[list[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def cell(value: Any) -> Any:
    """A text that a spreadsheet program could run as a formula gets an apostrophe before it."""
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def parquet(table: str) -> Format:
    """Parquet with zstd, one row group a chunk.

    Raises:
        InputError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: pip install 'gongkai[parquet]'") from error
    types = {"TEXT": pa.string(), "INTEGER": pa.int64(), "ANY": pa.float64()}
    fields = [
        pa.field(name, types[column.type], metadata={"meaning": column.meaning})
        for name, column in columns(table).items()
    ]
    arrow = pa.schema(fields)

    def encode(rows: list[Row]) -> bytes:
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, arrow) as stream:
            stream.write_batch(pa.RecordBatch.from_pylist(rows, schema=arrow))
        return sink.getvalue()

    def finish(chunks: Path, target: Path) -> None:
        end = chunks.stat().st_size
        with chunks.open("rb") as source, pq.ParquetWriter(target, arrow, compression="zstd") as writer:
            while source.tell() < end:
                for batch in pa.ipc.open_stream(source):
                    writer.write_batch(batch)

    return Format(encode, finish=finish)


def texts(db: sqlite3.Connection, target: Path) -> Format:
    """A text file a document, in a directory a host: YAML front matter, the text, the attachments' texts.

    A file is named by the number of the page's first version, so that a later export into the same directory
    puts a changed page in the place of the former.
    """

    def encode(rows: list[Row]) -> bytes:
        for row in rows:
            path = target / _file_name(db, row)
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            with beside.open("w", encoding="utf-8", newline="\n") as file:
                file.write(_text(nested(db, row)))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        return b""

    return Format(encode, directory=True)


def _file_name(db: sqlite3.Connection, row: Row) -> Path:
    """Made of a host name and numbers alone: nothing that a page says gets into it."""
    (page,) = db.execute("SELECT min(id) FROM documents WHERE url = ?", (row["url"],)).fetchone()
    host = re.sub(r"[^a-z0-9.-]", "_", urlsplit(row["url"]).netloc.lower()).strip(".") or "files"
    return Path(host, f"{page:06d}.txt" if row["current"] else f"{page:06d}-v{row['version']}.txt")


def _text(document: Row) -> str:
    matter = {
        name: value
        for name, value in document.items()
        if name not in ("text", "raw_text", "findings", "witnesses", "sections", "figures", "checks")
        and value not in (None, {}, [])
    }
    matter["attachments"] = [
        {"name": file["name"], "url": file["url"]} for file in document["attachments"] if file["url"]
    ]
    lines = [f"{name}: {_json(value)}" for name, value in matter.items()]
    parts = [document["text"]]
    parts += [f"## {file['name']}\n\n{file['text']}" for file in document["attachments"] if file["text"]]
    return "\n".join(["---", *lines, "---", "", "\n\n".join(parts)]) + "\n"


def _json(value: Any) -> str:
    """JSON that is YAML too, on one line for every program."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
