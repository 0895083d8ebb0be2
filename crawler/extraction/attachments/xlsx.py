"""XLSX files: every sheet's rows, merged cells counted once, numbers as they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException

from crawler.extraction.attachments import Line, UnreadableError, members


def lines(body: bytes) -> Iterator[Line]:
    """The file's lines, a table a sheet. Raises UnreadableError for a broken or an empty file."""
    members(body).close()
    try:
        book = load_workbook(BytesIO(body), data_only=True)
    except (
        InvalidFileException,
        BadZipFile,
        XMLSyntaxError,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
    ) as error:
        raise UnreadableError("file_broken", f"the XLSX file is damaged: {error!r}") from error
    empty = True
    for number, sheet in enumerate(book.worksheets, 1):
        covered = {area.coord.split(":")[0]: area.size["columns"] for area in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            cells = [cell for cell in row if not isinstance(cell, MergedCell)]
            while cells and cells[-1].value is None:
                cells.pop()
            if cells:
                empty = False
                shown = [(_shown(cell.value), covered.get(cell.coordinate, 1)) for cell in cells]
                yield Line(shown, number if len(shown) > 1 else 0)
    if empty:
        raise UnreadableError("file_scanned", "the XLSX file holds no text")


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
