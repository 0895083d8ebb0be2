"""What does not belong to the page: lines of gambling spam, and addresses in place of the government's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.detection.plan import Edit

KIND = "injected"

_BRANDS = (
    "火狐|亚博|开云|乐鱼|华体会|爱游戏|半岛|必威|米兰|九游会|凯发|皇冠|万博"
    "|江南|天博|星空|完美|博鱼|华体|乐动|金年会|南宫|雷火|泛亚"
)
_PRODUCTS = "电竞|体育|娱乐城|棋牌|真人|彩票网?|博彩|百家乐|老虎机"
_SPAM = re.compile(
    rf"(?:{_BRANDS})(?:{_PRODUCTS})(?:官网|平台|下载|app|APP|登录|注册|入口|网页版|手机版|[-·_()（）中国])*"
    r"|(?:澳门|新)(?:葡京|威尼斯人?|金沙|银河)(?:娱乐城?|赌场|官网|棋牌|在线)(?:官网|平台|下载|登录|注册|入口)*"
    r"|(?:bet365|BET365|Bet365)(?:体育|官网|在线|中文|[-_ ])*"
    r"|(?:真人百家乐|线上赌场|网上赌场|六合彩开奖|时时彩平台|北京赛车pk10|博彩平台|菠菜平台)(?:官网|平台|下载|登录|注册|入口)*"
)
_SIGN = re.compile(
    "电竞|体育|娱乐城|棋牌|真人|彩票|博彩|百家乐|老虎机|葡京|威尼斯|金沙|银河|赌场|六合彩|时时彩|赛车|菠菜|et365|ET365"
)
_FILLER = re.compile(r"[\s\-_·|,，.。、:：()（）\[\]【】]+|www\.[\w.]+|https?://[\w./-]+")
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w./?=&%-]*)?")
_OWN_SITE = re.compile(
    r"(?:政府|门户|門戶|官方|本级|本市|本局|本)[^\n。;；]{0,8}(?:网站|網站|网页|網頁|网址|網址)[^\n。;；]{0,6}$"
)
_PUBLIC = (".gov.cn", ".gov", ".edu.cn", ".mil.cn", ".org.cn", ".政务", ".gov.tw", ".gov.hk", ".gov.mo")


def detect(text: str, *, url: str | None = None) -> bool:
    """Whether injected text or an address that is not the page's own stands in the text."""
    return next(repair(text, url=url), None) is not None


def repair(text: str, *, url: str | None = None) -> Iterator[Edit]:
    """Edits that leave spam out where it stands alone as a line, and reports of the rest.

    ``url`` is the page's address: its own host is no foreign one.
    """
    place = done = 0
    for sign in _SIGN.finditer(text):
        match = _SPAM.search(text, max(place, sign.start() - 5), sign.end() + 30)
        if match is None or match.end() < sign.end():
            continue
        place = match.end()
        start, end = _line(text, match)
        alone = end - start < 200 and not _FILLER.sub("", _SPAM.sub("", text[start:end]))
        if not alone:
            yield Edit(KIND, *match.span(), None, "inferred", "injected: gambling spam")
        elif start >= done:
            done = end
            yield Edit(KIND, start, end, "", "inferred", "injected: a line of gambling spam, left out")
    if "://" in text:
        own = _host(url or "")
        for match in _ADDRESS.finditer(text):
            host = _host(match[0])
            foreign = host and host != own and not host.endswith(_PUBLIC) and "." in host
            if foreign and _OWN_SITE.search(text, max(0, match.start() - 24), match.start()):
                rule = f"injected: {host} named as the government's own site"
                yield Edit(KIND, *match.span(), None, "inferred", rule)


def _line(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The line a match stands in, with the line break that ends (or, on the last line, begins) it."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return (start, end + 1) if end >= 0 else (max(0, start - 1), len(text))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
