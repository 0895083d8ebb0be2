"""The arithmetic that an annual report must obey: C1 to C4 and C7 in one report, C5 and C6 across two years.

A check is reported, never applied: a report wrong as published stays as published. C6 is information only:
in published reports it fails more often than it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archive.records import Check, Figure
from crawler.extraction.narrative import Count
from crawler.extraction.vocabulary import APPLICATION_COLUMNS, OUTCOMES, REVIEW_COLUMNS, REVIEW_ROWS

Value = int | float | None
Cells = Mapping[tuple[str, str, str], Value]

_GROUPS = {"refused": "refused_", "unavailable": "unavailable_", "rejected": "rejected_", "others": "other"}


def checks(figures: Iterable[Figure], counts: Sequence[Count]) -> tuple[Check, ...]:
    """C1 to C4 over the figures of one report, and C7 for each count in its text.

    C1: received + carried_in = handled + carried_out, a column. C2: the outcomes add up to handled, a column.
    C3: the applicants add up to the total, a row. C4: the outcomes of review or litigation add up to theirs.
    C7: what the text says = what the table says; ``expected`` is the text's number. ``holds`` is None where a
    number is missing.
    """
    cells = {(figure.table, figure.row, figure.column): figure.value for figure in figures}
    result: list[Check] = []
    rows = list(dict.fromkeys(row for table, row, _ in cells if table == "applications"))
    if {"received", "carried_in", "handled", "carried_out"} <= set(rows):
        result += [_balance(cells, column.name) for column in APPLICATION_COLUMNS]
    if "handled" in rows and len(rows) > 20:
        outcomes = [name for name in OUTCOMES if name in rows]
        for column in APPLICATION_COLUMNS:
            parts = [cells["applications", name, column.name] for name in outcomes]
            handled = cells["applications", "handled", column.name]
            result.append(_check("C2", "handled", column.name, _sum(parts), handled))
    for row in rows:
        *parts, total = (cells.get(("applications", row, column.name)) for column in APPLICATION_COLUMNS)
        result.append(_check("C3", row, "total", _sum(parts), total))
    for term in REVIEW_ROWS:
        if ("review", term.name, "total") in cells:
            *parts, total = (cells["review", term.name, column.name] for column in REVIEW_COLUMNS)
            result.append(_check("C4", term.name, "total", _sum(parts), total))
    result += [_narrated(cells, count) for count in counts]
    return tuple(result)


def across_years(before: Iterable[Figure], after: Iterable[Figure]) -> tuple[Check, ...]:
    """C5 and C6 between two consecutive years' reports of one unit.

    C5: what last year carried out is what this year carried in, a column. C6: documents in force = last
    year's + issued - repealed; legal clean-ups outside the tables break it, so it proves nothing.
    """
    then = {(figure.table, figure.row, figure.column): figure.value for figure in before}
    now = {(figure.table, figure.row, figure.column): figure.value for figure in after}
    result = []
    for column in APPLICATION_COLUMNS:
        key = ("applications", "carried_in", column.name)
        earlier = ("applications", "carried_out", column.name)
        if key in now and earlier in then:
            result.append(_check("C5", "carried_in", column.name, then[earlier], now[key]))
    for row in ("regulations", "normative_documents"):
        force = ("disclosure", row, "in_force")
        if force in then and force in now:
            repealed = now.get(("disclosure", row, "repealed"))
            parts = [
                then[force],
                now.get(("disclosure", row, "issued")),
                None if repealed is None else -repealed,
            ]
            result.append(_check("C6", row, "in_force", _sum(parts), now[force]))
    return tuple(result)


def _balance(cells: Cells, column: str) -> Check:
    new, old, done, left = (
        cells["applications", row, column] for row in ("received", "carried_in", "handled", "carried_out")
    )
    return _check("C1", "handled+carried_out", column, _sum([new, old]), _sum([done, left]))


def _narrated(cells: Cells, count: Count) -> Check:
    if count.row == "received_and_carried_in":
        names = ["received", "carried_in"]
    elif count.row in _GROUPS:
        names = [name for name in OUTCOMES if name.startswith(_GROUPS[count.row])]
        names = [name for name in names if (count.table, name, count.column) in cells] or names
    else:
        names = [count.row]
    found = _sum([cells.get((count.table, name, count.column)) for name in names])
    return _check("C7", count.row, count.column, count.value, found)


def _check(check: str, row: str, column: str, expected: Value, found: Value) -> Check:
    holds = None if expected is None or found is None else expected == found
    return Check(check, row, column, expected, found, holds)


def _sum(parts: Sequence[Value]) -> Value:
    """The sum, None where a part is missing."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
