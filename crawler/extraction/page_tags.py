"""Witnesses outside the catalogue header.

They are the prescribed page tags (国办发〔2017〕47号), the byline, the page's address and the list it was in.
"""

from __future__ import annotations

import re

from archive.records import Hints, Witness
from crawler.extraction import dates
from crawler.extraction.body import Page
from crawler.extraction.catalogue import Header

_TAGS = {
    "articletitle": "title",
    "pubdate": "published_on",
    "contentsource": "source",
    "keywords": "keywords",
    "description": "summary",
    "desctiption": "summary",  # a misspelling that one widespread system prints
    "author": "author",
    "columnname": "column",
    "columntype": "column_type",
    "sitename": "site_name",
    "sitedomain": "site_domain",
    "siteidcode": "site_id_code",
}
_URL_DATES = (
    re.compile(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+\.s?html?"),  # TRS
    re.compile(r"/art/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/art_"),  # 大汉
    re.compile(r"/doc/((?:19|20)\d{2})/(\d{2})/(\d{2})/\d+"),
    re.compile(r"/c/((?:19|20)\d{2})-(\d{2})-(\d{2})/"),
)
_BYLINE_WORDS = ("时间", "日期", "来源", "稿源", "浏览", "点击", "阅读", "访问")
_BYLINE = re.compile(
    r"(?:发布时间|发布日期|时间|日期)\s*[:：]\s*(?P<on>[\d一二〇○][^\s【\[]{5,})"
    r"|(?:信息来源|文章来源|来源|稿源)\s*[:：]\s*(?P<source>[^\s:：【\[]{2,30})(?=[\s【\[]|$)"
    r"|(?:浏览次数|浏览量|点击数|阅读次数|访问量)\s*[:：]\s*(?P<views>\d+)"
)


def witnesses(page: Page, header: Header | None, url: str, hints: Hints) -> list[Witness]:
    """Every word on the page's fields from outside its header, the most trusted source first."""
    return [*_from_tags(page.tags), *_from_byline(page, header), *_from_url(url), *_from_list(hints)]


def _from_tags(tags: dict[str, str]) -> list[Witness]:
    found = []
    for name, field in _TAGS.items():
        value = tags.get(name)
        if not value:
            continue
        if field == "published_on":
            value = dates.parse(value)
        elif name in ("keywords", "description") and "articletitle" not in tags:
            continue  # on a page without the prescribed tags these are the site's, not the document's
        if value:
            found.append(Witness(field, value, "page tag"))
    return found


def _from_byline(page: Page, header: Header | None) -> list[Witness]:
    header_rows = {entry.row for entry in header.entries} if header else set()
    found: dict[str, Witness] = {}
    for index, row in enumerate(page.rows[:60]):
        if index in header_rows or row.end - row.start > 200:
            continue
        said = page.cut(row)
        if ("：" not in said and ":" not in said) or not any(word in said for word in _BYLINE_WORDS):
            continue
        for match in _BYLINE.finditer(said):
            if match["on"]:
                value = dates.parse(match["on"])
                if value:
                    found.setdefault("published_on", Witness("published_on", value, "byline"))
            elif match["source"]:
                found.setdefault("source", Witness("source", match["source"], "byline"))
            else:
                found.setdefault("views", Witness("views", match["views"], "byline"))
    return list(found.values())


def _from_url(url: str) -> list[Witness]:
    for pattern in _URL_DATES:
        match = pattern.search(url)
        if match:
            value = dates.parse("-".join(match.groups()))
            if value and not value.startswith("1970"):  # an unset clock, not a date
                return [Witness("published_on", value, "url")]
    return []


def _from_list(hints: Hints) -> list[Witness]:
    told = {"title": hints.title, "published_on": hints.listed_on, "column": hints.column}
    return [Witness(field, value, "list") for field, value in told.items() if value]
