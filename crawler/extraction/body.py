"""A page laid out as rows: the one shape in which HTML, plain text and files reach the rest of the reading.

A row is a line of the page: one cell for a paragraph or heading, several for a table's row. Cells are spans
into ``Page.text``, so that every later answer has its place on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from archive.records import AttachmentLink


class Cell(NamedTuple):
    """``text[start:end]``; ``columns`` is how many columns of its table the cell covers."""

    start: int
    end: int
    columns: int = 1


class Row(NamedTuple):
    """``table`` numbers the table that the row belongs to; 0 for a paragraph.

    ``shape`` is what the row is set in: its element and class, or the bullet and indent of its line. Rows of
    one role share their shape, so it tells a value from the headline that follows it.
    """

    cells: tuple[Cell, ...]
    table: int = 0
    shape: str = ""

    @property
    def start(self) -> int:
        return self.cells[0].start

    @property
    def end(self) -> int:
        return self.cells[-1].end


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows, in reading order.

    ``text`` is everything it says, a line a row. ``edges`` are offsets where one inline element ends and the
    next begins (a label and its value may touch there), ``empties`` where an element without text stands.
    ``headings`` are the spans of headline elements. ``tags`` are the ``<meta>`` names, in lower case, with
    their contents; ``shown_title`` is the ``<title>``.
    """

    text: str
    rows: tuple[Row, ...]
    edges: frozenset[int] = frozenset()
    empties: frozenset[int] = frozenset()
    headings: tuple[tuple[int, int], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    shown_title: str | None = None
    attachments: tuple[AttachmentLink, ...] = ()

    def cut(self, span: Cell | Row) -> str:
        """The text of a cell or of a whole row."""
        return self.text[span.start : span.end]

    def moved(self, text: str, to_text: Callable[[int], int]) -> Page:
        """The same page over its repaired ``text``; ``to_text`` maps an old offset to a new one.

        Attachment links keep their place in the unrepaired text, which is the one they are reported in.
        """
        return replace(
            self,
            text=text,
            rows=tuple(
                Row(
                    tuple(Cell(to_text(c.start), to_text(c.end), c.columns) for c in row.cells),
                    row.table,
                    row.shape,
                )
                for row in self.rows
            ),
            edges=frozenset(map(to_text, self.edges)),
            empties=frozenset(map(to_text, self.empties)),
            headings=tuple((to_text(start), to_text(end)) for start, end in self.headings),
        )


def lay_out(text: str, *, html: bool, base_url: str) -> Page:
    """``text`` as a page: markup where ``html`` is set, else lines of plain text."""
    if html:
        from crawler.extraction.markup import lay_out_html

        return lay_out_html(text, base_url)
    return lay_out_text(text)


_LINE = re.compile(r"[^\r\n]+")
_FILL = re.compile(r"\|\|+\s*$")
_ONLY_FILL = re.compile(r"\s*\|\|+\s*|\s*\|?(?:\s*:?-{3,}:?\s*\|)+[\s:-]*")  # of pipes, or a rule of dashes
_BULLET = re.compile(r"[ \t\u3000\xa0]*(?:[•·●▪◆■\-*] +)?")


def lay_out_text(text: str) -> Page:
    """Plain text laid out: a line is a row, a line with ``|`` a table's row, a run of those a table."""
    rows: list[Row] = []
    table = 0
    in_table = False
    unclosed = False  # the last line was a cell whose closing | may stand alone on the next line
    for line in _LINE.finditer(text):
        start, end = line.span()
        if "|" not in line[0]:
            cell = _trimmed(text, start, end)
            if cell is None:
                continue
            rows.append(Row((cell,), shape=text[start : cell.start]))
            in_table, unclosed = False, in_table
        elif unclosed and line[0].strip() == "|":
            rows[-1] = Row(rows[-1].cells, table)
            in_table, unclosed = True, False
        elif not _ONLY_FILL.fullmatch(line[0]):
            table += not in_table
            in_table, unclosed = True, False
            rows.append(Row(tuple(_piped_cells(text, start, end)), table))
    return Page(text, tuple(rows))


def _trimmed(text: str, start: int, end: int) -> Cell | None:
    """The span without bullet and surrounding space; None where nothing is left."""
    start = _BULLET.match(text, start, end).end()  # type: ignore[union-attr]  # the pattern matches anything
    end = start + len(text[start:end].rstrip())
    return Cell(start, end) if end > start else None


def _piped_cells(text: str, start: int, end: int) -> list[Cell]:
    """The cells of a ``a | b | c |`` line.

    A run ``||`` at the end is what a merged cell leaves behind, not cells of its own; it widens nothing,
    since it always gathers at the end of the line, wherever the merged cell stood.
    """
    fill = _FILL.search(text, start, end)
    if fill:
        end = fill.start() + 1
    cells: list[Cell] = []
    while start <= end:
        bar = text.find("|", start, end)
        if bar < 0:
            bar = end
            if cells and not text[start:end].strip():
                break  # what follows the closing |
        cells.append(_trimmed(text, start, bar) or Cell(start, start))
        start = bar + 1
    return cells
