"""The front page: what the archive holds, which annual reports are there, and what is new."""

from __future__ import annotations

from datetime import date
from typing import Any

from datasette.utils.asgi import Response

from archive.site import changes
from archive.site.coverage import coverage
from archive.site.views import ask, cities_of, draw
from archive.store import Archive

_COUNTS = """
SELECT (SELECT count(*) FROM documents WHERE current = 1 AND redacted_at IS NULL) AS pages,
       (SELECT count(*) FROM documents) AS versions,
       (SELECT count(*) FROM captures) AS captures,
       (SELECT count(*) FROM documents WHERE current = 1 AND kind = 'annual_report') AS annual_reports,
       (SELECT count(DISTINCT city) FROM documents WHERE current = 1) AS cities,
       (SELECT count(*) FROM documents WHERE current = 1 AND gone_at IS NOT NULL) AS gone
"""


async def view(datasette: Any, request: Any) -> Response:
    cities = cities_of(datasette)

    def question(archive: Archive) -> dict[str, Any]:
        connection = archive.db.conn
        names = ("cities", "pages", "annual_reports", "versions", "captures", "gone")
        counts = connection.execute(_COUNTS).fetchone()
        return {
            "counts": {name: counts[name] for name in names},
            "coverage": coverage(connection, cities, date.today()),
            "changes": changes.latest(archive, limit=8),
        }

    return await draw(datasette, request, "front.html", **await ask(datasette, question))
