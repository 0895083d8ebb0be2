"""Portals published as files, by TRS WCM among others.

A column's page is ``index.html``, the next ``index_1.html``; how many there are, the page says itself:
``createPageHTML(12, 0, "index", "html")`` is the first of twelve. Documents are ``t<yyyymmdd>_<id>.html``
below the column; the date in the name is that of publication, and may be years off the document's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from scrapy.http import Response

from archive.frontier import Link
from spiders.portal import PortalSpider
from spiders.rows import rows_beside

_DETAIL = re.compile(r"/?t\d{8}_\d+\.s?html?$")
_PAGES = re.compile(r"""createPageHTML\(\s*(\d+)\s*,\s*(\d+)\s*,\s*["'](\w+)["']\s*,\s*["'](\w+)["']""")


class StaticSpider(PortalSpider):
    """A portal published as files."""

    family = "static"
    column_path = re.compile(r"/$|/index\.s?html?$")

    def parse_column(self, response: Response, link: Link) -> Iterator[Link]:
        """The rows in the page, and the next page where the page knows of one."""
        page = self.soup(response)
        documents = self.documents_in(response, rows_beside(page, _DETAIL), link)
        if not documents:
            if link.browser:
                yield from self.rows_drawn(response, [], link)
            else:
                yield self.drawn_by_script(link, self.parse_column)
            return
        yield from documents
        if pages := _PAGES.search(str(page)):
            total, current, name, suffix = int(pages[1]), int(pages[2]), pages[3], pages[4]
            if current + 1 < total:
                address = urljoin(response.url, f"{name}_{current + 1}.{suffix}")
                following = self.list_page(address, self.parse_column, column=link, referer=response.url)
                yield from self.next_page(following, documents, link)
