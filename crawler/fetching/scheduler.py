"""Scrapy's scheduler on the archive's frontier: what is waiting survives any end of the process."""

from __future__ import annotations

from collections import deque
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler

from archive.frontier import Frontier, Page
from crawler.fetching import browser
from crawler.fetching.conditional import conditional_headers
from crawler.fetching.run import CrawlRun
from crawler.fetching.settlement import Settlement


class FrontierScheduler:
    """Hands out the frontier's pages as requests; JOBDIR is not used.

    Only two kinds of request come in through :meth:`enqueue_request`: the spider's first ones, which carry a
    ``link`` for the frontier, and further tries at a leased page, which stay in memory beside the lease.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._further_tries: deque[Request] = deque()
        self._run: CrawlRun
        self._frontier: Frontier
        self._settlement: Settlement

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Scrapy's way to build a scheduler."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Take the frontier of the run that has begun."""
        run = self._crawler.get_extension(CrawlRun)
        assert run is not None
        self._run, self._frontier = run, run.frontier
        self._settlement = Settlement(self._crawler, run)

    def close(self, reason: str) -> None:
        """Nothing to save: the frontier is in the archive."""

    def has_pending_requests(self) -> bool:
        """Whether :meth:`next_request` has something to give."""
        return bool(self._further_tries) or self._frontier.waiting()

    def enqueue_request(self, request: Request) -> bool:
        """Take in a first request of the spider, or another try at a leased page."""
        if "page" in request.meta:
            self._further_tries.append(request)
            return True
        with self._frontier.archive.transaction():
            self._frontier.offer([request.meta["link"]])
        return True

    def next_request(self) -> Request | None:
        """Lease a page and make the request for it."""
        if self._further_tries:
            return self._further_tries.popleft()
        page = None
        with self._run.ending_without_the_archive():
            page = self._frontier.take()
        return None if page is None else self._request(page)

    def _request(self, page: Page) -> Request:
        link = page.link
        headers = {"Referer": link.referer} if link.referer else {}
        meta: dict[str, Any] = {"page": page, "handle_httpstatus_all": True}
        if link.browser:
            meta |= browser.meta(self._crawler.settings["USER_AGENT"])
        else:
            headers |= conditional_headers(page)
        if link.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return Request(
            link.url,
            method=link.method,
            body=link.payload,
            headers=headers,
            callback=self._settlement.received,
            errback=self._settlement.failed,
            dont_filter=True,
            meta=meta,
        )
