"""Keeping a portal's answers as they came, to be played back as a replica."""

from __future__ import annotations

from pathlib import Path

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from replica.recorded import write


class Recording:
    """The Scrapy extension that writes every answer of a plain GET into the folder ``RECORD_INTO``.

    What a browser drew is left out: played back, it would be mistaken for what the server sends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recording:
        """Scrapy's way to build an extension; without the setting there is none."""
        folder = crawler.settings.get("RECORD_INTO")
        if not folder:
            raise NotConfigured
        recording = cls(Path(folder))
        crawler.signals.connect(recording.keep, signal=signals.response_downloaded)
        return recording

    def keep(self, response: Response, request: Request) -> None:
        """Write one answer."""
        if request.method == "GET" and not request.meta.get("playwright"):
            headers = [(name, value) for name, values in response.headers.items() for value in values]
            write(self._folder, request.url, response.status, headers, response.body)
