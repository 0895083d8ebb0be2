"""The statutory tables of an annual report as figures.

The tables are read from the token stream (:mod:`report_tokens`): a row is a label with the numbers after it.
Where a label is lost the row's place in the prescribed order names it; where digits are fused the sums split
them (:mod:`fused`); where neither is certain the value is null, and where a number is only likely it is
marked ``inferred``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from archive.records import Certainty, Figure
from crawler.extraction.body import Page
from crawler.extraction.fields import Report
from crawler.extraction.fused import free_splits, solve
from crawler.extraction.narrative import Count
from crawler.extraction.report_tokens import KEPT, Token, Value, tight, tokens, trailed, value_of
from crawler.extraction.review_table import REVIEW_HEAD, review_table
from crawler.extraction.vocabulary import (
    APPLICATION_COLUMNS,
    APPLICATION_ROWS,
    DISCLOSURE_ROWS,
    Format,
    application_rows,
)

_DISCLOSURE = {row.name: row for row in DISCLOSURE_ROWS}
_APPLICATIONS = frozenset(term.name for term in APPLICATION_ROWS)
_GROUP_ROWS = {
    "refused": "refused_",
    "unavailable": "unavailable_",
    "rejected": "rejected_",
    "others": "other",
}

_OLD = re.compile(r"新制作数量|新公开数量|对外公开总数量|上一年项目数量|采购项目数量|本年增/")
_NEW = re.compile(r"制发件数|废止件数|现行有效件数|收费金额")
_TABLES = re.compile(r"第二十条第|勾稽关系|本年新收政府信息|申请人情况|结果维持|三、.{0,4}收到和处理")
_APPLICATIONS_HEAD = re.compile(r"勾稽关系|申请人情况|^三、.{0,4}收到和处理.{0,20}$")

Known = tuple[Value, Certainty]


@dataclass(slots=True)
class Statutory:
    """What the tables say: the figures, and what about them should be known."""

    figures: list[Figure] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A row of a table before its numbers have columns: ``values`` cell by cell, or one run of digits."""

    name: str | None
    group: str | None
    line: int
    values: list[Value] = field(default_factory=list)
    runs: list[tuple[str, ...]] = field(default_factory=list)
    units: set[str] = field(default_factory=set)

    @property
    def blank(self) -> bool:
        return not self.runs and all(value is None for value in self.values)


def statutory_tables(page: Page, counts: Sequence[Count]) -> Statutory:
    """The figures of all three tables; ``counts`` are the narrative's, which may decide a fused row."""
    result = Statutory()
    if _TABLES.search(tight(page.text)):
        _read_tables(result, page, counts)
    if not result.figures:
        result.reports = [Report("tables_lost", 0, 0, "lost", "the report has none of its statutory tables")]
    return result


def _read_tables(result: Statutory, page: Page, counts: Sequence[Count]) -> None:
    text = tight(page.text)
    old, new = len(_OLD.findall(text)), len(_NEW.findall(text))
    form: Format = 2019 if old > new else 2021
    stream = list(tokens(page))
    disclosure, applications = _rows(page, stream)
    _disclosure(result, page, disclosure, form, counts)
    _applications(result, page, applications, form if old or new else None)
    figures, reports = review_table(page, stream)
    result.figures += figures
    result.reports += reports
    for table in ("disclosure", "applications", "review"):
        if not any(figure.table == table for figure in result.figures):
            result.reports.append(
                Report("table_lost", 0, 0, "lost", f"the report's table {table} is not there")
            )


def _rows(page: Page, stream: Iterable[Token]) -> tuple[list[_Row], list[_Row]]:
    """The rows of the first two tables, in printed order."""
    disclosure: list[_Row] = []
    applications: list[_Row] = []
    begun: str | None = None
    row: _Row | None = None
    for token in stream:
        if token.kind == "text":
            if "第二十条" in token.what or "信息内容" in token.what:
                begun = begun or "disclosure"
            elif _APPLICATIONS_HEAD.search(token.what):
                begun = "applications"
            elif begun == "applications" and REVIEW_HEAD.search(token.what):
                begun, row = "over", None
            if row and (row.values or row.runs):
                row = None
            continue
        if token.kind == "row" and token.what in _APPLICATIONS and begun != "over":
            begun = "applications"
        if token.kind in ("row", "group"):
            if row and row.line == token.line and row.name is None and row.blank and row in applications:
                applications.remove(row)  # empty cells before the label
            row = (
                _Row(None, token.what, token.line)
                if token.kind == "group"
                else _Row(token.what, None, token.line)
            )
            if token.what in _DISCLOSURE and begun == "disclosure":
                disclosure.append(row)
            elif begun == "applications" and token.what not in _DISCLOSURE:
                applications.append(row)
            else:
                row = None
            continue
        if row and token.line != row.line and token.cells == 1 and len(row.values) > 6:
            continue  # a page's number between two parts of the table
        if row and token.line != row.line and token.cells > 1:
            if row.name is None or row.values or row.runs:
                row = None  # the next row of a table, its label lost
            else:
                row.line = token.line  # a label on a line of its own
        if row is None and begun == "applications":
            row = _Row(None, None, token.line)
            applications.append(row)
        if row:
            _fill(row, token)
    return disclosure, applications


def _fill(row: _Row, token: Token) -> None:
    if token.kind == "empty":
        row.values.append(None)
    elif token.kind == "number":
        row.values.append(value_of(token.groups[0]))
        if token.what in ("元", "万元"):
            row.units.add(token.what)
    else:
        row.runs.append(token.groups)


def _disclosure(
    result: Statutory, page: Page, rows: list[_Row], form: Format, counts: Sequence[Count]
) -> None:
    readings: dict[str, tuple[Sequence[str], list[Known]]] = {}
    doubtful = set()
    for row in rows:
        if row.name is None or not (row.values or row.runs):
            continue
        names, known = _disclosed(row, form, counts)
        if row.name not in readings:
            readings[row.name] = names, known
        elif readings[row.name] != (names, known):
            doubtful.add(row.name)
            result.reports.append(_about(page, row, "printed_twice", KEPT))
        if row.units:
            unit = "、".join(sorted(row.units))
            result.reports.append(_about(page, row, "unit_in_cell", f"kept as printed, in {unit}"))
    for row_name, (names, known) in readings.items():
        for name, (value, certainty) in zip(names, known, strict=True):
            likely: Certainty = "inferred" if row_name in doubtful and value is not None else certainty
            result.figures.append(Figure("disclosure", row_name, name, value, likely))


def _disclosed(row: _Row, form: Format, counts: Sequence[Count]) -> tuple[Sequence[str], list[Known]]:
    """A row's columns, in the format that fits its numbers, with what they hold."""
    columns = _DISCLOSURE[row.name or ""].columns
    names = columns.get(form) or next(iter(columns.values()))
    for others in columns.values():
        if row.values and len(trailed(row.values, len(names))) == len(others) != len(names):
            names = others
    wanted = len(names)
    values = trailed(row.values, wanted)
    if row.runs and not any(value is not None for value in values):
        groups = row.runs[0]
        fused = "".join("".join(run) for run in row.runs)
        if len(groups) == wanted:
            values = [value_of(group) for group in groups]
        elif len(fused) < 40 and "." not in fused and "," not in fused:
            return names, _split_by_narrative(row.name or "", names, fused, counts)
    if len(values) != wanted:
        return names, [(None, "lost")] * wanted
    return names, [(value, "lost" if value is None else "proved") for value in values]


def _split_by_narrative(name: str, names: Sequence[str], digits: str, counts: Sequence[Count]) -> list[Known]:
    """Fused numbers that no sum checks: known where only one split exists, or fits what the text says."""
    splits = free_splits(digits, len(names))
    if len(splits) == 1:
        return [(value, "proved") for value in splits[0]]
    said = {count.column: count.value for count in counts if count.row == name}
    fitting = [
        split
        for split in splits
        if said and all(said.get(column, value) == value for column, value in zip(names, split, strict=True))
    ]
    if len(fitting) == 1:
        return [(value, "inferred") for value in fitting[0]]
    return [(None, "lost")] * len(names)


def _applications(result: Statutory, page: Page, rows: list[_Row], form: Format | None) -> None:
    rows = [part for row in rows for part in _parted(row)]
    rows = [
        row for row in rows if row.runs or len(row.values) > 6 or ((row.name or row.group) and row.values)
    ]
    form = _form(rows, form)
    order = application_rows(form)
    placed, by_order = _placed(rows, order)
    if any(row not in placed.values() and not row.blank for row in rows if row.name is None):
        loose = next(row for row in rows if row.name is None and row not in placed.values() and not row.blank)
        result.reports.append(
            _about(page, loose, "row_unplaced", "a row whose label is lost fits in no one place")
        )
    fixed: dict[str, list[Known]] = {}
    fused: dict[str, str] = {}
    for name, row in placed.items():
        digits = _digits(row)
        if digits is not None:
            fused[name] = digits
        else:
            fixed[name] = _seven(row)
    if fused:
        fixed.update(_solved(fixed, fused))
    twice = [row for row in rows if row.name in placed and placed[row.name] is not row and not row.blank]
    conflict = [row for row in twice if row.values != placed[row.name or ""].values]
    for row in conflict[:1]:
        result.reports.append(_about(page, row, "printed_twice", KEPT))
    for name in order:
        for column, (value, certainty) in zip(APPLICATION_COLUMNS, fixed.get(name, ()), strict=False):
            doubtful = certainty == "proved" and (name in by_order or conflict)
            result.figures.append(
                Figure("applications", name, column.name, value, "inferred" if doubtful else certainty)
            )


def _form(rows: Sequence[_Row], told: Format | None) -> Format:
    names = {row.name for row in rows}
    if names & {"other_not_corrected", "other_fee_overdue"}:
        return 2021
    if told is None and len(rows) == 23:
        return 2019
    return told or 2021


def _parted(row: _Row) -> list[_Row]:
    """A row whose followers lost their labels, one cell a line: its numbers in sevens."""
    numbers = [value for value in row.values if value is not None]
    if len(numbers) != len(row.values) or len(numbers) <= 7 or len(numbers) % 7:
        return [row]
    parts = [numbers[at : at + 7] for at in range(0, len(numbers), 7)]
    return [_Row(row.name, row.group, row.line, list(parts[0]))] + [
        _Row(None, None, row.line, list(part)) for part in parts[1:]
    ]


def _placed(rows: Sequence[_Row], order: Sequence[str]) -> tuple[dict[str, _Row], set[str]]:
    """The rows by name, and the names that only the prescribed order gave.

    Between two named rows, unnamed ones are taken for the missing ones where their count is exactly theirs.
    """
    placed: dict[str, _Row] = {}
    by_order: set[str] = set()
    for row in rows:
        if row.name and row.name in order:
            placed.setdefault(row.name, row)
        elif row.group == "others" and "other_fee_overdue" not in order:
            placed.setdefault("other", row)
    position = {id(row): order.index(name) for name, row in placed.items()}
    last = -1
    for named, run in groupby(rows, key=lambda row: id(row) in position or row.name is not None):
        members = list(run)
        if named:
            last = max([last, *(position.get(id(row), -1) for row in members)])
            continue
        after = rows[_index(rows, members[-1]) + 1 :]
        stop = next((position[id(row)] for row in after if position.get(id(row), -1) > last), len(order))
        missing = [name for name in order[last + 1 : stop] if name not in placed]
        if len(members) == len(missing) == stop - last - 1 and _fits_groups(members, missing):
            placed.update(zip(missing, members, strict=True))
            by_order.update(missing)
    return placed, by_order


def _index(rows: Sequence[_Row], wanted: _Row) -> int:
    return next(index for index, row in enumerate(rows) if row is wanted)


def _fits_groups(rows: Sequence[_Row], names: Sequence[str]) -> bool:
    return all(
        row.group is None or row.group == "results" or name.startswith(_GROUP_ROWS[row.group])
        for row, name in zip(rows, names, strict=True)
    )


def _digits(row: _Row) -> str | None:
    """The row's digits where they are fused; None where its numbers stand apart."""
    if any(value is not None for value in row.values) or not row.runs or len(row.runs[0]) >= 7:
        return None
    digits = "".join(row.runs[0])
    return digits if digits.isdigit() else None


def _seven(row: _Row) -> list[Known]:
    """The row's seven numbers; a merged cell or a row with cells dropped gives what is certain of it."""
    values = row.values
    if row.runs and row.blank is False and not any(value is not None for value in values):
        values = [value_of(group) for group in row.runs[0][:7]]
    values = trailed(values, 7)
    while len(values) > 7 and values[0] is None:
        values = values[1:]
    if len(values) == 7:
        return [(value, "lost" if value is None else "proved") for value in values]
    nothing: list[Known] = [(None, "lost")] * 7
    numbers = [value for value in values if value is not None]
    if len(values) > 7 or not numbers:
        return nothing
    if len(numbers) == 1 and len(values) < 3:
        return [*nothing[:6], (numbers[0], "inferred")]
    if len(numbers) == 2 == len(values) and 0 < numbers[0] == numbers[1]:
        return [(numbers[0], "inferred"), *nothing[:5], (numbers[1], "inferred")]
    if len(numbers) > 2 and sum(numbers[:-1]) == numbers[-1] > 0:
        return [*nothing[:6], (numbers[-1], "inferred")]
    return nothing


def _solved(fixed: dict[str, list[Known]], fused: dict[str, str]) -> dict[str, list[Known]]:
    whole = {
        name: tuple(int(value) for value, _ in known if value is not None) for name, known in fixed.items()
    }
    solution = solve({name: vector for name, vector in whole.items() if len(vector) == 7}, fused)
    certainty: Certainty = "proved" if solution.proved else "inferred"
    return {
        name: [(value, certainty) for value in solution.rows[name]]
        if name in solution.rows
        else [(None, "lost")] * 7
        for name in fused
    }


def _about(page: Page, row: _Row, kind: str, rule: str) -> Report:
    line = page.rows[row.line]
    return Report(kind, line.start, line.end, "inferred", rule)
