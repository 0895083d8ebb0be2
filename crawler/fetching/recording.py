"""Keeping a portal's answers as they came, to be played back as a replica.

A recording is a folder ``recordings/<slug>/<host>/`` with one file an address: the answer as HTTP/1.1 prints
it (status line, headers, a blank line, the body). A file is named by its address's path and query,
percent-encoded whole: ``/col/1.html?page=2`` is ``%2Fcol%2F1.html%3Fpage%3D2``; a name of more than 180
characters keeps the first 120, then ``~`` and sixteen digits of its SHA-256. ``curl --include`` writes such
files too. Answers to POST are not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import cast
from urllib.parse import quote, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response, TextResponse

from crawler.fetching.contract import CitySpider

_LONGEST_NAME = 180
_NOT_KEPT = frozenset({"set-cookie"})
"""A session is nobody's business but the visitor's."""


class Recording:
    """The Scrapy extension that writes every answer of a plain GET into the folder ``RECORD_INTO``.

    What a browser drew is left out: played back, it would be mistaken for what the server sends.
    """

    def __init__(self, folder: Path, asked: str, own: str) -> None:
        """``asked`` is the address asked, which may stand in for ``own``, the city's: ``https://HOST``."""
        self._folder = folder
        self._asked = asked
        self._own = own

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recording:
        """Scrapy's way to build an extension; without the setting there is none."""
        folder = crawler.settings.get("RECORD_INTO")
        if not folder:
            raise NotConfigured
        spider = cast(CitySpider, crawler.spider)
        spider = cast(CitySpider, crawler.spider)
        recording = cls(Path(folder), spider.home.rstrip("/"), f"{spider.scheme}://{spider.domain}")
        crawler.signals.connect(recording.keep, signal=signals.response_downloaded)
        return recording

    def keep(self, response: Response, request: Request) -> None:
        """Write one answer, under the city's own host and with its links leading there."""
        if request.method != "GET" or request.meta.get("playwright"):
            return
        asked, own = self._asked.encode(), self._own.encode()
        headers = [
            (name, value.replace(asked, own)) for name, values in response.headers.items() for value in values
        ]
        body = response.body.replace(asked, own) if isinstance(response, TextResponse) else response.body
        write(self._folder, request.url.replace(self._asked, self._own, 1), response.status, headers, body)


def write(folder: Path, url: str, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> Path:
    """Keep one answer to a GET in the recording at ``folder`` (``recordings/<slug>``); the file written."""
    address = urlsplit(url)
    file = folder / quote(address.netloc, safe="") / file_name(_target(url))
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = [name + b": " + value for name, value in headers if name.decode().lower() not in _NOT_KEPT]
    file.write_bytes(b"\r\n".join([b"HTTP/1.1 %d" % status, *kept, b"", body]))
    return file


def file_name(target: str) -> str:
    """The file that holds the answer for a path and query as they stand in the request."""
    name = quote(target, safe="")
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:120]}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _target(url: str) -> str:
    address = urlsplit(url)
    return (address.path or "/") + (f"?{address.query}" if address.query else "")
