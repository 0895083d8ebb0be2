"""One crawl of one city: the archive it writes and the frontier it holds, from start to end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro

from archive.compaction import compact
from archive.errors import ArchiveError
from archive.frontier import Filters, Frontier, RunState
from archive.store import Archive
from crawler.fetching.contract import CitySpider

logger = logging.getLogger(__name__)

_STATE_OF_REASON: dict[str, RunState] = {
    "finished": "finished",
    "shutdown": "interrupted",
    "blocked": "blocked",
}


class CrawlRun:
    """The Scrapy extension that opens the archive when a crawl starts and ends the run when it closes.

    ``error`` is what made the archive unusable on the way, None as long as it is not.

    Raises:
        ArchiveError: the archive cannot be opened, or another process is crawling this city into it.
    """

    def __init__(self, crawler: Crawler) -> None:
        spider = cast(CitySpider, crawler.spider)
        self.error: ArchiveError | None = None
        self._crawler = crawler
        self._host = urlsplit(spider.home).netloc
        self.archive = Archive.open(Path(crawler.settings["ARCHIVE"]), create=True)
        try:
            self.frontier = Frontier(
                self.archive,
                spider.name,
                filters=Filters(kinds=spider.kinds, since=spider.since, sample=spider.sample),
                version=crawler.settings["VERSION"],
                user_agent=crawler.settings["USER_AGENT"],
            )
        except BaseException:
            self.archive.close()
            raise

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlRun:
        """Scrapy's way to build an extension."""
        run = cls(crawler)
        crawler.signals.connect(run.close, signal=signals.spider_closed)
        return run

    @contextmanager
    def ending_without_the_archive(self) -> Iterator[None]:
        """End the crawl where nothing can be written any more; the next one goes on from here."""
        try:
            yield
        except ArchiveError as error:
            if self.error is None:
                self.error = error
                logger.error("%s", error)
                deferred_from_coro(self._crawler.engine.close_spider_async(reason="archive"))

    async def close(self, reason: str) -> None:
        """End the run, and make the archive smaller after a crawl that came to its end.

        ``reason`` is Scrapy's.
        """
        state = _STATE_OF_REASON.get(reason, "failed")
        try:
            self.frontier.finish(state)
            if state == "finished":  # beside the crawls of other cities
                await asyncio.to_thread(_compact, self.archive.path, self._host)
        except ArchiveError as error:  # the next crawl finds the process gone
            self.error = self.error or error
            logger.error("%s", error)
        self.archive.close()


def _compact(path: Path, host: str) -> None:
    with Archive.open(path) as archive:
        compact(archive, at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), host=host)
