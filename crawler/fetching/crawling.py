"""Crawling several cities in one process: what ``gongkai crawl``, ``check`` and ``demo`` run."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from scrapy import Spider
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings
from scrapy.signals import spider_opened
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from archive.errors import ConfigurationError, GongkaiError
from archive.frontier import Page
from crawler.fetching.contract import CitySpider
from crawler.fetching.run import CrawlRun
from crawler.fetching.settlement import page_settled

logger = logging.getLogger(__name__)

Watch = Callable[[str, Page, int], None]
"""Called with a city's slug and a page as soon as the page is settled, and how many are still to do."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """How one city's crawl went: the run's id, or the error that kept it from starting or stopped it."""

    city: str
    run: int | None
    error: GongkaiError | None


class UnknownCityError(ConfigurationError):
    """There is no spider of that name."""

    def __init__(self, name: str, cities: Iterable[str]) -> None:
        close = difflib.get_close_matches(name, list(cities), n=3, cutoff=0.4)
        advice = f"did you mean {' or '.join(close)}?" if close else "`gongkai cities` lists the known ones"
        super().__init__(f"no city is called {name}; {advice}")


class CrawlError(GongkaiError):
    """A crawl ended by an error that nobody foresaw."""

    def __init__(self, error: BaseException | None) -> None:
        super().__init__(
            f"the crawl broke off: {type(error).__name__}: {error}; `-s LOG_LEVEL=DEBUG` shows where"
        )


def spiders() -> dict[str, type[CitySpider]]:
    """Every city's spider class by slug, in the order of the alphabet."""
    loader = SpiderLoader.from_settings(_settings({}))
    return {name: cast(type[CitySpider], loader.load(name)) for name in sorted(loader.list())}


def spider_of(city: str) -> type[CitySpider]:
    """The spider class of a city.

    Raises:
        UnknownCityError: there is none; the message names close matches.
    """
    known = spiders()
    if city not in known:
        raise UnknownCityError(city, known)
    return known[city]


def crawl(
    cities: Iterable[str],
    archive: Path,
    *,
    portals: Mapping[str, str] | None = None,
    since: str | None = None,
    kinds: str | None = None,
    sample: int | None = None,
    settings: Mapping[str, Any] | None = None,
    watch: Watch | None = None,
) -> list[Crawled]:
    """Crawl the cities side by side until each is done; once a process, for Twisted's reactor runs but once.

    ``portals`` maps slugs to addresses that stand in for the real portals; ``settings`` override Scrapy's.

    Raises:
        UnknownCityError: one of the cities has no spider; none is crawled then.
    """
    classes = {city: spider_of(city) for city in cities}
    process = CrawlerProcess(_settings({"ARCHIVE": str(archive), **(settings or {})}))
    # A portal that cannot be reached has no robots.txt either; its pages fail with the reason, in a word.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    crawls = []
    for city, spider in classes.items():
        crawler = process.create_crawler(cast(type[Spider], spider))
        crawls.append(one := _CityCrawl(city, crawler, watch))
        arguments = {"portal": (portals or {}).get(city), "since": since, "kinds": kinds, "sample": sample}
        begun = process.crawl(crawler, **{name: value for name, value in arguments.items() if value})
        begun.addErrback(one.failed)
        if one.interrupted:  # while Scrapy was being set up, which takes Ctrl-C for an error
            raise KeyboardInterrupt
    process.start(stop_after_crawl=True)
    return [one.result() for one in crawls]


class _CityCrawl:
    """What is to be known of one city's crawl while it runs and when it has ended."""

    def __init__(self, city: str, crawler: Crawler, watch: Watch | None) -> None:
        self._city = city
        self._crawler = crawler
        self._watch = watch
        self._run: CrawlRun | None = None
        self._error: GongkaiError | None = None
        self.interrupted = False
        crawler.signals.connect(self._begun, signal=spider_opened)
        crawler.signals.connect(self._settled, signal=page_settled)

    def result(self) -> Crawled:
        if self._run is None:
            return Crawled(self._city, None, self._error)
        return Crawled(self._city, self._run.frontier.run, self._run.error or self._error)

    def failed(self, failure: Failure) -> None:
        """A known error is told at the end; so is any other, by its name: a setting Scrapy cannot take."""
        if isinstance(failure.value, GongkaiError):
            self._error = failure.value
        elif isinstance(failure.value, KeyboardInterrupt):
            self.interrupted = True
        else:
            logger.debug("%s", failure.getTraceback())
            self._error = CrawlError(failure.value)

    def _begun(self) -> None:
        self._run = self._crawler.get_extension(CrawlRun)

    def _settled(self, page: Page, left: int) -> None:
        if self._watch is not None:
            self._watch(self._city, page, left)


def _settings(overrides: Mapping[str, Any]) -> Settings:
    settings = get_project_settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(dict(overrides), priority="cmdline")
    return settings
