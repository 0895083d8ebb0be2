"""What the project adds to Datasette: pages, SQL functions, words, and the headers that protect."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from datasette import hookimpl
from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from archive.site import (
    changes,
    charts,
    comparison,
    document,
    files,
    front,
    functions,
    health,
    inquiry,
    searching,
    strings,
)
from archive.site.views import cities_of, link_to
from archive.site.words import Words, language_of

logger = logging.getLogger(__name__)

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-dns-prefetch-control": "off",
}
"""On every answer that does not set its own. No page of the site has a script."""

_DATASETTES_OWN = HEADERS["content-security-policy"].replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)
"""Datasette's own pages name their columns on a phone with an inline style sheet."""


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/$", front.view),
        (r"^/search$", searching.view),
        (r"^/documents/(?P<number>\d+)$", document.view),
        (r"^/documents/(?P<number>\d+)/since/(?P<before>\d+)$", comparison.view),
        (r"^/documents/(?P<number>\d+)/page$", files.page),
        (r"^/documents/(?P<number>\d+)/page/inert$", files.glass),
        (r"^/documents/(?P<number>\d+)/original$", files.original),
        (r"^/attachments/(?P<number>\d+)$", files.attachment),
        (r"^/changes$", changes.view),
        (r"^/feed\.atom$", changes.feed),
        (r"^/charts$", charts.view),
        (r"^/questions$", inquiry.index),
        (r"^/questions/(?P<slug>\w+)$", inquiry.view),
        (r"^/health$", health.view),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    functions.register(conn, cities_of(datasette).values())


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(request: Any, datasette: Any) -> dict[str, Any]:
    words = Words(language_of(request), datasette.plugin_config("gongkai")["labels"])
    return {"t": words, "cities": cities_of(datasette), "link_to": link_to}


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Say what went wrong as a page of the site; Datasette's own error page knows no plugin's words."""
    status = getattr(exception, "status", 500)
    message = getattr(exception, "title", None) or str(exception)
    if status == 500 and not isinstance(exception, DatasetteError):
        logger.error("%s failed", request.path, exc_info=exception)
        message = ""

    async def answer() -> Response:
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "status": status, "error": message}, status=status)
        context = {"status": status, "message": message}
        html = await datasette.render_template("problem.html", context, request=request)
        return Response.html(html, status=status)

    return answer


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        async def protected(scope: Any, receive: Any, send: Any) -> None:
            async def send_protected(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": _completed(scope, message["headers"])}
                await send(message)

            await app(scope, receive, send_protected)

        return protected

    return wrap


def _completed(scope: Any, headers: list[Any]) -> list[Any]:
    """The answer's headers with the protecting ones, and the chosen language kept in a cookie."""
    own = {bytes(name).lower() for name, _ in headers}
    added = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in own]
    if scope["path"].startswith("/archive"):
        added = [
            (name, _DATASETTES_OWN.encode() if b"security-policy" in name else value) for name, value in added
        ]
    chosen = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if chosen in strings.LANGUAGES:
        cookie = SimpleCookie({"lang": chosen})
        cookie["lang"].update({"path": "/", "max-age": "31536000", "samesite": "Lax"})
        added.append((b"set-cookie", cookie.output(header="").strip().encode()))
    return [*headers, *added]
