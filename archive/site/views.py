"""What the site's views share: asking the archive, and drawing a template."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from archive.errors import ArchiveError
from archive.site.cities import City
from archive.store import Archive

Answer = TypeVar("Answer")


async def ask(datasette: Any, question: Callable[[Archive], Answer]) -> Answer:
    """What the archive answers, asked in one of Datasette's threads with its read-only connection.

    Raises:
        NotFound: the archive does not hold what was asked for.
    """
    database = datasette.get_database()

    def in_thread(connection: sqlite3.Connection) -> Answer:
        return question(Archive(Path(database.path), Database(connection), readonly=True))

    try:
        answer: Answer = await database.execute_fn(in_thread)
    except ArchiveError as error:
        raise NotFound(str(error)) from error
    return answer


async def draw(datasette: Any, request: Any, template: str, **context: Any) -> Response:
    """A page from its template."""
    return Response.html(await datasette.render_template(template, context, request=request))


def cities_of(datasette: Any) -> dict[str, City]:
    """The cities whose facts the site was given, by slug."""
    return {facts["slug"]: City(**facts) for facts in datasette.plugin_config("gongkai")["cities"]}


def number_in(request: Any, name: str) -> int:
    """A number from the request's path; one that SQLite cannot hold names nothing."""
    number = int(request.url_vars[name])
    if number >= 2**63:
        raise NotFound(f"{number}: no such number")
    return number


def link_to(path: str, **parameters: Any) -> str:
    """An address on the site; parameters that are empty or None are left out."""
    given = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path
