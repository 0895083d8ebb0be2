"""Files that portals attach to their pages, laid out like pages: PDF, DOCX, XLSX and OFD.

Each form's module is imported when a file of it comes along. A file that cannot be read is no error of ours:
it gives an empty page and says why.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from importlib import import_module
from io import BytesIO
from typing import Literal, NamedTuple
from zipfile import BadZipFile, ZipFile

from crawler.extraction.body import Cell, Page, Row

Form = Literal["pdf", "docx", "xlsx", "ofd", "legacy", "other"]

_LARGEST = 200_000_000  # bytes a file may unpack to; a government report stays far below
_MAGIC: tuple[tuple[bytes, Form], ...] = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "legacy"),
    (b"{\\rtf", "legacy"),
    (b"Rar!", "other"),
    (b"7z\xbc\xaf", "other"),
    (b"\xff\xd8\xff", "other"),
    (b"\x89PNG", "other"),
    (b"GIF8", "other"),
    (b"II*\0", "other"),
)


class UnreadableError(Exception):
    """Why a file cannot be read: ``kind`` names the finding, the message says it in words."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


class Line(NamedTuple):
    """A line of a file: cells as (text, columns covered); ``table`` 0 for a paragraph."""

    cells: list[tuple[str, int]]
    table: int = 0


def form_of(body: bytes) -> Form | None:
    """The form of a file by its first bytes; None for a page of text or HTML."""
    head = body[:1024].lstrip()
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head.startswith(b"PK\x03\x04"):
        return _zipped(body)
    return None


def lay_out_file(body: bytes, form: Form) -> Page:
    """The file's text and tables. Raises UnreadableError for a scan, a locked, old or broken file."""
    if form == "legacy":
        raise UnreadableError(
            "file_legacy", "an old binary .doc/.xls/.wps, or a locked file: its text is not read"
        )
    if form == "other":
        raise UnreadableError("file_unread", "a picture or an archive of files: its text is not read")
    lines: Iterable[Line] = import_module(f"crawler.extraction.attachments.{form}").lines(body)
    return _page(lines)


def members(body: bytes) -> ZipFile:
    """The zip archive that a file is. Raises UnreadableError where it is broken or unpacks to too much."""
    try:
        archive = ZipFile(BytesIO(body))
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableError("file_broken", f"the file is damaged or cut off: {error}") from error
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > _LARGEST:
        raise UnreadableError(
            "file_too_large", f"the file would unpack to more than {_LARGEST // 1_000_000} MB"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError("file_locked", "the file is locked with a password")
    try:
        damaged = archive.testzip()
    except (BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as error:
        raise UnreadableError("file_broken", f"the file is damaged: {error}") from error
    if damaged:
        raise UnreadableError("file_broken", f"the file is damaged: {damaged} does not match its checksum")
    return archive


def _zipped(body: bytes) -> Form:
    try:
        names = set(ZipFile(BytesIO(body)).namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return "docx" if b"word/" in body else "xlsx" if b"xl/" in body else "other"
    for name, form in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("OFD.xml", "ofd")):
        if name in names:
            return form  # type: ignore[return-value]  # the literals above
    return "other"


def _page(lines: Iterable[Line]) -> Page:
    text: list[str] = []
    rows: list[Row] = []
    offset = 0
    for line in lines:
        cells = [(re.sub(r"\s*\n\s*", "", said).strip(), columns) for said, columns in line.cells]
        if not any(said for said, _ in cells) and not line.table:
            continue
        spans = []
        for said, columns in cells:
            spans.append(Cell(offset, offset + len(said), columns))
            text.append(f"{said} | " if line.table else said)
            offset += len(text[-1])
        text.append("\n")
        offset += 1
        rows.append(Row(tuple(spans), line.table))
    return Page("".join(text), tuple(rows))
