"""Which city's annual report on which year is there, on time, late, missing or not due yet."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from archive.site import issuers
from archive.site.cities import City

State = Literal["on_time", "late", "undated", "missing", "not_due", "before"]
"""``undated``: there, but nothing says when it was published; ``before``: the city's reports begin later."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One city's own report on one year. ``others`` counts those of departments and lower governments."""

    year: int
    state: State
    document: int | None = None
    published_on: str | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    city: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """``years`` newest first, as are each row's cells; ``elsewhere`` counts reports of no city."""

    years: tuple[int, ...]
    rows: tuple[Row, ...]
    elsewhere: int


def coverage(connection: sqlite3.Connection, cities: Mapping[str, City], today: date) -> Coverage:
    """The coverage of every city that was crawled, judged on the day ``today``."""
    own: dict[tuple[str, int], list[tuple[str | None, str, int]]] = defaultdict(list)
    others: dict[tuple[str, int], int] = defaultdict(int)
    elsewhere = 0
    for number, slug, year, body, title, published_on, first_seen in connection.execute(
        "SELECT documents.id, city, report_year, issuing_body, title,"
        " coalesce(published_on, json_extract(hints, '$.listed_on')), first_seen"
        " FROM documents JOIN captures ON captures.id = documents.capture"
        " WHERE current = 1 AND kind = 'annual_report' AND redacted_at IS NULL AND report_year IS NOT NULL"
    ):
        if slug is None:
            elsewhere += 1
        elif issuers.level(cities[slug].name if slug in cities else None, body, title) == "city":
            own[slug, year].append((published_on, first_seen, number))
        else:
            others[slug, year] += 1
    crawled = "SELECT city FROM documents UNION SELECT city FROM runs"
    slugs = [slug for (slug,) in connection.execute(crawled) if slug is not None]
    begins = {slug: _first_year(slug, cities, own, today) for slug in slugs}
    years = tuple(range(today.year - 1, min(begins.values(), default=today.year) - 1, -1))
    rows = tuple(
        Row(
            slug,
            cities[slug].name if slug in cities else slug,
            tuple(
                _cell(year, own.get((slug, year)), others[slug, year], begins[slug], today) for year in years
            ),
        )
        for slug in sorted(slugs, key=lambda slug: cities[slug].adcode if slug in cities else slug)
    )
    return Coverage(years, rows, elsewhere)


def _first_year(slug: str, cities: Mapping[str, City], own: Iterable[tuple[str, int]], today: date) -> int:
    held = [year for city, year in own if city == slug]
    return min(held + ([cities[slug].start_year] if slug in cities else []), default=today.year)


def _cell(
    year: int, reports: list[tuple[str | None, str, int]] | None, others: int, begins: int, today: date
) -> Cell:
    due = issuers.due_on(year, "city").isoformat()
    if not reports:
        state: State = "before" if year < begins else "not_due" if today.isoformat() <= due else "missing"
        return Cell(year, state, others=others)
    published_on, first_seen, number = min(reports, key=lambda report: (report[0] or "9", report[1]))
    if published_on is None:
        state = "on_time" if first_seen[:10] <= due else "undated"
    else:
        state = "on_time" if published_on <= due else "late"
    return Cell(year, state, number, published_on, others)
