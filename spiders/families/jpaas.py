"""大汉 JPAAS (new Hanweb): lists are drawn by widgets that ask one API for rendered HTML.

The column's page carries the call: an element with ``url="/api-gateway/…/page/build/unit"`` and
``queryData="{'webId':…,'tplSetId':…,'tagId':…}"``; it is read anew each time, for a redesign changes
``tplSetId``. The page number counts only inside ``paramJson``. A wrong ``tagId`` answers 模板内容数据为空; an
empty one then works.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup
from scrapy.http import Response

from archive.frontier import Link
from crawler.fetching.browser import loaded_addresses
from crawler.fetching.failures import ListError
from spiders.portal import PortalSpider
from spiders.rows import rows_beside

API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
NOTHING = "模板内容数据为空"
PAGE_SIZE = 30
PARAMETERS = {
    "parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId", "paramJson"
}  # fmt: skip

_PAIR = re.compile(r"""['"](\w+)['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))""")
_ARTICLE = re.compile(r"/art/\d{4}/")


class JpaasSpider(PortalSpider):
    """A portal of the JPAAS family."""

    family = "jpaas"
    column_path = re.compile(r"/col/col\d+/index\.html")

    def parse_column(self, response: Response, link: Link) -> Iterator[Link]:
        """The list's call as the page carries it; without one, its rows, or those that a browser draws."""
        page = self.soup(response)
        calls = _calls(page)
        for query in calls:
            yield self._unit(urljoin(response.url, API), query, 1, link, referer=response.url)
        rows = [] if calls else rows_beside(page, _ARTICLE)
        yield from self.documents_in(response, rows, link)
        if not calls and not rows:
            yield self.drawn_by_script(link, self.parse_drawn)

    def parse_unit(self, response: Response, link: Link) -> Iterator[Link]:
        """One page of a list from the API."""
        html = _html_of(response)
        query, page = link.arguments["query"], link.arguments["page"]
        if NOTHING in html and query.get("tagId"):
            yield self._unit(response.url, {**query, "tagId": ""}, page, link, referer=link.referer)
            return
        rows = BeautifulSoup(html, "lxml").select("li, tr")
        documents = self.documents_in(response, rows, link, referer=link.referer)
        yield from documents
        following = self._unit(response.url, query, page + 1, link, referer=link.referer)
        yield from self.next_page(following, documents, link)

    def parse_drawn(self, response: Response, link: Link) -> Iterator[Link]:
        """A list that only a script fills: the rows it drew, and the call by which it got them.

        A call with parameters beyond the widgets' own (a signature, say) is the script's alone to make.
        """
        yield from self.rows_drawn(response, rows_beside(self.soup(response), _ARTICLE), link)
        for address in loaded_addresses(response):
            query = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
            if urlsplit(address).path == API and query.keys() <= PARAMETERS:
                yield self._unit(address, query, 1, link, referer=response.url)

    def _unit(self, api: str, query: dict[str, str], page: int, column: Link, *, referer: str | None) -> Link:
        number = json.dumps({"pageNo": page, "pageSize": PAGE_SIZE}, separators=(",", ":"))
        address = f"{urljoin(api, urlsplit(api).path)}?{urlencode({**query, 'paramJson': number})}"
        return self.list_page(
            address, self.parse_unit, column=column, referer=referer, query=query, page=page
        )


def _html_of(response: Response) -> str:
    try:
        answer = json.loads(response.body)
    except ValueError as error:
        raise ListError("the list's API answered no JSON") from error
    if not answer.get("success"):
        raise ListError(f"the list's API refused: {answer.get('message') or answer.get('code')}")
    return (answer.get("data") or {}).get("html") or ""


def _calls(page: BeautifulSoup) -> list[dict[str, str]]:
    """The widgets' calls that ask for a column's list."""
    calls = []
    for widget in page.select("[querydata]"):
        if str(widget.get("url") or API).split("?")[0].endswith("/page/build/unit"):
            pairs = _PAIR.findall(str(widget["querydata"]))
            query = {name: single or double or bare for name, single, double, bare in pairs}
            if query.get("pageType", "column") == "column":
                query.pop("paramJson", None)
                calls.append(query)
    return calls
