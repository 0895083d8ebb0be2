"""大汉 classic (jcms + jpage + xxgk): ``/col/col<id>/index.html`` and ``/art/Y/M/D/art_<col>_<id>.html``.

Two list transports, either found in the column's page:

* xxgk: ``/module/xxgk/search_custom.jsp?…&currpage=N`` (or ``search.jsp``) gives an HTML fragment, often
  without a charset and with single-quoted or missing attributes;
* jpage: ``dataproxy.jsp?page=N&perpage=…`` gives XML whose ``<record>`` elements hold a row each in CDATA.
  ``<nextgroup>``, which also stands in the column's page, has the call with all its parameters.
  ``startrecord`` is ignored by some installs, and ``perpage`` above 300 truncated.

A column that names neither has its rows, or its ``<record>`` elements, in the page itself. Both transports
say how long the list is (``共N页``, ``<totalrecord>``); no page is asked for beyond that.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from scrapy.http import Response

from archive.frontier import Link
from spiders.portal import PortalSpider
from spiders.rows import rows_beside

PER_PAGE = 100

_XXGK = re.compile(r"""["'(=]([^"'()=\s]*/module/xxgk/search(?:_custom)?\.jsp\?[^"'\s<>]*)""")
_JPAGE = re.compile(r"""["'(=]?([^"'()=\s]*/module/(?:web/)?jpage/\w*dataproxy\.jsp)(\?[^"'\s<>\]]*)?""")
_JPAGE_PARAMETER = re.compile(
    r"""\b(col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype)["']?\s*[:=]\s*["']?([^"',&;\s}]*)"""
)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S)
_RECORDS = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>", re.I)
_PAGES = re.compile(r"共\s*(\d+)\s*页")
_DETAIL = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html")
_COLUMN = re.compile(r"/col/col(\d+)/")


class HanwebSpider(PortalSpider):
    """A portal of the classic Hanweb family."""

    family = "hanweb"
    column_path = re.compile(r"/col/col\d+/index\.html")

    def parse_column(self, response: Response, link: Link) -> Iterator[Link]:
        """Whichever list transport the page names; without one, the rows in the page itself."""
        text = self.text(response)
        if xxgk := _XXGK.search(text):
            url = urljoin(response.url, html.unescape(xxgk[1]))
            yield self._xxgk_page(url, 1, link, referer=response.url)
        elif jpage := _JPAGE.search(text):
            query = dict(parse_qsl(html.unescape(jpage[2] or "")[1:])) or dict(_JPAGE_PARAMETER.findall(text))
            yield self._jpage_page(urljoin(response.url, jpage[1]), query, 1, link, referer=response.url)
        elif (rows := _records(text) or _rows_in(text, response.url)) or link.browser:
            yield from self._all_rows(response, rows, link)
        else:
            yield self.drawn_by_script(link, self.parse_column)

    def _all_rows(self, response: Response, rows: list[Tag], link: Link) -> Iterator[Link]:
        documents = self.rows_drawn(response, rows, link)
        yield from documents
        total = _RECORDS.search(self.text(response))
        if total and int(total[1]) > len(rows):  # not a failure: what it shows is to be had
            self.logger.error(
                "%s has %s records and shows %d, without saying where the rest are",
                response.url, total[1], len(rows),
            )  # fmt: skip

    def parse_xxgk(self, response: Response, link: Link) -> Iterator[Link]:
        """A fragment of an open-information list."""
        fragment, page = self.soup(response), link.arguments["page"]
        documents = self.documents_in(response, _rows(fragment), link, referer=link.referer)
        yield from documents
        pages = _PAGES.search(fragment.get_text())
        if not pages or page < int(pages[1]):
            following = self._xxgk_page(response.url, page + 1, link, referer=link.referer)
            yield from self.next_page(following, documents, link)

    def parse_jpage(self, response: Response, link: Link) -> Iterator[Link]:
        """The XML of a news list: each record is a row of HTML."""
        rows = _records(text := self.text(response))
        documents = self.documents_in(response, rows, link, referer=link.referer)
        yield from documents
        # Counted and not reckoned by PER_PAGE, which an install may cut down.
        seen, total = link.arguments.get("seen", 0) + len(rows), _RECORDS.search(text)
        if not total or seen < int(total[1]):
            page, query = link.arguments["page"] + 1, link.arguments["query"]
            following = self._jpage_page(response.url, query, page, link, referer=link.referer, seen=seen)
            yield from self.next_page(following, documents, link)

    def _xxgk_page(self, url: str, page: int, column: Link, *, referer: str | None) -> Link:
        query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) | {"currpage": str(page)}
        address = f"{_bare(url)}?{urlencode(query)}"
        return self.list_page(address, self.parse_xxgk, column=column, referer=referer, page=page)

    def _jpage_page(
        self,
        url: str,
        query: dict[str, str],
        page: int,
        column: Link,
        *,
        referer: str | None,
        seen: int = 0,
    ) -> Link:
        address = f"{_bare(url)}?{urlencode({**query, 'page': page, 'perpage': PER_PAGE})}"
        return self.list_page(
            address, self.parse_jpage, column=column, referer=referer, query=query, page=page, seen=seen
        )


def _bare(url: str) -> str:
    return urljoin(url, urlsplit(url).path)


def _rows(page: BeautifulSoup) -> list[Tag]:
    rows = page.select("tr.tr_main_value_odd, tr.tr_main_value_even") or page.select("li.bt-list-new")
    return rows or [row for row in page.select("tr, li") if row.select_one("a.bt_link")]


def _records(text: str) -> list[Tag]:
    return BeautifulSoup("".join(_RECORD.findall(text)), "lxml").select("li, tr")


def _rows_in(text: str, url: str) -> list[Tag]:
    """The rows in a column's page; where some are of the column's own id, none of its neighbours'."""
    page = BeautifulSoup(text, "lxml")
    if rows := _rows(page):
        return rows
    column = _COLUMN.search(url)
    own = re.compile(_DETAIL.pattern.replace("art_\\d+", f"art_{column[1]}")) if column else _DETAIL
    return rows_beside(page, own) or rows_beside(page, _DETAIL)
