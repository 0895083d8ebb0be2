"""The site as a Datasette: one archive, opened for reading only, under the name ``archive``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from archive.site import plugin
from archive.site.cities import City
from archive.site.questions import QUESTIONS

DATABASE = "archive"
_HERE = Path(__file__).parent


def build(path: Path, *, cities: Iterable[City] = (), labels: Mapping[str, str] | None = None) -> Datasette:
    """The site of the archive at ``path``; ``.app()`` is its ASGI application.

    ``cities`` are the ones whose names, codes and first years are known; ``labels`` gives the Chinese name of
    a figure's row (``"applications.granted"``) or column (``"review/upheld"``).

    The file is opened with ``mode=ro``, not ``immutable=1``: an immutable file's write-ahead log is not read,
    and a crawl may be writing.
    """
    if not pm.is_registered(plugin):
        pm.register(plugin, name="gongkai")
        # Every handler is called, whichever answers: Datasette's own would print each 404 with all locals.
        pm.unregister(name="datasette.handle_exception")
    site = Datasette(
        files=[],
        metadata=_metadata(cities, labels or {}),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("static", str(_HERE / "static"))],
        settings={
            "allow_download": False,
            "sql_time_limit_ms": 2000,
            "default_cache_ttl": 0,
            "default_page_size": 50,
            "truncate_cells_html": 300,
        },
    )
    site.remove_database("_memory")
    site.add_database(Database(site, path=str(path), is_mutable=True), name=DATABASE)
    return site


def _metadata(cities: Iterable[City], labels: Mapping[str, str]) -> dict[str, object]:
    queries = {
        question.slug: {
            "sql": question.sql,
            "title": f"{question.number}. {question.zh}",
            "description": f"{question.en} {question.about_en}",
            "params": list(question.parameters),
        }
        for question in QUESTIONS
    }
    known = {"cities": [asdict(city) for city in cities], "labels": dict(labels)}
    return {
        "title": "公开 gongkai",
        "databases": {DATABASE: {"queries": queries}},
        "plugins": {"gongkai": known},
    }
