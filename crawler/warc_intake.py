"""WARC and WACZ files, whoever made them.

What is no page (pictures, scripts, redirects, requests) is left out, by reason; what is damaged, cut off or
lies about its length is refused by name, and reading goes on where the next record begins. At most one record
is held in memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from fastwarc.warc import ArchiveIterator

from archive.errors import InputError
from crawler.items import Item
from crawler.warc_records import MisreadError, Originals, Reader

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")

_LOST = 1_000
"""After so many places of damage the rest of a file is not read."""
_RATIO = 100
"""The WARC in a WACZ is compressed already; what zip makes that much smaller is a bomb."""
_BEGINNINGS = {b"\x1f\x8b": b"\x1f\x8b\x08", b"\x28\xb5": b"\x28\xb5\x2f\xfd", b"WA": b"\r\n\r\nWARC/1."}


def is_warc(path: Path) -> bool:
    """Whether the file's name says that it is a WARC or WACZ."""
    return path.name.lower().endswith(SUFFIXES)


def read(path: Path, originals: Originals) -> Iterator[Item]:
    """The records of one WARC or WACZ file that are, or should be, captures of pages and files."""
    if path.suffix.lower() != ".wacz":
        with path.open("rb") as file:
            yield from _records(file, str(path), originals)
        return
    try:
        with path.open("rb") as whole, zipfile.ZipFile(whole) as packed:
            for entry in packed.infolist():
                if entry.filename.lower().endswith(SUFFIXES[:3]):
                    yield from _entry(whole, packed, entry, f"{path}!{entry.filename}", originals)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        yield Item(str(path), path.stat().st_size, InputError(f"is no readable WACZ: {error}"))


def _entry(
    whole: IO[bytes], packed: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, originals: Originals
) -> Iterator[Item]:
    if entry.file_size > max(entry.compress_size, 1) * _RATIO:
        told = f"unpacks from {entry.compress_size:,} to {entry.file_size:,} bytes; it was left alone"
        yield Item(name, whole.tell(), InputError(told))
        return
    with packed.open(entry) as file:
        for item in _records(file, name, originals):
            yield replace(item, end=whole.tell())


def _records(file: IO[bytes], name: str, originals: Originals) -> Iterator[Item]:
    """The file's records; after damage, reading goes on where a record seems to begin again."""
    beginning = _BEGINNINGS.get(file.read(2))
    start: int | None = 0
    for _ in range(_LOST):
        file.seek(start or 0)
        reader = Reader(name, originals)
        last = start or 0
        try:
            for record in ArchiveIterator(file, parse_http=False):
                last = record.stream_pos
                for item in reader.take(record):
                    yield replace(item, end=file.tell())
                    if isinstance(item.page, MisreadError):
                        raise item.page
            yield from _rest(reader, file)
            return
        except MisreadError:
            pass
        except OSError as error:
            if error.errno is not None:  # the disk's word, not the reader's
                raise
            yield from _rest(reader, file)
            yield Item(f"{name}@{last}", file.tell(), InputError(f"is damaged here or after this: {error}"))
        start = _search(file, last + 1, beginning)
        if start is None:
            return
    yield Item(name, file.tell(), InputError(f"is damaged in {_LOST:,} places; the rest was not read"))


def _rest(reader: Reader, file: IO[bytes]) -> Iterator[Item]:
    for item in reader.rest():
        yield replace(item, end=file.tell())


def _search(file: IO[bytes], start: int, beginning: bytes | None) -> int | None:
    """Where, from ``start`` on, a record may begin; None if nowhere."""
    if beginning is None:
        return None
    file.seek(start)
    at, window = start, b""
    while block := file.read(1 << 20):
        window += block
        found = window.find(beginning)
        if found >= 0:
            return at + found + (4 if beginning.startswith(b"\r\n") else 0)
        kept = len(beginning) - 1
        at, window = at + len(window) - kept, window[-kept:]
    return None
