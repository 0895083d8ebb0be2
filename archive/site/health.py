"""How the crawls are: each city's last run, what waits, what failed and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from archive import progress
from archive.site.views import ask, draw
from archive.store import Archive

RUNS = 5
PAGES = 50
"""Runs, and pages that could not be had, shown of each city."""


@dataclass(frozen=True, slots=True)
class Health:
    """One city's crawls. ``states`` counts its pages by state, ``reasons`` the failed ones by reason."""

    city: str
    runs: tuple[progress.Run, ...]
    states: dict[str, int]
    reasons: tuple[tuple[str, int], ...]
    missed: tuple[progress.NotFetched, ...]
    gone: int


async def view(datasette: Any, request: Any) -> Response:
    return await draw(datasette, request, "health.html", cities_health=await ask(datasette, health))


def health(archive: Archive) -> list[Health]:
    """Every city that was ever crawled."""
    return [_city(archive, run.city) for run in progress.last_runs(archive)]


def _city(archive: Archive, city: str) -> Health:
    connection = archive.db.conn
    runs = connection.execute("SELECT id FROM runs WHERE city = ? ORDER BY id DESC LIMIT ?", (city, RUNS))
    states = connection.execute("SELECT state, count(*) FROM pages WHERE city = ? GROUP BY state", (city,))
    missed = progress.not_fetched(archive, city)
    (gone,) = connection.execute(
        "SELECT count(*) FROM documents WHERE city = ? AND current = 1 AND gone_at IS NOT NULL", (city,)
    ).fetchone()
    return Health(
        city,
        tuple(progress.run_of(archive, number) for (number,) in runs),
        dict(tuple(row) for row in states),
        tuple(Counter(page.reason for page in missed).most_common()),
        tuple(missed[:PAGES]),
        gone,
    )
