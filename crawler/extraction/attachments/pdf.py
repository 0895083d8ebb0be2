"""PDF files: the text outside tables line by line, the ruled tables cell by cell, in reading order."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from crawler.extraction.attachments import Line, UnreadableError

_MOST_PAGES = 300
_FROM_WITHIN = (
    PSException, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError,
    RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What pdfminer lets through from within a damaged file."""


def lines(body: bytes) -> Iterator[Line]:
    """The file's lines. Raises UnreadableError for a locked or broken file and for a scan without text."""
    try:
        with pdfplumber.open(BytesIO(body)) as document:
            found = [line for page in document.pages[:_MOST_PAGES] for line in _lines(page)]
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise UnreadableError("file_locked", "the PDF is locked with a password") from error
        raise UnreadableError("file_broken", f"the PDF is damaged: {error}") from error
    except (MalformedPDFException, *_FROM_WITHIN) as error:
        raise UnreadableError("file_broken", f"the PDF is damaged: {error!r}") from error
    if not found:
        raise UnreadableError("file_scanned", "the PDF is a scan: pictures of pages, no text")
    yield from _numbered(found)


def _lines(page: Any) -> list[Line]:
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]

    def outside(item: dict[str, Any]) -> bool:
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

    placed: list[tuple[float, list[Line]]] = [
        (line["top"], [Line([(line["text"], 1)])]) for line in page.filter(outside).extract_text_lines()
    ]
    for table in tables:
        rows = [Line([(cell, 1) for cell in row if cell is not None], 1) for row in table.extract()]
        placed.append((table.bbox[1], [row for row in rows if row.cells]))
    return [line for _, part in sorted(placed, key=lambda one: one[0]) for line in part]


def _numbered(found: list[Line]) -> Iterator[Line]:
    """Tables numbered; one that goes on over a page break keeps its number."""
    table = 0
    inside = False
    for line in found:
        table += bool(line.table) and not inside
        inside = bool(line.table)
        yield Line(line.cells, table if line.table else 0)
