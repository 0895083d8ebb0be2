"""The contract of a city: what every spider is told, and how it finds its way on a portal.

Columns are found by their standard names (政府信息公开年报, 工作要点, 法定主动公开内容 …), which the State
Council's rules for open-information platforms prescribe (国办公开办函〔2019〕61号); ids move with each
redesign and are hints.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, cast
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from scrapy import Request, Spider
from scrapy.http import Response

from archive.errors import ConfigurationError
from archive.frontier import Link
from archive.records import KINDS
from crawler.detection.charset import decode
from crawler.fetching.failures import ListError
from spiders.columns import kind_of_column, leads_to_columns
from spiders.rows import listed_on, main_anchor, names, title_of

Parse = Callable[[Response, Link], Iterator[Link]]

_EMPTY = re.compile("暂无|没有(?:找到|相关|符合)|无相关")


class PortalSpider(Spider):
    """A city's portal: the facts that a city file states, and the walk from its home page to its columns.

    A family adds :meth:`parse_column`. Its methods that read list pages take ``(response, link)``, the link
    being the one the page was reached by, and yield links: list pages (:meth:`list_page`) and documents
    (:meth:`documents_in`). What is done with them is the frontier's affair.

    Attributes:
        name: the city's slug, as in ``gongkai crawl changzhou``.
        title: the city's name, ``常州市``.
        adcode: its GB/T 2260 code, a string of six digits.
        domain: the portal's host name.
        start_year: the year its reports begin.
        hints: columns known beforehand, name and path: read besides what is found from the home page, and no
            harm is done where one has moved.
        charset: the encoding the portal is known to use where it declares none.
    """

    family: ClassVar[str]
    title: str
    adcode: str
    domain: str
    start_year: int
    scheme: str = "https"
    hints: tuple[tuple[str, str], ...] = ()
    charset: str | None = None
    column_path: ClassVar[re.Pattern[str]]
    """What a column's path (with its query) looks like in this family."""

    def __init__(
        self,
        *args: Any,
        since: str | None = None,
        kinds: str | None = None,
        portal: str | None = None,
        sample: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Take ``-a since=YYYY-MM-DD``, ``-a kinds=annual_report,work_plan``, ``-a portal=http://HOST:PORT``.

        ``portal`` stands in for the real one (its host is then the only one asked); ``sample`` takes at most
        so many documents of each column.

        Raises:
            ConfigurationError: the city file lacks a fact, or an argument makes no sense.
        """
        super().__init__(*args, **kwargs)
        self._check_facts()
        self.since = _date(since)
        self.kinds = _kinds(kinds)
        self.sample = int(sample) if sample else None
        self.home = _home(portal or f"{self.scheme}://{self.domain}")
        self.allowed_domains = [urlsplit(self.home).hostname or ""]

    async def start(self) -> AsyncIterator[Request]:
        """The portal's home page and the columns known beforehand."""
        first = [self.list_page(self.home, self.parse_portal)]
        first += [self.column_page(urljoin(self.home, path), name) for name, path in self.hints]
        for link in first:
            yield Request(link.url, meta={"link": link})

    def owns(self, url: str) -> bool:
        """Whether an address is on the portal's own host; spiders never leave it."""
        try:
            parts = urlsplit(url)
        except ValueError:  # a mistyped address such as http://[
            return False
        return parts.scheme in ("http", "https") and parts.netloc.lower() == urlsplit(self.home).netloc

    def parse_portal(self, response: Response, link: Link) -> Iterator[Link]:
        """Follow the links that lead to the platform and to its columns, by what they are called."""
        page = self.soup(response)
        for anchor in page.select("a[href]"):
            url = self.address(response, anchor)
            if url is None or not self.owns(url):
                continue
            for name in names(anchor):
                if leads_to_columns(name, self.title):
                    yield self.list_page(url, self.parse_portal, referer=response.url)
                    break
                if kind_of_column(name, self.title) and self.column_path.search(_path(url)):
                    yield self.column_page(url, name, referer=response.url)
                    break

    def parse_column(self, response: Response, link: Link) -> Iterator[Link]:
        """Read a column's page: its documents, its further pages, or where its list comes from."""
        raise NotImplementedError

    def column_page(self, url: str, name: str, *, referer: str | None = None) -> Link:
        """The link to a column's page; ``name`` says what kind of documents it holds."""
        if leads_to_columns(name, self.title):
            return replace(self.list_page(url, self.parse_portal, referer=referer), column=name)
        return Link(
            url=url,
            role="list",
            parse=self.parse_column.__name__,
            kind=kind_of_column(name, self.title),
            column=name,
            referer=referer,
        )

    def list_page(
        self,
        url: str,
        parse: Parse,
        *,
        column: Link | None = None,
        referer: str | None = None,
        browser: bool = False,
        **arguments: Any,
    ) -> Link:
        """The link to a list page read by ``parse``; ``column`` is a page of the same column."""
        return Link(
            url=url,
            role="list",
            parse=parse.__name__,
            arguments=arguments,
            kind=column.kind if column else None,
            column=column.column if column else None,
            referer=referer,
            browser=browser,
        )

    def documents_in(
        self, response: Response, rows: list[Tag], link: Link, *, referer: str | None = None
    ) -> list[Link]:
        """The documents that a list's rows link to, in their order; rows without a link are passed over."""
        found = []
        for row in rows:
            anchor = main_anchor(row)
            url = self.address(response, anchor) if anchor else None
            if anchor is None or url is None:
                continue
            found.append(
                Link(
                    url=url,
                    role="document",
                    kind=link.kind,
                    column=link.column,
                    title=title_of(anchor),
                    listed_on=listed_on(row, anchor),
                    referer=referer or response.url,
                )
            )
        return found

    def next_page(self, following: Link, documents: list[Link], link: Link) -> Iterator[Link]:
        """The next page of a list, unless this one was empty or an earlier one over again.

        Portals answer a page number past the end with nothing, with the last page or with the first.
        ``following`` is the next page's link; it is given its newest possible date and what came before it.
        """
        if not documents:
            return
        first = documents[0].url
        earlier = link.arguments.get("earlier", [])
        if first not in earlier:
            yield replace(
                following,
                listed_on=documents[-1].listed_on,
                arguments={**following.arguments, "earlier": [*earlier, first]},
            )

    def drawn_by_script(self, link: Link, parse: Parse) -> Link:
        """Where a column's page has neither rows nor a list's address: the same page, in a browser."""
        return self.list_page(link.url, parse, column=link, referer=link.referer, browser=True)

    def rows_drawn(self, response: Response, rows: list[Tag], link: Link) -> list[Link]:
        """The documents of a list that a browser drew.

        Raises:
            ListError: there are none, and the page does not say that the column is empty.
        """
        documents = self.documents_in(response, rows, link)
        if not documents and not _EMPTY.search(self.text(response)):
            raise ListError(f"no list in the column {link.column}, not even in a browser")
        return documents

    def address(self, response: Response, anchor: Tag) -> str | None:
        """Where an anchor leads, without fragment; None for scripts, mail and other non-pages."""
        href = cast(str, anchor.get("href") or "").strip()
        if not href or href.startswith("#"):
            return None
        try:
            url = urldefrag(urljoin(response.url, href)).url
            scheme = urlsplit(url).scheme
        except ValueError:  # a mistyped link such as http://[
            return None
        return url if scheme in ("http", "https") else None

    def text(self, response: Response) -> str:
        """The body decoded by the project's own rule: what servers declare for fragments is often wrong."""
        declared = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return decode(response.body, header=declared, hint=self.charset, html="json" not in declared).text

    def soup(self, response: Response) -> BeautifulSoup:
        """The page as a tree; Beautiful Soup mends what list fragments lack (stray rows, unclosed cells)."""
        return BeautifulSoup(self.text(response), "lxml")

    def _check_facts(self) -> None:
        for fact, meaning in {
            "title": "the city's name",
            "adcode": 'its GB/T 2260 code as a string, "320400"',
            "domain": "the portal's host name",
            "start_year": "the year its reports begin",
        }.items():
            if not getattr(self, fact, None):
                raise ConfigurationError(f"{type(self).__module__}: {fact} is missing ({meaning})")
        if not isinstance(self.adcode, str) or not re.fullmatch(r"\d{6}", self.adcode):
            raise ConfigurationError(f"{type(self).__module__}: adcode must be a string of six digits")


def _home(portal: str) -> str:
    try:
        parts = urlsplit(portal.lower())
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, or half an IPv6 address
        known = False
    if not known:
        raise ConfigurationError(f"portal={portal}: give an address such as http://127.0.0.1:8320")
    return portal.rstrip("/").lower() + "/"


def _date(since: str | None) -> str | None:
    if since is None:
        return None
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError as error:
        raise ConfigurationError(f"since={since}: give a date such as 2024-01-31") from error


def _kinds(kinds: str | None) -> tuple[str, ...]:
    wanted = tuple(kind for kind in (kinds or "").split(",") if kind)
    for kind in wanted:
        if kind not in KINDS:
            raise ConfigurationError(f"kinds={kinds}: there is no {kind}; kinds are {', '.join(KINDS)}")
    return wanted


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
