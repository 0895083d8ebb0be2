"""Crawling several cities in one process: what ``gongkai crawl``, ``check`` and ``demo`` run."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from archive.errors import ConfigurationError, GongkaiError
from archive.frontier import Page
from crawler.fetching.contract import CitySpider
from crawler.fetching.run import CrawlRun
from crawler.fetching.settlement import page_settled

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
    runs: dict[str, CrawlRun] = {}
    errors: dict[str, GongkaiError] = {}
    for city, spider in classes.items():
        crawler = process.create_crawler(cast(type[Spider], spider))
        arguments = {"portal": (portals or {}).get(city), "since": since, "kinds": kinds, "sample": sample}
        crawling = process.crawl(crawler, **{name: value for name, value in arguments.items() if value})
        if crawler.spider is not None and (run := crawler.get_extension(CrawlRun)) is not None:
            runs[city] = run
        if watch is not None:
            crawler.signals.connect(partial(_tell, watch, city), signal=page_settled, weak=False)
        crawling.addErrback(partial(_remember, errors, city))
    process.start(stop_after_crawl=True)
    return [_crawled(city, runs.get(city), errors.get(city)) for city in classes]


def _crawled(city: str, run: CrawlRun | None, error: GongkaiError | None) -> Crawled:
    return Crawled(city, run.frontier.run if run else None, error or (run.error if run else None))


def _settings(overrides: Mapping[str, Any]) -> Settings:
    settings = get_project_settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(dict(overrides), priority="cmdline")
    return settings


def _tell(watch: Watch, city: str, page: Page, left: int) -> None:
    watch(city, page, left)


def _remember(errors: dict[str, GongkaiError], city: str, failure: Failure) -> None:
    """A known error is told at the end; any other is a mistake of ours and is raised."""
    if not isinstance(failure.value, GongkaiError):
        failure.raiseException()
    else:
        errors[city] = failure.value
