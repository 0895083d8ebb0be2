"""常州's own CMS: ``gi_``/``ns_`` addresses on the city's host.

A column is either a table in the page (``/gi_class/<code>``, further pages at ``/gi_class/<code>/<N>``) or a
shell filled by XHR: ``/ns_class/<code>?act=ajax&gi=<column's code>&page=N`` answers
``{"status":10,"html":"<tr>…"}``. Past the end both repeat their last page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag
from scrapy.http import Response

from archive.frontier import Link
from crawler.fetching.failures import ListError
from spiders.portal import PortalSpider
from spiders.rows import rows_beside

_XHR_PATH = re.compile(r"(/ns_class/\w+)\?act=ajax")
_XHR_CODE = re.compile(r"""\bgi\s*[=:]\s*["']?(\w{6,12})\b""")
_DETAIL = re.compile(r"/gi_news/\d+")
_GIVES_ROWS = 10
"""``status`` of an answer that has rows."""


class GovInfoSpider(PortalSpider):
    """A portal of the ``gi_``/``ns_`` family."""

    family = "govinfo"
    column_path = re.compile(r"^/(?:gi|ns)_class/")

    def parse_column(self, response: Response, link: Link) -> Iterator[Link]:
        """Rows in the page, or the code with which the script asks for them."""
        text = self.text(response)
        page = BeautifulSoup(text, "lxml")
        path, code = _XHR_PATH.search(text), _XHR_CODE.search(text)
        rows = _rows(page) or ([] if path and code and not link.browser else rows_beside(page, _DETAIL))
        if rows:
            documents = self.documents_in(response, rows, link)
            yield from documents
            yield from self.next_page(self._next_table(response.url, link), documents, link)
        elif link.browser:
            yield from self.rows_drawn(response, rows, link)
        elif path and code:
            yield self._xhr_page(urljoin(response.url, path[1]), code[1], 1, link, referer=response.url)
        else:
            yield self.drawn_by_script(link, self.parse_column)

    def parse_rows(self, response: Response, link: Link) -> Iterator[Link]:
        """Rows sent as JSON."""
        try:
            answer = json.loads(response.body)
        except ValueError as error:
            raise ListError("the list's XHR answered no JSON") from error
        rows = _rows(BeautifulSoup(answer.get("html") or "", "lxml"))
        if answer.get("status") == _GIVES_ROWS:
            url = urljoin(response.url, urlsplit(response.url).path)
            page = link.arguments["page"] + 1
            following = self._xhr_page(url, link.arguments["code"], page, link, referer=link.referer)
            documents = self.documents_in(response, rows, link, referer=link.referer)
            yield from documents
            yield from self.next_page(following, documents, link)

    def _next_table(self, url: str, link: Link) -> Link:
        page = link.arguments.get("page", 1) + 1
        parts = urlsplit(url)
        code = "/".join(parts.path.split("/")[:3])
        address = urlunsplit(parts._replace(path=f"{code}/{page}"))
        return self.list_page(address, self.parse_column, column=link, referer=url, page=page)

    def _xhr_page(self, url: str, code: str, page: int, column: Link, *, referer: str | None) -> Link:
        query = {
            "act": "ajax", "gi": code, "ns": "", "dept": "1", "notime": "", "page": page,
            "key": "", "t": "1", "cache": "no", "test": "bbb",
        }  # fmt: skip
        address = f"{url}?{urlencode(query)}"
        return self.list_page(address, self.parse_rows, column=column, referer=referer, code=code, page=page)


def _rows(page: BeautifulSoup) -> list[Tag]:
    """The list's rows: those of the table in a column's page, or all of a fragment."""
    table = page.select("table.box3 tr") or ([] if page.select_one("table") else page.select("tr"))
    return [row for row in table if row.select_one("a[href]")]
