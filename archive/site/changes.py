"""What appeared, changed, vanished or came back: as a page and as an Atom feed."""

from __future__ import annotations

import re
from typing import Any

from datasette.utils.asgi import Response

from archive.feed import feed as atom
from archive.site.views import ask, draw
from archive.store import Archive

PAGE = 100


def latest(archive: Archive, *, limit: int, since: str = "", city: str = "") -> list[dict[str, Any]]:
    """The newest changes; ``previous`` is the version that a changed page had before."""
    rows = archive.db.conn.execute(
        """
        SELECT changes.*, (SELECT max(id) FROM documents AS older WHERE older.url = changes.url
          AND older.version = changes.version - 1) AS previous
        FROM changes WHERE at >= :since AND (:city = '' OR city = :city)
        ORDER BY at DESC, document DESC LIMIT :limit
        """,
        {"since": since, "city": city, "limit": limit},
    )
    return [dict(row) for row in rows]


async def view(datasette: Any, request: Any) -> Response:
    since, city = request.args.get("since") or "", request.args.get("city") or ""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", since):
        since = ""

    def question(archive: Archive) -> dict[str, Any]:
        held = "SELECT DISTINCT city FROM documents WHERE city IS NOT NULL ORDER BY city"
        return {
            "changes": latest(archive, limit=PAGE, since=since, city=city),
            "held": [slug for (slug,) in archive.db.conn.execute(held)],
        }

    found = await ask(datasette, question)
    return await draw(datasette, request, "changes.html", since=since, city=city, limit=PAGE, **found)


async def feed(datasette: Any, request: Any) -> Response:
    """The newest documents as Atom; ``?city=`` and ``?kind=`` narrow it."""
    address = f"{request.scheme}://{request.host}"
    filters: dict[str, Any] = {name: request.args.get(name) or None for name in ("city", "kind")}

    def question(archive: Archive) -> bytes:
        return atom(archive.db.conn, address=address, **filters)

    return Response(await ask(datasette, question), content_type="application/atom+xml; charset=utf-8")
