"""Questions about crawls: what a run did, what could not be fetched and why, what the archive holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from archive.store import Archive


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run found of one kind of documents; ``unchanged`` counts pages looked at without news."""

    city: str
    kind: str
    documents: int
    new: int
    changed: int
    unchanged: int
    gone: int


@dataclass(frozen=True, slots=True)
class News:
    """One page of which a run found news: new, changed, gone or back."""

    url: str
    title: str | None
    kind: str
    outcome: str


@dataclass(frozen=True, slots=True)
class NotFetched:
    """One page that is known and was not had: ``reason`` is dns, http_404, blocked:ruishu and so on."""

    city: str
    url: str
    role: str
    kind: str | None
    column: str | None
    title: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How many documents of one kind and year are held of a city; ``gone`` of them were taken down."""

    city: str
    kind: str
    report_year: int | None
    documents: int
    gone: int


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl; times are UTC. ``stats`` are its counters: requests, bytes, failures by reason."""

    id: int
    city: str
    state: str
    started_at: str
    finished_at: str | None
    stats: dict[str, int]


def outcomes(archive: Archive, run: int) -> list[Outcome]:
    """What a run found, one row a kind; kinds of which it looked at no page are left out."""
    rows = archive.db.execute(
        """
        SELECT documents.city, documents.kind,
               count(DISTINCT visits.url),
               sum(visits.outcome = 'new'),
               sum(visits.outcome IN ('changed', 'back')),
               sum(visits.outcome IN ('unchanged', 'not_modified', 'redacted')),
               sum(visits.outcome = 'gone')
        FROM visits JOIN documents ON documents.id = visits.document AND documents.url = visits.url
        WHERE visits.run = ? GROUP BY 1, 2 ORDER BY 1, 2
        """,
        [run],
    )
    return [Outcome(*row) for row in rows.fetchall()]


def news(archive: Archive, run: int) -> list[News]:
    """The pages of which a run found news, in the order in which it looked at them."""
    rows = archive.db.execute(
        """
        SELECT visits.url, documents.title, documents.kind, visits.outcome
        FROM visits JOIN documents ON documents.id = visits.document AND documents.url = visits.url
        WHERE visits.run = ? AND visits.outcome IN ('new', 'changed', 'gone', 'back') ORDER BY visits.id
        """,
        [run],
    )
    return [News(*row) for row in rows.fetchall()]


def not_fetched(archive: Archive, city: str) -> list[NotFetched]:
    """The city's pages that failed or were blocked when they were last asked for."""
    rows = archive.db.execute(
        """
        SELECT city, url, role, kind, "column", title, reason FROM pages
        WHERE city = ? AND state IN ('failed', 'blocked') ORDER BY reason, id
        """,
        [city],
    )
    return [NotFetched(*row) for row in rows.fetchall()]


def holdings(archive: Archive) -> list[Holding]:
    """What the archive holds, by city, kind and year."""
    rows = archive.db.execute(
        """
        SELECT coalesce(city, ''), kind, report_year, count(*), sum(gone_at IS NOT NULL) FROM documents
        WHERE current = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """
    )
    return [Holding(*row) for row in rows.fetchall()]


def last_runs(archive: Archive) -> list[Run]:
    """Each city's last crawl."""
    rows = archive.db.execute(
        """
        SELECT id, city, state, started_at, finished_at, stats FROM runs
        WHERE id IN (SELECT max(id) FROM runs WHERE city IS NOT NULL GROUP BY city) ORDER BY city
        """
    )
    return [_run(row) for row in rows.fetchall()]


def run_of(archive: Archive, number: int) -> Run:
    """The crawl of that number."""
    question = "SELECT id, city, state, started_at, finished_at, stats FROM runs WHERE id = ?"
    return _run(archive.db.execute(question, [number]).fetchone())


def waiting(archive: Archive, city: str) -> int:
    """How many of the city's pages are known and still to be fetched."""
    (count,) = archive.db.execute(
        "SELECT count(*) FROM pages WHERE city = ? AND state IN ('pending', 'leased')", [city]
    ).fetchone()
    return int(count)


def _run(row: tuple[Any, ...]) -> Run:
    number, city, state, started_at, finished_at, stats = row
    return Run(number, city, state, started_at, finished_at, json.loads(stats))
