"""The search page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from datasette.utils.asgi import Response

from archive.records import KINDS
from archive.search import Hit
from archive.site.views import ask, draw
from archive.store import Archive

PAGE = 20
LAST_PAGE = 50
"""A reader who needs hit 1,001 needs another query, or an export."""
_FILTERS = ("city", "kind", "report_year", "issuing_body", "validity", "since", "until")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


async def view(datasette: Any, request: Any) -> Response:
    words = (request.args.get("q") or "").strip()
    filters = {name: (request.args.get(name) or "").strip() for name in _FILTERS}
    wrong = _wrong(filters)
    page = _page(request.args.get("page") or "1")

    def question(archive: Archive) -> dict[str, Any]:
        hits: list[Hit] = []
        if not wrong:
            asked: dict[str, Any] = {name: value for name, value in filters.items() if value}
            if "report_year" in asked:
                asked["report_year"] = int(asked["report_year"])
            hits = archive.search(words, limit=page * PAGE + 1, **asked)
        return {
            "hits": hits[(page - 1) * PAGE : page * PAGE],
            "more": len(hits) > page * PAGE,
            **_choices(archive),
        }

    found = await ask(datasette, question)
    filtered = sum(map(bool, filters.values()))
    return await draw(
        datasette, request, "search.html",
        words=words, filters=filters, wrong=wrong, page=page, last_page=LAST_PAGE, kinds=KINDS,
        marked=marked, filtered=filtered, first=(page - 1) * PAGE + 1, **found,
    )  # fmt: skip


def marked(hit: Hit) -> Iterator[tuple[str, bool]]:
    """The snippet in parts: text, and whether it is a hit."""
    done = 0
    for start, end in hit.marks:
        yield hit.snippet[done:start], False
        yield hit.snippet[start:end], True
        done = end
    yield hit.snippet[done:], False


def _wrong(filters: dict[str, str]) -> list[str]:
    """The filters whose value makes no sense."""
    dates = [name for name in ("since", "until") if filters[name] and not _DATE.fullmatch(filters[name])]
    year = filters["report_year"]
    return [*dates, *(["report_year"] if year and not re.fullmatch(r"\d{4}", year) else [])]


def _page(given: str) -> int:
    return min(max(int(given), 1), LAST_PAGE) if re.fullmatch(r"\d{1,3}", given) else 1


def _choices(archive: Archive) -> dict[str, list[Any]]:
    """What the filters can be set to."""
    return {
        name: [
            value for (value,) in archive.db.conn.execute(
                f"SELECT DISTINCT {column} FROM documents WHERE current = 1 AND {column} IS NOT NULL"
                f" ORDER BY {column} DESC"
            )
        ]
        for name, column in (("held", "city"), ("years", "report_year"), ("validities", "validity"))
    }  # fmt: skip
