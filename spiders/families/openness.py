"""my71's "openness" platform (most of Anhui), two generations that one portal may run side by side.

First: ``/opennessContent/?branch_id=<24 hex>&column_code=<n>&page=N``, ``/opennessAnnualReport/?branch_id=…``
(annual reports are a collection of their own, and in no content list), details at
``/openness/detail/<type>/<24 hex>.html``.

Second: ``/OpennessContent/showList/<branch>/<column>/page_N.html`` and
``/OpennessAnnualReport/showList/<branch>/page_N.html``, details at ``/OpennessContent/show/<n>.html``.

A parent column may show a folder: a few rows of each child, with a link to the child's list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup
from scrapy.http import Response

from archive.frontier import Link
from spiders.portal import PortalSpider
from spiders.rows import rows_beside

_DETAIL = re.compile(r"/openness/detail/\w+/[0-9a-f]{24}\.html|/Openness\w+/show/\d+\.html")
_FIRST_LIST = re.compile(r"^/openness(?:Content|Target|AnnualReport)/?$")
_SECOND_LIST = re.compile(r"^(/\w*Openness\w+/showList/(?:\d+/)+)(?:page_\d+\.html)?$")


class OpennessSpider(PortalSpider):
    """A portal of the openness family."""

    family = "openness"
    column_path = re.compile(r"^/openness(?:Content|Target|AnnualReport)/?\?|/\w*Openness\w+/showList/")

    def parse_column(self, response: Response, link: Link) -> Iterator[Link]:
        """A list or a folder of lists, always in the page itself."""
        page = self.soup(response)
        for url in self._children(response, page):
            yield self.list_page(url, self.parse_column, column=link, referer=response.url)
        documents = self.documents_in(response, rows_beside(page, _DETAIL), link)
        yield from documents
        number = link.arguments.get("page", 1) + 1
        address = _numbered(response.url, number)
        if address is not None:
            following = self.list_page(
                address, self.parse_column, column=link, referer=response.url, page=number
            )
            yield from self.next_page(following, documents, link)

    def _children(self, response: Response, page: BeautifulSoup) -> set[str]:
        """The lists of a folder's children: their codes lie within the parent's hundred or ten thousand."""
        code = dict(parse_qsl(urlsplit(response.url).query)).get("column_code", "")
        if not code.isdigit() or int(code) % 100:
            return set()
        own = int(code)
        width = 10_000 if own % 10_000 == 0 else 100
        children = set()
        for anchor in page.select("a[href*=column_code]"):
            url = self.address(response, anchor)
            child = dict(parse_qsl(urlsplit(url or "").query)).get("column_code", "")
            if url and child.isdigit() and own < int(child) < own + width and self.owns(url):
                children.add(url)
        return children


def _numbered(url: str, page: int) -> str | None:
    """The address of a list's page of that number; None for an address that is no list's."""
    parts = urlsplit(url)
    if _FIRST_LIST.match(parts.path):
        query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"page": str(page)}
        return urlunsplit(parts._replace(query=urlencode(query)))
    if second := _SECOND_LIST.match(parts.path):
        return urljoin(url, f"{second[1]}page_{page}.html")
    return None
