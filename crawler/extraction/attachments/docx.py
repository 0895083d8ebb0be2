"""DOCX files: paragraphs and tables in reading order, merged cells counted once."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from lxml.etree import XMLSyntaxError

from crawler.extraction.attachments import Line, UnreadableError, members


def lines(body: bytes) -> Iterator[Line]:
    """The file's lines. Raises UnreadableError for a broken file and for one that holds only pictures."""
    members(body).close()
    try:
        document = Document(BytesIO(body))
    except (PackageNotFoundError, XMLSyntaxError, ParseError, KeyError, ValueError) as error:
        raise UnreadableError("file_broken", f"the DOCX file is damaged: {error!r}") from error
    number = 0
    empty = True
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            number += 1
            for row in part.rows:
                empty = False
                yield Line(_cells(row._tr, part), number)
        elif part.text.strip():
            empty = False
            yield from (Line([(line, 1)]) for line in part.text.split("\n"))
    if empty:
        raise UnreadableError("file_scanned", "the DOCX file holds no text, only pictures")


def _cells(row: Any, table: Table) -> list[tuple[str, int]]:
    """The row's own cells: one that continues a cell above is left out."""
    return [(_Cell(cell, table).text, cell.grid_span) for cell in row.tc_lst if cell.vMerge != "continue"]
