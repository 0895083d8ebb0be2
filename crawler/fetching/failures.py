"""Why a page could not be had: one word for each way to fail, and when it is worth another try."""

from __future__ import annotations

import gzip
import zlib

import brotli
from scrapy import exceptions
from twisted.internet import error as network
from twisted.python.failure import Failure

from archive.errors import GongkaiError
from crawler.fetching.browser import NoBrowserError

NEXT_CRAWL = 0
A_DAY = 1
A_MONTH = 30


class ListError(GongkaiError):
    """A list page does not hold what its family of portals puts there: probably a redesign."""


class RedirectError(GongkaiError):
    """A server sends on to what is no address."""


class RobotsUnreachableError(GongkaiError):
    """A host's robots.txt could not be had, so nothing on it may be asked for."""


_BY_TYPE: tuple[tuple[type[BaseException], str], ...] = (
    (NoBrowserError, "no_browser"),
    (ListError, "no_list"),
    (RedirectError, "bad_redirect"),
    (RobotsUnreachableError, "robots_unreachable"),
    (exceptions.CannotResolveHostError, "dns"),
    (exceptions.DownloadTimeoutError, "timeout"),
    # Scrapy cancels a download for one reason only: it is longer than DOWNLOAD_MAXSIZE.
    (exceptions.DownloadCancelledError, "too_large"),
    (exceptions.DownloadConnectionRefusedError, "refused"),
    (exceptions.ResponseDataLossError, "cut_short"),
    (exceptions.UnsupportedURLSchemeError, "not_http"),
    (exceptions.NotSupported, "not_http"),
    # A body that is not what its Content-Encoding says.
    (gzip.BadGzipFile, "bad_coding"),
    (zlib.error, "bad_coding"),
    (brotli.error, "bad_coding"),
    (network.DNSLookupError, "dns"),
    (network.TimeoutError, "timeout"),
    (network.TCPTimedOutError, "timeout"),
    (network.ConnectionRefusedError, "refused"),
    (network.ConnectionLost, "cut_short"),
    (network.ConnectError, "unreachable"),
    (TimeoutError, "timeout"),
    (GongkaiError, "unreadable"),
)


def reason_of(error: BaseException) -> str:
    """The failure's typed reason: dns, timeout, refused, tls, robots, too_large, no_list and so on.

    What no word fits is named after its exception, as in ``error:ValueError``.
    """
    for cause in _causes(error):
        if type(cause).__module__.startswith("OpenSSL"):
            return "tls"
        if isinstance(cause, exceptions.IgnoreRequest) and "robots.txt" in str(cause):
            return "robots"
        if isinstance(cause, exceptions.IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(cause):
            return "too_large"  # once decompressed
        if type(cause).__name__ == "ZstdError":  # of a module that newer Pythons bring along
            return "bad_coding"
        for kind, reason in _BY_TYPE:
            if isinstance(cause, kind):
                return reason
        if type(cause).__module__.startswith("playwright"):
            return "timeout" if type(cause).__name__ == "TimeoutError" else "browser"
    return f"error:{type(error).__name__}"


def retry_after(reason: str) -> int:
    """Days until a page that failed so is due again; ``NEXT_CRAWL`` where the trouble may be gone by then."""
    if reason == "too_large":
        return A_MONTH
    if reason in ("robots", "not_http", "unreadable", "redirect_off_host") or reason.startswith("http_4"):
        return A_DAY
    return NEXT_CRAWL


def _causes(error: BaseException) -> list[BaseException]:
    """The error and everything it stands for: Twisted wraps the cause in lists, Scrapy in ``__cause__``."""
    found, seen = [error], set[int]()
    for cause in found:
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        inner = [reason.value for reason in getattr(cause, "reasons", []) if isinstance(reason, Failure)]
        found += [error for error in inner if error is not None]
        if cause.__cause__ is not None:
            found.append(cause.__cause__)
    # The innermost cause says most; a generic "connection lost" around a TLS error says least.
    return found[::-1]
