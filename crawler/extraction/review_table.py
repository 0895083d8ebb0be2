"""The third statutory table, reconsideration and litigation: fifteen numbers in one row, or in parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Certainty, Figure
from crawler.extraction.body import Page
from crawler.extraction.fields import Report
from crawler.extraction.fused import summing_splits
from crawler.extraction.report_tokens import KEPT, Token, Value, trailed, value_of
from crawler.extraction.vocabulary import REVIEW_COLUMNS, REVIEW_ROWS

REVIEW_HEAD = re.compile(r"结果维持|尚未审结|结果纠正")
_PARTS = re.compile(
    "(?P<reconsideration>(?:一、|1.)?行政复议(?:情况)?)|(?P<litigation_direct>(?:行政诉讼)?[(-]?未经复议直接起诉[)]?)"
    "|(?P<litigation_after_reconsideration>(?:行政诉讼)?[(-]?复议后起诉[)]?)"
)
_YEAR_HEADING = re.compile(r"((?:19|20)\d{2})年度?报告")
_COMPARED = re.compile(r"^指标名称((?:19|20)\d{2})年(?:19|20)\d{2}年")  # two reports compared


def review_table(page: Page, stream: Sequence[Token]) -> tuple[list[Figure], list[Report]]:
    """The fifteen numbers after the last of the table's heads; of two reports compared, the first one's.

    Where the table is printed in parts, each part's numbers stand under or beside the part's name.
    """
    readings, parts = _review_readings(stream)
    if not readings and parts:
        nothing: list[Value] = [None] * 5
        row_by_row = [value for term in REVIEW_ROWS for value in parts.get(term.name, nothing)]
        readings = [_Reading(row_by_row, False, 0, None)]
    if not readings:
        return [], []
    year = next((match[1] for token in stream if (match := _COMPARED.search(token.what))), None)
    chosen = next((reading for reading in readings if year and reading.year == year), readings[0])
    several = any(reading.values != chosen.values for reading in readings)
    line = page.rows[chosen.line]
    reports = [Report("printed_twice", line.start, line.end, "inferred", KEPT)] if several else []
    likely: Certainty = "inferred" if several or chosen.fused else "proved"
    places = [(row.name, column.name) for row in REVIEW_ROWS for column in REVIEW_COLUMNS]
    figures = [
        Figure("review", row, column, value, "lost" if value is None else likely)
        for (row, column), value in zip(places, chosen.values, strict=True)
    ]
    return figures, reports


@dataclass(slots=True)
class _Reading:
    """One row of fifteen; ``year`` where a heading above it names the report it belongs to."""

    values: list[Value]
    fused: bool
    line: int
    year: str | None


def _review_readings(stream: Sequence[Token]) -> tuple[list[_Reading], dict[str, list[Value]]]:
    """The rows of fifteen, and the rows of five (or of ten, for both kinds of litigation) by their names."""
    readings = []
    parts: dict[str, list[Value]] = {}
    part: str | None = None
    year: str | None = None
    collected: list[Token] | None = None  # the cells since the last head
    for token in [*stream, Token("text", "", (), -1, 1)]:
        if token.kind in ("number", "empty", "run") and collected is not None:
            if collected and token.line != collected[-1].line and token.cells > 1:
                collected = []
            collected.append(token)
            continue
        if collected:
            reading = _reading(collected, year)
            if reading:
                readings.append(reading)
            elif part:
                _take_parts(parts, part, collected)
            collected = None
        if token.kind == "text":
            heading = _YEAR_HEADING.fullmatch(token.what)
            year = heading[1] if heading else year
            named = _PARTS.fullmatch(token.what)
            if named:
                part = named.lastgroup
            if REVIEW_HEAD.search(token.what) or (named and (parts or collected == [])):
                collected = []
            elif len(token.what) > 40:
                collected = None
    return readings, parts


def _take_parts(parts: dict[str, list[Value]], part: str, cells: Sequence[Token]) -> None:
    """Enter the numbers of one part, or of both kinds of litigation; a part printed again is left out."""
    values = [value_of(cell.groups[0]) if cell.groups else None for cell in cells if cell.kind != "run"]
    names = [part] if len(values) == 5 else [term.name for term in REVIEW_ROWS[1:]]
    if len(values) == len(names) * 5 and part in names:
        for number, name in enumerate(names):
            parts.setdefault(name, values[number * 5 : number * 5 + 5])


def _reading(cells: Sequence[Token], year: str | None) -> _Reading | None:
    line = cells[0].line
    if cells[0].kind == "run":
        groups = cells[0].groups
        return _Reading(_fifteen(groups), len(groups) < 15, line, year)
    values = trailed([value_of(cell.groups[0]) if cell.groups else None for cell in cells], 15)
    while len(values) > 15 and values[0] is None:
        values = values[1:]
    return _Reading(values, False, line, year) if len(values) == 15 else None


def _fifteen(groups: tuple[str, ...]) -> list[Value]:
    if len(groups) >= 15:
        return [value_of(group) for group in groups[:15]]
    digits = "".join(groups)
    splits = summing_splits(digits, 5, 3) if digits.isdigit() else ()
    return list(splits[0]) if len(splits) == 1 else [None] * 15
