"""robots.txt by RFC 9309, section 2.3.1: where there is none all is allowed; where it cannot be had, nothing.

Scrapy allows everything in either case.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetching.failures import RobotsUnreachableError

SERVER_ERROR = 500


class RobotsTxt(RobotsTxtMiddleware):
    """Scrapy's middleware, which asks nothing of a server that fails to give its robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, Exception] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The host's rules; None: it has none.

        Raises:
            RobotsUnreachableError: it could not say whether it has.
        """
        parser = await super().robot_parser(request)
        netloc = urlparse_cached(request).netloc
        if netloc in self._unreachable:
            raise RobotsUnreachableError(netloc) from self._unreachable[netloc]
        return parser

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= SERVER_ERROR:
            raise IgnoreRequest(f"HTTP {response.status}")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unreachable[netloc] = exc
        super()._robots_error(exc, netloc)
