"""What becomes of an answer: it is read, and everything that follows from it is committed at once.

A page is settled in one transaction together with the documents it gave or the links it named, so that
whatever stops the process, a page is either wholly done or still to do.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.response import get_meta_refresh
from twisted.python.failure import Failure
from w3lib.url import safe_url_string

from archive.errors import ArchiveError, GongkaiError
from archive.frontier import Link, Page
from archive.records import Capture, Document, Hints
from crawler.careful_reading import read_carefully
from crawler.fetching.blocking import blocked_by
from crawler.fetching.conditional import NOT_MODIFIED, validators
from crawler.fetching.contract import CitySpider
from crawler.fetching.failures import RedirectError, reason_of, retry_after
from crawler.fetching.run import CrawlRun

logger = logging.getLogger(__name__)

page_settled = object()
"""Signal: a page was settled. Receivers take ``page`` and ``left``, the number of pages still to do."""

REDIRECTS = (301, 302, 303, 307, 308)
TAKEN_DOWN = (404, 410)
LONGEST_JUMP = 10
"""Seconds: a page that asks to be left for another later than that is a page of its own."""


class Settlement:
    """The callback and errback of every request that the frontier hands out."""

    def __init__(self, crawler: Crawler, run: CrawlRun) -> None:
        self._crawler = crawler
        self._spider = cast(CitySpider, crawler.spider)
        self._run = run
        self._archive = run.archive
        self._frontier = run.frontier
        self._walls_running = 0

    async def received(self, response: Response) -> None:
        """Settle a page by its answer."""
        page: Page = response.meta["page"]
        with self._run.ending_without_the_archive():
            try:
                await self._settle(page, response)
            except ArchiveError:
                raise
            except GongkaiError as error:
                logger.warning("%s: %s", page.link.url, error)
                self._fail(page, reason_of(error))
            except Exception as error:  # a mistake of ours, but no page is left half done
                logger.error("%s: %s: %s", page.link.url, type(error).__name__, error)
                logger.debug("there:", exc_info=True)
                self._fail(page, reason_of(error))

    def failed(self, failure: Failure) -> None:
        """Settle a page that brought no answer."""
        page: Page = failure.request.meta["page"]  # type: ignore[attr-defined]
        assert failure.value is not None
        with self._run.ending_without_the_archive():
            self._fail(page, reason_of(failure.value))

    async def _settle(self, page: Page, response: Response) -> None:
        self._frontier.stats["requests"] += 1
        self._frontier.stats["bytes"] += len(response.body)
        headers = {name.lower(): value for name, value in reversed(_headers(response.headers))}
        wall = blocked_by(response.status, headers, response.body)
        if wall is not None:
            self._blocked(page, wall, response.request)
            return
        self._walls_running = 0
        target = _redirect_target(response, page)
        if response.status == NOT_MODIFIED:
            self._not_modified(page)
        elif target is not None:
            self._redirected(page, target, response)
        elif not self._spider.owns(response.url):  # a browser follows redirects by itself
            self._fail(page, "redirect_off_host")
        elif response.status in TAKEN_DOWN and page.body_sha256 and page.link.role != "list":
            self._gone(page, f"http_{response.status}")
        elif response.status != 200:
            self._fail(page, f"http_{response.status}")
        elif page.link.role == "list":
            self._list(page, response)
        else:
            await self._content(page, response)

    def _list(self, page: Page, response: Response) -> None:
        parse = getattr(self._spider, page.link.parse or "")
        links = list(parse(response, page.link))
        with self._archive.transaction():
            self._offer(links)
            self._frontier.done(page, **validators(response), body_sha256=_sha256(response.body))
        self._settled(page)

    async def _content(self, page: Page, response: Response) -> None:
        capture = self._capture(page, response)
        sha256 = _sha256(response.body)
        document = None
        if sha256 != page.body_sha256:
            document = await asyncio.to_thread(read_carefully, capture)
        with self._archive.transaction():
            if document is None:
                self._archive.add_visit(page.link.url, capture.fetched_at, run=self._frontier.run)
            else:
                self._keep(page, capture, document)
            self._frontier.done(page, **validators(response), body_sha256=sha256)
        self._settled(page)

    def _keep(self, page: Page, capture: Capture, document: Document) -> None:
        run = self._frontier.run
        pages = self._pointing_to(page) if page.link.role == "attachment" else []
        for url in pages:
            self._archive.add_attachment(capture, document, page_url=url, run=run)
        if pages:
            return
        self._archive.add_document(capture, document, run=run)
        self._offer(
            Link(
                url=attachment.url,
                role="attachment",
                kind=page.link.kind,
                column=page.link.column,
                title=attachment.name,
                listed_on=page.link.listed_on,
                referer=page.link.url,
            )
            for attachment in document.attachments
        )

    def _pointing_to(self, page: Page) -> list[str]:
        """The archived pages that point to a file, be it by an address that the server sent on to it."""
        named = (page.link.referer,) if page.link.referer else ()
        addresses = [page.link.url, *self._frontier.leading_to(page.link.url)]
        return list(dict.fromkeys(url for at in addresses for url in self._archive.pages_of(at, named)))

    def _offer(self, links: Iterable[Link]) -> None:
        for link in links:
            if self._spider.owns(link.url):
                self._frontier.offer([link])
            else:
                self._frontier.refuse(link, "off_host")

    def _not_modified(self, page: Page) -> None:
        with self._archive.transaction():
            if page.link.role != "list":
                self._archive.add_visit(page.link.url, _now(), run=self._frontier.run)
            self._frontier.unchanged(page)
        self._settled(page)

    def _redirected(self, page: Page, target: str, response: Response) -> None:
        """The target is a page of its own, fetched once however many addresses lead to it."""
        if not self._spider.owns(target):
            self._fail(page, "redirect_off_host")
            return
        link = page.link
        if target == link.url:
            self._fail(page, "redirect_loop")
            return
        with self._archive.transaction():
            self._frontier.offer(
                [
                    Link(
                        url=target,
                        role=link.role,
                        parse=link.parse,
                        arguments=link.arguments,
                        kind=link.kind,
                        column=link.column,
                        title=link.title,
                        listed_on=link.listed_on,
                        referer=link.referer if link.role == "attachment" else link.url,
                    )
                ]
            )
            self._frontier.done(page, **validators(response), redirected_to=target)
        self._settled(page)

    def _gone(self, page: Page, reason: str) -> None:
        with self._archive.transaction():
            self._archive.mark_gone(page.link.url, _now(), reason, run=self._frontier.run)
            self._frontier.gone(page, reason)
        self._settled(page)

    def _fail(self, page: Page, reason: str) -> None:
        with self._archive.transaction():
            self._frontier.failed(page, reason, days=retry_after(reason))
        self._settled(page)

    def _blocked(self, page: Page, kind: str, request: Request | None) -> None:
        with self._archive.transaction():
            self._frontier.blocked(page, kind)
        self._settled(page)
        self._walls_running += 1
        settings, engine = self._crawler.settings, self._crawler.engine
        if self._walls_running >= settings.getint("WALL_LIMIT"):
            logger.warning("%s: a bot wall (%s), left alone until the next crawl", self._spider.name, kind)
            deferred_from_coro(engine.close_spider_async(reason="blocked"))
        elif settings.getbool("AUTOTHROTTLE_ENABLED") and request is not None:
            # AutoThrottle brings the delay down again as the portal goes on answering.
            slot = engine.downloader.slots.get(request.meta.get("download_slot", ""))
            if slot is not None:
                slot.delay = max(slot.delay, settings.getfloat("WALL_DELAY"))

    def _settled(self, page: Page) -> None:
        self._crawler.signals.send_catch_log(page_settled, page=page, left=self._frontier.left())

    def _capture(self, page: Page, response: Response) -> Capture:
        link = page.link
        return Capture(
            url=link.url,
            fetched_at=_now(),
            status=response.status,
            headers=_headers(response.headers),
            body=response.body,
            hints=Hints(
                city=self._spider.name,
                column=link.column,
                title=link.title,
                listed_on=link.listed_on,
                charset=self._spider.charset,
            ),
        )


def _redirect_target(response: Response, page: Page) -> str | None:
    location = response.headers.get("Location")
    try:
        if response.status in REDIRECTS and location:
            return response.urljoin(safe_url_string(location))
        # Some portals' home pages are nothing but a jump to where the home page really is.
        if page.link.role == "list" and response.status == 200 and isinstance(response, HtmlResponse):
            seconds, target = get_meta_refresh(response)
            if target and target != response.url and seconds is not None and seconds < LONGEST_JUMP:
                return target
    except ValueError as error:  # a mistyped address such as http://[
        raise RedirectError(f"redirected to no address: {error}") from error
    return None


def _headers(headers: Any) -> tuple[tuple[str, str], ...]:
    """As sent, but for the case of the names: Scrapy keeps them in its own."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
