"""Asking only for what has changed: validators kept in the frontier (RFC 9110, section 13).

Scrapy sends conditional requests only through its HTTP cache, which would keep every body a second time.
"""

from __future__ import annotations

from scrapy.http import Response

from archive.frontier import Page

NOT_MODIFIED = 304


def conditional_headers(page: Page) -> dict[str, str]:
    """The request headers that ask the server to answer 304 where nothing has changed."""
    headers = {}
    if page.etag:
        headers["If-None-Match"] = page.etag
    if page.last_modified:
        headers["If-Modified-Since"] = page.last_modified
    return headers


def validators(response: Response) -> dict[str, str | None]:
    """What the answer gives to ask with next time: ``etag`` and ``last_modified``, as sent."""
    return {"etag": _header(response, "ETag"), "last_modified": _header(response, "Last-Modified")}


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
