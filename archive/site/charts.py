"""The annual reports' figures over years and cities: openness, refusal, reconsideration, backlog.

Each line chart is the answer to one of the fifteen questions, drawn for the cities' own reports.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response
from markupsafe import Markup

from archive.site import drawing
from archive.site.drawing import Bar, Series
from archive.site.questions import BY_SLUG
from archive.site.views import ask, draw
from archive.site.words import Words, language_of
from archive.store import Archive

_LINES = (
    ("granted", "granted_or_partly_percent"),
    ("reconsideration_corrected", "corrected_percent"),
    ("backlog", "backlog_percent"),
    ("not_held", "not_held_percent"),
)
"""A question and the column of its answer that is drawn."""

_REFUSALS = """
WITH reports AS MATERIALIZED (
  SELECT id, report_year FROM documents
  WHERE current = 1 AND redacted_at IS NULL AND kind = 'annual_report' AND report_year IS NOT NULL
    AND (:city = '' OR city = :city) AND unit_level(city, issuing_body, title) = 'city'
)
SELECT report_year, "row", sum(value) FROM reports CROSS JOIN figures ON figures.document = reports.id
WHERE +"table" = 'applications' AND "row" GLOB 'refused_*' AND "column" = 'total'
GROUP BY report_year, "row" ORDER BY report_year, min(figures.id)
"""


@dataclass(frozen=True, slots=True)
class Chart:
    """``key`` names its words; ``table`` repeats what is drawn: a header, then rows. None: not known."""

    key: str
    svg: Markup
    legend: tuple[str, ...]
    table: tuple[tuple[Any, ...], ...]
    question: str


async def view(datasette: Any, request: Any) -> Response:
    city = request.args.get("city") or ""
    words = Words(language_of(request), datasette.plugin_config("gongkai")["labels"])

    def question(archive: Archive) -> dict[str, Any]:
        connection = archive.db.conn
        held = "SELECT DISTINCT city FROM documents WHERE report_year IS NOT NULL AND city IS NOT NULL "
        lines = [_lines(connection, slug, column, city, words) for slug, column in _LINES]
        charts = [lines[0], _refusals(connection, city, words), *lines[1:]]
        return {"charts": charts, "held": sorted(slug for (slug,) in connection.execute(held))}

    return await draw(
        datasette,
        request,
        "charts.html",
        city=city,
        colours=drawing.COLOURS,
        **await ask(datasette, question),
    )


def _lines(connection: Any, slug: str, column: str, city: str, words: Words) -> Chart:
    asked = BY_SLUG[slug]
    values: dict[str, dict[int, float | None]] = defaultdict(dict)
    for row in connection.execute(asked.sql, {**asked.parameters, "city": city}):
        if row["report_year"] is not None and row["unit"]:
            values[row["unit"]].setdefault(row["report_year"], row[column])
    fullest = sorted(values, key=lambda name: (-len(values[name]), name))[: drawing.COLOURS]
    series = [Series(name, values[name]) for name in sorted(fullest)]
    years = sorted({year for one in series for year in one.values})
    return Chart(
        slug,
        drawing.lines(series, unit="%", title=words(f"chart_{slug}")),
        tuple(one.name for one in series),
        (("", *years), *((one.name, *map(one.values.get, years)) for one in series)),
        slug,
    )


def _refusals(connection: Any, city: str, words: Words) -> Chart:
    counts: dict[int, dict[str, float]] = defaultdict(dict)
    grounds: dict[str, None] = {}
    for year, ground, refused in connection.execute(_REFUSALS, {"city": city}):
        grounds[ground] = None
        counts[year][ground] = refused or 0
    names = {ground: words.figure("applications", ground) for ground in grounds}
    data = [
        Bar(year, tuple((names[ground], of_year.get(ground, 0)) for ground in grounds))
        for year, of_year in counts.items()
    ]
    rows = [(names[ground], *(of_year.get(ground) for of_year in counts.values())) for ground in grounds]
    return Chart(
        "refusal_grounds",
        drawing.bars(data, unit="", title=words("chart_refusal_grounds")),
        tuple(names.values()),
        (("", *counts), *rows),
        "refusal_grounds",
    )
